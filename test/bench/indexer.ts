import { join } from 'node:path'
import { connect, type Sql } from '../../database/connect.ts'
import { ensureDatabase } from '../../database/create-database.ts'
import { migrate } from '../../database/migrate.ts'
import { devnetManifest, writeManifest } from '../../devnet/manifest.ts'
import { openSupervisor } from '../../devnet/process/supervisor.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../support/relay-stage.ts'
import { startRpcProxy } from '../support/rpc-proxy.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type Bench, type BenchResult, median } from './bench.ts'
import { type Effort, runBare, runDefaultTransport, runFloor, runOurs, type Task } from './indexer/contenders.ts'
import { fillChain, filledWith, stopClock } from './indexer/fill.ts'
import { measureLive } from './indexer/live.ts'
import { assertStored, readTotals, type Totals } from './indexer/truth.ts'
import { p99 } from './relay/figures.ts'

/** How much is measured. */
export interface IndexerLoad {
  readonly events: number
  /** Runs of each contender; medians count. */
  readonly rounds: number
  /** Blocks of the chain that is read through a slow RPC. */
  readonly slowBlocks: number
  /** Blocks of each chain while it goes on. */
  readonly liveBlocks: number
}

const full: IndexerLoad = { events: 150_000, rounds: 3, slowBlocks: 4_000, liveBlocks: 120 }
const rpcDelayMs = 50

/** Our indexer beside a bare Ponder and a copy of the logs; over a slow RPC; and while three chains go on. */
export const indexer: Bench = {
  name: 'indexer',
  description:
    '150,000 events beside a bare Ponder and a bare copy; over a slow RPC; live until the API shows them (--events)',
  run: (say, { events }) => measureIndexer(events === undefined ? full : scaled(events), say),
}

/** A run of another size, once each. */
export function scaled(events: number): IndexerLoad {
  const share = (of: number, least: number): number => Math.max(least, Math.round((of * events) / full.events))
  return { events, rounds: 1, slowBlocks: share(full.slowBlocks, 200), liveBlocks: share(full.liveBlocks, 10) }
}

/** The bench with another load. @throws StoredOtherwiseError when a contender does not store what the chain says. */
export async function measureIndexer(load: IndexerLoad, say: (line: string) => void): Promise<BenchResult> {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  say('starting three chains')
  const stage = await startRelayStage({ blockSeconds: 1 })
  try {
    const manifestFile = join(folder.path, 'devnet.json')
    const places = { graphqlUrl: '', monitors: {}, databaseUrl: stage.databaseUrl }
    writeManifest(manifestFile, devnetManifest({ ...stage.devnet, ...places }))
    const databases = databasesOf(stage)
    const tasks = { manifestFile, folder: folder.path, databases }

    const live = await databases.use('live', ({ url: databaseUrl }) =>
      measureLive(stage.chains, { supervisor, manifestFile, databaseUrl, blocks: load.liveBlocks }, say),
    )
    const [alpha, beta] = stage.chains
    say('filling alpha')
    const toBlock = await fillChain(stage, { chain: alpha, other: beta, events: load.events }, say)
    const slow = await measureSlowRpc(beta, load.slowBlocks, tasks, say)
    const throughput = await measureThroughput({ chain: alpha, toBlock, load }, tasks, say)
    return {
      figures: {
        ...throughput.figures,
        ...slow.figures,
        liveP99Ms: rounded(p99(live)),
        liveMedianMs: rounded(median(live)),
      },
      breakdown: { ...throughput.breakdown, ...slow.breakdown },
      reach: {
        shareOfBarePonder: { op: '>=', value: 0.6 },
        httpRequestRatio: { op: '>=', value: 5 },
        latencySpeedup: { op: '>=', value: 2.5 },
        liveP99Ms: { op: '<=', value: 500 },
      },
    }
  } finally {
    await stage.close()
    await supervisor.close()
    folder.remove()
  }
}

interface Tasks {
  readonly manifestFile: string
  readonly folder: string
  readonly databases: ReturnType<typeof databasesOf>
}

type Run = (task: Task) => Promise<{ readonly effort: Effort; readonly stored: Partial<Totals> }>

async function measureThroughput(
  { chain, toBlock, load }: { readonly chain: StageChain; readonly toBlock: bigint; readonly load: IndexerLoad },
  { databases, ...task }: Tasks,
  say: (line: string) => void,
) {
  const totals = await readTotals(chain.client, chain.deployed, toBlock)
  const least = filledWith(load.events)
  if (totals.locks < least.locks || totals.burns < least.burns || totals.events < load.events) {
    throw new Error(`The chain has ${totals.events} events, ${totals.locks} locks and ${totals.burns} burns: too few`)
  }
  const contenders: readonly (readonly [name: 'floor' | 'bare' | 'ours', run: Run])[] = [
    ['floor', runFloor],
    ['bare', runBare],
    ['ours', runOurs],
  ]
  const efforts = new Map<string, Effort[]>()
  for (let round = 1; round <= load.rounds; round += 1) {
    for (const [name, run] of contenders) {
      const { effort, stored } = await databases.use(`${name}_${round}`, (database) =>
        run({ ...task, chain, rpcUrl: chain.deployed.rpcUrl ?? '', toBlock, database }),
      )
      assertStored(name, totals, stored)
      say(
        `${name}: ${totals.events} events in ${effort.seconds.toFixed(1)} s, ${effort.cpuSeconds.toFixed(1)} s of CPU`,
      )
      efforts.set(name, [...(efforts.get(name) ?? []), effort])
    }
  }
  const of = (name: string, figure: (effort: Effort) => number): number => median((efforts.get(name) ?? []).map(figure))
  const perSecond = (name: string): number => totals.events / of(name, ({ seconds }) => seconds)
  const each = (figure: (effort: Effort) => number, names: readonly string[] = ['floor', 'bare', 'ours']) =>
    Object.fromEntries(names.map((name) => [name, rounded(of(name, figure))]))
  return {
    figures: {
      events: totals.events,
      eventsPerSecond: rounded(perSecond('ours')),
      shareOfBarePonder: rounded(perSecond('ours') / perSecond('bare')),
      shareOfFloor: rounded(perSecond('ours') / perSecond('floor')),
    },
    breakdown: {
      perSecond: Object.fromEntries(contenders.map(([name]) => [name, rounded(perSecond(name))])),
      cpuSeconds: each(({ cpuSeconds }) => cpuSeconds),
      peakMb: each(({ peakMb }) => peakMb, ['bare', 'ours']),
    },
  }
}

/** A chain of mostly empty blocks, each of which a local index keeps, through a proxy that waits before each HTTP request. */
async function measureSlowRpc(
  chain: StageChain,
  blocks: number,
  { databases, ...task }: Tasks,
  say: (line: string) => void,
) {
  const miner = await stopClock(chain)
  await miner.mine({ blocks })
  const toBlock = (await chain.client.getBlockNumber()) - 31n
  const totals = await readTotals(chain.client, chain.deployed, toBlock)
  const measured = async (name: string, run: Run) => {
    const proxy = await startRpcProxy(chain.deployed.rpcUrl ?? '')
    proxy.behave({ kind: 'slow', delayMs: rpcDelayMs })
    try {
      const { effort, stored } = await databases.use(name, (database) =>
        run({ ...task, chain, rpcUrl: proxy.url, toBlock, database }),
      )
      assertStored(name, totals, stored)
      const { requests } = proxy.counts()
      say(`${name}: ${requests} HTTP requests in ${effort.seconds.toFixed(1)} s`)
      return { requests, seconds: effort.seconds }
    } finally {
      await proxy.close()
    }
  }
  const ours = await measured('slow_ours', runOurs)
  const default_ = await measured('slow_default', runDefaultTransport)
  return {
    figures: {
      httpRequestRatio: rounded(default_.requests / ours.requests),
      latencySpeedup: rounded(default_.seconds / ours.seconds),
    },
    breakdown: {
      slowRpcRequests: { ours: ours.requests, ponderDefault: default_.requests },
      slowRpcSeconds: { ours: rounded(ours.seconds), ponderDefault: rounded(default_.seconds) },
    },
  }
}

/** Databases that are made for one use each: Ponder keeps what RPCs answered. */
function databasesOf(stage: RelayStage) {
  return {
    async use<Value>(
      name: string,
      work: (database: { readonly url: string; readonly sql: Sql }) => Promise<Value>,
    ): Promise<Value> {
      await ensureDatabase(stage.sql, name)
      const url = new URL(stage.databaseUrl)
      url.pathname = name
      const sql = connect(url.href, { max: 4 })
      try {
        await migrate(sql)
        return await work({ url: url.href, sql })
      } finally {
        await sql.end({ timeout: 5 })
        await stage.sql`drop database ${stage.sql(name)} with (force)`
      }
    },
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100
