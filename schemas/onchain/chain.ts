import { index, onchainTable, primaryKey } from 'ponder'
import { placeOf } from './columns.ts'

/**
 * Block of the chain, whether or not it has an event of ours: every n-th one, where n is the chain's
 * `indexedBlockInterval`. Blocks that have one are in the event tables too, so that a state between two rows is known.
 */
export const block = onchainTable(
  'block',
  (t) => ({
    chainId: t.integer().notNull(),
    number: t.bigint().notNull(),
    hash: t.hex().notNull(),
    time: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.number] }), byTime: index().on(t.time) }),
)

/**
 * Event of one of our contracts that sets or says something of the contract as a whole: `name` as in its ABI, `args` as
 * JSON with whole numbers as decimal texts and addresses in lower case.
 */
export const contractEvent = onchainTable(
  'contract_event',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    contract: t.hex().notNull(),
    name: t.text().notNull(),
    args: t.text().notNull(),
  }),
  (t) => ({ byBlock: index().on(t.blockNumber, t.logIndex), byName: index().on(t.name, t.blockNumber, t.logIndex) }),
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
  (t) => ({ byFeed: index().on(t.feed, t.roundId), byBlock: index().on(t.blockNumber, t.logIndex) }),
)
