import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { errorCode } from '../process/process-identity.ts'
import type { NativePackage } from './native-package.ts'
import { isDiskFull, PostgresStartError, relevantLine, UnreachableDirectoryError } from './postgres-failures.ts'
import { runAs, type ServerUser } from './run-as.ts'
import { installRuntime, type Runtime } from './runtime.ts'

/** Where runtime and cluster lie: the data directory, or a stand-in for one the server's user cannot reach. */
export interface PostgresHome {
  readonly directory: string
  readonly runtime: Runtime
}

/**
 * Finds a directory the server's user can enter and run programs in, with the runtime installed: `dataDir`; else, when
 * something above it is closed to that user (root's 0700 folders) or it forbids execution, a directory below the
 * system's temporary ones, named after a hash of the path and recorded in `<dataDir>/elsewhere`.
 *
 * @throws {@link UnreachableDirectoryError} when there is none.
 * @throws {@link PostgresStartError} when the binary does not run on this system at all.
 */
export async function findHome({
  dataDir,
  nativePackage,
  user,
}: {
  readonly dataDir: string
  readonly nativePackage: NativePackage
  readonly user: ServerUser
}): Promise<PostgresHome> {
  const recorded = await readIfThere(recordFile(dataDir))
  const standIns = await standInsFor(dataDir)
  const inOrder = recorded === undefined ? [dataDir, ...standIns] : [recorded, dataDir, ...standIns]
  const candidates = [...new Set(inOrder)].filter((directory) => directory === dataDir || standIns.includes(directory))

  let refusal = ''
  for (const directory of candidates) {
    if (directory !== dataDir && !(await makeOwnDirectory(directory))) continue
    if (!(await canEnter(directory, user))) continue
    const runtime = await installRuntime({ home: directory, nativePackage })
    const probe = await runAs({ user, command: runtime.postgres, args: ['--version'], home: directory })
    if (probe.exit === 0) {
      if (directory === dataDir) await rm(recordFile(dataDir), { force: true })
      else await writeFile(recordFile(dataDir), directory)
      return { directory, runtime }
    }
    refusal = relevantLine(probe.lines)
  }
  if (refusal === '' && user !== 'self') throw new UnreachableDirectoryError({ tried: candidates, uid: user.uid })
  throw new PostgresStartError({ step: `run from ${nativePackage.name}`, reason: refusal })
}

/**
 * Deletes cluster, runtime and password of a data directory, the stand-in elsewhere included. The server must be
 * stopped. What else lies in the directory stays.
 */
export async function removePostgres(dataDir: string): Promise<void> {
  for (const directory of [...(await standInsFor(dataDir)), dataDir]) {
    const ours = directory === dataDir || (await isOwnDirectory(directory))
    if (!ours) continue
    for (const name of ['cluster', 'cluster.draft', 'runtime', 'runtime.draft', 'password', 'password.draft']) {
      await rm(join(directory, name), { recursive: true, force: true })
    }
    if (directory !== dataDir) await rm(directory, { recursive: true, force: true })
  }
  await rm(recordFile(dataDir), { force: true })
}

const recordFile = (dataDir: string): string => join(dataDir, 'elsewhere')

async function standInsFor(dataDir: string): Promise<readonly string[]> {
  const hash = createHash('sha256')
    .update(await realpathOr(dataDir))
    .digest('hex')
    .slice(0, 16)
  const name = `bulkhead-postgres-${hash}`
  return [...new Set([tmpdir(), '/tmp', '/var/tmp'])].map((parent) => join(parent, name))
}

/** The temporary directories belong to everybody: only a directory that is ours, and no symbolic link, is used. */
async function makeOwnDirectory(directory: string): Promise<boolean> {
  try {
    await mkdir(directory)
  } catch (error) {
    if (isDiskFull(error)) throw error
    return isOwnDirectory(directory)
  }
  await chmod(directory, 0o755)
  return true
}

async function isOwnDirectory(directory: string): Promise<boolean> {
  try {
    const status = await lstat(directory)
    return status.isDirectory() && status.uid === process.getuid?.() && basename(directory).startsWith('bulkhead-')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

/** Asked of the system itself: mode bits alone say nothing about access lists, mounts or containers. */
async function canEnter(directory: string, user: ServerUser): Promise<boolean> {
  if (user === 'self') return true
  const probe = await runAs({ user, command: '/bin/sh', args: ['-c', 'cd -- "$1"', 'sh', directory], home: '/' })
  return probe.exit === 0
}

async function realpathOr(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return path
    throw error
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}
