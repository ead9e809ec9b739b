import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { blockTimesOf } from './block-time.ts'
import { eventKeyTypes, eventOrder } from './event-order.ts'
import {
  type Column,
  type Columns,
  column,
  type Filter,
  filterExpression,
  mayMatchChain,
  ofKnownEndpoint,
} from './filter.ts'
import type { HoldRow } from './holds.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type ListReader, listReader } from './list-reader.ts'
import { fewByState } from './message-candidates.ts'
import {
  messageFactColumns,
  messageFactExpressions,
  messageFactJoins,
  messageStateExpression,
} from './message-facts.ts'
import { list, sql } from './sql.ts'

/** One of our transactions that carried a message; times are Unix seconds with a fraction, as text. */
export interface AttemptRow {
  readonly txHash: Hex
  readonly state: 'intended' | 'broadcast' | 'succeeded' | 'reverted' | 'superseded'
  readonly signer: Hex
  readonly nonce: string
  readonly intendedAt: string
  readonly broadcastAt: string | null
  readonly resolvedAt: string | null
  readonly blockNumber: string | null
  readonly gasUsed: string | null
}

/** A sent message and all that is known of it; `numeric` columns are texts. */
export interface MessageRow {
  readonly guid: Hex
  readonly kind: string
  readonly chain_id: number
  readonly dst_chain_id: number
  readonly block_number: string
  /** Null, like `account`, when only the relayer's record holds the message. */
  readonly block_time: string | null
  readonly tx_hash: Hex
  readonly nonce: string
  readonly src_eid: number
  readonly sender: Hex
  readonly dst_eid: number
  readonly receiver: Hex
  readonly asset: Hex | null
  readonly amount: string | null
  readonly account: Hex | null
  readonly recipient: Hex | null
  readonly payload_hash: Hex
  readonly final: boolean
  readonly attested: boolean
  readonly verifiable: boolean
  readonly verified: boolean
  readonly executed: boolean
  readonly execution_final: boolean
  /** Whether its hold was sent home, and whether home has paid back its lock. */
  readonly sent_home: boolean
  readonly paid_back: boolean
  readonly orphaned: boolean
  readonly source_finalized: bigint | null
  readonly destination_finalized: bigint | null
  readonly final_at: Date | null
  readonly attested_at: Date | null
  readonly verifiable_at: Date | null
  readonly executed_at: Date | null
  readonly settled_at: Date | null
  readonly failure: string | null
  readonly retry_at: Date | null
  readonly verified_block: string | null
  readonly verified_time: string | null
  readonly verified_tx: Hex | null
  readonly executed_block: string | null
  readonly executed_time: string | null
  readonly executed_tx: Hex | null
  readonly outcome: 'MINTED' | 'RELEASED' | 'REFUNDED' | 'HELD' | 'SENT_HOME' | 'VOIDED' | 'NONE' | null
  /** What is held of it at its destination; of several parts the first in the queue. */
  readonly hold: HoldRow | null
  readonly attestors: readonly Hex[]
  readonly attempts: readonly AttemptRow[] | null
}

/** Orders of {@link messageReader}. */
export type MessageListOrder = 'SENT_AT_ASC' | 'SENT_AT_DESC'

/**
 * Messages of all chains, newest or oldest source event first. Filter fields: guid, kind, state (both in lower case),
 * sourceChainId, destinationChainId, account, receiver, asset, txHash, nonce, amount, sentAt (Unix seconds).
 */
export function messageReader(database: ApiDatabase): ListReader<MessageRow, MessageListOrder> {
  const sent = sql`m.guid, m.kind, m.chain_id, m.dst_chain_id, m.block_number, m.log_index, m.block_hash, m.block_time,
    m.tx_hash, m.nonce, m.src_eid, m.sender, m.dst_eid, m.receiver, m.asset, m.amount, m.account, m.recipient,
    m.payload_hash`
  /** Guids that a transaction sent or executed. */
  const byTransaction =
    (indexed: readonly IndexedChain[]): Column =>
    (condition) => {
      const matches = column(sql`t.tx_hash`, 'text')(condition)
      const parts = indexed.flatMap((at) =>
        ['packet_sent', 'packet_delivered'].map(
          (table) => sql`select t.guid from ${indexedTable(at, table)} t where ${matches}`,
        ),
      )
      return sql`m.guid in (${list(parts, ' union all ')})`
    }
  const columnsOver = (indexed: readonly IndexedChain[], at: IndexedChain): Columns => ({
    guid: column(sql`m.guid`, 'text'),
    kind: column(sql`m.kind`, 'text'),
    state: column(messageStateExpression(messageFactExpressions()), 'text'),
    sourceChainId: column(sql`m.chain_id`, 'integer'),
    destinationChainId: column(sql`m.dst_chain_id`, 'integer'),
    account: column(sql`m.account`, 'text'),
    receiver: column(sql`m.recipient`, 'text'),
    asset: column(sql`m.asset`, 'text'),
    txHash: byTransaction(indexed),
    nonce: column(sql`m.nonce`, 'numeric'),
    amount: column(sql`m.amount`, 'numeric'),
    sentAt: blockTimesOf(at, sql`m`).column,
  })
  // The facts are gathered for the page's rows only, unless the filter itself asks for a state.
  return listReader<MessageRow, MessageListOrder>(database, {
    keyTypes: () => eventKeyTypes,
    anyOrder: 'SENT_AT_DESC',
    descending: (order) => order === 'SENT_AT_DESC',
    branches: (indexed, { filter, page }) => {
      const factsInside = names(filter, 'state')
      return indexed
        .filter(({ chain }) => mayMatchChain(filter, 'sourceChainId', chain.chainId))
        .map((at) => ({
          columns: factsInside ? sql`${sent}, ${messageFactColumns()}` : sent,
          from: sql`${indexedTable(at, 'packet_sent')} m ${factsInside ? messageFactJoins(indexed) : sql``}`,
          where: sql`${ofKnownEndpoint(sql`m.dst_eid`, database.chains)}
            and ${fewByState(filter, { source: at, indexed })} and ${filterExpression(filter, columnsOver(indexed, at))}`,
          ...eventOrder({ at, page, table: sql`m` }),
        }))
    },
    decorate: (indexed, { filter }) =>
      names(filter, 'state') ? undefined : { columns: messageFactColumns(), joins: messageFactJoins(indexed) },
  })
}

/** Whether a condition on `field` stands anywhere in the filter. */
const names = (filter: Filter, field: string): boolean =>
  filter.conditions.some((condition) => condition.field === field) ||
  [...filter.and, ...(filter.or ?? [])].some((part) => names(part, field))
