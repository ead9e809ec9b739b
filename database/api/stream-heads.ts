import type { ChainId } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Fragment, list, sql } from './sql.ts'

/** A block with an event of ours, and the last sixteen digits of its hash. */
export interface Anchor {
  readonly number: bigint
  readonly hash: string
}

/** How far a chain's index goes, and whether it still holds a block. */
export interface StreamHead {
  readonly chain_id: number
  /** Whether its indexer has read history to its end, since it was started last. */
  readonly ready: boolean
  /** Newest indexed block; null before the first. */
  readonly indexed: bigint | null
  /** Newest final block by the chain's rule; null when it was never reported. */
  readonly finalized: bigint | null
  /** Whether the block that was asked about is there; true when none was. */
  readonly intact: boolean
}

/** Tables of events that a stream tells of, and that so tell which blocks a chain has. */
const streamTables = [
  'packet_sent',
  'packet_verified',
  'packet_delivered',
  'vault_event',
  'bucket_event',
  'bucket_change',
  'compartment_change',
  'hold_event',
] as const

/** As many digits of a block's hash as an {@link Anchor} has. */
export const shortHash = (expression: Fragment): Fragment => sql`right(${expression}, 16)`

/** Blocks of a chain's stream tables, each where `condition` over `e` holds. */
const blocksWhere = (at: IndexedChain, condition: Fragment, order: Fragment): Fragment =>
  list(
    streamTables.map(
      (table) =>
        sql`(select e.block_number, e.block_hash from ${indexedTable(at, table)} e where ${condition} ${order})`,
    ),
    ' union all ',
  )

const holds = (at: IndexedChain, number: Fragment, hash: Fragment): Fragment => sql`exists (
  select 1 from (${blocksWhere(at, sql`e.block_number = ${number}`, sql`limit 1`)}) k
  where ${shortHash(sql`k.block_hash`)} = ${hash})`

/** One row per indexed chain, in one statement. `anchors`: the block of a chain that is asked about. */
export function readStreamHeads(
  database: ApiDatabase,
  anchors: ReadonlyMap<ChainId, Anchor>,
): Promise<readonly StreamHead[]> {
  return database.read((indexed) => {
    const parts = indexed.map((at) => {
      const anchor = anchors.get(at.chain.chainId)
      const intact =
        anchor === undefined
          ? sql`true`
          : holds(at, sql`${anchor.number.toString()}::text::numeric`, sql`${anchor.hash}::text`)
      return sql`
        select c.chain_id, nullif(substr(p.latest_checkpoint::text, 27, 16)::bigint, 0) as indexed, h.finalized_number as finalized,
          coalesce((select value::jsonb->>'is_ready' = '1' from ${indexedTable(at, '_ponder_meta')} where key = 'app'), false)
            as ready,
          ${intact} as intact
        from (select ${at.chain.chainId}::integer as chain_id) c
        left join ${indexedTable(at, '_ponder_checkpoint')} p on p.chain_id = c.chain_id
        left join bulkhead.chain_head h on h.chain_id = c.chain_id`
    })
    return parts.length === 0 ? undefined : sql<StreamHead[]>`${list(parts, ' union all ')}`
  })
}

/** The newest of `anchors` that a chain still has; `undefined` when it has none of them. */
export async function readStandingBlock(
  database: ApiDatabase,
  chainId: ChainId,
  anchors: readonly Anchor[],
): Promise<bigint | undefined> {
  const [row] = await database.read((indexed) => {
    const at = indexed.find(({ chain }) => chain.chainId === chainId)
    if (at === undefined) return undefined
    return sql<{ number: string }[]>`
      select a.number::text from unnest(
        ${anchors.map(({ number }) => number.toString())}::text[]::numeric[],
        ${anchors.map(({ hash }) => hash)}::text[]) as a (number, hash)
      where ${holds(at, sql`a.number`, sql`a.hash`)} order by a.number desc limit 1`
  })
  return row === undefined ? undefined : BigInt(row.number)
}

/** A block of a chain with an event of ours. */
export interface EventBlock {
  readonly chain_id: number
  readonly number: bigint
  readonly hash: string
}

/** The newest `count` blocks with an event of each of `chains`, and the newest that is final, newest first. */
export function readEventBlocks(
  database: ApiDatabase,
  chains: ReadonlySet<ChainId>,
  count: number,
): Promise<readonly EventBlock[]> {
  return database.read((indexed) => {
    const parts = indexed
      .filter(({ chain }) => chains.has(chain.chainId))
      .flatMap((at) => {
        const chainId = sql`${at.chain.chainId}::integer as chain_id`
        const newest = (condition: Fragment, limit: number): Fragment => sql`(
          select ${chainId}, k.block_number::bigint as number, ${shortHash(sql`k.block_hash`)} as hash
          from (${blocksWhere(at, condition, sql`order by e.block_number desc limit ${limit}::integer`)}) k
          order by number desc limit ${limit}::integer)`
        const final = sql`e.block_number <= (
          select h.finalized_number from bulkhead.chain_head h where h.chain_id = ${at.chain.chainId}::integer)`
        return [newest(sql`true`, count), newest(final, 1)]
      })
    if (parts.length === 0) return undefined
    return sql<EventBlock[]>`select distinct * from (${list(parts, ' union all ')}) b order by chain_id, number desc`
  })
}
