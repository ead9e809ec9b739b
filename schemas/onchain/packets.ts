import { index, onchainTable, primaryKey } from 'ponder'
import { placeOf } from './columns.ts'

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
    bySending: index().on(t.dstEid, t.sender, t.blockNumber, t.nonce),
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

/**
 * Message executed on the receiving chain (`EndpointV2.PacketDelivered`). `highestNonce` is the highest that the pathway
 * has executed up to and with this row: executions need not come in the order of their nonces.
 */
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
    highestNonce: t.bigint().notNull(),
  }),
  (t) => ({
    byGuid: index().on(t.guid),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byHighestNonce: index().on(t.srcEid, t.sender, t.highestNonce, t.blockNumber),
  }),
)

/** Direction in which messages arrive at one of our contracts, and the highest nonce that was executed there. */
export const pathway = onchainTable(
  'pathway',
  (t) => ({
    chainId: t.integer().notNull(),
    srcEid: t.integer().notNull(),
    sender: t.hex().notNull(),
    receiver: t.hex().notNull(),
    highestNonce: t.bigint().notNull(),
    deliveredCount: t.integer().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.srcEid, t.sender, t.receiver] }) }),
)
