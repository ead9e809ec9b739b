import type { IndexerStatusRow } from '../database/api/indexer-status.ts'
import type { ChainModel, ChainStatusModel } from './models.ts'

/** Seconds without a sign of life after which an indexer counts as stopped; Ponder gives one every ten. */
const heartbeatLimitSeconds = 60

/**
 * How far a chain is indexed, at `nowMs` by the API's clock.
 *
 * The lag is the block time of the head less that of the indexed block. A head observed longer ago than 15 seconds
 * plus five block times says nothing of where the chain is, so the clock takes its place: a dead node shows as a
 * growing lag, never as a small one.
 */
export function chainStatus(chain: ChainModel, row: IndexerStatusRow | undefined, nowMs: number): ChainStatusModel {
  const observedAt = row?.observed_at ?? null
  const headTime = row?.head_time ?? null
  const indexedTime = row?.indexed_time ?? null
  const headIsFresh =
    observedAt !== null && nowMs - observedAt.getTime() <= (15 + 5 * chain.chain.blockTimeSeconds) * 1000
  const newest = headIsFresh && headTime !== null ? Number(headTime) : Math.floor(nowMs / 1000)
  const lagSeconds = indexedTime === null ? null : Math.max(0, newest - Number(indexedTime))
  const indexed = row?.indexed_number ?? null
  return {
    chain,
    head: row?.head_number ?? null,
    indexed: indexed === null ? null : BigInt(indexed),
    finalized: row?.finalized_number ?? null,
    lagSeconds,
    state: indexerState(chain, row, { nowMs, lagSeconds }),
    headObservedAt: observedAt,
  }
}

function indexerState(
  { chain }: ChainModel,
  row: IndexerStatusRow | undefined,
  { nowMs, lagSeconds }: { readonly nowMs: number; readonly lagSeconds: number | null },
): ChainStatusModel['state'] {
  if (row === undefined || !row.registered) return 'STOPPED'
  if (row.reorged) return 'REORGED'
  if (row.checkpoint === null) return 'BACKFILLING'
  const silentMs = row.heartbeat_ms === null ? 0 : nowMs - Number(row.heartbeat_ms)
  if (row.locked === false || silentMs > heartbeatLimitSeconds * 1000) return 'STOPPED'
  if (row.ready === false || lagSeconds === null) return 'BACKFILLING'
  return lagSeconds > 30 + 10 * chain.blockTimeSeconds ? 'STALLED' : 'LIVE'
}
