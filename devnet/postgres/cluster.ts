import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from '../process/process-identity.ts'
import type { PostgresHome } from './home.ts'
import { DiskFullError, PostgresStartError, relevantLine, saysDiskFull, UnknownUserError } from './postgres-failures.ts'
import { type ProgramResult, runAs, type ServerUser } from './run-as.ts'

/** The role that owns the devnet's database, and the database's name. */
export const databaseName = 'bulkhead'

/** An initialised database cluster. */
export interface Cluster {
  readonly directory: string
  /** Of role `bulkhead`; random, per cluster. */
  readonly password: string
}

/**
 * Opens the cluster in `<home>/cluster`, or initialises it: UTF-8, locale C, scram-sha-256 for everyone, a random
 * password, database `bulkhead`. Made under another name and renamed last: a cluster is whole or absent.
 *
 * @throws {@link DiskFullError} when it does not fit on the disk.
 * @throws {@link UnknownUserError} when this user has no entry in /etc/passwd.
 * @throws {@link PostgresStartError} when initialising fails, or the password of an existing cluster is lost.
 */
export async function openCluster({
  home,
  user,
}: {
  readonly home: PostgresHome
  readonly user: ServerUser
}): Promise<Cluster> {
  const directory = join(home.directory, 'cluster')
  const passwordFile = join(home.directory, 'password')
  if (await isThere(join(directory, 'PG_VERSION'))) {
    return { directory, password: await readPassword(passwordFile) }
  }
  const password = randomBytes(24).toString('base64url')
  const draft = `${directory}.draft`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  if (user !== 'self') await chown(draft, user.uid, user.gid)
  await initialise({ home, user, draft, password })
  await createDatabase({ home, user, draft })
  await writePrivate(passwordFile, password)
  await rm(directory, { recursive: true, force: true })
  await rename(draft, directory)
  return { directory, password }
}

async function initialise({
  home,
  user,
  draft,
  password,
}: {
  readonly home: PostgresHome
  readonly user: ServerUser
  readonly draft: string
  readonly password: string
}): Promise<void> {
  const passwordFile = join(home.directory, 'password.draft')
  await writePrivate(passwordFile, password)
  try {
    if (user !== 'self') await chown(passwordFile, user.uid, user.gid)
    const result = await runAs({
      user,
      home: home.directory,
      command: home.runtime.initdb,
      args: [
        ...['--pgdata', draft, '--username', databaseName, '--pwfile', passwordFile],
        ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-instructions'],
      ],
    })
    assertDone(result, { step: 'initialise its cluster', directory: draft })
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** In single-user mode: no port, no password, and nobody can connect to a cluster that is not ready yet. */
async function createDatabase({
  home,
  user,
  draft,
}: {
  readonly home: PostgresHome
  readonly user: ServerUser
  readonly draft: string
}): Promise<void> {
  const result = await runAs({
    user,
    home: home.directory,
    command: home.runtime.postgres,
    args: ['--single', '-D', draft, 'postgres'],
    input: `create database ${databaseName};\n`,
  })
  // Single-user mode exits with 0 even when the statement failed.
  const failed = result.lines.some((line) => /\b(ERROR|FATAL|PANIC):/.test(line))
  assertDone(failed ? { ...result, exit: 1 } : result, { step: 'create its database', directory: draft })
}

function assertDone(
  result: ProgramResult,
  { step, directory }: { readonly step: string; readonly directory: string },
): void {
  if (result.exit === 0) return
  if (result.lines.some(saysDiskFull)) throw new DiskFullError({ directory })
  if (result.lines.some((line) => line.includes('could not look up effective user ID'))) {
    throw new UnknownUserError({ uid: process.getuid?.() })
  }
  const reason = result.exit === 'killed' ? 'it was killed' : relevantLine(result.lines)
  throw new PostgresStartError({ step, reason })
}

async function readPassword(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new PostgresStartError(
      { step: 'open its cluster', reason: `the password file ${file} is gone` },
      { cause: error },
    )
  }
}

/** Renamed into place, since a write may stop half-way; 0600 from the first byte. */
async function writePrivate(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' })
  await rename(draft, file)
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file)
    return true
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}
