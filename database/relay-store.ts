import type { Lease } from '../relayer/lease-ports.ts'
import type { PacketKey, TrackedPacket } from '../relayer/ports.ts'
import type { RelayStore, SignedGroupReader } from '../relayer/store.ts'
import { createAttemptStore } from './attempt-store.ts'
import type { Sql } from './connect.ts'
import { fencedBy } from './fence.ts'
import { findEndedHolds, findOpenHolds } from './hold-hints.ts'
import { findIndexedSchema } from './indexed-schema.ts'
import { lookWriter } from './look-writer.ts'
import { keyOf, keyRows, type PacketRow, toTrackedPacket } from './packet-row.ts'

/**
 * Blocks behind the newest tracked message in which the indexer may still add one: it adds in block order, and only
 * a reorg makes it go back.
 */
const discoveryOverlapBlocks = 512n

/** Messages of one statement: a few megabytes. */
const rowsPerInsert = 1_000

/**
 * The relayer's memory in PostgreSQL, tables of `schemas/offchain`.
 *
 * @param groups - Reads the signatures, which the relayer verifies itself.
 * @param lease - What every write is done under: once it is lost, each throws LeaseLostError and writes nothing.
 * `undefined` for whoever shares no work.
 */
export function createRelayStore(sql: Sql, groups: SignedGroupReader, lease?: Lease): RelayStore {
  const fenced = fencedBy(sql, lease)
  const whereKey = (key: PacketKey) => sql`
    guid = ${key.guid} and payload_hash = ${key.payloadHash} and source_block_hash = ${key.sourceBlockHash}`
  const tracked = (rows: readonly PacketRow[]): readonly TrackedPacket[] => rows.map(toTrackedPacket)

  return {
    ...groups,
    ...createAttemptStore(sql, fenced),

    async discover(sourceChainId) {
      const schemaName = await findIndexedSchema(sql, sourceChainId)
      if (schemaName === undefined) return 0
      const inserted = await fenced(
        (isHeld) => sql`
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
          and ${isHeld}
        on conflict do nothing
        returning 1`,
      )
      return inserted.length
    },

    async recordSent(packets) {
      let added = 0
      for (let from = 0; from < packets.length; from += rowsPerInsert) {
        const rows = packets.slice(from, from + rowsPerInsert).map((packet) => ({
          guid: packet.guid,
          payload_hash: packet.payloadHash,
          source_block_hash: packet.sourceBlockHash,
          source_chain_id: packet.sourceChainId,
          source_block_number: String(packet.sourceBlockNumber),
          source_tx_hash: packet.sourceTxHash,
          destination_chain_id: packet.destinationChainId,
          nonce: String(packet.nonce),
          encoded: packet.encoded,
        }))
        const inserted = await sql`
          insert into bulkhead.packet (
            guid, payload_hash, source_block_hash, source_chain_id, source_block_number, source_tx_hash,
            destination_chain_id, nonce, encoded, final_at
          )
          select r.*, now() from jsonb_to_recordset(${sql.json(rows)}) as r (
            guid text, payload_hash text, source_block_hash text, source_chain_id integer, source_block_number bigint,
            source_tx_hash text, destination_chain_id integer, nonce numeric, encoded text
          )
          on conflict do nothing`
        added += inserted.count
      }
      return added
    },

    awaitingFinality: async (sourceChainId) =>
      tracked(
        await sql<PacketRow[]>`
          select * from bulkhead.packet
          where source_chain_id = ${sourceChainId} and final_at is null and orphaned_at is null
          order by source_block_number, nonce limit 500`,
      ),

    tracked: async (keys) => {
      if (keys.length === 0) return []
      const wanted = new Set(keys.map(keyOf))
      const rows = await sql<PacketRow[]>`
        select * from bulkhead.packet
        where guid in (select jsonb_array_elements_text(${sql.json(keys.map((key) => key.guid))}))`
      return tracked(rows).filter((packet) => wanted.has(keyOf(packet)))
    },

    awaitingSettlement: async (destinationChainId) =>
      tracked(
        await sql<PacketRow[]>`
          select * from bulkhead.packet
          where destination_chain_id = ${destinationChainId} and executed_at is not null
            and settled_at is null and orphaned_at is null
          order by executed_block_number limit 500`,
      ),

    openHolds: (id) => findOpenHolds(sql, id),
    endedHolds: (id) => findEndedHolds(sql, id),

    async markFinal(keys) {
      if (keys.length === 0) return
      await fenced(
        (isHeld) => sql`
          update bulkhead.packet set final_at = now()
          where (guid, payload_hash, source_block_hash) in (${keyRows(sql, keys)}) and final_at is null and ${isHeld}`,
      )
    },

    async markOrphaned(key) {
      await fenced(
        (isHeld) =>
          sql`update bulkhead.packet set orphaned_at = now() where ${whereKey(key)} and executed_at is null and ${isHeld}`,
      )
    },

    recordLook: lookWriter(sql, fenced),

    async recordFailure(key, { count, state, lastTriedAt, reason }, retryInSeconds) {
      await fenced(
        (isHeld) => sql`
        update bulkhead.packet
        set failures = ${count}, failed_in = ${state}, tried_at = ${lastTriedAt}, failure = ${reason},
          failed_at = now(), retry_at = now() + make_interval(secs => ${Number(retryInSeconds)})
        where ${whereKey(key)} and ${isHeld}`,
      )
    },
  }
}
