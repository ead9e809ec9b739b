import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { lastLogLines } from './log-tail.ts'
import { endGroup, groupEnds, killOrphans, type StopSignal } from './process-group.ts'
import { identify, type ProcessIdentity } from './process-identity.ts'

/** When an ended service is started again: after `firstDelayMs`, doubling up to `maxDelayMs`, from the start after `resetAfterMs` of life. */
export interface RestartPolicy {
  readonly firstDelayMs: number
  readonly maxDelayMs: number
  readonly resetAfterMs: number
}

/** For services that re-read everything when they start: relayer, indexers, API. */
export const restartWithBackoff: RestartPolicy = { firstDelayMs: 250, maxDelayMs: 10_000, resetAfterMs: 30_000 }

/** One child process of the devnet. */
export interface ChildSpec {
  /** Unique among the live children; lower-case letters, digits and dashes, since the log file is named after it. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** The child's whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs the child as another user; only root may. */
  readonly user?: { readonly uid: number; readonly gid: number }
  /** Default SIGTERM. */
  readonly stopSignal?: StopSignal
  /** Time between the stop signal and SIGKILL; default 5,000. */
  readonly graceMs?: number
  /** Absent: an exit is final. */
  readonly restart?: RestartPolicy
  /**
   * `'announced'`: until {@link SupervisedChild.announceReady}, an exit is the business of whoever starts the child: final, and
   * not reported. Default `'at-once'`.
   */
  readonly ready?: 'at-once' | 'announced'
}

/** How a process ended: by itself with a code (127: the command could not be started), or by a signal. */
export interface ChildExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** An exit nobody asked for. */
export interface UnexpectedExit {
  readonly name: string
  readonly exit: ChildExit
  readonly lastLogLines: readonly string[]
  /** When the child starts again; `'never'` without a restart policy. */
  readonly restartInMs: number | 'never'
}

/** A handle on a running (or restarting, or ended) child. */
export interface SupervisedChild {
  readonly name: string
  readonly logFile: string
  /** The pid now; `undefined` between two starts and after the end. */
  pid(): number | undefined
  /** What the current run has logged last, oldest line first. */
  lastLogLines(count?: number): readonly string[]
  /** From here on an exit is unexpected. False when the child has ended already. */
  announceReady(): boolean
  /** Settles at the exit after which nothing is started again. */
  readonly ended: Promise<ChildExit>
  /** Ends the child and everything in its process group; returns when nothing is left. Idempotent. */
  stop(): Promise<void>
}

/** How many lines of the log accompany an {@link UnexpectedExit}. */
const reportedLines = 20

/**
 * The child waits for a line on its standard input before it becomes the command, and ends when the pipe closes first:
 * a devnet killed between "started" and "recorded" leaves no unknown process.
 */
const gate = 'read -r go && exec "$@" </dev/null'

/**
 * Starts a child in a process group of its own, its output appended to `logFile`.
 *
 * @param changed - called, synchronously, whenever the leader of the child's process group changes (`undefined`: none):
 *   must record it before it returns, since only then the child gets to run.
 */
export function superviseChild({
  spec,
  logFile,
  changed,
  onUnexpectedExit,
}: {
  readonly spec: ChildSpec
  readonly logFile: string
  readonly changed: (leader: ProcessIdentity | undefined) => void
  readonly onUnexpectedExit: (report: UnexpectedExit) => void
}): SupervisedChild {
  const stopping = new AbortController()
  let leader: ProcessIdentity | undefined
  let logStart = 0
  let phase: 'starting' | 'ready' | 'over' = spec.ready === 'announced' ? 'starting' : 'ready'

  const lead = (identity: ProcessIdentity | undefined): void => {
    leader = identity
    changed(identity)
  }

  const runOnce = async (): Promise<ChildExit> => {
    const log = openSync(logFile, 'a')
    logStart = fstatSync(log).size
    const child = spawn('/bin/sh', ['-c', gate, 'sh', spec.command, ...spec.args], {
      cwd: spec.cwd,
      env: { ...spec.env },
      detached: true,
      stdio: ['pipe', log, log],
      ...(spec.user === undefined ? {} : { uid: spec.user.uid, gid: spec.user.gid }),
    })
    closeSync(log)
    const exited = exitOf(child)
    if (child.pid === undefined) return exited
    const identity = identify(child.pid)
    child.stdin?.on('error', () => undefined) // The shell may be gone already; its exit says so.
    if (identity === 'gone') child.stdin?.destroy()
    else {
      lead(identity)
      child.stdin?.end('go\n')
    }
    const exit = await exited
    // After an orderly stop the rest of the group has its grace too; `endGroup` sees to that.
    if (!stopping.signal.aborted) killOrphans(child.pid)
    await groupEnds(child.pid, (spec.graceMs ?? 5_000) + 1_000)
    lead(undefined)
    return exit
  }

  const keepRunning = async (): Promise<ChildExit> => {
    let delayMs = spec.restart?.firstDelayMs ?? 0
    for (;;) {
      const startedAt = performance.now()
      const exit = await runOnce()
      if (stopping.signal.aborted || phase === 'starting') return exit
      if (spec.restart !== undefined && performance.now() - startedAt > spec.restart.resetAfterMs) {
        delayMs = spec.restart.firstDelayMs
      }
      onUnexpectedExit({
        name: spec.name,
        exit,
        lastLogLines: lastLogLines({ file: logFile, count: reportedLines, from: logStart }),
        restartInMs: spec.restart === undefined ? 'never' : delayMs,
      })
      if (spec.restart === undefined) return exit
      if (await stoppedWithin(delayMs, stopping.signal)) return exit
      delayMs = Math.min(delayMs * 2, spec.restart.maxDelayMs)
    }
  }

  const ended = keepRunning().finally(() => {
    phase = 'over'
  })
  return {
    name: spec.name,
    logFile,
    pid: () => leader?.pid,
    lastLogLines: (count = reportedLines) => lastLogLines({ file: logFile, count, from: logStart }),
    announceReady: () => {
      if (phase === 'starting') phase = 'ready'
      return phase === 'ready'
    },
    ended,
    stop: async () => {
      stopping.abort()
      if (leader !== undefined) {
        await endGroup(leader, { signal: spec.stopSignal ?? 'SIGTERM', graceMs: spec.graceMs ?? 5_000 })
      }
      await ended
    },
  }
}

function exitOf(child: ChildProcess): Promise<ChildExit> {
  return new Promise((settle) => {
    child.once('exit', (code, signal) => settle({ code, signal }))
    // E.g. no permission to become the other user, or out of processes: no process ever existed.
    child.on('error', () => settle({ code: 127, signal: null }))
  })
}

async function stoppedWithin(delayMs: number, stopping: AbortSignal): Promise<boolean> {
  try {
    await sleep(delayMs, undefined, { signal: stopping })
    return false
  } catch (error) {
    if (stopping.aborted) return true
    throw error
  }
}
