import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Chain } from '../chains/chain.ts'
import { connect } from '../database/connect.ts'
import { ensureDatabase } from '../database/create-database.ts'
import { type DatabaseKind, migrate } from '../database/migrate.ts'
import { hasBulkhead, wipe } from '../database/wipe.ts'
import { DomainError } from '../domain/errors.ts'
import { testAccounts } from './accounts.ts'
import { type DevnetChains, startChains } from './chains.ts'
import { type DevnetManifest, devnetManifest, writeManifest } from './manifest.ts'
import { removePostgres } from './postgres/home.ts'
import { startPostgres } from './postgres/start-postgres.ts'
import { assertPortFree, freePort } from './process/ports.ts'
import type { SupervisedChild, UnexpectedExit } from './process/supervised-child.ts'
import { openSupervisor, type Supervisor } from './process/supervisor.ts'
import { type AttestorSettings, devnetServices, type ServiceSettings } from './services.ts'
import { devnetChains } from './topology.ts'

/** A part of the devnet that cannot be restarted has ended, so the devnet is over. */
export class DevnetPartEndedError extends DomainError {
  readonly code = 'DEVNET_PART_ENDED'
  readonly retryable = true
  constructor(
    readonly facts: { readonly name: string; readonly lastLogLine: string | undefined; readonly logsDir: string },
  ) {
    super(`${facts.name} ended unexpectedly: ${facts.lastLogLine ?? 'it logged nothing'}`, {
      hint: `Its whole log is in ${facts.logsDir}.`,
    })
  }
}

/** The API does not answer although it was started. */
export class ApiNotReadyError extends DomainError {
  readonly code = 'API_NOT_READY'
  readonly retryable = true
  constructor(readonly facts: { readonly waitedSeconds: number; readonly logsDir: string }) {
    super(`The API did not answer within ${facts.waitedSeconds} s.`, { hint: `Its log is in ${facts.logsDir}.` })
  }
}

/** The start was given up before it was done. */
export class InterruptedError extends DomainError {
  readonly code = 'INTERRUPTED'
  readonly retryable = true
  constructor() {
    super('Interrupted.')
  }
}

/** The database named by DATABASE_URL holds a Bulkhead already. */
export class DatabaseInUseError extends DomainError {
  readonly code = 'DATABASE_IN_USE'
  readonly retryable = false
  constructor() {
    super('The database in DATABASE_URL already holds Bulkhead tables, and a devnet begins with empty ones.', {
      hint: 'Pass --fresh to drop them, or name another database.',
    })
  }
}

/** How a devnet is started. */
export interface DevnetOptions {
  readonly dataDir: string
  /** Deletes what an earlier devnet left: database, logs, manifest. */
  readonly fresh: boolean
  /** Address that the API listens on; everything else is on 127.0.0.1. */
  readonly host: string
  /** Port of the API; `undefined` or 0: any free one. */
  readonly port: number | undefined
  /** A PostgreSQL to use instead of the embedded one. */
  readonly databaseUrl: string | undefined
  /** Seed of the activity; `undefined`: none. */
  readonly activitySeed: number | undefined
  readonly inherited: Readonly<Record<string, string>>
  /** Aborted: the start is given up. */
  readonly signal?: AbortSignal
  readonly onStage: (stage: string) => void
  /** Told when a service ended and will be started again. */
  readonly onRestart: (exit: UnexpectedExit) => void
}

/** A devnet in which everything runs. */
export interface Devnet {
  readonly dataDir: string
  readonly manifest: DevnetManifest
  readonly manifestFile: string
  readonly graphqlUrl: string
  readonly chains: DevnetChains
  readonly services: {
    readonly indexers: ReadonlyMap<string, SupervisedChild>
    readonly relayer: SupervisedChild
    readonly guard: SupervisedChild
    readonly attestors: readonly SupervisedChild[]
    readonly layerZeroDvn: SupervisedChild
    readonly api: SupervisedChild
  }
  /** Rejects with {@link DevnetPartEndedError} when a part that cannot be restarted ends. */
  readonly broken: Promise<never>
  /** Ends every process; idempotent. */
  close(): Promise<void>
}

/**
 * Starts database, chains, contracts and services. Chains begin anew at each start, so the database does too.
 *
 * @throws PortTakenError, DevnetRunningError, DiskFullError, MissingBinaryError, {@link DatabaseInUseError},
 * {@link DevnetPartEndedError}; nothing is left running then.
 */
export async function startDevnet(options: DevnetOptions): Promise<Devnet> {
  const port = options.port || (await freePort())
  await assertPortFree(port)
  let onBroken: (error: DevnetPartEndedError) => void = () => undefined
  const broken = new Promise<never>((_, reject) => {
    onBroken = reject
  })
  broken.catch(() => undefined)
  const supervisor = await openSupervisor({
    dataDir: options.dataDir,
    onUnexpectedExit: (exit) => {
      if (exit.restartInMs !== 'never') return options.onRestart(exit)
      const lastLogLine = exit.lastLogLines.at(-1)
      onBroken(new DevnetPartEndedError({ name: exit.name, lastLogLine, logsDir: supervisor.logsDir }))
    },
  })
  const givenUp = new AbortController()
  try {
    const starting = startAll(supervisor, { ...options, port, signal: givenUp.signal }, broken)
    // Whoever loses the race below must not be an unhandled rejection.
    starting.catch(() => undefined)
    return await Promise.race([starting, broken, interruption(options.signal)])
  } catch (error) {
    givenUp.abort()
    await supervisor.close()
    throw error
  }
}

function interruption(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(new InterruptedError())
    if (signal?.aborted === true) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

async function startAll(
  supervisor: Supervisor,
  options: DevnetOptions & { readonly port: number; readonly signal: AbortSignal },
  broken: Promise<never>,
): Promise<Devnet> {
  const { onStage, port } = options
  const [{ databaseUrl, attestors }, chains] = await Promise.all([
    prepareDatabases(supervisor, options),
    startChains(supervisor, { onStage }),
  ])
  const graphqlUrl = `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}/graphql`
  const ports = { relayer: await freePort(), guard: await freePort() }
  const indexers: { readonly chain: Chain; readonly monitorPort: number }[] = []
  for (const chain of devnetChains) indexers.push({ chain, monitorPort: await freePort() })
  const monitors = Object.fromEntries(
    [
      ...Object.entries(ports),
      ...attestors.map(({ name, monitorPort }) => [name, monitorPort] as const),
      ...indexers.map(({ chain, monitorPort }) => [`indexer-${chain.name}`, monitorPort] as const),
    ].map(([name, at]) => [name, `http://127.0.0.1:${at}`]),
  )
  const manifest = devnetManifest({ ...chains, graphqlUrl, monitors, databaseUrl })
  const manifestFile = join(supervisor.dataDir, 'devnet.json')
  writeManifest(manifestFile, manifest)

  onStage('services')
  const settings: ServiceSettings = { supervisor, manifestFile, databaseUrl, inherited: options.inherited }
  const services = {
    relayer: devnetServices.relayer(settings, { monitorPort: ports.relayer }),
    guard: devnetServices.guard(settings, { monitorPort: ports.guard }),
    attestors: attestors.map((attestor) => devnetServices.attestor(settings, attestor)),
    layerZeroDvn: devnetServices.layerZeroDvn(settings),
    indexers: new Map(
      indexers.map(({ chain, monitorPort }) => [chain.name, devnetServices.indexer(settings, chain, { monitorPort })]),
    ),
    api: devnetServices.api(settings, { host: options.host, port }),
  }
  await untilHealthy(new URL('/health', graphqlUrl), { logsDir: supervisor.logsDir, signal: options.signal })
  if (options.activitySeed !== undefined) devnetServices.activity(settings, options.activitySeed)
  return {
    dataDir: supervisor.dataDir,
    manifest,
    manifestFile,
    graphqlUrl,
    chains,
    services,
    broken,
    close: () => stopAll(supervisor, services, chains),
  }
}

/** Services first and together, then chains and database with whatever else there is. */
async function stopAll(supervisor: Supervisor, services: Devnet['services'], chains: DevnetChains): Promise<void> {
  const { indexers, relayer, attestors, guard, layerZeroDvn, api } = services
  const children = [...indexers.values(), relayer, ...attestors, guard, layerZeroDvn, api]
  await Promise.all(children.map((child) => child.stop()))
  await Promise.all(chains.nodes.map(({ node }) => node.stop()))
  await supervisor.close()
}

/** The shared database, and one on the same server for each attestor: `<shared>_attestor_1` and so on. */
async function prepareDatabases(
  supervisor: Supervisor,
  options: DevnetOptions,
): Promise<{
  readonly databaseUrl: string
  readonly attestors: readonly (AttestorSettings & { readonly monitorPort: number })[]
}> {
  options.onStage('database')
  const dataDir = join(supervisor.dataDir, 'postgres')
  if (options.fresh && existsSync(dataDir)) await removePostgres(dataDir)
  if (options.fresh) rmSync(join(supervisor.dataDir, 'devnet.json'), { force: true })
  const databaseUrl = options.databaseUrl ?? (await startPostgres({ supervisor, dataDir })).url
  const mayWipe = options.databaseUrl === undefined || options.fresh
  await emptyDatabase(databaseUrl, 'offchain', mayWipe)
  const server = connect(databaseUrl, { max: 1 })
  try {
    const attestors: (AttestorSettings & { readonly monitorPort: number })[] = []
    for (const [index, account] of testAccounts.attestors.entries()) {
      const url = new URL(databaseUrl)
      url.pathname = `${url.pathname}_attestor_${index + 1}`
      await ensureDatabase(server, decodeURIComponent(url.pathname.slice(1)))
      await emptyDatabase(url.href, 'attestor', mayWipe)
      attestors.push({ ...account, databaseUrl: url.href, monitorPort: await freePort() })
    }
    return { databaseUrl, attestors }
  } finally {
    await server.end({ timeout: 5 })
  }
}

async function emptyDatabase(url: string, kind: DatabaseKind, mayWipe: boolean): Promise<void> {
  const sql = connect(url, { max: 1 })
  try {
    if (!mayWipe && (await hasBulkhead(sql))) throw new DatabaseInUseError()
    await wipe(sql)
    await migrate(sql, kind)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function untilHealthy(
  url: URL,
  { logsDir, signal }: { readonly logsDir: string; readonly signal: AbortSignal },
): Promise<void> {
  const waitedSeconds = 120
  const deadline = performance.now() + waitedSeconds * 1_000
  while (performance.now() < deadline) {
    const healthy = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    )
    if (healthy) return
    await sleep(100, undefined, { signal })
  }
  throw new ApiNotReadyError({ waitedSeconds, logsDir })
}
