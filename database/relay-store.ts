import { address, chainId, type Guid, guid, type Hex } from '../domain/identifiers.ts'
import type { PacketHint, PacketKey, TrackedPacket } from '../relayer/ports.ts'
import type { OpenAttempt, RelayStore, SignedGroupReader } from '../relayer/store.ts'
import type { Sql } from './connect.ts'
import { findIndexedSchema } from './indexed-schema.ts'

interface PacketRow {
  readonly guid: string
  readonly payload_hash: Hex
  readonly source_block_hash: Hex
  readonly source_chain_id: number
  readonly source_block_number: bigint
  readonly source_tx_hash: Hex
  readonly destination_chain_id: number
  readonly nonce: string
  readonly encoded: Hex
  readonly executed_at: Date | null
  readonly executed_block_number: bigint | null
}

interface AttemptRow {
  readonly id: bigint
  readonly signer: string
  readonly nonce: bigint
  readonly tx_hash: Hex
  readonly raw_transaction: Hex
  readonly state: string
}

/**
 * Blocks behind the newest tracked message in which the indexer may still add one: it adds in block order, and only
 * a reorg makes it go back.
 */
const discoveryOverlapBlocks = 512n

/**
 * The relayer's memory in PostgreSQL, tables of `schemas/offchain`.
 *
 * @param groups - Reads the signatures, which the relayer verifies itself.
 */
export function createRelayStore(sql: Sql, groups: SignedGroupReader): RelayStore {
  const whereKey = (key: PacketKey) => sql`
    guid = ${key.guid} and payload_hash = ${key.payloadHash} and source_block_hash = ${key.sourceBlockHash}`
  const tracked = (rows: readonly PacketRow[]): readonly TrackedPacket[] => rows.map(toTrackedPacket)

  return {
    ...groups,

    async discover(sourceChainId) {
      const schemaName = await findIndexedSchema(sql, sourceChainId)
      if (schemaName === undefined) return 0
      const inserted = await sql`
        insert into bulkhead.packet (
          guid, payload_hash, source_block_hash, source_chain_id, source_block_number, source_tx_hash,
          destination_chain_id, nonce, encoded
        )
        select p.guid, p.payload_hash, p.block_hash, p.chain_id, p.block_number, p.tx_hash,
          p.dst_chain_id, p.nonce, p.encoded
        from ${sql(schemaName)}.packet_sent p
        where p.block_number >= least(
          coalesce((
            select max(k.source_block_number) from bulkhead.packet k where k.source_chain_id = ${sourceChainId}), 0),
          (select max(n.block_number) from ${sql(schemaName)}.packet_sent n)) - ${discoveryOverlapBlocks}
        on conflict do nothing
        returning 1`
      return inserted.length
    },

    awaitingFinality: async (sourceChainId) =>
      tracked(
        await sql<PacketRow[]>`
          select * from bulkhead.packet
          where source_chain_id = ${sourceChainId} and final_at is null and orphaned_at is null
          order by source_block_number, nonce limit 500`,
      ),

    async due(packets) {
      if (packets.length === 0) return []
      const rows = await sql<{ guid: string; payload_hash: string; source_block_hash: string }[]>`
        select guid, payload_hash, source_block_hash from bulkhead.packet
        where guid in ${sql(packets.map((packet) => packet.guid))}
          and executed_at is null and settled_at is null and orphaned_at is null and retry_at <= now()`
      const due = new Set(rows.map((row) => `${row.guid} ${row.payload_hash} ${row.source_block_hash}`))
      return packets.filter((packet) => due.has(`${packet.guid} ${packet.payloadHash} ${packet.sourceBlockHash}`))
    },

    awaitingSettlement: async (destinationChainId) =>
      tracked(
        await sql<PacketRow[]>`
          select * from bulkhead.packet
          where destination_chain_id = ${destinationChainId} and executed_at is not null
            and settled_at is null and orphaned_at is null
          order by executed_block_number limit 500`,
      ),

    async markFinal(key) {
      await sql`update bulkhead.packet set final_at = now() where ${whereKey(key)} and final_at is null`
    },

    async markOrphaned(key) {
      await sql`update bulkhead.packet set orphaned_at = now() where ${whereKey(key)} and executed_at is null`
    },

    async markVerifiable(key) {
      await sql`update bulkhead.packet set verifiable_at = now() where ${whereKey(key)} and verifiable_at is null`
    },

    async markExecuted(key, { blockNumber, txHash }) {
      await sql`
        update bulkhead.packet
        set executed_at = now(), executed_block_number = ${blockNumber}, executed_tx_hash = ${txHash},
          failure = null, failed_at = null
        where ${whereKey(key)} and executed_at is null`
    },

    async unmarkExecuted(key) {
      await sql`
        update bulkhead.packet
        set executed_at = null, executed_block_number = null, executed_tx_hash = null
        where ${whereKey(key)} and settled_at is null`
    },

    async markSettled(key) {
      await sql`
        update bulkhead.packet set settled_at = now()
        where ${whereKey(key)} and executed_at is not null and settled_at is null`
    },

    async defer(key, { reason, retryInSeconds }) {
      await sql`
        update bulkhead.packet
        set failure = ${reason}, failed_at = now(), retry_at = now() + make_interval(secs => ${retryInSeconds})
        where ${whereKey(key)} and executed_at is null`
    },

    async openAttempts(destinationChainId) {
      const attempts = await sql<AttemptRow[]>`
        select id, signer, nonce, tx_hash, raw_transaction, state from bulkhead.attempt
        where destination_chain_id = ${destinationChainId} and resolved_at is null order by nonce`
      if (attempts.length === 0) return []
      const rows = await sql<(PacketRow & { readonly attempt_id: bigint })[]>`
        select attempt_packet.attempt_id, packet.*
        from bulkhead.attempt_packet join bulkhead.packet using (guid, payload_hash, source_block_hash)
        where attempt_packet.attempt_id in ${sql(attempts.map((attempt) => attempt.id))}`
      return attempts.map(
        (attempt): OpenAttempt => ({
          id: attempt.id,
          transaction: {
            signer: address(attempt.signer),
            nonce: attempt.nonce,
            txHash: attempt.tx_hash,
            raw: attempt.raw_transaction,
          },
          packets: rows.filter((row) => row.attempt_id === attempt.id).map(toPacketHint),
          broadcast: attempt.state !== 'intended',
        }),
      )
    },

    recordIntent: ({ destinationChainId, transaction: prepared, packets: keys }) =>
      sql.begin(async (transaction) => {
        const [row] = await transaction<{ id: bigint }[]>`
          insert into bulkhead.attempt (destination_chain_id, signer, nonce, tx_hash, raw_transaction)
          values (${destinationChainId}, ${prepared.signer}, ${prepared.nonce}, ${prepared.txHash}, ${prepared.raw})
          returning id`
        if (row === undefined) throw new TypeError('PostgreSQL returned no row for an insert that returns one')
        for (const key of keys) {
          await transaction`
            insert into bulkhead.attempt_packet (attempt_id, guid, payload_hash, source_block_hash)
            values (${row.id}, ${key.guid}, ${key.payloadHash}, ${key.sourceBlockHash})`
        }
        return row.id
      }),

    async markBroadcast(attemptId) {
      await sql`
        update bulkhead.attempt set state = 'broadcast', broadcast_at = now()
        where id = ${attemptId} and state = 'intended'`
    },

    async resolveAttempt(attemptId, resolution) {
      const mined = resolution.state === 'superseded' ? undefined : resolution
      await sql`
        update bulkhead.attempt
        set state = ${resolution.state}, resolved_at = now(),
          block_number = ${mined?.blockNumber ?? null}, gas_used = ${mined?.gasUsed ?? null}
        where id = ${attemptId} and resolved_at is null`
    },
  }
}

function toPacketHint(row: PacketRow): PacketHint {
  const rowGuid: Guid = guid(row.guid)
  return {
    guid: rowGuid,
    payloadHash: row.payload_hash,
    sourceBlockHash: row.source_block_hash,
    sourceChainId: chainId(row.source_chain_id),
    destinationChainId: chainId(row.destination_chain_id),
    sourceBlockNumber: row.source_block_number,
    sourceTxHash: row.source_tx_hash,
    nonce: BigInt(row.nonce),
    encoded: row.encoded,
  }
}

function toTrackedPacket(row: PacketRow): TrackedPacket {
  return {
    ...toPacketHint(row),
    executed:
      row.executed_at === null || row.executed_block_number === null
        ? undefined
        : { blockNumber: row.executed_block_number },
  }
}
