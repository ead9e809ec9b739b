import type { onchainTable } from 'ponder'

/** Builders of a table's columns, as Ponder hands them out. */
type ColumnTypes = Parameters<Extract<Parameters<typeof onchainTable>[1], (...types: never[]) => unknown>>[0]

/** Where an event stands on its chain: block, place in it, and transaction. */
export const placeOf = (t: ColumnTypes) => ({
  chainId: t.integer().notNull(),
  blockNumber: t.bigint().notNull(),
  logIndex: t.integer().notNull(),
  blockHash: t.hex().notNull(),
  blockTime: t.bigint().notNull(),
  txHash: t.hex().notNull(),
})

/**
 * A state of a bucket or compartment: the owner's own, and what lies over it and counts until `overlayUntil`, when it
 * is the tighter of the two. `backing`: parts per billion, 1e9 is fully backed.
 */
export const stateColumnsOf = (t: ColumnTypes) => ({
  ownState: t.integer().notNull(),
  overlayState: t.integer().notNull(),
  overlayUntil: t.bigint().notNull(),
  backing: t.bigint().notNull(),
})
