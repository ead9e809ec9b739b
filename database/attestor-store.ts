import { messageHash } from '../domain/attestation.ts'
import type { Hex } from '../domain/identifiers.ts'
import type { Packet } from '../domain/packet.ts'
import { SignedOtherwiseError } from '../domain/signed-otherwise.ts'
import type { AttestorStore, MessageGroup } from '../relayer/attestor/ports.ts'
import type { Connection, Sql } from './connect.ts'

interface MessageRow {
  readonly payload_hash: Hex
  readonly source_block_number: bigint
  readonly source_block_hash: Hex
}

/** What an attestor has signed, in a PostgreSQL database of its own: tables of `schemas/attestor`. */
export function createAttestorStore(sql: Sql): AttestorStore {
  return {
    async recall(attestor, group) {
      const [messages, [newest]] = await Promise.all([
        findSigned(sql, group),
        sql<{ confirmations: bigint; expiry: bigint }[]>`
          select confirmations, expiry from bulkhead.signed_group
          where ${isGroup(sql, attestor, group)} order by expiry desc limit 1`,
      ])
      return {
        messages: messages.map(
          (row) =>
            row && {
              payloadHash: row.payload_hash,
              block: { number: row.source_block_number, hash: row.source_block_hash },
            },
        ),
        newest,
      }
    },

    record: (attestor, group, { confirmations, expiry }) =>
      sql.begin(async (transaction) => {
        // In one order, so that two processes on one store wait for each other instead of both.
        const packets = group.packets.map(({ packet }) => packet).sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1))
        for (const { srcEid, sender, dstEid, receiver, nonce, payloadHash } of packets) {
          // Waits for whoever is recording the same nonce, then leaves it as it stands.
          await transaction`
            insert into bulkhead.signed_message (
              src_eid, sender, dst_eid, receiver, nonce, payload_hash, source_block_number, source_block_hash
            ) values (
              ${srcEid}, ${sender}, ${dstEid}, ${receiver}, ${nonce.toString()}, ${payloadHash},
              ${group.block.number}, ${group.block.hash}
            ) on conflict do nothing`
        }
        const recorded = await findSigned(transaction, group)
        for (const [index, row] of recorded.entries()) assertSame(group, group.packets[index]?.packet, row)

        const asked = group.packets.map(({ packet }) => messageHash(packet))
        await transaction`
          insert into bulkhead.signed_group (
            attestor, destination_chain_id, relay_worker, source_block_hash, expiry, confirmations, messages
          ) values (
            ${attestor}, ${group.destinationChainId}, ${group.relayWorker}, ${group.block.hash}, ${expiry},
            ${confirmations}, ${asked}
          ) on conflict do nothing`
        const rows = await transaction<{ expiry: bigint; confirmations: bigint; messages: Hex[] }[]>`
          select expiry, confirmations, messages from bulkhead.signed_group where ${isGroup(sql, attestor, group)}`
        const other = rows.find(({ messages }) => messages.join() !== asked.join())
        if (other !== undefined) {
          const sourceBlockHash = group.block.hash
          throw new SignedOtherwiseError({ kind: 'group', sourceBlockHash, signed: other.messages, asked })
        }
        const terms = rows.find((row) => row.expiry === expiry)
        if (terms === undefined) throw new TypeError('PostgreSQL does not have the row that was just inserted')
        return { confirmations: terms.confirmations, expiry }
      }),
  }
}

const pathOf = ({ header }: Packet): string => header

const isGroup = (sql: Sql, attestor: string, { destinationChainId, relayWorker, block }: MessageGroup) => sql`
  attestor = ${attestor} and destination_chain_id = ${destinationChainId} and relay_worker = ${relayWorker}
  and source_block_hash = ${block.hash}`

/** What stands for each nonce of a group, in its order. */
function findSigned(sql: Connection, group: MessageGroup): Promise<readonly (MessageRow | undefined)[]> {
  return Promise.all(
    group.packets.map(async ({ packet: { srcEid, sender, dstEid, receiver, nonce } }) => {
      const [row] = await sql<MessageRow[]>`
        select payload_hash, source_block_number, source_block_hash from bulkhead.signed_message
        where src_eid = ${srcEid} and sender = ${sender} and dst_eid = ${dstEid} and receiver = ${receiver}
          and nonce = ${nonce.toString()}`
      return row
    }),
  )
}

/** @throws {@link SignedOtherwiseError} unless the nonce stands with exactly this payload in exactly this block. */
function assertSame({ block }: MessageGroup, packet: Packet | undefined, row: MessageRow | undefined): void {
  if (packet === undefined || row === undefined) throw new TypeError('PostgreSQL lost a row of this transaction')
  const signed = { payloadHash: row.payload_hash, sourceBlockHash: row.source_block_hash }
  const asked = { payloadHash: packet.payloadHash, sourceBlockHash: block.hash }
  if (signed.payloadHash === asked.payloadHash && signed.sourceBlockHash === asked.sourceBlockHash) return
  const { srcEid, sender, dstEid, receiver, nonce } = packet
  throw new SignedOtherwiseError({
    kind: 'message',
    srcEid,
    sender,
    dstEid,
    receiver,
    nonce,
    signed,
    asked,
  })
}
