import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment } from '../../chains/deployment.ts'
import type { Sql } from '../../database/connect.ts'
import { readIndexedProgress } from '../../database/indexed-schema.ts'
import { freePort } from '../../devnet/process/ports.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Composition, compose, composeDatabase, deployedOn } from '../compose.ts'
import { type BlockRange, required } from '../environment.ts'
import { type SeenHead, watchHead } from '../head-watch.ts'
import { followProgress, type IndexProgress } from '../index-progress.ts'
import { RangeBeyondHeadError, rangeAskedFor } from '../index-range.ts'
import { type IndexerRpc, openIndexerRpc } from '../indexer-rpc.ts'
import { untilInterrupted } from '../interrupt.ts'
import { monitored, showIndexProgress } from '../monitor.ts'
import { runPonder, type Verdict } from '../ponder-process.ts'
import { indexedSchemaName, indexedSchemaPrefix, rangeSchemaName } from '../schema-name.ts'
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
 * still while its chain goes on is started anew. With `--from` and `--to` it indexes those blocks into a schema of their own, which
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
  const { environment, log } = composition
  const { chainId } = chain
  const schemaName = indexedSchemaName(chain, deployed)
  const ended = new AbortController()
  const seen: SeenHead = { number: undefined, atMs: 0 }
  const beside = [
    watchHead({ chain, client: rpc.client, sql, log, signal: ended.signal, seen }),
    takeOver({ sql, chainId, schemaName, prefix: indexedSchemaPrefix(chain), log, signal: ended.signal }),
  ]
  const limitMs = environment.indexStallMs ?? 60_000 + chain.blockTimeSeconds * 20_000
  const progress = reportProgress(composition, { chain, from: deployed.startBlock })
  try {
    for (;;) {
      log.info({ event: 'indexer.started', chainId, schemaName }, 'Indexing')
      const isStalled = createStallWatch({ limitMs, firstLimitMs })
      const look = async (): Promise<Verdict> => {
        const at = await readIndexedProgress(sql, schemaName).catch(() => undefined)
        const atMs = performance.now()
        const isFresh = atMs - seen.atMs <= 5_000 + chain.blockTimeSeconds * 1_000
        const head = isFresh ? seen.number : undefined
        progress({ atMs, indexed: at?.block, target: head, isThere: at?.ready === true })
        return isStalled({ atMs, indexed: at?.ready ? at.block : undefined, head }) ? 'stalled' : 'goes-on'
      }
      const outcome = await ponderOf(indexing, { schemaName, look })
      if (signal.aborted) break
      if (outcome !== 'stalled') throw new IndexerStoppedError({ chain: chain.name, exitCode: asExitCode(outcome) })
      log.warn({ event: 'indexer.stalled', chainId, limitMs }, 'Stood still; started anew')
    }
    log.info({ event: 'indexer.stopped', chainId }, 'Stopped')
  } finally {
    ended.abort()
    await Promise.all(beside)
  }
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
  }: { readonly schemaName: string; readonly look: () => Promise<Verdict>; readonly range?: BlockRange },
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
