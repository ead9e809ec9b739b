import { address, chainId, type Hex } from '../domain/identifiers.ts'
import type { AttestationBoard } from '../relayer/attestor/ports.ts'
import type { SignatureStore, SubmittedGroup } from '../relayer/store.ts'
import type { Sql } from './connect.ts'
import { keyRows } from './packet-row.ts'

interface SubmittedRow {
  readonly source_chain_id: number
  readonly source_block_number: bigint
  readonly source_block_hash: Hex
  readonly destination_chain_id: number
  readonly attestor: string
  readonly confirmations: bigint
  readonly expiry: bigint
  readonly packets: readonly Hex[]
  readonly source_tx_hashes: readonly Hex[]
  readonly signature: Hex
}

/** Most blocks and rows taken up at once. */
const mostBlocks = 5_000
const mostRows = 1_500

/**
 * Where attestors and relayers meet: `group_attestation` of `schemas/offchain/0005_attestation.sql`. Everything in it may
 * be an attacker's.
 */
export function createAttestationBoard(sql: Sql): AttestationBoard & SignatureStore {
  /** Changes with everything that a reader needs of a row. */
  const digest = sql`md5(concat_ws(' ', g.source_chain_id, g.source_block_number, g.confirmations, g.signature,
    array_to_string(g.packets, ' '), array_to_string(g.source_tx_hashes, ' ')))`

  return {
    hintedBlocks: async (sourceChainId, attestor) => {
      const rows = await sql<{ number: bigint; submitted: string[] }[]>`
        select hinted.number, array(
          select ${digest} from bulkhead.group_attestation g
          where g.attestor = ${attestor} and g.source_chain_id = ${sourceChainId}
            and g.source_block_number = hinted.number
        ) as submitted
        from (
          select distinct source_block_number as number from bulkhead.packet
          where source_chain_id = ${sourceChainId}
            and executed_at is null and settled_at is null and orphaned_at is null
          order by number limit ${mostBlocks}
        ) hinted order by hinted.number`
      return [...rows]
    },

    submit: (group, { attestor, confirmations, expiry, signature }) =>
      sql.begin(async (transaction) => {
        const { sourceChainId, destinationChainId, block, packets } = group
        const rows = packets.map(({ packet: { guid, payloadHash, nonce }, encoded, txHash }) => ({
          ...{ guid, payload_hash: payloadHash, nonce: String(nonce), encoded, tx_hash: txHash },
        }))
        // A row that somebody deleted or changed is put right: what is attested can be delivered, and needs one.
        await transaction`
            insert into bulkhead.packet (
              guid, payload_hash, source_block_hash, source_chain_id, source_block_number, source_tx_hash,
              destination_chain_id, nonce, encoded
            )
            select r.guid, r.payload_hash, ${block.hash}, ${sourceChainId}, ${block.number}, r.tx_hash,
              ${destinationChainId}, r.nonce, r.encoded
            from jsonb_to_recordset(${sql.json(rows)}) as r (
              guid text, payload_hash text, nonce numeric, encoded text, tx_hash text)
            order by r.guid
            on conflict (guid, payload_hash, source_block_hash) do update
              set source_chain_id = excluded.source_chain_id, source_block_number = excluded.source_block_number,
                destination_chain_id = excluded.destination_chain_id, nonce = excluded.nonce, encoded = excluded.encoded
              where (
                packet.source_chain_id, packet.source_block_number, packet.destination_chain_id, packet.nonce,
                packet.encoded
              ) is distinct from (
                excluded.source_chain_id, excluded.source_block_number, excluded.destination_chain_id, excluded.nonce,
                excluded.encoded
              )`
        const [row] = await transaction<{ digest: string }[]>`
          insert into bulkhead.group_attestation as g (
            source_chain_id, source_block_number, source_block_hash, destination_chain_id, attestor, confirmations,
            expiry, packets, source_tx_hashes, signature
          ) values (
            ${sourceChainId}, ${block.number}, ${block.hash}, ${destinationChainId}, ${attestor}, ${confirmations},
            ${expiry}, ${packets.map(({ encoded }) => encoded)}, ${packets.map(({ txHash }) => txHash)}, ${signature}
          )
          on conflict (destination_chain_id, source_block_hash, attestor, expiry) do update
            set source_chain_id = excluded.source_chain_id, source_block_number = excluded.source_block_number,
              confirmations = excluded.confirmations, packets = excluded.packets,
              source_tx_hashes = excluded.source_tx_hashes, signature = excluded.signature
          returning ${digest} as digest`
        if (row === undefined) throw new TypeError('PostgreSQL returned no row for an insert that returns one')
        return row.digest
      }),

    submittedGroups: async (destinationChainId, { validAt, attestors }) => {
      if (attestors.length === 0) return []
      const rows = await sql<SubmittedRow[]>`
        select g.*
        from (
          select distinct source_block_hash from bulkhead.packet
          where destination_chain_id = ${destinationChainId}
            and executed_at is null and settled_at is null and orphaned_at is null
        ) waiting
        join bulkhead.group_attestation g
          on g.destination_chain_id = ${destinationChainId} and g.source_block_hash = waiting.source_block_hash
        where g.expiry >= ${validAt} and g.attestor in ${sql([...attestors])}
        order by g.submitted_at, g.source_block_number limit ${mostRows}`
      return rows.map(toSubmitted)
    },

    async discardSubmitted(rows) {
      await sql.begin(async (transaction) => {
        for (const { destinationChainId, sourceBlockHash, attestation, packets } of rows) {
          await transaction`
            delete from bulkhead.group_attestation
            where destination_chain_id = ${destinationChainId} and source_block_hash = ${sourceBlockHash}
              and attestor = ${attestation.attestor} and expiry = ${attestation.expiry}
              and signature = ${attestation.signature} and packets = ${packets.map(({ encoded }) => encoded)}`
        }
      })
    },

    async markAttested(packets, attestors) {
      if (packets.length === 0) return
      await sql`
        update bulkhead.packet set attested_at = coalesce(attested_at, now()), attestors = ${[...attestors]}
        where (guid, payload_hash, source_block_hash) in (${keyRows(sql, packets)})`
    },
  }
}

const toSubmitted = (row: SubmittedRow): SubmittedGroup => ({
  sourceChainId: chainId(row.source_chain_id),
  destinationChainId: chainId(row.destination_chain_id),
  sourceBlockNumber: row.source_block_number,
  sourceBlockHash: row.source_block_hash,
  packets: row.packets.flatMap((encoded, index) => {
    const sourceTxHash = row.source_tx_hashes[index]
    return sourceTxHash === undefined ? [] : [{ encoded, sourceTxHash }]
  }),
  attestation: {
    attestor: address(row.attestor),
    confirmations: row.confirmations,
    expiry: row.expiry,
    signature: row.signature,
  },
})
