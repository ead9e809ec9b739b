import type { Address, ChainId, Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Fragment, list, sql } from './sql.ts'

/** A feed on its chain. */
export interface Feed {
  readonly chainId: ChainId
  readonly feed: Address
  /** Aggregators that it asks in place of answering itself, in the order of time; none for a feed that answers itself. */
  readonly phases: readonly { readonly id: number; readonly aggregator: Address; readonly fromBlock: number }[]
}

/** Newest indexed round of a feed; `numeric` columns are texts, times Unix seconds. */
export interface PriceRow {
  readonly chain_id: number
  readonly feed: Hex
  /** Who said it: the feed itself, or the aggregator behind it. */
  readonly aggregator: Hex
  /** The feed's own: of one with phases, phase × 2^64 + the aggregator's. */
  readonly round_id: string
  readonly answer: string
  readonly updated_at: string
  readonly block_number: string
  readonly tx_hash: Hex
}

/** Newest indexed round of each of `feeds`, in one statement; feeds without any are left out. */
export function readPrices(database: ApiDatabase, feeds: readonly Feed[]): Promise<readonly PriceRow[]> {
  return database.read((indexed) => {
    const parts = indexed.flatMap((at) =>
      feeds.filter(({ chainId }) => chainId === at.chain.chainId).map((feed) => newestRound(at, feed)),
    )
    return parts.length === 0 ? undefined : sql<PriceRow[]>`${list(parts, ' union all ')}`
  })
}

/** A round counts for the feed while its aggregator is the one that the feed asks, not before and not after. */
function newestRound(at: IndexedChain, { feed, phases }: Feed): Fragment {
  const rounds = sql`${indexedTable(at, 'price_round')} r`
  const newest = sql`order by r.round_id desc limit 1`
  if (phases.length === 0) {
    return sql`(
      select r.chain_id, r.feed, r.feed as aggregator, r.round_id::text, r.answer::text, r.updated_at::text,
        r.block_number::text, r.tx_hash
      from ${rounds} where r.feed = ${feed}::text ${newest})`
  }
  const all = phases.map(
    ({ id, aggregator, fromBlock }) => sql`(${id}::numeric, ${aggregator}::text, ${String(fromBlock)}::text::numeric)`,
  )
  return sql`(
    select r.chain_id, ${feed}::text as feed, r.feed as aggregator, (p.id * 18446744073709551616 + r.round_id)::text as round_id,
      r.answer::text, r.updated_at::text, r.block_number::text, r.tx_hash
    from (
      select * from (values ${list(all)}) v (id, aggregator, from_block)
      where v.from_block <= ${indexedNumber(at)} order by v.from_block desc limit 1
    ) p cross join lateral (select * from ${rounds} where r.feed = p.aggregator ${newest}) r)`
}

/** The block that a chain is read at. */
const indexedNumber = (at: IndexedChain): Fragment =>
  at.cut === undefined
    ? sql`coalesce((
        select substr(latest_checkpoint::text, 27, 16)::numeric from ${indexedTable(at, '_ponder_checkpoint')}
        where chain_id = ${at.chain.chainId}::integer limit 1), 0)`
    : sql`${at.cut.number.toString()}::text::numeric`
