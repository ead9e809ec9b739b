import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode, isGroupRunning, isRunning, type ProcessIdentity } from './process-identity.ts'

/** The signals a child may be asked to end with; `SIGINT` is PostgreSQL's fast shutdown. */
export type StopSignal = 'SIGTERM' | 'SIGINT'

/** How to end a process group: ask with `signal`, and kill after `graceMs`. */
export interface GroupEnding {
  readonly signal: StopSignal
  readonly graceMs: number
}

const pollMs = 10
/** The kernel ends a killed process at once, unless it hangs in an uninterruptible read. */
const killWaitMs = 2_000

/**
 * Ends the process group led by `leader`: signal, grace, SIGKILL. Returns when no member is left (or when the kernel
 * does not let go of one within 2 s of SIGKILL). Does nothing when the leader is gone, since its pid may be anyone's by now.
 */
export async function endGroup(leader: ProcessIdentity, ending: GroupEnding): Promise<void> {
  if (!isRunning(leader)) return
  signalGroup(leader.pid, ending.signal)
  if (await groupEnds(leader.pid, ending.graceMs)) return
  signalGroup(leader.pid, 'SIGKILL')
  await groupEnds(leader.pid, killWaitMs)
}

/** Kills what a leader that has just ended left behind in its group. Call it at once: later the number may be reused. */
export function killOrphans(groupId: number): void {
  signalGroup(groupId, 'SIGKILL')
}

/** Waits until no member of the group is alive; false when `timeoutMs` passed first. */
export async function groupEnds(groupId: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while (isGroupRunning(groupId)) {
    if (performance.now() > deadline) return false
    await sleep(pollMs)
  }
  return true
}

function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-groupId, signal)
  } catch (error) {
    // ESRCH: all gone. EPERM: on macOS, only zombies are left.
    const code = errorCode(error)
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}
