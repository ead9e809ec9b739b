import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { hashOfApiKey, newApiKey } from '../../api/access/api-key.ts'
import { createApiKeyStore } from '../../database/api-key-store.ts'
import { connect, type Sql } from '../../database/connect.ts'
import { migrate } from '../../database/migrate.ts'
import { removePostgres } from '../../devnet/postgres/home.ts'
import { startPostgres } from '../../devnet/postgres/start-postgres.ts'
import { freePort } from '../../devnet/process/ports.ts'
import { openSupervisor, type Supervisor } from '../../devnet/process/supervisor.ts'
import { devnetServices } from '../../devnet/services.ts'
import { eventually } from '../support/eventually.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { captureTemplates } from './api/capture.ts'
import type { FloorRequest } from './api/floor.ts'
import { load, quantile, type Send, sender } from './api/load.ts'
import {
  asOfSamples,
  exposure,
  history,
  lastPages,
  list,
  listAsOf,
  type Operation,
  type Sample,
} from './api/operations.ts'
import { measureSubscriptions } from './api/sse.ts'
import { fillWorld, newestBlock, type WorldSize, worldDeployment } from './api/world.ts'
import { type Bench, type BenchResult, median } from './bench.ts'

const sseReach = { op: '<=', value: 250 } as const
const connections = 16
/** Where only subscriptions are measured. */
const few: WorldSize = { locksPerChain: 5_000, positionsPerPair: 357 }
const rounds = 5
const roundMs = 4_000
const size: WorldSize = { locksPerChain: 50_000, positionsPerPair: 3_572 }
/** Ten times the events, and as many positions. */
const grown: WorldSize = { ...size, locksPerChain: 10 * size.locksPerChain }

/** Requests per second of the API beside those of the same SQL alone, and what pages, cuts and growth cost. */
export const api: Bench = {
  name: 'api',
  description:
    '200,000 positions and 2,000,000 events of 8 chains; the API beside the same SQL over plain HTTP (--growth: only what ten times the events cost; --sse: only subscriptions)',
  async run(say, { growth = false, sse = false }): Promise<BenchResult> {
    const subscriptions = (of: WorldSize) => (stage: Stage) =>
      measureSubscriptions({ ...stage, newest: newestBlock(of), say })
    if (sse) {
      const { p99Ms, medianMs } = await withApi(few, say, subscriptions(few))
      return { figures: { sseP99Ms: p99Ms, sseMedianMs: medianMs }, reach: { sseP99Ms: sseReach } }
    }
    if (growth) {
      const now = await withApi(size, say, latencies)
      const later = await withApi(grown, say, latencies)
      const ratios = Object.entries(now).map(([name, ms]) => [name, (later[name] ?? Number.NaN) / ms] as const)
      return {
        figures: { growthRatio: Math.max(...ratios.map(([, ratio]) => ratio)) },
        breakdown: { growth: Object.fromEntries(ratios), medianMs: now, grownMedianMs: later },
        reach: { growthRatio: { op: '<=', value: 1.3 } },
      }
    }
    const small = await withApi(size, say, async (stage) => ({
      ...(await measure(stage, say)),
      sse: await subscriptions(size)(stage),
    }))
    const shares = Object.fromEntries(small.shares.map(({ name, share }) => [`${name}Share`, share]))
    const persistedShare = Math.min(...small.shares.map(({ persistedShare: share }) => share))
    const figures = {
      ...shares,
      persistedShare,
      lastPageRatio: small.lastPageRatio,
      asOfRatio: small.asOfRatio,
      sseP99Ms: small.sse.p99Ms,
    }
    const reach: NonNullable<BenchResult['reach']> = {
      listShare: { op: '>=', value: 0.6 },
      historyShare: { op: '>=', value: 0.55 },
      exposureShare: { op: '>=', value: 0.4 },
      persistedShare: { op: '>=', value: 0.75 },
      lastPageRatio: { op: '<=', value: 1.2 },
      asOfRatio: { op: '<=', value: 3 },
      sseP99Ms: sseReach,
    }
    const breakdown = {
      requestsPerSecond: Object.fromEntries(
        small.shares.map(({ name, requestsPerSecond }) => [name, requestsPerSecond]),
      ),
      persistedShares: Object.fromEntries(small.shares.map(({ name, persistedShare: share }) => [name, share])),
      floorPerSecond: Object.fromEntries(small.shares.map(({ name, floorPerSecond }) => [name, floorPerSecond])),
      medianMs: small.medianMs,
    }
    return { figures, breakdown, reach }
  },
}

interface Stage {
  readonly sql: Sql
  readonly supervisor: Supervisor
  /** Of the API. */
  readonly url: string
  readonly folder: string
  /** With the key. */
  readonly headers: Readonly<Record<string, string>>
  /** Sends a GraphQL request, one that names its document, and one to the floor. */
  readonly ask: Send
  readonly askByHash: Send
  readonly askFloor: Send
}

/** Fills a database, starts the API over it as an operator does, and the floor beside it. */
async function withApi<Value>(size: WorldSize, say: (line: string) => void, use: (stage: Stage) => Promise<Value>) {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const postgresFolder = join(folder.path, 'postgres')
  const closing: (() => unknown)[] = []
  try {
    const settings = {
      shared_buffers: '2GB',
      max_wal_size: '8GB',
      synchronous_commit: 'off',
      maintenance_work_mem: '512MB',
    }
    const { url: databaseUrl } = await startPostgres({ supervisor, dataDir: postgresFolder, settings })
    const sql = connect(databaseUrl)
    closing.push(() => sql.end({ timeout: 5 }))
    await migrate(sql)
    await fillWorld(sql, size, say)
    await sql.unsafe('checkpoint')
    const manifestFile = join(folder.path, 'deployment.json')
    writeFileSync(manifestFile, JSON.stringify(worldDeployment()))
    const key = newApiKey()
    await createApiKeyStore(sql).add({ name: 'bench', hash: hashOfApiKey(key), pointsPerMinute: 2_000_000_000 })
    const documentsFile = join(folder.path, 'documents.json')
    const documents = [list, history, exposure].map(({ document }) => [hashOf(document), document] as const)
    writeFileSync(documentsFile, JSON.stringify(Object.fromEntries(documents)))
    const inherited = {
      PATH: process.env['PATH'] ?? '',
      BULKHEAD_LOG_LEVEL: 'warn',
      BULKHEAD_API_KEYS: 'required',
      BULKHEAD_DOCUMENTS: documentsFile,
    }
    const port = await freePort()
    devnetServices.api({ supervisor, manifestFile, databaseUrl, inherited }, { host: '127.0.0.1', port })
    const url = `http://127.0.0.1:${port}/graphql`
    const headers = { authorization: `Bearer ${key}` }
    const ask = sender(url, { connections, headers })
    const askByHash = sender(url, { connections, headers, method: 'GET' })
    closing.push(ask.close, askByHash.close)
    await eventually('the API answers', () => ask(JSON.stringify({ query: '{ chains { id } }' })))
    say('reading the SQL of each request')
    const templates = await captureTemplates(databaseUrl, [list, history, exposure])
    const templatesFile = join(folder.path, 'templates.json')
    writeFileSync(templatesFile, JSON.stringify(templates))
    const askFloor = sender(await startFloor(supervisor, templatesFile, databaseUrl), { connections })
    closing.push(askFloor.close)
    return await use({ sql, supervisor, url, headers, folder: folder.path, ask, askByHash, askFloor })
  } finally {
    for (const close of closing.reverse()) await close()
    await supervisor.close()
    await removePostgres(postgresFolder)
    folder.remove()
  }
}

async function startFloor(supervisor: Supervisor, templatesFile: string, databaseUrl: string): Promise<string> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = supervisor.start({
    name: 'floor',
    command: process.execPath,
    args: ['--import', loader, join(import.meta.dirname, 'api/floor.ts'), templatesFile],
    cwd: dirname(templatesFile),
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: databaseUrl },
    graceMs: 2_000,
  })
  return eventually('the floor answers', async () => child.lastLogLines(5).find((line) => line.startsWith('http')))
}

const bodyOf = ({ document }: { readonly document: string }, { variables }: Sample): string =>
  JSON.stringify({ query: document, variables })
const hashOf = (document: string): string => createHash('sha256').update(document).digest('hex')
const queryOf = ({ document }: { readonly document: string }, { variables }: Sample): string =>
  String(new URLSearchParams({ documentId: `sha256:${hashOf(document)}`, variables: JSON.stringify(variables) }))
const floorBodyOf = ({ name }: Operation, { variant, values }: Sample): string =>
  JSON.stringify({ template: `${name} ${variant}`, values } satisfies FloorRequest)

async function measure(stage: Stage, say: (line: string) => void) {
  const shares = []
  for (const operation of [list, history, exposure]) {
    const samples = await operation.sample(stage.sql, 400)
    say(`${operation.name}: comparing answers`)
    for (const sample of samples.slice(0, 40)) await compare(stage, operation, sample)
    const bodies = samples.map((sample) => bodyOf(operation, sample))
    const floorBodies = samples.map((sample) => floorBodyOf(operation, sample))
    const queries = samples.map((sample) => queryOf(operation, sample))
    const warm = { connections, forMs: roundMs / 2 }
    await load(stage.ask, bodies, warm)
    await load(stage.askByHash, queries, warm)
    await load(stage.askFloor, floorBodies, warm)
    const all: { readonly ours: number; readonly persisted: number; readonly floor: number }[] = []
    for (let round = 0; round < rounds; round += 1) {
      const { requestsPerSecond: ours } = await load(stage.ask, bodies, { connections, forMs: roundMs })
      const { requestsPerSecond: floor } = await load(stage.askFloor, floorBodies, { connections, forMs: roundMs })
      const { requestsPerSecond: persisted } = await load(stage.askByHash, queries, { connections, forMs: roundMs })
      all.push({ ours, persisted, floor })
      say(`${operation.name}: ${ours.toFixed(0)}, by hash ${persisted.toFixed(0)}, of ${floor.toFixed(0)} per second`)
    }
    shares.push({
      name: operation.name,
      share: median(all.map(({ ours, floor }) => ours / floor)),
      persistedShare: median(all.map(({ persisted, floor }) => persisted / floor)),
      requestsPerSecond: median(all.map(({ ours }) => ours)),
      floorPerSecond: median(all.map(({ floor }) => floor)),
    })
  }
  const medianMs = await latencies(stage)
  say('first and last pages')
  const { first, last } = await lastPages(stage.sql)
  const pages: { readonly first: number; readonly last: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    const atFirst = await oneAtATime(stage.ask, [bodyOf(list, first)])
    const atLast = await oneAtATime(stage.ask, [bodyOf(list, last)])
    pages.push({ first: quantile(atFirst, 0.5), last: quantile(atLast, 0.5) })
  }
  say('as of a moment')
  const live = (await list.sample(stage.sql, 400)).map((sample) => bodyOf(list, sample))
  const then = (await asOfSamples(stage.sql, 400)).map((sample) => bodyOf({ document: listAsOf }, sample))
  // Until every connection has planned its statements often enough to keep a plan.
  for (let round = 0; round < 2; round += 1) await oneAtATime(stage.ask, then)
  const cuts: { readonly live: number; readonly past: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    const atLive = await oneAtATime(stage.ask, live)
    const atThen = await oneAtATime(stage.ask, then)
    cuts.push({ live: quantile(atLive, 0.99), past: quantile(atThen, 0.99) })
    say(`as of a moment: p99 ${quantile(atThen, 0.99).toFixed(1)} ms, live ${quantile(atLive, 0.99).toFixed(1)} ms`)
  }
  return {
    shares,
    medianMs,
    lastPageRatio: median(pages.map(({ first: atFirst, last: atLast }) => atLast / atFirst)),
    asOfRatio: median(cuts.map(({ live: atLive, past }) => past / atLive)),
  }
}

/** Milliseconds of each kind of request, one at a time. */
async function latencies(stage: Stage): Promise<Readonly<Record<string, number>>> {
  const entries = []
  for (const operation of [list, history, exposure]) {
    const bodies = (await operation.sample(stage.sql, 400)).map((sample) => bodyOf(operation, sample))
    await oneAtATime(stage.ask, bodies)
    entries.push([operation.name, quantile(await oneAtATime(stage.ask, bodies), 0.5)] as const)
  }
  return Object.fromEntries(entries)
}

const oneAtATime = async (send: Send, bodies: readonly string[]): Promise<readonly number[]> =>
  (await load(send, bodies, { connections: 1, forMs: roundMs })).latencies

/** @throws Error when the answer is not what its own SQL says. */
async function compare({ ask, askByHash, askFloor }: Stage, operation: Operation, sample: Sample): Promise<void> {
  const text = await ask(bodyOf(operation, sample))
  if ((await askByHash(queryOf(operation, sample))) !== text) throw new Error(`${operation.name}: other by its hash`)
  const answer = JSON.parse(text)
  if (answer.errors !== undefined) throw new Error(`${operation.name}: ${JSON.stringify(answer.errors).slice(0, 500)}`)
  // Amounts are numbers there, of more digits than a number has here.
  const rows = JSON.parse((await askFloor(floorBodyOf(operation, sample))).replace(/:(\d{16,})/g, ':"$1"'))
  const [ours, theirs] = [operation.fromAnswer(answer.data as never), operation.fromRows(rows as never, sample)]
  if (ours.length === 0 || JSON.stringify(ours) !== JSON.stringify(theirs)) {
    const differ = `${JSON.stringify(ours[0])} is not ${JSON.stringify(theirs[0])}`
    throw new Error(
      `${operation.name}: the answer is not what its SQL says: ${ours.length} of ${theirs.length} rows; ${differ}`,
    )
  }
}
