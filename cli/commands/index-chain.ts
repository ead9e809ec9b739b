import { setTimeout as sleep } from 'node:timers/promises'
import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment } from '../../chains/deployment.ts'
import type { Sql } from '../../database/connect.ts'
import {
  chooseIndexedSchema,
  findFinalIndexedBlock,
  forgetRpcAnswers,
  markDeadFork,
  readIndexedProgress,
} from '../../database/indexed-schema.ts'
import { freePort } from '../../devnet/process/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import { describeError } from '../../observability/logger.ts'
import { type Composition, compose, composeDatabase, deployedOn } from '../compose.ts'
import { type BlockRange, required } from '../environment.ts'
import { createForkWatch } from '../fork-watch.ts'
import { type SeenHead, watchHead } from '../head-watch.ts'
import { followProgress, type IndexProgress } from '../index-progress.ts'
import { RangeBeyondHeadError, rangeAskedFor } from '../index-range.ts'
import { type IndexerRpc, openIndexerRpc } from '../indexer-rpc.ts'
import { untilInterrupted } from '../interrupt.ts'
import { monitored, showDeadForks, showIndexProgress } from '../monitor.ts'
import { runPonder, type Verdict } from '../ponder-process.ts'
import { indexedSchemaNames, indexedSchemaPrefix, rangeSchemaName } from '../schema-name.ts'
import { withoutSigners } from '../signer-setting.ts'
import { createStallWatch } from '../stall-watch.ts'
import { takeOver } from '../take-over.ts'

/** Ponder ended although nobody asked it to. */
export class IndexerStoppedError extends DomainError {
  readonly code = 'INDEXER_STOPPED'
  readonly retryable = true
  constructor(readonly facts: { readonly chain: string; readonly exitCode: number | null }) {
    super(`The indexer of ${facts.chain} ended with exit status ${facts.exitCode ?? 'none'}.`, {
      hint: 'Its last log lines say why.',
    })
  }
}

/** A start waits up to a minute for the lock of one that was killed, and makes its indexes before it goes on. */
const firstLimitMs = 300_000
const progressMs = 5_000
/**
 * Ponder begins with 20 requests per second for each URL that it is given, whatever the provider would take. What each takes is the
 * gateway's business (`rpc/pace.ts`), so it is given the gateway's so often that its own limit is out of the way.
 */
const limiters = 50

/** What one run of the command works on. */
interface Indexing {
  readonly composition: Composition
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly sql: Sql
  readonly rpc: IndexerRpc
  readonly signal: AbortSignal
  readonly port: number
}

/**
 * `bulkhead index <chain>`: indexes one chain until interrupted, and records the chain's head and newest final block
 * beside it. Other code fills another schema, which is read once it has caught up with the former one. A Ponder that stands
 * still while its chain goes on is started anew; one whose chain left a fork that it took for final begins again from nothing, beside the
 * rows that it has. With `--from` and `--to` it indexes those blocks into a schema of their own, which
 * nobody reads by itself, and ends.
 *
 * @throws {@link IndexerStoppedError} when Ponder ends by itself; RangeInvalidError, RangeBeyondHeadError
 */
export async function indexChain(
  chainName: string,
  options: { readonly port?: number; readonly from?: number; readonly to?: number },
): Promise<void> {
  const composition = compose(`indexer-${chainName}`)
  const deployed = deployedOn(composition, chainName)
  const chain = composition.registry.byId(deployed.chainId)
  const range = rangeAskedFor(options, deployed)
  const signal = untilInterrupted()
  const sql = await composeDatabase(composition, `bulkhead-index-${chain.name}`)
  try {
    const rpc = await openIndexerRpc(composition, { chain, deployed })
    try {
      const port = options.port ?? (await freePort())
      const indexing = { composition, chain, deployed, sql, rpc, signal, port }
      await monitored(composition, { database: sql }, () =>
        range === undefined ? indexOn(indexing) : indexRange(indexing, range),
      )
    } finally {
      await rpc.close()
    }
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Indexes from the deployment on, until interrupted. */
async function indexOn(indexing: Indexing): Promise<void> {
  const { composition, chain, deployed, sql, rpc, signal } = indexing
  const { log, monitor } = composition
  const { chainId } = chain
  const ended = new AbortController()
  const seen: SeenHead = { number: undefined, atMs: 0 }
  const watching = watchHead({ chain, client: rpc.client, sql, log, monitor, signal: ended.signal, seen })
  const progress = reportProgress(composition, { chain, from: deployed.startBlock })
  let deadForks = 0
  showDeadForks(monitor, chainId, () => deadForks)
  try {
    const names = indexedSchemaNames(chain, deployed)
    while (!signal.aborted) {
      const schemaName = await chooseIndexedSchema(sql, { chainId, names })
      if (!(await hasLeftFork(indexing, schemaName))) await fill(indexing, { schemaName, seen, progress })
      if (signal.aborted) break
      deadForks += 1
      // Whoever reads it goes on reading it until another one has come as far.
      log.error(
        { event: 'indexer.dead-fork', chainId, schemaName },
        'The chain left a fork taken for final; begins anew',
      )
      await markDeadFork(sql, schemaName)
      await forgetRpcAnswers(sql, chainId)
    }
    log.info({ event: 'indexer.stopped', chainId }, 'Stopped')
  } finally {
    ended.abort()
    await watching
  }
}

/** Fills a schema, and has it read once it has caught up, until interrupted or its chain has left the fork that it is of. */
async function fill(
  indexing: Indexing,
  {
    schemaName,
    seen,
    progress,
  }: { readonly schemaName: string; readonly seen: SeenHead; readonly progress: ReturnType<typeof reportProgress> },
): Promise<void> {
  const { composition, chain, sql, signal } = indexing
  const { environment, log } = composition
  const { chainId } = chain
  const ended = new AbortController()
  const takingOver = takeOver({
    sql,
    chainId,
    schemaName,
    prefix: indexedSchemaPrefix(chain),
    log,
    signal: ended.signal,
  })
  const limitMs = environment.indexStallMs ?? 60_000 + chain.blockTimeSeconds * 20_000
  try {
    for (;;) {
      log.info({ event: 'indexer.started', chainId, schemaName }, 'Indexing')
      const isStalled = createStallWatch({ limitMs, firstLimitMs })
      const fork = createForkWatch({ forMs: 10_000 + chain.blockTimeSeconds * 3_000 })
      const look = async (): Promise<Verdict> => {
        const at = await readIndexedProgress(sql, schemaName).catch(() => undefined)
        const atMs = performance.now()
        const isFresh = atMs - seen.atMs <= 5_000 + chain.blockTimeSeconds * 1_000
        const head = isFresh ? seen.number : undefined
        progress({ atMs, indexed: at?.block, target: head, isThere: at?.ready === true })
        if (fork.isDead({ indexed: at?.block, atMs })) return 'dead-fork'
        return isStalled({ atMs, indexed: at?.ready ? at.block : undefined, head }) ? 'stalled' : 'goes-on'
      }
      const onLine = (line: string): void => fork.heard(line, performance.now())
      const outcome = await ponderOf(indexing, { schemaName, look, onLine })
      if (signal.aborted || outcome === 'dead-fork') return
      if (outcome !== 'stalled') throw new IndexerStoppedError({ chain: chain.name, exitCode: asExitCode(outcome) })
      log.warn({ event: 'indexer.stalled', chainId, limitMs }, 'Stood still; started anew')
    }
  } finally {
    ended.abort()
    await takingOver
  }
}

/**
 * Whether the chain has another block where a schema has one that it takes for final: Ponder does not ask when it starts, and would
 * go on from there. Waits for a chain that does not answer, as Ponder would.
 */
async function hasLeftFork(
  { composition: { log }, chain: { chainId }, sql, rpc, signal }: Indexing,
  schemaName: string,
): Promise<boolean> {
  const final = await findFinalIndexedBlock(sql, schemaName)
  while (final !== undefined && !signal.aborted) {
    try {
      // One that is not there yet is no other one: the providers may be behind.
      if ((await rpc.client.getBlockNumber()) < final.number) return false
      return (await rpc.client.getBlock({ blockNumber: final.number })).hash !== final.hash
    } catch (error) {
      log.warn({ event: 'head.unreadable', chainId, error: describeError(error) }, 'No head')
      await sleep(2_000, undefined, { signal }).catch(() => undefined)
    }
  }
  return false
}

/** Indexes the blocks of a range, and ends. */
async function indexRange(indexing: Indexing, range: BlockRange): Promise<void> {
  const { composition, chain, deployed, sql, rpc, signal } = indexing
  const { log } = composition
  const { chainId } = chain
  const head = await rpc.client.getBlockNumber()
  if (BigInt(range.to) > head) throw new RangeBeyondHeadError({ chain: chain.name, to: range.to, head })
  const schemaName = rangeSchemaName(chain, deployed, range)
  const facts = { chainId, schemaName, ...range }
  log.info({ event: 'indexer.range-started', ...facts }, 'Indexing a range')
  const progress = reportProgress(composition, { chain, from: range.from })
  const look = async (): Promise<Verdict> => {
    const at = await readIndexedProgress(sql, schemaName).catch(() => undefined)
    const isThere = at?.ready === true && at.block >= BigInt(range.to)
    progress({ atMs: performance.now(), indexed: at?.block, target: BigInt(range.to), isThere })
    return isThere ? 'done' : 'goes-on'
  }
  const outcome = await ponderOf(indexing, { schemaName, look, range })
  if (outcome === 'done') {
    log.info({ event: 'indexer.range-done', ...facts }, 'Its rows are in that schema until somebody drops it')
    process.stdout.write(`${schemaName}\n`)
  } else if (!signal.aborted) {
    throw new IndexerStoppedError({ chain: chain.name, exitCode: asExitCode(outcome) })
  }
}

const asExitCode = (outcome: number | null | string): number | null => (typeof outcome === 'number' ? outcome : null)

/** Ponder over the chain's gateway. It is told nothing of the providers, and no secret but the database's. */
function ponderOf(
  { composition: { environment, redact }, chain, rpc, signal, port }: Indexing,
  {
    schemaName,
    look,
    range,
    onLine,
  }: {
    readonly schemaName: string
    readonly look: () => Promise<Verdict>
    readonly range?: BlockRange
    readonly onLine?: (line: string) => void
  },
): ReturnType<typeof runPonder> {
  const inherited = Object.entries(withoutSigners(environment.inherited)).filter(
    ([name]) => !name.startsWith('BULKHEAD_RPC_URL_'),
  )
  return runPonder({
    schemaName,
    port,
    env: {
      ...Object.fromEntries(inherited),
      BULKHEAD_INDEX_CHAIN: chain.name,
      ...(range === undefined ? {} : { BULKHEAD_INDEX_RANGE: `${range.from}-${range.to}` }),
      [`BULKHEAD_RPC_URL_${chain.chainId}`]: Array<string>(limiters).fill(rpc.url).join(),
      DATABASE_URL: required(environment.databaseUrl, 'DATABASE_URL'),
    },
    logLevel: environment.logLevel,
    redact,
    signal,
    look,
    ...(onLine === undefined ? {} : { onLine }),
  })
}

/** Says every few seconds how far history is read and when its end will be reached; and in figures, for as long as asked. */
function reportProgress(
  { log, monitor }: Composition,
  { chain: { chainId }, from }: { readonly chain: Chain; readonly from: number },
) {
  const follow = followProgress(from)
  let saidMs = Number.NEGATIVE_INFINITY
  let isDone = false
  let last: IndexProgress | undefined
  showIndexProgress(monitor, chainId, () => last)
  return ({
    atMs,
    indexed,
    target,
    isThere,
  }: {
    readonly atMs: number
    readonly indexed: bigint | undefined
    readonly target: bigint | undefined
    readonly isThere: boolean
  }): void => {
    last = undefined
    if (indexed === undefined || target === undefined) return
    last = follow({ atMs, indexed: Number(indexed), target: Number(target) })
    if (isDone || (!isThere && atMs - saidMs < progressMs)) return
    saidMs = atMs
    isDone = isThere
    const { share, blocksPerSecond, etaSeconds, ...blocks } = last
    const figures = {
      percent: Math.floor(share * 10_000) / 100,
      blocksPerSecond: blocksPerSecond === undefined ? undefined : Math.round(blocksPerSecond * 10) / 10,
      etaSeconds,
    }
    const facts = { event: isThere ? 'indexer.caught-up' : 'indexer.progress', chainId, ...blocks }
    if (isThere) log.info(facts, 'History is read')
    else log.info({ ...facts, ...figures }, 'Reading history')
  }
}
