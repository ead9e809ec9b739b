import { index, onchainTable, primaryKey } from 'ponder'
import { bucketParametersOf, bucketTotalsOf, intervalOf, placeOf } from './columns.ts'

/**
 * Bucket, one per (host chain, home endpoint, asset). States: 0 open, 1 no minting, 2 not eligible, 3 stopped.
 *
 * What is held, and reserved for holds, is in `hold_total`: messages can be held for a bucket that was never opened.
 */
export const bucket = onchainTable(
  'bucket',
  (t) => ({
    chainId: t.integer().notNull(),
    srcEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    buckets: t.hex().notNull(),
    receipt: t.hex().notNull(),
    name: t.text().notNull(),
    symbol: t.text().notNull(),
    decimals: t.integer().notNull(),
    ...bucketParametersOf(t),
    ...bucketTotalsOf(t),
    openedAt: t.bigint().notNull(),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.srcEid, t.asset] }), byReceipt: index().on(t.receipt) }),
)

/**
 * Receipts minted for a lock (`event` minted, `guid` is the lock's, `account` the receiver) or burned (burned, `guid` is
 * that of the RELEASE message, `account` the burner, `receiver` who is paid at home). The bucket's totals are those
 * right after the event, under the names of `bucket`.
 */
export const bucketEvent = onchainTable(
  'bucket_event',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    event: t.text().notNull(),
    guid: t.hex().notNull(),
    srcEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    account: t.hex().notNull(),
    receiver: t.hex().notNull(),
    amount: t.bigint().notNull(),
    ...bucketTotalsOf(t),
  }),
  (t) => ({
    byGuid: index().on(t.guid),
    byAccount: index().on(t.account, t.blockNumber, t.logIndex),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byBucket: index().on(t.srcEid, t.asset, t.blockNumber, t.logIndex),
  }),
)

/**
 * What was set for a bucket. `change`: opened, limits, state, tightened (`by` whom), backing, seasoning. The parameters
 * are all that hold right after it, under the names of `bucket`.
 */
export const bucketChange = onchainTable(
  'bucket_change',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    srcEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    change: t.text().notNull(),
    by: t.hex(),
    ...bucketParametersOf(t),
  }),
  (t) => ({
    byBlock: index().on(t.blockNumber, t.logIndex),
    byBucket: index().on(t.srcEid, t.asset, t.blockNumber, t.logIndex),
  }),
)

/** What passed through a bucket in an hour or a day; `level` figures are of what was outstanding. No row: nothing passed. */
export const bucketInterval = onchainTable(
  'bucket_interval',
  (t) => ({
    chainId: t.integer().notNull(),
    srcEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    ...intervalOf(t),
    minted: t.bigint().notNull(),
    burned: t.bigint().notNull(),
    mintCount: t.integer().notNull(),
    burnCount: t.integer().notNull(),
    levelMin: t.bigint().notNull(),
    levelMax: t.bigint().notNull(),
    levelAtEnd: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.srcEid, t.asset, t.intervalSeconds, t.startsAt] }) }),
)

/** Balance of one account in one receipt, kept from the receipt's Transfer events. */
export const receiptBalance = onchainTable(
  'receipt_balance',
  (t) => ({
    chainId: t.integer().notNull(),
    receipt: t.hex().notNull(),
    account: t.hex().notNull(),
    balance: t.bigint().notNull(),
    updatedAt: t.bigint().notNull(),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.receipt, t.account] }), byAccount: index().on(t.account) }),
)

/**
 * One account's side of a receipt's `Transfer`: two rows per transfer between accounts, one for a mint, a burn or a
 * transfer to oneself. `change` is signed; `balance` what the account has right after it.
 */
export const receiptTransfer = onchainTable(
  'receipt_transfer',
  (t) => ({
    id: t.text().notNull(),
    ...placeOf(t),
    receipt: t.hex().notNull(),
    account: t.hex().notNull(),
    counterparty: t.hex().notNull(),
    change: t.bigint().notNull(),
    balance: t.bigint().notNull(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.id, t.account] }),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byHolding: index().on(t.account, t.receipt, t.blockNumber, t.logIndex),
  }),
)
