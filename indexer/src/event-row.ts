import type { Hex } from '../../domain/identifiers.ts'

/** The part of a Ponder event that every event row carries. */
export interface IndexedEvent {
  readonly block: { readonly number: bigint; readonly hash: Hex; readonly timestamp: bigint }
  readonly transaction: { readonly hash: Hex }
  readonly log: { readonly logIndex: number }
}

/** Columns common to all event rows: identity, block and transaction. */
export function eventRow(chainId: number, event: IndexedEvent) {
  return {
    id: `${chainId}:${event.block.number}:${event.log.logIndex}`,
    chainId,
    blockNumber: event.block.number,
    logIndex: event.log.logIndex,
    blockHash: event.block.hash,
    blockTime: event.block.timestamp,
    txHash: event.transaction.hash,
  }
}

/** Lower-case form of an address that Ponder checksummed. */
export const lower = (value: Hex): Hex => value.toLowerCase() as Hex
