import { readdirSync, readFileSync } from 'node:fs'

/** What a process and all below it have used; Linux only. */
export interface TreeUsage {
  readonly cpuSeconds: number
  /** Sum of the most that each of them had resident. */
  readonly peakMb: number
}

/** Clock ticks per second, as the kernel counts for everyone. */
const ticksPerSecond = 100

/** What the tree of a process has used so far; children that have ended count with whoever waited for them. */
export function usageOf(root: number): TreeUsage {
  const parents = new Map(processIds().map((pid) => [pid, Number(statOf(pid)[1])]))
  const tree = [...parents.keys()].filter((pid) => {
    for (let above: number | undefined = pid; above !== undefined; above = parents.get(above)) {
      if (above === root) return true
    }
    return false
  })
  const ticks = tree.flatMap((pid) => statOf(pid).slice(11, 15).map(Number))
  const peaksKb = tree.map((pid) => Number(/^VmHWM:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0))
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
  return { cpuSeconds: sum(ticks) / ticksPerSecond, peakMb: Math.round(sum(peaksKb) / 1_024) }
}

const processIds = (): readonly number[] =>
  readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? Number(name) : []))

/** Fields after the name, which may hold blanks: state first. */
const statOf = (pid: number): readonly string[] => read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []

/** Empty for a process that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
