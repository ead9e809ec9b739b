import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { DomainError } from '../../domain/errors.ts'
import { type DataDirLock, lockDataDir } from './data-dir-lock.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { endRecordedChildren, writeProcessRecord } from './process-record.ts'
import { type ChildSpec, type SupervisedChild, superviseChild, type UnexpectedExit } from './supervised-child.ts'

/** A child was to be started under a name that is no file name, or that a live child has already. */
export class ChildNameError extends DomainError {
  readonly code = 'CHILD_NAME'
  readonly retryable = false
  constructor(readonly facts: { readonly name: string; readonly reason: 'taken' | 'malformed' | 'supervisor closed' }) {
    super(`The child process "${facts.name}" cannot be started: ${reasons[facts.reason]}.`)
  }
}

const reasons = {
  taken: 'a live child has that name',
  malformed: 'a name consists of lower-case letters, digits and dashes',
  'supervisor closed': 'the devnet is stopping',
} as const

/** Owns the data directory, and every child process of one devnet. */
export interface Supervisor {
  /** Absolute. */
  readonly dataDir: string
  /** Absolute; one `<name>.log` per child, appended to. */
  readonly logsDir: string
  /** @throws {@link ChildNameError} for a name that is malformed, or taken by a live child. */
  start(spec: ChildSpec): SupervisedChild
  /**
   * Stops every child, the last started first and one after the other, then gives the data directory free. Idempotent.
   * Children that may end at the same time are better stopped by the caller before, together.
   */
  close(): Promise<void>
}

/**
 * Takes the data directory, ends what a killed devnet left running there, and watches over the children to come:
 * they end with this process, whichever way it ends.
 *
 * @param onUnexpectedExit - told about every exit that `stop` or `close` did not cause.
 * @throws DevnetRunningError when another live devnet has the directory; ProcessTableError without a process table.
 */
export async function openSupervisor({
  dataDir: givenDataDir,
  logsDir: givenLogsDir,
  onUnexpectedExit = () => undefined,
}: {
  readonly dataDir: string
  /** Default `<dataDir>/logs`. */
  readonly logsDir?: string
  readonly onUnexpectedExit?: (report: UnexpectedExit) => void
}): Promise<Supervisor> {
  const dataDir = resolve(givenDataDir)
  const logsDir = resolve(givenLogsDir ?? join(dataDir, 'logs'))
  const lock = lockDataDir(dataDir)
  try {
    mkdirSync(logsDir, { recursive: true })
    await endRecordedChildren(dataDir)
    return superviseDataDir({ dataDir, logsDir, lock, onUnexpectedExit })
  } catch (error) {
    lock.release()
    throw error
  }
}

function superviseDataDir({
  dataDir,
  logsDir,
  lock,
  onUnexpectedExit,
}: {
  readonly dataDir: string
  readonly logsDir: string
  readonly lock: DataDirLock
  readonly onUnexpectedExit: (report: UnexpectedExit) => void
}): Supervisor {
  const live = new Map<string, { readonly child: SupervisedChild }>()
  const leaders = new Map<string, { readonly spec: ChildSpec; readonly leader: ProcessIdentity }>()
  let closing: Promise<void> | undefined

  const record = (): void =>
    writeProcessRecord(dataDir, {
      owner: lock.owner,
      children: [...leaders.values()].map(({ spec, leader }) => ({
        ...leader,
        name: spec.name,
        signal: spec.stopSignal ?? 'SIGTERM',
        graceMs: spec.graceMs ?? 5_000,
      })),
    })
  record()
  const watchdog = startWatchdog({ dataDir, logsDir, lock })
  const stopAll = async (): Promise<void> => {
    for (const { child } of [...live.values()].reverse()) await child.stop()
    watchdog.stop()
    lock.release()
  }

  return {
    dataDir,
    logsDir,
    start: (spec) => {
      if (!/^[a-z0-9][a-z0-9-]*$/.test(spec.name)) throw new ChildNameError({ name: spec.name, reason: 'malformed' })
      if (live.has(spec.name)) throw new ChildNameError({ name: spec.name, reason: 'taken' })
      if (closing !== undefined) throw new ChildNameError({ name: spec.name, reason: 'supervisor closed' })
      const child = superviseChild({
        spec,
        logFile: join(logsDir, `${spec.name}.log`),
        onUnexpectedExit,
        changed: (leader) => {
          if (leader === undefined) leaders.delete(spec.name)
          else leaders.set(spec.name, { spec, leader })
          record()
        },
      })
      const entry = { child }
      live.set(spec.name, entry)
      const forget = (): void => void (live.get(spec.name) === entry && live.delete(spec.name))
      child.ended.then(forget, forget)
      return child
    },
    close: () => {
      closing ??= stopAll()
      return closing
    },
  }
}

/** Keeps one watchdog alive: should somebody kill it, the next one takes over. */
function startWatchdog({
  dataDir,
  logsDir,
  lock,
}: {
  readonly dataDir: string
  readonly logsDir: string
  readonly lock: DataDirLock
}): { readonly stop: () => void } {
  const script = join(dirname(fileURLToPath(import.meta.url)), 'watchdog.ts')
  const typescriptLoader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  let stopped = false
  let watchdog: ChildProcess

  const start = (): void => {
    const log = openSync(join(logsDir, 'watchdog.log'), 'a')
    watchdog = spawn(
      process.execPath,
      ['--import', typescriptLoader, script, dataDir, String(lock.owner.pid), lock.owner.startTime],
      { cwd: dirname(script), env: {}, detached: true, stdio: ['pipe', log, log] },
    )
    closeSync(log)
    watchdog.unref()
    // The pipe must stay open as long as this process lives, but must not be what keeps it alive.
    if (watchdog.stdin instanceof Socket) watchdog.stdin.unref()
    watchdog.once('exit', () => {
      if (!stopped) setTimeout(start, 1_000).unref()
    })
    watchdog.once('error', () => undefined) // No process was made: the exit of this one is then unwatched.
  }

  start()
  return {
    stop: () => {
      stopped = true
      watchdog.kill('SIGTERM')
    },
  }
}
