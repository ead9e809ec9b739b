import { chainId, guid, type Hex, type UnixSeconds, unixSeconds } from '../domain/identifiers.ts'
import type { Execution } from '../domain/message-record.ts'
import { type MessageState, messageStates } from '../domain/message-state.ts'
import type { PassedOutcome } from '../domain/observation.ts'
import type { Failures, PacketHint, PacketKey, TrackedPacket } from '../relayer/ports.ts'
import type { Connection } from './connect.ts'

/** A row of `bulkhead.packet`. */
export interface PacketRow {
  readonly guid: string
  readonly payload_hash: Hex
  readonly source_block_hash: Hex
  readonly source_chain_id: number
  readonly source_block_number: bigint
  readonly source_tx_hash: Hex
  readonly destination_chain_id: number
  readonly nonce: string
  readonly encoded: Hex
  readonly final_at: Date | null
  readonly attested_at: Date | null
  readonly verifiable_at: Date | null
  readonly executed_at: Date | null
  readonly executed_block_number: bigint | null
  readonly settled_at: Date | null
  readonly orphaned_at: Date | null
  readonly verified: boolean
  readonly parked: boolean
  readonly execution: Execution['kind']
  readonly outcome: PassedOutcome | null
  readonly paid_back: boolean
  readonly releasable_at: bigint | null
  readonly doubted_since: bigint | null
  readonly failures: bigint
  readonly failed_in: string | null
  readonly failure: string | null
  readonly tried_at: bigint | null
}

/** A row as the relayer takes it up: the message, without what stands of it. */
export function toPacketHint(row: PacketRow): PacketHint {
  return {
    guid: guid(row.guid),
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

/** A row with what stands of the message. */
export function toTrackedPacket(row: PacketRow): TrackedPacket {
  return {
    ...toPacketHint(row),
    executed:
      row.executed_at === null || row.executed_block_number === null
        ? undefined
        : { blockNumber: row.executed_block_number },
    record: {
      facts: {
        final: row.final_at !== null,
        orphaned: row.orphaned_at !== null,
        attested: row.attested_at !== null,
        verifiable: row.verifiable_at !== null,
        verified: row.verified,
        parked: row.parked,
        execution: executionOf(row),
      },
      doubtedSince: seconds(row.doubted_since),
    },
    failed: failuresOf(row),
  }
}

function executionOf(row: PacketRow): Execution {
  const final = row.settled_at !== null
  switch (row.execution) {
    case 'held':
      return { kind: 'held', final, releasableAt: seconds(row.releasable_at) }
    case 'sent-home':
      return { kind: 'sent-home', final, paidBack: row.paid_back }
    case 'passed':
      return row.outcome === null ? { kind: 'none' } : { kind: 'passed', outcome: row.outcome, final }
    default:
      return { kind: 'none' }
  }
}

function failuresOf({ failures, failed_in, failure, tried_at }: PacketRow): Failures | undefined {
  const state = messageStates.find((candidate): candidate is MessageState => candidate === failed_in)
  if (failures === 0n || state === undefined || tried_at === null) return undefined
  return { count: failures, state, lastTriedAt: unixSeconds(tried_at), reason: failure ?? '' }
}

const seconds = (value: bigint | null): UnixSeconds | undefined => (value === null ? undefined : unixSeconds(value))

/** Text that is equal for equal keys only. */
export const keyOf = ({ guid: of, payloadHash, sourceBlockHash }: PacketKey): string =>
  `${of} ${payloadHash} ${sourceBlockHash}`

/** The keys of messages as rows, for `(guid, payload_hash, source_block_hash) in (…)`. */
export const keyRows = (sql: Connection, keys: readonly PacketKey[]) => sql`
  select * from jsonb_to_recordset(${sql.json(
    keys.map(({ guid: of, payloadHash, sourceBlockHash }) => ({
      ...{ guid: of, payload_hash: payloadHash, source_block_hash: sourceBlockHash },
    })),
  )}) as key (guid text, payload_hash text, source_block_hash text)`
