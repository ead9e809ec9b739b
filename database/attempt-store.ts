import { address, type Hex } from '../domain/identifiers.ts'
import type { AttemptPurpose, AttemptVersion, OpenAttempt, RelayStore } from '../relayer/store.ts'
import type { Sql } from './connect.ts'
import type { FencedWrite } from './fence.ts'
import { type PacketRow, toTrackedPacket } from './packet-row.ts'

interface AttemptRow {
  readonly id: bigint
  readonly signer: string
  readonly nonce: bigint
  readonly purpose: AttemptPurpose
  readonly unclear_since_block: bigint | null
}

interface VersionRow {
  readonly attempt_id: bigint
  readonly tx_hash: Hex
  readonly raw_transaction: Hex
  readonly max_fee_per_gas: string
  readonly max_priority_fee_per_gas: string
  readonly first_sent_block: bigint | null
  readonly last_sent_block: bigint | null
}

/** The part of the relayer's memory that holds our transactions. */
export type AttemptStore = Pick<
  RelayStore,
  'openAttempts' | 'recordIntent' | 'recordVersion' | 'markSent' | 'markUnclear' | 'resolveAttempt'
>

/**
 * Our transactions in PostgreSQL: an attempt per nonce, and each version that was signed for it.
 *
 * @param fenced - Refuses every write once the lease is lost.
 */
export function createAttemptStore(sql: Sql, fenced: FencedWrite): AttemptStore {
  return {
    async openAttempts(destinationChainId) {
      const attempts = await sql<AttemptRow[]>`
        select id, signer, nonce, purpose, unclear_since_block from bulkhead.attempt
        where destination_chain_id = ${destinationChainId} and resolved_at is null order by nonce, id`
      if (attempts.length === 0) return []
      const ids = attempts.map((attempt) => attempt.id)
      const [versions, packets] = await Promise.all([
        sql<VersionRow[]>`select * from bulkhead.attempt_version where attempt_id in ${sql(ids)} order by version`,
        sql<(PacketRow & { readonly attempt_id: bigint })[]>`
          select attempt_packet.attempt_id, packet.*
          from bulkhead.attempt_packet join bulkhead.packet using (guid, payload_hash, source_block_hash)
          where attempt_packet.attempt_id in ${sql(ids)}`,
      ])
      return attempts.flatMap((attempt): OpenAttempt[] => {
        const [first, ...others] = versions
          .filter((row) => row.attempt_id === attempt.id)
          .map((row) => toVersion(attempt, row))
        if (first === undefined) return []
        return [
          {
            id: attempt.id,
            purpose: attempt.purpose,
            nonce: attempt.nonce,
            versions: [first, ...others],
            packets: packets.filter((row) => row.attempt_id === attempt.id).map(toTrackedPacket),
            unclearSince: attempt.unclear_since_block ?? undefined,
          },
        ]
      })
    },

    async recordIntent({ destinationChainId, purpose, transaction: { signer, nonce, txHash, raw, fees }, packets }) {
      const keys = packets.map(({ guid, payloadHash, sourceBlockHash }) => ({
        guid,
        payload_hash: payloadHash,
        source_block_hash: sourceBlockHash,
      }))
      const [row] = await fenced(
        (isHeld) => sql<{ id: bigint }[]>`
          with intent as (
            insert into bulkhead.attempt (destination_chain_id, purpose, signer, nonce, tx_hash, raw_transaction)
            select ${destinationChainId}, ${purpose}, ${signer}, ${nonce}, ${txHash}, ${raw} where ${isHeld}
            returning id
          ), version as (
            insert into bulkhead.attempt_version (
              attempt_id, version, tx_hash, raw_transaction, max_fee_per_gas, max_priority_fee_per_gas
            )
            select id, 1, ${txHash}, ${raw}, ${fees.maxFeePerGas.toString()}, ${fees.maxPriorityFeePerGas.toString()}
            from intent
          ), carried as (
            insert into bulkhead.attempt_packet (attempt_id, guid, payload_hash, source_block_hash)
            select intent.id, key.guid, key.payload_hash, key.source_block_hash from intent, jsonb_to_recordset(
              ${sql.json(keys)}) as key (guid text, payload_hash text, source_block_hash text)
          )
          select id from intent`,
      )
      if (row === undefined) throw new TypeError('PostgreSQL returned no row for an insert that returns one')
      return row.id
    },

    async recordVersion(attemptId, { txHash, raw, fees }) {
      await fenced(
        (isHeld) => sql`
          insert into bulkhead.attempt_version (
            attempt_id, version, tx_hash, raw_transaction, max_fee_per_gas, max_priority_fee_per_gas
          )
          select attempt_id, max(version) + 1, ${txHash}, ${raw}, ${fees.maxFeePerGas.toString()},
            ${fees.maxPriorityFeePerGas.toString()}
          from bulkhead.attempt_version where attempt_id = ${attemptId} and ${isHeld} group by attempt_id
          on conflict (tx_hash) do nothing`,
      )
    },

    async markSent(attemptId, txHash, headNumber) {
      await fenced(
        (isHeld) => sql`
          with version as (
            update bulkhead.attempt_version
            set first_sent_block = coalesce(first_sent_block, ${headNumber}),
              last_sent_block = greatest(last_sent_block, first_sent_block, ${headNumber})
            where attempt_id = ${attemptId} and tx_hash = ${txHash} and ${isHeld}
          )
          update bulkhead.attempt set state = 'broadcast', broadcast_at = now()
          where id = ${attemptId} and state = 'intended'`,
      )
    },

    async markUnclear(attemptId, sinceBlock) {
      await fenced(
        (isHeld) => sql`
          update bulkhead.attempt set unclear_since_block = ${sinceBlock ?? null}
          where id = ${attemptId} and resolved_at is null and ${isHeld}`,
      )
    },

    async resolveAttempt(attemptId, resolution) {
      const mined = resolution.state === 'superseded' ? undefined : resolution
      await fenced(
        (isHeld) => sql`
          update bulkhead.attempt
          set state = ${resolution.state}, resolved_at = now(), block_number = ${mined?.blockNumber ?? null},
            gas_used = ${mined?.gasUsed ?? null}, tx_hash = coalesce(${mined?.txHash ?? null}, tx_hash),
            raw_transaction = coalesce((
              select v.raw_transaction from bulkhead.attempt_version v
              where v.attempt_id = attempt.id and v.tx_hash = ${mined?.txHash ?? null}), raw_transaction)
          where id = ${attemptId} and resolved_at is null and ${isHeld}`,
      )
    },
  }
}

const toVersion = ({ signer, nonce }: AttemptRow, row: VersionRow): AttemptVersion => ({
  signer: address(signer),
  nonce,
  txHash: row.tx_hash,
  raw: row.raw_transaction,
  fees: {
    maxFeePerGas: BigInt(row.max_fee_per_gas),
    maxPriorityFeePerGas: BigInt(row.max_priority_fee_per_gas),
  },
  sent:
    row.first_sent_block === null || row.last_sent_block === null
      ? undefined
      : { firstBlock: row.first_sent_block, lastBlock: row.last_sent_block },
})
