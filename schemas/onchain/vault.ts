import { index, onchainTable, primaryKey } from 'ponder'
import { compartmentParametersOf, compartmentTotalsOf, intervalOf, placeOf } from './columns.ts'

/**
 * Compartment of a vault, one per (home chain, host endpoint, asset). States: 0 open, 1 no locking, 2 review.
 *
 * `locked` = `totalLocked` − `totalReleased` − `totalRefunded` + `totalVoided`: what is due to held exits has left it.
 * `totalLoss` is what payouts below par were owed and did not get. `bucketCapacity` is the host bucket's, as declared
 * here; `entry` limits are those of locks, which have no delay, `exit` limits those of releases and refunds, which
 * have no minimum.
 */
export const compartment = onchainTable(
  'compartment',
  (t) => ({
    chainId: t.integer().notNull(),
    dstEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    vault: t.hex().notNull(),
    escrow: t.hex().notNull(),
    ...compartmentTotalsOf(t),
    ...compartmentParametersOf(t),
    openedAt: t.bigint().notNull(),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.dstEid, t.asset] }) }),
)

/**
 * One account's collateral in one compartment. Receipts are fungible, so what was released to it may pass what it
 * locked. `totalRefunded` is what came back to it, as the `refundTo` of locks that were undone.
 */
export const position = onchainTable(
  'position',
  (t) => ({
    chainId: t.integer().notNull(),
    dstEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    account: t.hex().notNull(),
    totalLocked: t.bigint().notNull(),
    totalReleased: t.bigint().notNull(),
    totalRefunded: t.bigint().notNull(),
    lockCount: t.integer().notNull(),
    releaseCount: t.integer().notNull(),
    openedAt: t.bigint().notNull(),
    updatedAt: t.bigint().notNull(),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.chainId, t.dstEid, t.asset, t.account] }),
    byAccount: index().on(t.account),
    byUpdate: index().on(t.updatedAt),
  }),
)

/**
 * What moved a compartment's totals. `event`, and what `account` then is:
 *
 * - `locked` (`Locked`): who locked.
 * - `released` (`Released`): whom a burn releases to; paid at once, unless a hold has its guid.
 * - `refunded` (`Refunded`, `guid` is that of the host's message) and `rescued` (`LockRescued`, `guid` is the lock's):
 *   the lock `lockGuid` was undone; its `refundTo`.
 * - `voided` (`ExitVoided`): a held exit was struck off as forged and counts as locked again; whom it was for.
 * - `paid-below-par` (`PaidBelowPar`): a payout was cut by `amount`; whom it was for.
 * - `payout-failed` (`PayoutFailed`) and `claimed` (`Claimed`): the token refused a payout, which was claimed later;
 *   whose claim it is. `claimable` is what is left of it.
 *
 * The compartment's totals are those right after the event, under the names of `compartment`; so are the account's,
 * where the event changes its position.
 */
export const vaultEvent = onchainTable(
  'vault_event',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    event: t.text().notNull(),
    guid: t.hex(),
    lockGuid: t.hex(),
    dstEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    account: t.hex().notNull(),
    receiver: t.hex(),
    refundTo: t.hex(),
    amount: t.bigint().notNull(),
    claimable: t.bigint(),
    ...compartmentTotalsOf(t),
    accountTotalLocked: t.bigint(),
    accountTotalReleased: t.bigint(),
    accountTotalRefunded: t.bigint(),
    accountLockCount: t.integer(),
    accountReleaseCount: t.integer(),
  }),
  (t) => ({
    byGuid: index().on(t.guid),
    byLockGuid: index().on(t.lockGuid),
    byAccount: index().on(t.account, t.blockNumber, t.logIndex),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byCompartment: index().on(t.dstEid, t.asset, t.blockNumber, t.logIndex),
    byPosition: index().on(t.account, t.dstEid, t.asset, t.blockNumber, t.logIndex),
  }),
)

/**
 * What was set for a compartment. `change`: opened, lock-limits, exit-limits, state, tightened (`by` whom), review-ended.
 * The parameters are all that hold right after it, under the names of `compartment`.
 */
export const compartmentChange = onchainTable(
  'compartment_change',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    dstEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    change: t.text().notNull(),
    by: t.hex(),
    ...compartmentParametersOf(t),
  }),
  (t) => ({
    byBlock: index().on(t.blockNumber, t.logIndex),
    byCompartment: index().on(t.dstEid, t.asset, t.blockNumber, t.logIndex),
  }),
)

/** What passed through a compartment in an hour or a day; `locked` figures are of what it held. No row: nothing passed. */
export const compartmentInterval = onchainTable(
  'compartment_interval',
  (t) => ({
    chainId: t.integer().notNull(),
    dstEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    ...intervalOf(t),
    lockedIn: t.bigint().notNull(),
    released: t.bigint().notNull(),
    refunded: t.bigint().notNull(),
    voided: t.bigint().notNull(),
    lockCount: t.integer().notNull(),
    releaseCount: t.integer().notNull(),
    lockedMin: t.bigint().notNull(),
    lockedMax: t.bigint().notNull(),
    lockedAtEnd: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.dstEid, t.asset, t.intervalSeconds, t.startsAt] }) }),
)

/** What a receiver may claim from a compartment because the token refused payouts to it. */
export const claim = onchainTable(
  'claim',
  (t) => ({
    chainId: t.integer().notNull(),
    dstEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    receiver: t.hex().notNull(),
    claimable: t.bigint().notNull(),
    totalFailed: t.bigint().notNull(),
    totalClaimed: t.bigint().notNull(),
    updatedAt: t.bigint().notNull(),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.chainId, t.dstEid, t.asset, t.receiver] }),
    byReceiver: index().on(t.receiver),
  }),
)
