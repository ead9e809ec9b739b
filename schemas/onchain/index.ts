/**
 * Tables that Ponder fills from one chain's events; rebuildable from the chain at any time.
 *
 * Each chain has a Postgres schema of its own with these tables, and every key includes the chain. Addresses are
 * lower-case hex, amounts base units, times block times in Unix seconds. `id` of an event row is
 * "{chainId}:{blockNumber}:{logIndex}".
 *
 * A table of what stands now (`compartment`, `position`, `bucket`, `receipt_balance`, `hold`, `hold_total`, `claim`, `market`,
 * `market_position`) has beside it tables of events that are only ever appended to and carry what stood right after each, so
 * that the state as of any block is the newest row no later than it.
 */
export { bucket, bucketChange, bucketEvent, bucketInterval, receiptBalance, receiptTransfer } from './buckets.ts'
export { block, contractEvent, priceRound } from './chain.ts'
export { hold, holdEvent, holdTotal } from './holds.ts'
export { aaveToken, feeRecipient, liquidation, market, marketEvent, marketPosition } from './markets.ts'
export { executedAhead, packetDelivered, packetSent, packetVerified, pathway } from './packets.ts'
export {
  claim,
  compartment,
  compartmentChange,
  compartmentInterval,
  position,
  vaultEvent,
} from './vault.ts'
