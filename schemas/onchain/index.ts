/**
 * Tables that Ponder fills from one chain's events; rebuildable from the chain at any time.
 *
 * Each chain has a Postgres schema of its own with these tables, and every key includes the chain. Addresses are
 * lower-case hex, amounts base units, times block times in Unix seconds. `id` of an event row is
 * "{chainId}:{blockNumber}:{logIndex}". Columns ending in `After` are running totals that include the row itself.
 */
import { index, onchainTable, primaryKey } from 'ponder'
import { placeOf, stateColumnsOf } from './columns.ts'

export { hold, holdEvent, holdTotal } from './holds.ts'

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
    locked: t.bigint().notNull(),
    totalLocked: t.bigint().notNull(),
    totalReleased: t.bigint().notNull(),
    totalRefunded: t.bigint().notNull(),
    totalVoided: t.bigint().notNull(),
    totalLoss: t.bigint().notNull(),
    lockCount: t.integer().notNull(),
    releaseCount: t.integer().notNull(),
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
    openedAt: t.bigint().notNull(),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.dstEid, t.asset] }) }),
)

/** One account's collateral in one compartment. Receipts are fungible, so what was released to it may pass what it locked. */
export const position = onchainTable(
  'position',
  (t) => ({
    chainId: t.integer().notNull(),
    dstEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    account: t.hex().notNull(),
    totalLocked: t.bigint().notNull(),
    totalReleased: t.bigint().notNull(),
    lockCount: t.integer().notNull(),
    releaseCount: t.integer().notNull(),
    openedAt: t.bigint().notNull(),
    updatedAt: t.bigint().notNull(),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.chainId, t.dstEid, t.asset, t.account] }),
    byAccount: index().on(t.account),
  }),
)

/** Collateral locked (`CollateralVault.Locked`). */
export const lock = onchainTable(
  'lock',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    guid: t.hex().notNull(),
    dstEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    account: t.hex().notNull(),
    receiver: t.hex().notNull(),
    refundTo: t.hex().notNull(),
    amount: t.bigint().notNull(),
    lockedAfter: t.bigint().notNull(),
    totalLockedAfter: t.bigint().notNull(),
    accountTotalLockedAfter: t.bigint().notNull(),
  }),
  (t) => ({
    byGuid: index().on(t.guid),
    byAccount: index().on(t.account, t.blockNumber, t.logIndex),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byCompartment: index().on(t.dstEid, t.asset, t.blockNumber, t.logIndex),
  }),
)

/** Collateral that left `locked` for a burn (`CollateralVault.Released`): paid at once, unless a hold has its guid. */
export const release = onchainTable(
  'release',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    guid: t.hex().notNull(),
    srcEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    receiver: t.hex().notNull(),
    amount: t.bigint().notNull(),
    lockedAfter: t.bigint().notNull(),
    totalReleasedAfter: t.bigint().notNull(),
    accountTotalReleasedAfter: t.bigint().notNull(),
  }),
  (t) => ({
    byGuid: index().on(t.guid),
    byReceiver: index().on(t.receiver, t.blockNumber, t.logIndex),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byCompartment: index().on(t.srcEid, t.asset, t.blockNumber, t.logIndex),
  }),
)

/**
 * Locks undone: by a message of the host (`CollateralVault.Refunded`, `guid` is that message's) or by the owner
 * (`LockRescued`, `rescued`, `guid` is the lock's).
 */
export const refund = onchainTable(
  'refund',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    guid: t.hex().notNull(),
    lockGuid: t.hex().notNull(),
    dstEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    refundTo: t.hex().notNull(),
    amount: t.bigint().notNull(),
    rescued: t.boolean().notNull(),
    lockedAfter: t.bigint().notNull(),
    totalRefundedAfter: t.bigint().notNull(),
  }),
  (t) => ({
    byGuid: index().on(t.guid),
    byLockGuid: index().on(t.lockGuid),
    byBlock: index().on(t.blockNumber, t.logIndex),
  }),
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
    bucketLevel: t.bigint().notNull(),
    totalMinted: t.bigint().notNull(),
    totalBurned: t.bigint().notNull(),
    mintCount: t.integer().notNull(),
    burnCount: t.integer().notNull(),
    openedAt: t.bigint().notNull(),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.srcEid, t.asset] }), byReceipt: index().on(t.receipt) }),
)

/** Receipts minted for a lock (`ReceiptBuckets.Minted`); `guid` is the lock's. */
export const mint = onchainTable(
  'mint',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    guid: t.hex().notNull(),
    srcEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    receiver: t.hex().notNull(),
    amount: t.bigint().notNull(),
    levelAfter: t.bigint().notNull(),
    totalMintedAfter: t.bigint().notNull(),
  }),
  (t) => ({
    byGuid: index().on(t.guid),
    byReceiver: index().on(t.receiver, t.blockNumber, t.logIndex),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byBucket: index().on(t.srcEid, t.asset, t.blockNumber, t.logIndex),
  }),
)

/** Receipts burned (`ReceiptBuckets.Burned`); `guid` is that of the RELEASE message it sent. */
export const burn = onchainTable(
  'burn',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    guid: t.hex().notNull(),
    dstEid: t.integer().notNull(),
    asset: t.hex().notNull(),
    account: t.hex().notNull(),
    receiver: t.hex().notNull(),
    amount: t.bigint().notNull(),
    levelAfter: t.bigint().notNull(),
    totalBurnedAfter: t.bigint().notNull(),
  }),
  (t) => ({
    byGuid: index().on(t.guid),
    byAccount: index().on(t.account, t.blockNumber, t.logIndex),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byBucket: index().on(t.dstEid, t.asset, t.blockNumber, t.logIndex),
  }),
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
 * Message that left a vault or a buckets contract (`EndpointV2.PacketSent`). `kind`: mint, release, refund, noop.
 * `account` locked or burned; `recipient` gets the receipt or the collateral.
 */
export const packetSent = onchainTable(
  'packet_sent',
  (t) => ({
    id: t.text().notNull(),
    ...placeOf(t),
    guid: t.hex().notNull(),
    nonce: t.bigint().notNull(),
    srcEid: t.integer().notNull(),
    sender: t.hex().notNull(),
    dstEid: t.integer().notNull(),
    dstChainId: t.integer().notNull(),
    receiver: t.hex().notNull(),
    kind: t.text().notNull(),
    asset: t.hex(),
    amount: t.bigint(),
    account: t.hex().notNull(),
    recipient: t.hex(),
    payloadHash: t.hex().notNull(),
    encoded: t.hex().notNull(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.chainId, t.guid] }),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byPathway: index().on(t.dstEid, t.sender, t.nonce),
    byAccount: index().on(t.account, t.blockNumber, t.logIndex),
  }),
)

/** Message whose payload hash was committed on the receiving chain (`EndpointV2.PacketVerified`). */
export const packetVerified = onchainTable(
  'packet_verified',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    guid: t.hex().notNull(),
    srcEid: t.integer().notNull(),
    sender: t.hex().notNull(),
    nonce: t.bigint().notNull(),
    receiver: t.hex().notNull(),
    payloadHash: t.hex().notNull(),
  }),
  (t) => ({ byGuid: index().on(t.guid), byBlock: index().on(t.blockNumber, t.logIndex) }),
)

/** Message executed on the receiving chain (`EndpointV2.PacketDelivered`). */
export const packetDelivered = onchainTable(
  'packet_delivered',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    guid: t.hex().notNull(),
    srcEid: t.integer().notNull(),
    sender: t.hex().notNull(),
    nonce: t.bigint().notNull(),
    receiver: t.hex().notNull(),
  }),
  (t) => ({ byGuid: index().on(t.guid), byBlock: index().on(t.blockNumber, t.logIndex) }),
)

/** Answer of a price feed (`AnswerUpdated`), in the feed's own decimals. */
export const priceRound = onchainTable(
  'price_round',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    feed: t.hex().notNull(),
    roundId: t.bigint().notNull(),
    answer: t.bigint().notNull(),
    updatedAt: t.bigint().notNull(),
  }),
  (t) => ({ byFeed: index().on(t.feed, t.roundId) }),
)
