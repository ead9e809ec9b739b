import { index, onchainTable, primaryKey } from 'ponder'
import { holdTotalsOf, placeOf } from './columns.ts'

/**
 * Message that waits, or a part of one: on a host (`side` mint, `eid` the home's) until it is minted or sent home, at
 * home (`side` exit, `eid` the host's) until it is paid. Ids count up per (side, eid, asset), and the order of the
 * waiting is that of their ids.
 *
 * What `releaseHold` and its like must repeat is here as it stands on chain: `dueAt` is zero while waiting, `refundTo`
 * null at home. `amount` is what is left, `heldAmount` what was held first. `kind`: waiting, delayed, refund-only;
 * `status`: open, released, refunded, voided. `refundGuid` is the REFUND message that took it home. The place is that
 * of its newest event.
 */
export const hold = onchainTable(
  'hold',
  (t) => ({
    ...placeOf(t),
    side: t.text().notNull(),
    eid: t.integer().notNull(),
    asset: t.hex().notNull(),
    holdId: t.integer().notNull(),
    contract: t.hex().notNull(),
    guid: t.hex().notNull(),
    receiver: t.hex().notNull(),
    refundTo: t.hex(),
    heldAmount: t.bigint().notNull(),
    amount: t.bigint().notNull(),
    kind: t.text().notNull(),
    heldAt: t.bigint().notNull(),
    dueAt: t.bigint().notNull(),
    status: t.text().notNull(),
    refundGuid: t.hex(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.chainId, t.side, t.eid, t.asset, t.holdId] }),
    byGuid: index().on(t.guid),
    byStatus: index().on(t.status, t.side, t.eid, t.asset, t.holdId),
    byReceiver: index().on(t.receiver),
  }),
)

/**
 * What happened to a hold. `event`: held (`Held`), changed (`HoldChanged`), released (`HoldReleased`), refunded
 * (`HoldRefunded`), voided (`ExitVoided`). `amount` is what the event held, changed to, let pass, sent home or struck
 * off; `remaining` is what is still held of it, and `kind`, `dueAt` and `status` are the hold's right after it. So are
 * the sums, under the names of `hold_total`. A part that is split off is held by one event and taken from its whole by
 * the next, in one transaction: between the two it is counted twice.
 */
export const holdEvent = onchainTable(
  'hold_event',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    side: t.text().notNull(),
    eid: t.integer().notNull(),
    asset: t.hex().notNull(),
    holdId: t.integer().notNull(),
    guid: t.hex().notNull(),
    event: t.text().notNull(),
    kind: t.text().notNull(),
    amount: t.bigint().notNull(),
    remaining: t.bigint().notNull(),
    dueAt: t.bigint().notNull(),
    status: t.text().notNull(),
    refundGuid: t.hex(),
    ...holdTotalsOf(t),
  }),
  (t) => ({
    byGuid: index().on(t.guid),
    byHold: index().on(t.side, t.eid, t.asset, t.holdId, t.blockNumber, t.logIndex),
    byTotal: index().on(t.side, t.eid, t.asset, t.blockNumber, t.logIndex),
    byBlock: index().on(t.blockNumber, t.logIndex),
  }),
)

/**
 * Sums over the holds of one bucket (`side` mint) or compartment (exit): `held` over all that are open, `waiting` and
 * `reserved` over those in the queue and those that have their room and wait for their time.
 */
export const holdTotal = onchainTable(
  'hold_total',
  (t) => ({
    chainId: t.integer().notNull(),
    side: t.text().notNull(),
    eid: t.integer().notNull(),
    asset: t.hex().notNull(),
    ...holdTotalsOf(t),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.side, t.eid, t.asset] }) }),
)
