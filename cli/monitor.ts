import { formatEther } from 'viem'
import type { ChainDeployment, Deployment } from '../chains/deployment.ts'
import { assertReachable, type Sql } from '../database/connect.ts'
import { type BucketFigures, type LaneFigures, readBucketFigures, readLaneFigures } from '../database/figures.ts'
import type { Address, ChainId } from '../domain/identifiers.ts'
import type { Logger } from '../observability/logger.ts'
import type { Monitor } from '../observability/monitor.ts'
import { type MonitorServer, type Requirement, serveMonitor } from '../observability/monitor-server.ts'
import type { EvmClient } from '../relayer/evm/client.ts'
import type { Environment } from './environment.ts'
import type { IndexProgress } from './index-progress.ts'

interface Watched {
  readonly deployment: Deployment
  readonly monitor: Monitor
}

/** Databases that a process needs, by the name they have in `/ready`. */
export type NeededDatabases = Readonly<Record<string, Sql>>

/**
 * Serves a process's figures and health while it works, if a port is set for them.
 *
 * @returns What `work` returns.
 * @throws MonitorPortTakenError before the work begins; whatever the work throws.
 */
export async function monitored<Result>(
  {
    environment: { monitorPort: port, host },
    monitor,
    log,
  }: { readonly environment: Environment; readonly monitor: Monitor; readonly log: Logger },
  databases: NeededDatabases,
  work: () => Promise<Result>,
): Promise<Result> {
  if (port === undefined) return work()
  const requirements = Object.entries(databases).map(
    ([name, sql]): Requirement => ({ name, check: () => assertReachable(sql) }),
  )
  const server: MonitorServer = await serveMonitor({ monitor, requirements, host, port, log })
  try {
    return await work()
  } finally {
    await server.close()
  }
}

/** Shows the native balance of a role's account on every chain, in whole units. */
export function showBalances(
  { deployment, monitor }: Watched,
  {
    role,
    account,
    clientOf,
  }: {
    readonly role: string
    readonly account: Address
    readonly clientOf: (deployed: ChainDeployment) => EvmClient
  },
): void {
  monitor.gauge(
    'signer_balance',
    "Native balance of a role's account, whole units.",
    ['chain', 'role'],
    deployment.chains.map((deployed) => {
      const client = clientOf(deployed)
      const labels = { chain: String(deployed.chainId), role }
      return async () => [{ labels, value: Number(formatEther(await client.getBalance({ address: account }))) }]
    }),
  )
}

/** Shows what is under way on each lane. */
export function showLanes({ deployment, monitor }: Watched, sql: Sql): void {
  const labels = ['source', 'destination'] as const
  const reads = deployment.chains.map(({ chainId }) => shared(() => readLaneFigures(sql, chainId)))
  const gauge = (name: string, help: string, figureOf: (lane: LaneFigures) => number): void =>
    monitor.gauge(
      name,
      help,
      labels,
      reads.map((read) => async () => {
        const lanes = await read()
        return lanes.map((lane) => ({
          labels: { source: String(lane.source), destination: String(lane.destination) },
          value: figureOf(lane),
        }))
      }),
    )
  gauge('pending_messages', 'Messages sent and not executed.', ({ pending }) => pending)
  gauge(
    'oldest_pending_seconds',
    'Age of the oldest message that is not executed.',
    ({ oldestSeconds }) => oldestSeconds,
  )
}

/** Shows what each bucket can take. */
export function showBuckets({ deployment, monitor }: Watched, sql: Sql): void {
  const reads = deployment.chains.map(({ chainId }) => ({
    chainId,
    read: shared(() => readBucketFigures(sql, chainId)),
  }))
  const gauge = (name: string, help: string, figureOf: (bucket: BucketFigures) => number): void =>
    monitor.gauge(
      name,
      help,
      ['host', 'home', 'asset'],
      reads.map(({ chainId, read }) => async () => {
        const buckets = await read()
        return buckets.flatMap((bucket) => {
          const home = deployment.chains.find(({ eid }) => eid === bucket.homeEid)
          const asset = home?.assets.find(({ address }) => address === bucket.asset)
          if (home === undefined || asset === undefined) return []
          const labels = { host: String(chainId), home: String(home.chainId), asset: asset.symbol }
          return [{ labels, value: figureOf(bucket) }]
        })
      }),
    )
  gauge('bucket_capacity', 'What a bucket may take in all, whole units of its asset.', ({ capacity }) => capacity)
  gauge('bucket_level', 'What is out of a bucket, whole units of its asset.', ({ level }) => level)
  gauge('bucket_room', 'Capacity less level, whole units of its asset.', ({ room }) => room)
}

/** Shows how far an indexer has come; nothing while that is not known. */
export function showIndexProgress(monitor: Monitor, chainId: ChainId, read: () => IndexProgress | undefined): void {
  const gauge = (name: string, help: string, figureOf: (progress: IndexProgress) => number | undefined): void =>
    monitor.gauge(
      name,
      help,
      ['chain'],
      [
        async () => {
          const progress = read()
          const value = progress === undefined ? undefined : figureOf(progress)
          return value === undefined ? [] : [{ labels: { chain: String(chainId) }, value }]
        },
      ],
    )
  gauge('index_block', 'Newest indexed block.', ({ indexed }) => indexed)
  gauge('index_progress', 'Share of the blocks to index that are indexed, 0 to 1.', ({ share }) => share)
  gauge('index_eta_seconds', 'Seconds until all are, at the pace of the last minute.', ({ etaSeconds }) => etaSeconds)
}

/** Shows how often an indexer had to begin anew because its chain left a fork that was taken for final. */
export function showDeadForks(monitor: Monitor, chainId: ChainId, read: () => number): void {
  const help = 'Times that the chain left a fork which the index took for final, since the start.'
  const sample = async () => [{ labels: { chain: String(chainId) }, value: read() }]
  monitor.gauge('index_dead_forks', help, ['chain'], [sample])
}

/** One reading for everyone who asks while it is under way: the gauges of one scrape. */
function shared<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let underWay: Promise<Value> | undefined
  return () => {
    underWay ??= read().finally(() => {
      underWay = undefined
    })
    return underWay
  }
}
