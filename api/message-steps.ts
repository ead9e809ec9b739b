import { unixSeconds } from '../domain/identifiers.ts'
import { type IndexedMessageState, type MessageFacts, messageState, waitingFor } from '../domain/message-state.ts'
import type { Catalog } from './catalog.ts'
import { holdWaitingForOf } from './hold-waiting.ts'
import type { MessageRow, MessageStepModel } from './models.ts'

/** The facts of a message's row. */
export const factsOf = (row: MessageRow): MessageFacts => ({
  final: row.final,
  attested: row.attested,
  verifiable: row.verifiable,
  verified: row.verified,
  executed: row.executed,
  executionFinal: row.execution_final,
  held: row.hold !== null,
  sentHome: row.sent_home,
  paidBack: row.paid_back,
  orphaned: row.orphaned,
})

/** State of a message. */
export const stateOf = (row: MessageRow): IndexedMessageState => messageState(factsOf(row))

/** What a message waits for, in words. */
export function waitingForOf(row: MessageRow, catalog: Catalog): string | undefined {
  return waitingFor(stateOf(row), {
    held: row.hold === null ? undefined : holdWaitingForOf(row.hold, catalog),
    sourceChain: catalog.chain(row.chain_id).chain.name,
    destinationChain: catalog.chain(row.dst_chain_id).chain.name,
    sourceBlock: BigInt(row.block_number),
    finalizedBlock: row.source_finalized ?? undefined,
    failure:
      row.failure === null || row.retry_at === null
        ? undefined
        : { reason: row.failure, retryAt: unixSeconds(BigInt(Math.floor(row.retry_at.getTime() / 1000))) },
  })
}

const nothing = {
  reached: false,
  chain: null,
  blockNumber: null,
  txHash: null,
  at: null,
  by: null,
  addresses: [],
  outcome: null,
}

/** The seven steps of a message, reached or not. */
export function stepsOf(row: MessageRow, catalog: Catalog): readonly MessageStepModel[] {
  const source = catalog.chain(row.chain_id)
  const destination = catalog.chain(row.dst_chain_id)
  const block = (text: string | null) => (text === null ? null : BigInt(text))
  const relayerOr = (txHash: string | null) =>
    row.attempts?.some((attempt) => attempt.txHash === txHash) ? 'RELAYER' : 'ANYONE'
  const { executed, execution_final: settled } = row
  return [
    {
      ...nothing,
      name: 'SENT',
      reached: true,
      chain: source,
      blockNumber: block(row.block_number),
      txHash: row.tx_hash,
      at: block(row.block_time),
      by: 'ACCOUNT',
      addresses: row.account === null ? [] : [row.account],
    },
    {
      ...nothing,
      name: 'FINAL',
      reached: row.final,
      chain: source,
      blockNumber: block(row.block_number),
      at: row.final_at,
      by: row.final ? 'CHAIN' : null,
    },
    {
      ...nothing,
      name: 'ATTESTED',
      reached: row.attested,
      at: row.attested_at,
      by: row.attested ? 'ATTESTORS' : null,
      addresses: row.attestors,
    },
    {
      ...nothing,
      name: 'VERIFIABLE',
      reached: row.verifiable,
      chain: destination,
      at: row.verifiable_at,
      by: row.verifiable ? 'DVNS' : null,
    },
    {
      ...nothing,
      name: 'VERIFIED',
      reached: row.verified,
      chain: destination,
      blockNumber: block(row.verified_block),
      txHash: row.verified_tx,
      at: block(row.verified_time),
      by: row.verified ? relayerOr(row.verified_tx) : null,
    },
    {
      ...nothing,
      name: 'EXECUTED',
      reached: executed,
      chain: destination,
      blockNumber: block(row.executed_block),
      txHash: row.executed_tx,
      at: block(row.executed_time) ?? row.executed_at,
      by: executed ? relayerOr(row.executed_tx) : null,
      outcome: row.outcome,
    },
    {
      ...nothing,
      name: 'SETTLED',
      reached: executed && settled,
      chain: destination,
      blockNumber: block(row.executed_block),
      at: row.settled_at,
      by: executed && settled ? 'CHAIN' : null,
    },
  ]
}
