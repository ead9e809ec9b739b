import { address, type Hex } from '../domain/identifiers.ts'
import type { AttemptPurpose, AttemptVersion, OpenAttempt, RelayStore } from '../relayer/store.ts'
import type { Sql } from './connect.ts'
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

/** Our transactions in PostgreSQL: an attempt per nonce, and each version that was signed for it. */
export function createAttemptStore(sql: Sql): AttemptStore {
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

    recordIntent: ({ destinationChainId, purpose, transaction: prepared, packets: keys }) =>
      sql.begin(async (transaction) => {
        const [row] = await transaction<{ id: bigint }[]>`
          insert into bulkhead.attempt (destination_chain_id, purpose, signer, nonce, tx_hash, raw_transaction)
          values (${destinationChainId}, ${purpose}, ${prepared.signer}, ${prepared.nonce}, ${prepared.txHash},
            ${prepared.raw})
          returning id`
        if (row === undefined) throw new TypeError('PostgreSQL returned no row for an insert that returns one')
        await transaction`
          insert into bulkhead.attempt_version (
            attempt_id, version, tx_hash, raw_transaction, max_fee_per_gas, max_priority_fee_per_gas
          ) values (
            ${row.id}, 1, ${prepared.txHash}, ${prepared.raw}, ${prepared.fees.maxFeePerGas.toString()},
            ${prepared.fees.maxPriorityFeePerGas.toString()}
          )`
        for (const key of keys) {
          await transaction`
            insert into bulkhead.attempt_packet (attempt_id, guid, payload_hash, source_block_hash)
            values (${row.id}, ${key.guid}, ${key.payloadHash}, ${key.sourceBlockHash})`
        }
        return row.id
      }),

    async recordVersion(attemptId, { txHash, raw, fees }) {
      await sql`
        insert into bulkhead.attempt_version (
          attempt_id, version, tx_hash, raw_transaction, max_fee_per_gas, max_priority_fee_per_gas
        ) values (
          ${attemptId},
          (select max(version) + 1 from bulkhead.attempt_version where attempt_id = ${attemptId}),
          ${txHash}, ${raw}, ${fees.maxFeePerGas.toString()}, ${fees.maxPriorityFeePerGas.toString()}
        )
        on conflict (tx_hash) do nothing`
    },

    markSent: (attemptId, txHash, headNumber) =>
      sql.begin(async (transaction) => {
        await transaction`
          update bulkhead.attempt_version
          set first_sent_block = coalesce(first_sent_block, ${headNumber}),
            last_sent_block = greatest(last_sent_block, first_sent_block, ${headNumber})
          where attempt_id = ${attemptId} and tx_hash = ${txHash}`
        await transaction`
          update bulkhead.attempt set state = 'broadcast', broadcast_at = now()
          where id = ${attemptId} and state = 'intended'`
      }),

    async markUnclear(attemptId, sinceBlock) {
      await sql`
        update bulkhead.attempt set unclear_since_block = ${sinceBlock ?? null}
        where id = ${attemptId} and resolved_at is null`
    },

    async resolveAttempt(attemptId, resolution) {
      const mined = resolution.state === 'superseded' ? undefined : resolution
      await sql`
        update bulkhead.attempt
        set state = ${resolution.state}, resolved_at = now(), block_number = ${mined?.blockNumber ?? null},
          gas_used = ${mined?.gasUsed ?? null}, tx_hash = coalesce(${mined?.txHash ?? null}, tx_hash),
          raw_transaction = coalesce((
            select v.raw_transaction from bulkhead.attempt_version v
            where v.attempt_id = attempt.id and v.tx_hash = ${mined?.txHash ?? null}), raw_transaction)
        where id = ${attemptId} and resolved_at is null`
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
