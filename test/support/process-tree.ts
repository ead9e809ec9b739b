import { readdirSync, readFileSync } from 'node:fs'

/** Watches the command lines of every process below this one; Linux only. */
export interface ProcessTree {
  /** Every command line that has been seen, arguments separated by blanks. */
  commandLines(): readonly string[]
  stop(): void
}

/** Looks at `/proc` every `everyMs`; a process that lives shorter may be missed. */
export function watchProcessTree({ everyMs = 40 }: { readonly everyMs?: number } = {}): ProcessTree {
  const seen = new Set<string>()
  const look = (): void => {
    const parents = new Map(processIds().map((pid) => [pid, parentOf(pid)]))
    for (const pid of parents.keys()) {
      let above = parents.get(pid)
      while (above !== undefined && above !== process.pid) above = parents.get(above)
      if (above === process.pid) seen.add(read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim())
    }
  }
  const timer = setInterval(look, everyMs)
  return { commandLines: () => [...seen], stop: () => clearInterval(timer) }
}

const processIds = (): readonly number[] =>
  readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? Number(name) : []))

function parentOf(pid: number): number | undefined {
  // The name in brackets may hold blanks and brackets: the fields after its end count.
  const [, parent] = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
  return parent === undefined ? undefined : Number(parent)
}

/** Empty for a process that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
