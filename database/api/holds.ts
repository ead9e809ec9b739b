import type { ChainRegistry } from '../../chains/registry.ts'
import type { HoldKind, HoldSide, HoldStatus } from '../../domain/hold.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { type BucketRow, bucketColumns } from './buckets.ts'
import { type CompartmentRow, compartmentColumns } from './compartments.ts'
import { type Columns, column, endpointColumn, filterExpression, mayMatchChain, ofKnownEndpoint } from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import type { Key } from './keyset.ts'
import { type ListReader, listReader } from './list-reader.ts'
import { oncePer } from './once-per.ts'
import { jsonRow, type RowColumns, selectList } from './row-columns.ts'
import { type Fragment, sql } from './sql.ts'
import { indexedTime } from './states.ts'

/** A hold as the index holds it; `numeric` columns are texts, times Unix seconds. */
export interface HoldRow {
  readonly chain_id: number
  readonly side: HoldSide
  /** Of the chain at the other end. */
  readonly eid: number
  readonly asset: Hex
  readonly hold_id: number
  readonly contract: Hex
  readonly guid: Hex
  readonly receiver: Hex
  /** Null on the exit side. */
  readonly refund_to: Hex | null
  readonly held_amount: string
  readonly amount: string
  readonly kind: HoldKind
  readonly held_at: string
  /** Zero while waiting. */
  readonly due_at: string
  readonly status: HoldStatus
  readonly refund_guid: Hex | null
  /** Place of its newest event. */
  readonly block_number: string
  readonly block_time: string
  readonly tx_hash: Hex
  /** How many stand before it in the queue, and their base units; null unless it waits itself. */
  readonly ahead: { readonly count: number; readonly amount: string } | null
  /** Block time of the newest block that its chain has indexed; zero when there is none. */
  readonly indexed_time: string
  /** Null on the exit side, and for an asset that has no bucket. */
  readonly bucket: BucketRow | null
  /** Null on the mint side. */
  readonly compartment: CompartmentRow | null
}

/** Orders of {@link holdReader}. */
export type HoldListOrder = 'HELD_AT_ASC' | 'HELD_AT_DESC' | 'AMOUNT_ASC' | 'AMOUNT_DESC'

/**
 * Holds of all chains, open or not. Filter fields: chainId (that holds it), homeChainId, hostChainId, side, asset,
 * receipt (the bucket's), kind, status, receiver, refundTo, guid, amount (left), heldAt, dueAt (Unix seconds).
 */
export function holdReader(database: ApiDatabase, registry: ChainRegistry): ListReader<HoldRow, HoldListOrder> {
  const columnsAt = ({ chain }: IndexedChain): Columns => {
    const here = sql`${chain.eid}::integer`
    return {
      chainId: column(sql`h.chain_id`, 'integer'),
      homeChainId: endpointColumn(sql`(case h.side when 'mint' then h.eid else ${here} end)`, registry),
      hostChainId: endpointColumn(sql`(case h.side when 'mint' then ${here} else h.eid end)`, registry),
      side: column(sql`h.side`, 'text'),
      asset: column(sql`h.asset`, 'text'),
      receipt: column(sql`coalesce(b.receipt, '')`, 'text'),
      kind: column(sql`h.kind`, 'text'),
      status: column(sql`h.status`, 'text'),
      receiver: column(sql`h.receiver`, 'text'),
      refundTo: column(sql`coalesce(h.refund_to, '')`, 'text'),
      guid: column(sql`h.guid`, 'text'),
      amount: column(sql`h.amount`, 'numeric'),
      heldAt: column(sql`h.held_at`, 'numeric'),
      dueAt: column(sql`nullif(h.due_at, 0)`, 'numeric'),
    }
  }
  const id: readonly Key[] = [
    { expression: sql`h.chain_id`, type: 'integer' },
    { expression: sql`(case h.side when 'mint' then 0 else 1 end)`, type: 'integer' },
    { expression: sql`h.eid`, type: 'integer' },
    { expression: sql`h.asset`, type: 'text' },
    { expression: sql`h.hold_id`, type: 'integer' },
  ]
  const firstKey = (order: HoldListOrder): Fragment =>
    order === 'HELD_AT_ASC' || order === 'HELD_AT_DESC' ? sql`h.held_at` : sql`h.amount`
  return listReader<HoldRow, HoldListOrder>(database, {
    keyTypes: () => ['numeric', 'integer', 'integer', 'integer', 'address', 'integer'],
    anyOrder: 'HELD_AT_DESC',
    descending: (order) => order === 'HELD_AT_DESC' || order === 'AMOUNT_DESC',
    branches: (indexed, { filter, order }) =>
      indexed
        .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
        .map((at) => ({
          columns: selectList(holdColumns(at)),
          from: holdTables(at),
          where: sql`${ofKnownEndpoint(sql`h.eid`, database.chains)}
            and ${filterExpression(filter, columnsAt(at))}`,
          keys: [{ expression: firstKey(order), type: 'numeric' }, ...id],
        })),
  })
}

/** A chain's holds `h` with their bucket `b` or compartment `c`. */
const holdTables = (at: IndexedChain): Fragment => sql`${indexedTable(at, 'hold')} h
  left join ${indexedTable(at, 'bucket')} b
    on h.side = 'mint' and b.chain_id = h.chain_id and b.src_eid = h.eid and b.asset = h.asset
  left join ${indexedTable(at, 'compartment')} c
    on h.side = 'exit' and c.chain_id = h.chain_id and c.dst_eid = h.eid and c.asset = h.asset`

/** Columns of a {@link HoldRow} from {@link holdTables}. */
const holdColumns = oncePer(
  (at: IndexedChain): RowColumns => ({
    chain_id: sql`h.chain_id`,
    side: sql`h.side`,
    eid: sql`h.eid`,
    asset: sql`h.asset`,
    hold_id: sql`h.hold_id`,
    contract: sql`h.contract`,
    guid: sql`h.guid`,
    receiver: sql`h.receiver`,
    refund_to: sql`h.refund_to`,
    held_amount: sql`h.held_amount::text`,
    amount: sql`h.amount::text`,
    kind: sql`h.kind`,
    held_at: sql`h.held_at::text`,
    due_at: sql`h.due_at::text`,
    status: sql`h.status`,
    refund_guid: sql`h.refund_guid`,
    block_number: sql`h.block_number::text`,
    block_time: sql`h.block_time::text`,
    tx_hash: sql`h.tx_hash`,
    ahead: sql`(case when h.status = 'open' and h.kind = 'waiting' then (
      select jsonb_build_object('count', count(*)::integer, 'amount', coalesce(sum(o.amount), 0)::text)
      from ${indexedTable(at, 'hold')} o
      where o.status = 'open' and o.kind = 'waiting' and o.chain_id = h.chain_id and o.side = h.side and o.eid = h.eid
        and o.asset = h.asset and o.hold_id < h.hold_id) end)`,
    indexed_time: sql`${indexedTime(at)}::text`,
    bucket: sql`(case when b.receipt is not null then ${jsonRow(bucketColumns(at))} end)`,
    compartment: sql`(case when c.vault is not null then ${jsonRow(compartmentColumns(at))} end)`,
  }),
)

/** The open hold of a message `m` on a chain, as a JSON {@link HoldRow}; of several parts the first in the queue. */
export const openHoldOf = (at: IndexedChain): Fragment => sql`(
  select ${jsonRow(holdColumns(at))} as hold from ${holdTables(at)}
  where m.dst_chain_id = ${at.chain.chainId}::integer and h.guid = m.guid and h.status = 'open'
  order by h.hold_id limit 1)`
