import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { errorCode, identify, isRunning, type ProcessIdentity } from './process-identity.ts'

/** Another live devnet uses the data directory. */
export class DevnetRunningError extends DomainError {
  readonly code = 'DEVNET_RUNNING'
  readonly retryable = false
  constructor(readonly facts: { readonly dataDir: string; readonly pid: number }) {
    super(`A devnet (process ${facts.pid}) is already running with the data directory ${facts.dataDir}.`, {
      hint: 'Stop it first, or give this one a data directory of its own.',
    })
  }
}

/** This process cannot be found in the process table, so that nothing could tell its lock from a stale one. */
export class ProcessTableError extends DomainError {
  readonly code = 'PROCESS_TABLE_UNREADABLE'
  readonly retryable = false
  constructor(readonly facts: { readonly pid: number }) {
    super(`Process ${facts.pid} is not visible in /proc or to ps, and a devnet cannot be supervised without that.`, {
      hint: 'Mount /proc, or install ps.',
    })
  }
}

const identitySchema = z.object({ pid: z.number().int().positive(), startTime: z.string() })

/** A held lock on a data directory. */
export interface DataDirLock {
  readonly owner: ProcessIdentity
  /** Gives the directory free. Ending without it is safe too: the next start sees that the owner is gone. */
  release(): void
}

/**
 * Takes the data directory for this process (creating the directory), so that one devnet at a time uses it.
 *
 * @throws {@link ProcessTableError} when this process has no readable start time.
 * @throws {@link DevnetRunningError} when the process that holds it is alive.
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const owner = ownIdentity()
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'devnet.lock')
  const draft = `${file}.${owner.pid}`
  writeFileSync(draft, JSON.stringify(owner))
  try {
    while (!linkUnlessThere(draft, file)) {
      const holder = readHolder(file)
      if (holder !== undefined && isRunning(holder)) throw new DevnetRunningError({ dataDir, pid: holder.pid })
      removeStale(file, `${draft}.stale`, holder)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return { owner, release: () => rmSync(file, { force: true }) }
}

/**
 * The identity of this process.
 *
 * @throws {@link ProcessTableError} when the process table cannot be read.
 */
export function ownIdentity(): ProcessIdentity {
  const own = identify(process.pid)
  if (own === 'gone') throw new ProcessTableError({ pid: process.pid })
  return own
}

/** A hard link is the one creation that is atomic AND complete: nobody ever reads a lock that is still empty. */
function linkUnlessThere(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
}

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    return identitySchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Moves the stale lock aside; if another start was faster and this is already ITS lock, puts it back. */
function removeStale(file: string, aside: string, stale: ProcessIdentity | undefined): void {
  try {
    renameSync(file, aside)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    throw error
  }
  if (readHolder(aside)?.startTime !== stale?.startTime) linkUnlessThere(aside, file)
  rmSync(aside, { force: true })
}
