import { rawAmount } from '../domain/amounts.ts'
import type { HoldKind, HoldSide } from '../domain/hold.ts'
import { address, type ChainId, endpointId, type Guid, guid, unixSeconds, zeroAddress } from '../domain/identifiers.ts'
import type { EndedHold, HeldMessage } from '../relayer/ports.ts'
import type { Sql } from './connect.ts'
import { findIndexedSchema } from './indexed-schema.ts'
import { type PacketRow, toTrackedPacket } from './packet-row.ts'

interface HoldRow extends PacketRow {
  readonly side: HoldSide
  readonly eid: number
  readonly asset: string
  readonly hold_id: number
  readonly receiver: string
  readonly refund_to: string | null
  readonly held_amount: string
  readonly kind: HoldKind
  readonly held_at: string
  readonly due_at: string
}

/**
 * Open holds of a chain as its indexer has them, with their messages: hints, for the chain says what is held. By queue
 * and id; none while the chain has no index.
 *
 * @param options.guid - Only those of that message.
 */
export async function findOpenHolds(
  sql: Sql,
  chainId: ChainId,
  { guid: wanted }: { readonly guid?: Guid } = {},
): Promise<readonly HeldMessage[]> {
  const schemaName = await findIndexedSchema(sql, chainId)
  if (schemaName === undefined) return []
  const rows = await sql<HoldRow[]>`
    select packet.*, h.side, h.eid, h.asset, h.hold_id, h.receiver, h.refund_to, h.amount::text as held_amount, h.kind,
      h.held_at::text as held_at, h.due_at::text as due_at
    from ${sql(schemaName)}.hold h join bulkhead.packet on packet.guid = h.guid
    where h.status = 'open' and packet.destination_chain_id = ${chainId} and packet.executed_at is not null
      and packet.orphaned_at is null ${wanted === undefined ? sql`` : sql`and h.guid = ${wanted}`}
    order by h.side, h.eid, h.asset, h.hold_id limit 200`
  return rows.map((row) => ({
    packet: toTrackedPacket(row),
    hold: {
      side: row.side,
      kind: row.kind,
      eid: endpointId(row.eid),
      asset: address(row.asset),
      id: row.hold_id,
      guid: guid(row.guid),
      receiver: address(row.receiver),
      refundTo: row.refund_to === null ? zeroAddress : address(row.refund_to),
      amount: rawAmount(BigInt(row.held_amount)),
      heldAt: unixSeconds(BigInt(row.held_at)),
      dueAt: unixSeconds(BigInt(row.due_at)),
    },
  }))
}

interface EndedRow extends PacketRow {
  readonly ended_as: EndedHold['as']
  readonly ended_block: string
  readonly refund_guid: string | null
  readonly is_paid_back: boolean
}

/** Held messages whose end is not on record, and of which the chain's indexer has nothing open: hints. */
export async function findEndedHolds(sql: Sql, chainId: ChainId): Promise<readonly EndedHold[]> {
  const schemaName = await findIndexedSchema(sql, chainId)
  if (schemaName === undefined) return []
  const rows = await sql<EndedRow[]>`
    select packet.*, h.status as ended_as, h.block_number::text as ended_block, h.refund_guid, exists (
        select 1 from bulkhead.packet refund
        where refund.guid = h.refund_guid and refund.outcome = 'refunded' and refund.settled_at is not null
      ) as is_paid_back
    from bulkhead.packet cross join lateral (
      select status, block_number, refund_guid from ${sql(schemaName)}.hold
      where hold.guid = packet.guid order by (status = 'open') desc, block_number desc limit 1
    ) h
    where packet.destination_chain_id = ${chainId} and packet.execution in ('held', 'sent-home')
      and not packet.paid_back and packet.orphaned_at is null and h.status <> 'open'
    order by h.block_number limit 200`
  return rows
    .filter(({ execution, is_paid_back: isPaidBack }) => execution === 'held' || isPaidBack)
    .map((row) => ({
      packet: toTrackedPacket(row),
      as: row.ended_as,
      blockNumber: BigInt(row.ended_block),
      refund: row.refund_guid === null ? undefined : { guid: guid(row.refund_guid), paidBack: row.is_paid_back },
    }))
}
