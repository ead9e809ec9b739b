import type { Guid, Hex } from '../../domain/identifiers.ts'
import { decodePacket } from '../../domain/packet.ts'
import { decodePayload } from '../../domain/payload.ts'
import type { ApiDatabase } from './api-database.ts'
import { messageFactColumns, messageFactJoins } from './message-facts.ts'
import type { MessageRow } from './messages.ts'
import { sql } from './sql.ts'

/** A message as the relayer's record holds it: what the packet itself says is still encoded. */
interface TrackedRow
  extends Omit<
    MessageRow,
    'kind' | 'src_eid' | 'sender' | 'dst_eid' | 'receiver' | 'asset' | 'amount' | 'recipient' | 'account' | 'block_time'
  > {
  readonly encoded: Hex
}

/**
 * A message that the relayer tracks, whether or not the index holds its source event: orphaned by a reorg, or while
 * its chain is indexed anew. Of several contents under one guid, one that is not orphaned comes first, then the
 * newest.
 */
export async function readTrackedMessage(database: ApiDatabase, guid: Guid): Promise<MessageRow | undefined> {
  const [row] = await database.read(
    (indexed) => sql<TrackedRow[]>`
      select m.*, ${messageFactColumns()}
      from (
        select guid, source_chain_id as chain_id, destination_chain_id as dst_chain_id,
          source_block_number::text::numeric as block_number, source_tx_hash as tx_hash, nonce, payload_hash,
          source_block_hash as block_hash, encoded
        from bulkhead.packet where guid = ${guid}::text
        order by orphaned_at is not null, seen_at desc limit 1
      ) m ${messageFactJoins(indexed)}`,
  )
  if (row === undefined) return undefined
  const { encoded, ...rest } = row
  const packet = decodePacket(encoded)
  const payload = decodePayload(packet.message)
  const moved = payload.kind === 'noop' ? undefined : payload
  return {
    ...rest,
    kind: payload.kind,
    src_eid: packet.srcEid,
    sender: packet.sender,
    dst_eid: packet.dstEid,
    receiver: packet.receiver,
    asset: moved?.asset ?? null,
    amount: moved?.amount.toString() ?? null,
    recipient: moved === undefined ? null : moved.kind === 'refund' ? moved.refundTo : moved.receiver,
    account: null,
    block_time: null,
  }
}
