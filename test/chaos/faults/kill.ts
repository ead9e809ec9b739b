import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SupervisedChild } from '../../../devnet/process/supervised-child.ts'
import { type ChaosStage, isUp } from '../stage.ts'

/** How long a target may take to come up again before it is killed as it is, milliseconds. */
const patienceMs = 45_000

/**
 * kill -9 of a process with all it has started, of a role's signers, or of the whole of PostgreSQL.
 *
 * @param when - `at-work`: waits for it to come up when it has just been killed; `at-once`: just for a process.
 * @returns Whether anything was killed.
 */
export async function kill(stage: ChaosStage, target: string, when: 'at-work' | 'at-once'): Promise<boolean> {
  const signers = stage.signers.get(target)
  if (signers !== undefined) return killAll(signers)
  const child = stage.processes.get(target)?.child
  const pidOf = target === 'postgres' ? stage.postgres.pid : child?.pid
  const deadline = performance.now() + patienceMs
  while (when === 'at-work' && child !== undefined && !isUp(child) && performance.now() < deadline) await sleep(100)
  while (performance.now() < deadline + patienceMs) {
    const pid = pidOf?.()
    if (pid !== undefined) {
      // Each server process of PostgreSQL leads a group of its own, and would tell its clients that another is gone: the first
      // one stands still, so that none notices.
      signal(pid, 'SIGSTOP')
      for (const one of [...descendantsOf(pid), -pid]) signal(one, 'SIGKILL')
      return true
    }
    await sleep(50)
  }
  return false
}

/** Whoever of them runs: what holds keys does nothing between two signatures, so that no moment is better than another. */
function killAll(children: readonly SupervisedChild[]): boolean {
  const pids = children.flatMap((child) => child.pid() ?? [])
  for (const pid of pids) signal(-pid, 'SIGKILL')
  return pids.length > 0
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
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
