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
const stateColumnsOf = (t: ColumnTypes) => ({
  ownState: t.integer().notNull(),
  overlayState: t.integer().notNull(),
  overlayUntil: t.bigint().notNull(),
  backing: t.bigint().notNull(),
})

/** An interval of a rollup: how long, and the Unix second at which it starts, a multiple of that. */
export const intervalOf = (t: ColumnTypes) => ({
  intervalSeconds: t.integer().notNull(),
  startsAt: t.bigint().notNull(),
})

/** What a compartment holds and what ever passed through it; the same after an event as it stands now. */
export const compartmentTotalsOf = (t: ColumnTypes) => ({
  locked: t.bigint().notNull(),
  totalLocked: t.bigint().notNull(),
  totalReleased: t.bigint().notNull(),
  totalRefunded: t.bigint().notNull(),
  totalVoided: t.bigint().notNull(),
  totalLoss: t.bigint().notNull(),
  lockCount: t.integer().notNull(),
  releaseCount: t.integer().notNull(),
})

/** What the owner and the guardian have set for a compartment. */
export const compartmentParametersOf = (t: ColumnTypes) => ({
  ...stateColumnsOf(t),
  bucketCapacity: t.bigint().notNull(),
  entryBurst: t.bigint().notNull(),
  entryRefillPerSecond: t.bigint().notNull(),
  entryMaxAmount: t.bigint().notNull(),
  entryMinAmount: t.bigint().notNull(),
  exitBurst: t.bigint().notNull(),
  exitRefillPerSecond: t.bigint().notNull(),
  exitMaxAmount: t.bigint().notNull(),
  exitDelayThreshold: t.bigint().notNull(),
  exitDelaySeconds: t.bigint().notNull(),
})

/** What is outstanding of a bucket and what ever passed through it; the same after an event as it stands now. */
export const bucketTotalsOf = (t: ColumnTypes) => ({
  bucketLevel: t.bigint().notNull(),
  totalMinted: t.bigint().notNull(),
  totalBurned: t.bigint().notNull(),
  mintCount: t.integer().notNull(),
  burnCount: t.integer().notNull(),
})

/** What the owner and the guardian have set for a bucket. */
export const bucketParametersOf = (t: ColumnTypes) => ({
  ...stateColumnsOf(t),
  bucketCapacity: t.bigint().notNull(),
  burst: t.bigint().notNull(),
  refillPerSecond: t.bigint().notNull(),
  maxAmount: t.bigint().notNull(),
  minAmount: t.bigint().notNull(),
  delayThreshold: t.bigint().notNull(),
  delaySeconds: t.bigint().notNull(),
  seasoningSeconds: t.integer().notNull(),
  maxFreshPercent: t.integer().notNull(),
})

/** Sums over holds; the same after an event as they stand now. */
export const holdTotalsOf = (t: ColumnTypes) => ({
  held: t.bigint().notNull(),
  waiting: t.bigint().notNull(),
  reserved: t.bigint().notNull(),
  openCount: t.integer().notNull(),
  totalReleased: t.bigint().notNull(),
  totalRefunded: t.bigint().notNull(),
  totalVoided: t.bigint().notNull(),
})

/**
 * What is in a market, as its events tell it; the same after an event as it stands now. `supplyAssets` and `debtAssets` are
 * what the shares of suppliers and borrowers were worth when an event last told, `collateral` what is posted beside them.
 *
 * A share is worth `supplyRateAssets` / `supplyRateShares`, a share of debt `debtRateAssets` / `debtRateShares`; while the
 * divisor is zero that is not known.
 */
export const marketTotalsOf = (t: ColumnTypes) => ({
  supplyAssets: t.bigint().notNull(),
  supplyShares: t.bigint().notNull(),
  debtAssets: t.bigint().notNull(),
  debtShares: t.bigint().notNull(),
  collateral: t.bigint().notNull(),
  supplyRateAssets: t.bigint().notNull(),
  supplyRateShares: t.bigint().notNull(),
  debtRateAssets: t.bigint().notNull(),
  debtRateShares: t.bigint().notNull(),
})

/** What one account has in a market and owes to it; the same after an event as it stands now. */
export const holdingOf = (t: ColumnTypes) => ({
  supplyShares: t.bigint().notNull(),
  debtShares: t.bigint().notNull(),
  collateral: t.bigint().notNull(),
})
