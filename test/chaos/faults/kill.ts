import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChaosStage } from '../stage.ts'

/** How long a target may take to be alive again before it can be killed, milliseconds. */
const patienceMs = 30_000

/**
 * kill -9 of a process with all it has started, or of the whole of PostgreSQL. Waits for it to live when it has just been killed.
 *
 * @returns Whether anything was killed.
 */
export async function kill(stage: ChaosStage, target: string): Promise<boolean> {
  const pidOf = target === 'postgres' ? stage.postgres.pid : stage.processes.get(target)?.child.pid
  const deadline = performance.now() + patienceMs
  while (performance.now() < deadline) {
    const pid = pidOf?.()
    if (pid !== undefined) {
      // Each server process of PostgreSQL leads a group of its own, and would tidy up: all of them go at once.
      for (const one of [-pid, ...descendantsOf(pid)]) killNow(one)
      return true
    }
    await sleep(50)
  }
  return false
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It ended by itself in between.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function descendantsOf(pid: number): readonly number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
  const childrenOf = (parent: number): readonly number[] =>
    rows.flatMap(([child = 0, of]) => (of === parent ? [child, ...childrenOf(child)] : []))
  return childrenOf(pid)
}
