import { type Context, ponder } from 'ponder:registry'
import { aaveToken, liquidation, marketPosition } from 'ponder:schema'
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

/**
 * How a token's scaled balance changes, when that is `held` and the token tells an amount at an index.
 *
 * @param amount - Below zero when something is taken away.
 */
type Rounding = (held: bigint, amount: bigint, index: bigint) => bigint

/** Up to v3.4: the amount is that of the call, and is divided by itself. */
const halfUp: Rounding = (_held, amount, index) => (amount > 0n ? scaled(amount, index) : -scaled(-amount, index))

/**
 * Since v3.5 (`TokenMath`) the amount is the difference of the balances before and after. An index is never below one, so a
 * balance is that of one scaled balance only. Balances of supply are rounded down.
 */
const ofBalance: Rounding = (held, amount, index) => {
  const balance = (held * index) / ray + amount
  return (balance * ray + index - 1n) / index - held
}

/** The same of debts, which are rounded up. */
const ofDebtBalance: Rounding = (held, amount, index) => {
  const balance = (held * index + ray - 1n) / ray + amount
  return (balance * ray) / index - held
}

/** What a token says of an account. */
interface Told {
  readonly account: Hex
  /** Without the interest since its last event; below zero when something is taken away. */
  readonly amount: bigint
  readonly index: bigint
}

/** What an account has in a reserve so far. */
async function holdingOf({ context }: Where, reserve: MarketKey, account: Hex) {
  const key = { chainId: context.chain.id, ...reserve, account: lower(account) }
  return context.db.find(marketPosition, key)
}

async function supplied(where: Where, { account, amount, index }: Told, change: Rounding): Promise<void> {
  const reserve = await reserveOf(where)
  if (reserve === undefined || amount === 0n) return
  const shares = change((await holdingOf(where, reserve, account))?.supplyShares ?? 0n, amount, index)
  await recordMarketEvent(where, reserve, {
    name: amount > 0n ? 'supplied' : 'withdrawn',
    totals: (row) => ofSupply(row.supplyShares + shares, index),
    moves: [{ account: lower(account), assets: amount, supplyShares: shares }],
  })
}

async function borrowed(where: Where, { account, amount, index }: Told, change: Rounding): Promise<void> {
  const reserve = await reserveOf(where)
  if (reserve === undefined || amount === 0n) return
  const shares = change((await holdingOf(where, reserve, account))?.debtShares ?? 0n, amount, index)
  await recordMarketEvent(where, reserve, {
    name: amount > 0n ? 'borrowed' : 'repaid',
    totals: (row) => ofDebt(row.debtShares + shares, index),
    moves: [{ account: lower(account), assets: amount, debtShares: shares }],
  })
}

interface Minted extends Where {
  readonly event: TokenEvent & {
    readonly args: {
      readonly onBehalfOf: Hex
      readonly value: bigint
      readonly balanceIncrease: bigint
      readonly index: bigint
    }
  }
}

interface Burned extends Where {
  readonly event: TokenEvent & {
    readonly args: {
      readonly from: Hex
      readonly value: bigint
      readonly balanceIncrease: bigint
      readonly index: bigint
    }
  }
}

// `value` counts the interest since the account's last event too, and may be less than that: then something was taken out.
const minted = ({ event: { args } }: Minted): Told => ({
  account: args.onBehalfOf,
  amount: args.value - args.balanceIncrease,
  index: args.index,
})
const burned = ({ event: { args } }: Burned): Told => ({
  account: args.from,
  amount: -args.value - args.balanceIncrease,
  index: args.index,
})

interface Begun extends Where {
  readonly event: TokenEvent & { readonly args: { readonly pool: Hex; readonly underlyingAsset: Hex } }
}

async function beginReserve({ event, context }: Begun): Promise<void> {
  const reserve = { contract: lower(event.args.pool), marketId: lower(event.args.underlyingAsset) }
  await keepToken({ event, context }, reserve)
  if (await isMarketKnown({ event, context }, reserve)) return
  const asset = reserve.marketId
  await openMarket({ event, context }, reserve, { protocol: 'aave-v3', asset, collateralAsset: null })
  await recordMarketEvent({ event, context }, reserve, { name: 'opened' })
}

async function beginDebt({ event, context }: Begun): Promise<void> {
  const { pool, underlyingAsset } = event.args
  await keepToken({ event, context }, { contract: lower(pool), marketId: lower(underlyingAsset) })
}

interface Transferred extends Where {
  readonly event: TokenEvent & {
    readonly args: { readonly from: Hex; readonly to: Hex; readonly value: bigint; readonly index: bigint }
  }
}

/** `value` is a scaled amount since v3.0.1. */
async function transferred({ event, context }: Transferred): Promise<void> {
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
}

ponder.on('AaveAToken:Initialized', beginReserve)
ponder.on('AaveAToken:Mint', (where) => supplied(where, minted(where), halfUp))
ponder.on('AaveAToken:Burn', (where) => supplied(where, burned(where), halfUp))
ponder.on('AaveAToken:BalanceTransfer', transferred)
ponder.on('AaveVariableDebtToken:Initialized', beginDebt)
ponder.on('AaveVariableDebtToken:Mint', (where) => borrowed(where, minted(where), halfUp))
ponder.on('AaveVariableDebtToken:Burn', (where) => borrowed(where, burned(where), halfUp))

ponder.on('AaveATokenV35:Initialized', beginReserve)
ponder.on('AaveATokenV35:Mint', (where) => supplied(where, minted(where), ofBalance))
ponder.on('AaveATokenV35:Burn', (where) => supplied(where, burned(where), ofBalance))
ponder.on('AaveATokenV35:BalanceTransfer', transferred)
ponder.on('AaveVariableDebtTokenV35:Initialized', beginDebt)
ponder.on('AaveVariableDebtTokenV35:Mint', (where) => borrowed(where, minted(where), ofDebtBalance))
ponder.on('AaveVariableDebtTokenV35:Burn', (where) => borrowed(where, burned(where), ofDebtBalance))

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
