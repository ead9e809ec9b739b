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
    byRecipient: index().on(t.recipient, t.blockNumber, t.logIndex),
    byTransaction: index().on(t.txHash),
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
 * Message executed on the receiving chain (`EndpointV2.PacketDelivered`). Executions need not come in the order of their
 * nonces: up to and with this row the pathway has executed none above `highestNonce`, and all up to `executedThrough`.
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
    executedThrough: t.bigint().notNull(),
  }),
  (t) => ({
    byGuid: index().on(t.guid),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byTransaction: index().on(t.txHash),
    byHighestNonce: index().on(t.srcEid, t.sender, t.highestNonce, t.blockNumber),
    byPathway: index().on(t.srcEid, t.sender, t.blockNumber, t.logIndex),
  }),
)

/**
 * Direction in which messages arrive at one of our contracts: the highest nonce that was executed there, and the one up
 * to which all were.
 */
export const pathway = onchainTable(
  'pathway',
  (t) => ({
    chainId: t.integer().notNull(),
    srcEid: t.integer().notNull(),
    sender: t.hex().notNull(),
    receiver: t.hex().notNull(),
    highestNonce: t.bigint().notNull(),
    executedThrough: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.srcEid, t.sender, t.receiver] }) }),
)

/** Nonce that was executed above the `executedThrough` of its pathway; gone once that has come past it. */
export const executedAhead = onchainTable(
  'executed_ahead',
  (t) => ({
    chainId: t.integer().notNull(),
    srcEid: t.integer().notNull(),
    sender: t.hex().notNull(),
    receiver: t.hex().notNull(),
    nonce: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.srcEid, t.sender, t.receiver, t.nonce] }) }),
)
