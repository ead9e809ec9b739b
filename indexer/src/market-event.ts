import type { Context } from 'ponder:registry'
import { market, marketEvent, marketPosition } from 'ponder:schema'
import { type Hex, zeroAddress } from '../../domain/identifiers.ts'
import { eventRow, type IndexedEvent } from './event-row.ts'

/** Which market, within a chain. */
export interface MarketKey {
  readonly contract: Hex
  readonly marketId: Hex
}

type MarketRow = typeof market.$inferSelect

const totalNames = [
  'supplyAssets',
  'supplyShares',
  'debtAssets',
  'debtShares',
  'collateral',
  'supplyRateAssets',
  'supplyRateShares',
  'debtRateAssets',
  'debtRateShares',
] as const

/** A market's totals. */
export type MarketTotals = Pick<MarketRow, (typeof totalNames)[number]>

/** What an event moved for one account; signed, nothing where left out. */
export interface MarketMovement {
  readonly account: Hex
  readonly assets?: bigint
  readonly supplyShares?: bigint
  readonly debtShares?: bigint
  readonly collateral?: bigint
}

/** What an event of another protocol says of one market. */
export interface MarketChange {
  readonly name:
    | 'opened'
    | 'supplied'
    | 'withdrawn'
    | 'minted'
    | 'burned'
    | 'transferred'
    | 'borrowed'
    | 'repaid'
    | 'collateral-supplied'
    | 'collateral-withdrawn'
    | 'liquidated'
    | 'accrued'
  /** What it makes of the totals; what is left out stays as it was. */
  readonly totals?: (row: MarketTotals) => Partial<MarketTotals>
  /** Of whom; nobody when empty. */
  readonly moves?: readonly MarketMovement[]
  /** What came into the market for nobody in particular. */
  readonly assets?: bigint
}

interface Where {
  readonly event: IndexedEvent
  readonly context: Context
}

/**
 * Sums are kept in 256 bits, as a contract has them: no event of a contract that counts wrongly can make one that does not
 * fit its column, and so stop the indexer.
 */
const word = (sum: bigint): bigint => BigInt.asIntN(256, sum)

/** Those of the totals that are given. */
function words(sums: Partial<MarketTotals>): Partial<MarketTotals> {
  const kept: Partial<MarketTotals> = {}
  for (const name of totalNames) {
    const sum = sums[name]
    if (sum !== undefined) kept[name] = word(sum)
  }
  return kept
}

const nothing: MarketTotals = {
  supplyAssets: 0n,
  supplyShares: 0n,
  debtAssets: 0n,
  debtShares: 0n,
  collateral: 0n,
  supplyRateAssets: 0n,
  supplyRateShares: 0n,
  debtRateAssets: 0n,
  debtRateShares: 0n,
}

/** Whether a market is known: events of one that is not are left out, since its totals would be too low. */
export const isMarketKnown = async ({ context }: Where, key: MarketKey): Promise<boolean> =>
  (await context.db.find(market, { chainId: context.chain.id, ...key })) !== null

/** Begins a market with nothing in it; one that is known stays as it is. */
export async function openMarket(
  { event, context }: Where,
  key: MarketKey,
  what: Pick<MarketRow, 'protocol' | 'asset' | 'collateralAsset'>,
): Promise<void> {
  await context.db
    .insert(market)
    .values({
      chainId: context.chain.id,
      ...key,
      ...what,
      ...nothing,
      openedAt: event.block.timestamp,
      ...updatedBy(event),
    })
    .onConflictDoNothing()
}

/** Keeps an event with the market's totals and the accounts' holdings right after it. */
export async function recordMarketEvent(where: Where, key: MarketKey, change: MarketChange): Promise<void> {
  const { event, context } = where
  const { name, totals = () => ({}), moves = [], assets } = change
  const after = await context.db
    .update(market, { chainId: context.chain.id, ...key })
    .set((row) => ({ ...words(totals(row)), ...updatedBy(event) }))
  const {
    asset: _asset,
    collateralAsset: _collateral,
    openedAt: _opened,
    updatedAt: _at,
    updatedBlock: _in,
    ...kept
  } = after
  const row = { ...kept, ...eventRow(context.chain.id, event), event: name }
  if (moves.length === 0 || assets !== undefined) {
    const moved = { assetsChange: assets ?? 0n, sharesChange: 0n, collateralChange: 0n }
    await context.db.insert(marketEvent).values({ ...row, account: zeroAddress, ...moved })
  }
  for (const move of moves) {
    const holding = await addToHolding(where, key, move)
    await context.db.insert(marketEvent).values({
      ...row,
      account: move.account,
      assetsChange: move.assets ?? 0n,
      sharesChange: move.supplyShares ?? move.debtShares ?? 0n,
      collateralChange: move.collateral ?? 0n,
      accountSupplyShares: holding.supplyShares,
      accountDebtShares: holding.debtShares,
      accountCollateral: holding.collateral,
    })
  }
}

const updatedBy = ({ block }: IndexedEvent) => ({ updatedAt: block.timestamp, updatedBlock: block.number })

/** Adds to an account's holding, which it opens if there is none; returns it as it is then. */
async function addToHolding(
  { event, context }: Where,
  key: MarketKey,
  { account, supplyShares = 0n, debtShares = 0n, collateral = 0n }: MarketMovement,
) {
  const sum = (row: Pick<MarketTotals, 'supplyShares' | 'debtShares' | 'collateral'>) => ({
    supplyShares: word(row.supplyShares + supplyShares),
    debtShares: word(row.debtShares + debtShares),
    collateral: word(row.collateral + collateral),
    ...updatedBy(event),
  })
  return context.db
    .insert(marketPosition)
    .values({ chainId: context.chain.id, ...key, account, ...sum(nothing), openedAt: event.block.timestamp })
    .onConflictDoUpdate(sum)
}
