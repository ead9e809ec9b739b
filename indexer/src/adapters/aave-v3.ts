import { type Context, ponder } from 'ponder:registry'
import { aaveToken, liquidation } from 'ponder:schema'
import type { Hex } from '../../../domain/identifiers.ts'
import { eventRow, type IndexedEvent, lower } from '../event-row.ts'
import {
  isMarketKnown,
  type MarketKey,
  type MarketMovement,
  type MarketTotals,
  openMarket,
  recordMarketEvent,
} from '../market-event.ts'

/*
 * A reserve's tokens keep balances that are divided by an index, which interest makes grow. Their events tell amounts and the
 * index, and these are divided again here as the tokens do it (`ScaledBalanceTokenBase`, `WadRayMath`).
 */
const ray = 10n ** 27n

/** Amount / index, rounded half up. */
const scaled = (amount: bigint, index: bigint): bigint => (amount * ray + index / 2n) / index

/** Scaled amount × index, rounded half up. */
const unscaled = (shares: bigint, index: bigint): bigint => (shares * index + ray / 2n) / ray

const ofSupply = (supplyShares: bigint, index: bigint): Partial<MarketTotals> => ({
  supplyShares,
  supplyAssets: unscaled(supplyShares, index),
  supplyRateAssets: index,
  supplyRateShares: ray,
})

const ofDebt = (debtShares: bigint, index: bigint): Partial<MarketTotals> => ({
  debtShares,
  debtAssets: unscaled(debtShares, index),
  debtRateAssets: index,
  debtRateShares: ray,
})

interface TokenEvent extends IndexedEvent {
  readonly log: IndexedEvent['log'] & { readonly address: Hex }
}

interface Where {
  readonly event: TokenEvent
  readonly context: Context
}

/** The reserve of a token; `undefined` for one whose beginning was not indexed. */
async function reserveOf({ event, context }: Where): Promise<MarketKey | undefined> {
  const token = await context.db.find(aaveToken, { chainId: context.chain.id, token: lower(event.log.address) })
  return token === null ? undefined : { contract: token.contract, marketId: token.marketId }
}

/** Says which reserve a token is of; it is said again when the token's code is replaced. */
async function keepToken({ event, context }: Where, { contract, marketId }: MarketKey): Promise<void> {
  await context.db
    .insert(aaveToken)
    .values({ chainId: context.chain.id, token: lower(event.log.address), contract, marketId })
    .onConflictDoNothing()
}

/** What an account supplied, or less than nothing, at an index. */
async function supplied(where: Where, account: Hex, amount: bigint, index: bigint): Promise<void> {
  const reserve = await reserveOf(where)
  if (reserve === undefined || amount === 0n) return
  const shares = amount > 0n ? scaled(amount, index) : -scaled(-amount, index)
  await recordMarketEvent(where, reserve, {
    name: amount > 0n ? 'supplied' : 'withdrawn',
    totals: (row) => ofSupply(row.supplyShares + shares, index),
    moves: [{ account: lower(account), assets: amount, supplyShares: shares }],
  })
}

/** What an account borrowed, or less than nothing, at an index. */
async function borrowed(where: Where, account: Hex, amount: bigint, index: bigint): Promise<void> {
  const reserve = await reserveOf(where)
  if (reserve === undefined || amount === 0n) return
  const shares = amount > 0n ? scaled(amount, index) : -scaled(-amount, index)
  await recordMarketEvent(where, reserve, {
    name: amount > 0n ? 'borrowed' : 'repaid',
    totals: (row) => ofDebt(row.debtShares + shares, index),
    moves: [{ account: lower(account), assets: amount, debtShares: shares }],
  })
}

ponder.on('AaveAToken:Initialized', async ({ event, context }) => {
  const { pool, underlyingAsset } = event.args
  const reserve = { contract: lower(pool), marketId: lower(underlyingAsset) }
  await keepToken({ event, context }, reserve)
  if (await isMarketKnown({ event, context }, reserve)) return
  const asset = reserve.marketId
  await openMarket({ event, context }, reserve, { protocol: 'aave-v3', asset, collateralAsset: null })
  await recordMarketEvent({ event, context }, reserve, { name: 'opened' })
})

ponder.on('AaveVariableDebtToken:Initialized', async ({ event, context }) => {
  const { pool, underlyingAsset } = event.args
  await keepToken({ event, context }, { contract: lower(pool), marketId: lower(underlyingAsset) })
})

// `value` counts the interest since the account's last event too, and may be less than that: then something was taken out.
ponder.on('AaveAToken:Mint', ({ event, context }) => {
  const { onBehalfOf, value, balanceIncrease, index } = event.args
  return supplied({ event, context }, onBehalfOf, value - balanceIncrease, index)
})

ponder.on('AaveAToken:Burn', ({ event, context }) => {
  const { from, value, balanceIncrease, index } = event.args
  return supplied({ event, context }, from, -value - balanceIncrease, index)
})

ponder.on('AaveVariableDebtToken:Mint', ({ event, context }) => {
  const { onBehalfOf, value, balanceIncrease, index } = event.args
  return borrowed({ event, context }, onBehalfOf, value - balanceIncrease, index)
})

ponder.on('AaveVariableDebtToken:Burn', ({ event, context }) => {
  const { from, value, balanceIncrease, index } = event.args
  return borrowed({ event, context }, from, -value - balanceIncrease, index)
})

ponder.on('AaveAToken:BalanceTransfer', async ({ event, context }) => {
  const reserve = await reserveOf({ event, context })
  const { value: shares, index } = event.args
  if (reserve === undefined) return
  const [from, to] = [lower(event.args.from), lower(event.args.to)]
  const assets = unscaled(shares, index)
  const both: readonly MarketMovement[] = [
    { account: from, assets: -assets, supplyShares: -shares },
    { account: to, assets, supplyShares: shares },
  ]
  await recordMarketEvent({ event, context }, reserve, {
    name: 'transferred',
    totals: (row) => ofSupply(row.supplyShares, index),
    moves: from === to ? [{ account: from }] : both,
  })
})

ponder.on('AavePool:ReserveDataUpdated', async ({ event, context }) => {
  const { reserve, liquidityIndex, variableBorrowIndex } = event.args
  const key = { contract: lower(event.log.address), marketId: lower(reserve) }
  if (!(await isMarketKnown({ event, context }, key))) return
  await recordMarketEvent({ event, context }, key, {
    name: 'accrued',
    totals: (row) => ({
      ...ofSupply(row.supplyShares, liquidityIndex),
      ...ofDebt(row.debtShares, variableBorrowIndex),
    }),
  })
})

ponder.on('AavePool:LiquidationCall', async ({ event, context }) => {
  const { collateralAsset, debtAsset, user, debtToCover, liquidatedCollateralAmount, liquidator } = event.args
  const debt = { contract: lower(event.log.address), marketId: lower(debtAsset) }
  const collateral = { ...debt, marketId: lower(collateralAsset) }
  const areKnown = await Promise.all([debt, collateral].map((key) => isMarketKnown({ event, context }, key)))
  if (areKnown.includes(false)) return
  await context.db.insert(liquidation).values({
    ...eventRow(context.chain.id, event),
    protocol: 'aave-v3',
    ...debt,
    seizedMarketId: collateral.marketId,
    borrower: lower(user),
    liquidator: lower(liquidator),
    repaid: debtToCover,
    seized: liquidatedCollateralAmount,
    badDebt: 0n,
  })
})
