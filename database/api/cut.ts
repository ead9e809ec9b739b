import { indexedBlockInterval } from '../../chains/chain.ts'
import type { ChainId, Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Fragment, list, sql } from './sql.ts'

/** A block that the index knows, and what is known of its chain. */
export interface KnownBlock {
  readonly chain_id: number
  /** Newest block no later than what was asked for; null when the chain's index starts after it. */
  readonly number: bigint | null
  readonly hash: Hex | null
  /** Unix seconds. */
  readonly time: bigint | null
  /** Newest indexed block and its time; null while nothing is indexed. */
  readonly indexed_number: bigint | null
  readonly indexed_time: bigint | null
  /** Newest final block by the chain's rule; null when it was never reported. */
  readonly finalized_number: bigint | null
}

/** What to look for: a block by its number, or the last no later than a time in Unix seconds. */
export type BlockBound = { readonly number: bigint } | { readonly time: bigint }

/** Every table whose rows stand in a block. */
const eventTables = [
  'vault_event',
  'compartment_change',
  'bucket_event',
  'bucket_change',
  'hold_event',
  'receipt_transfer',
  'packet_sent',
  'packet_verified',
  'packet_delivered',
  'price_round',
  'contract_event',
  'market_event',
  'liquidation',
] as const

/**
 * The newest known block of each chain of `bounds` no later than its bound, in one statement; chains that are not indexed
 * are left out. Between two blocks that are kept for every chain, only those with an event are known, and a state changes
 * in no other.
 */
export function readKnownBlocks(
  database: ApiDatabase,
  bounds: ReadonlyMap<ChainId, BlockBound>,
): Promise<readonly KnownBlock[]> {
  return database.read((indexed) => {
    const parts = indexed.flatMap((at) => {
      const bound = bounds.get(at.chain.chainId)
      return bound === undefined ? [] : [knownBlock(at, bound)]
    })
    return parts.length === 0 ? undefined : sql<KnownBlock[]>`${list(parts, ' union all ')}`
  })
}

function knownBlock(at: IndexedChain, bound: BlockBound): Fragment {
  const chainId = sql`${at.chain.chainId}::integer`
  const interval = indexedBlockInterval(at.chain)
  const sampled =
    'number' in bound
      ? sql`number <= ${bound.number.toString()}::text::numeric order by number desc limit 1`
      : sql`time <= ${bound.time.toString()}::text::numeric order by time desc, number desc limit 1`
  const within =
    'number' in bound
      ? sql`e.block_number <= ${bound.number.toString()}::text::numeric`
      : sql`e.block_time <= ${bound.time.toString()}::text::numeric`
  const between = eventTables.map(
    (table) => sql`(
      select e.block_number, e.block_hash, e.block_time from ${indexedTable(at, table)} e
      where e.block_number > s.number and e.block_number < s.number + ${interval}::integer and ${within}
      order by e.block_number desc limit 1)`,
  )
  const known =
    interval === 1
      ? sql`select s.number, s.hash, s.time`
      : sql`select * from (select s.number, s.hash, s.time union all ${list(between, ' union all ')}) k
          order by number desc limit 1`
  return sql`(
    select w.chain_id, b.number::bigint, b.hash, b.time::bigint,
      nullif(substr(p.latest_checkpoint::text, 27, 16)::bigint, 0) as indexed_number,
      nullif(substr(p.latest_checkpoint::text, 1, 10)::bigint, 0) as indexed_time, h.finalized_number
    from (select ${chainId} as chain_id) w
    left join lateral (
      select k.* from (select * from ${indexedTable(at, 'block')} o where ${sampled}) s
      cross join lateral (${known}) k
    ) b on true
    left join ${indexedTable(at, '_ponder_checkpoint')} p on p.chain_id = w.chain_id
    left join bulkhead.chain_head h on h.chain_id = w.chain_id)`
}

/** A chain whose cut shows a delivery that another chain's cut has not sent. */
export interface AcausalDelivery {
  readonly chain_id: number
  /** The earliest block with such a delivery. */
  readonly block_number: bigint
}

/**
 * Chains whose cut holds a delivery of a message that its source has not sent at its own cut, in one statement: of each
 * pathway the first execution of a nonce above the newest that was sent.
 *
 * @param cuts - Number of the last block of each chain that is read; below zero for none.
 */
export function readAcausalDeliveries(
  database: ApiDatabase,
  cuts: ReadonlyMap<ChainId, bigint>,
): Promise<readonly AcausalDelivery[]> {
  return database.read((indexed) => {
    const within = indexed.filter(({ chain }) => cuts.has(chain.chainId))
    const numberOf = (at: IndexedChain) => sql`${String(cuts.get(at.chain.chainId))}::text::numeric`
    const parts = within.flatMap((destination) =>
      within
        .filter((source) => source !== destination)
        .map(
          (source) => sql`
            select ${destination.chain.chainId}::integer as chain_id, d.block_number
            from ${indexedTable(destination, 'pathway')} p
            cross join lateral (
              select coalesce((
                select m.nonce from ${indexedTable(source, 'packet_sent')} m
                where m.dst_eid = ${destination.chain.eid}::integer and m.sender = p.sender and m.receiver = p.receiver
                  and m.block_number <= ${numberOf(source)}
                order by m.block_number desc, m.nonce desc limit 1), 0) as nonce
            ) s
            cross join lateral (
              select q.block_number from ${indexedTable(destination, 'packet_delivered')} q
              where q.src_eid = p.src_eid and q.sender = p.sender and q.receiver = p.receiver
                and q.highest_nonce > s.nonce
              order by q.highest_nonce, q.block_number limit 1
            ) d
            where p.src_eid = ${source.chain.eid}::integer and d.block_number <= ${numberOf(destination)}`,
        ),
    )
    if (parts.length === 0) return undefined
    return sql<AcausalDelivery[]>`
      select chain_id, min(block_number)::bigint as block_number from (${list(parts, ' union all ')}) a
      group by chain_id order by chain_id`
  })
}
