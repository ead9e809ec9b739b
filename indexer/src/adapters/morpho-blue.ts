import { type Context, ponder } from 'ponder:registry'
import { feeRecipient, liquidation } from 'ponder:schema'
import { type Hex, zeroAddress } from '../../../domain/identifiers.ts'
import { greatest } from '../../../domain/integers.ts'
import { eventRow, type IndexedEvent, lower } from '../event-row.ts'
import {
  isMarketKnown,
  type MarketChange,
  type MarketKey,
  type MarketTotals,
  openMarket,
  recordMarketEvent,
} from '../market-event.ts'

/** Morpho reckons as if these were in every market, so that a share has a worth before there is any. */
const virtual = { assets: 1n, shares: 1_000_000n }

/** Totals as an event leaves them, with what a share is worth then (`SharesMathLib`). */
function withRates(row: MarketTotals, by: Partial<MarketTotals>): Partial<MarketTotals> {
  const totals = { ...row, ...by }
  return {
    ...by,
    supplyRateAssets: totals.supplyAssets + virtual.assets,
    supplyRateShares: totals.supplyShares + virtual.shares,
    debtRateAssets: totals.debtAssets + virtual.assets,
    debtRateShares: totals.debtShares + virtual.shares,
  }
}

interface MorphoEvent extends IndexedEvent {
  readonly log: IndexedEvent['log'] & { readonly address: Hex }
  readonly args: { readonly id: Hex }
}

interface Where {
  readonly event: MorphoEvent
  readonly context: Context
}

const keyOf = ({ log, args }: MorphoEvent): MarketKey => ({ contract: lower(log.address), marketId: args.id })

/** Keeps an event of a market that is known: one made before the first indexed block is not. */
async function record(
  where: Where,
  {
    totals,
    ...change
  }: Omit<MarketChange, 'totals'> & { readonly totals: (row: MarketTotals) => Partial<MarketTotals> },
): Promise<boolean> {
  const key = keyOf(where.event)
  if (!(await isMarketKnown(where, key))) return false
  await recordMarketEvent(where, key, { ...change, totals: (row) => withRates(row, totals(row)) })
  return true
}

ponder.on('MorphoBlue:SetFeeRecipient', async ({ event, context }) => {
  const account = lower(event.args.newFeeRecipient)
  const key = { chainId: context.chain.id, contract: lower(event.log.address) }
  await context.db
    .insert(feeRecipient)
    .values({ ...key, account })
    .onConflictDoUpdate({ account })
})

ponder.on('MorphoBlue:CreateMarket', async ({ event, context }) => {
  const { loanToken, collateralToken } = event.args.marketParams
  await openMarket({ event, context }, keyOf(event), {
    protocol: 'morpho-blue',
    asset: lower(loanToken),
    collateralAsset: lower(collateralToken),
  })
  await record({ event, context }, { name: 'opened', totals: () => ({}) })
})

ponder.on('MorphoBlue:Supply', async ({ event, context }) => {
  const { onBehalf, assets, shares } = event.args
  await record(
    { event, context },
    {
      name: 'supplied',
      totals: (row) => ({ supplyAssets: row.supplyAssets + assets, supplyShares: row.supplyShares + shares }),
      moves: [{ account: lower(onBehalf), assets, supplyShares: shares }],
    },
  )
})

ponder.on('MorphoBlue:Withdraw', async ({ event, context }) => {
  const { onBehalf, assets, shares } = event.args
  await record(
    { event, context },
    {
      name: 'withdrawn',
      totals: (row) => ({ supplyAssets: row.supplyAssets - assets, supplyShares: row.supplyShares - shares }),
      moves: [{ account: lower(onBehalf), assets: -assets, supplyShares: -shares }],
    },
  )
})

ponder.on('MorphoBlue:Borrow', async ({ event, context }) => {
  const { onBehalf, assets, shares } = event.args
  await record(
    { event, context },
    {
      name: 'borrowed',
      totals: (row) => ({ debtAssets: row.debtAssets + assets, debtShares: row.debtShares + shares }),
      moves: [{ account: lower(onBehalf), assets, debtShares: shares }],
    },
  )
})

ponder.on('MorphoBlue:Repay', async ({ event, context }) => {
  const { onBehalf, assets, shares } = event.args
  await record(
    { event, context },
    {
      name: 'repaid',
      // What is repaid may be one more than all there is.
      totals: (row) => ({
        debtAssets: greatest(row.debtAssets - assets, 0n),
        debtShares: row.debtShares - shares,
      }),
      moves: [{ account: lower(onBehalf), assets: -assets, debtShares: -shares }],
    },
  )
})

ponder.on('MorphoBlue:SupplyCollateral', async ({ event, context }) => {
  const { onBehalf, assets } = event.args
  await record(
    { event, context },
    {
      name: 'collateral-supplied',
      totals: (row) => ({ collateral: row.collateral + assets }),
      moves: [{ account: lower(onBehalf), collateral: assets }],
    },
  )
})

ponder.on('MorphoBlue:WithdrawCollateral', async ({ event, context }) => {
  const { onBehalf, assets } = event.args
  await record(
    { event, context },
    {
      name: 'collateral-withdrawn',
      totals: (row) => ({ collateral: row.collateral - assets }),
      moves: [{ account: lower(onBehalf), collateral: -assets }],
    },
  )
})

ponder.on('MorphoBlue:AccrueInterest', async ({ event, context }) => {
  const { interest, feeShares } = event.args
  const recipient = await recipientOf({ event, context })
  await record(
    { event, context },
    {
      name: 'accrued',
      totals: (row) => ({
        supplyAssets: row.supplyAssets + interest,
        debtAssets: row.debtAssets + interest,
        supplyShares: row.supplyShares + feeShares,
      }),
      ...(feeShares > 0n && recipient === zeroAddress
        ? { moves: [{ account: zeroAddress, assets: interest, supplyShares: feeShares }] }
        : { assets: interest, moves: feeShares > 0n ? [{ account: recipient, supplyShares: feeShares }] : [] }),
    },
  )
})

/** Whose the fees are: nobody has them until a recipient is set. */
async function recipientOf({ event, context }: Where): Promise<Hex> {
  const key = { chainId: context.chain.id, contract: lower(event.log.address) }
  return (await context.db.find(feeRecipient, key))?.account ?? zeroAddress
}

ponder.on('MorphoBlue:Liquidate', async ({ event, context }) => {
  const { caller, repaidAssets, repaidShares, seizedAssets, badDebtAssets, badDebtShares } = event.args
  const borrower = lower(event.args.borrower)
  const isKnown = await record(
    { event, context },
    {
      name: 'liquidated',
      // Bad debt is taken from the suppliers.
      totals: (row) => ({
        debtAssets: greatest(row.debtAssets - repaidAssets, 0n) - badDebtAssets,
        debtShares: row.debtShares - repaidShares - badDebtShares,
        supplyAssets: row.supplyAssets - badDebtAssets,
        collateral: row.collateral - seizedAssets,
      }),
      moves: [
        {
          account: borrower,
          assets: -repaidAssets - badDebtAssets,
          debtShares: -repaidShares - badDebtShares,
          collateral: -seizedAssets,
        },
      ],
    },
  )
  if (!isKnown) return
  const { contract, marketId } = keyOf(event)
  await context.db.insert(liquidation).values({
    ...eventRow(context.chain.id, event),
    protocol: 'morpho-blue',
    contract,
    marketId,
    seizedMarketId: marketId,
    borrower,
    liquidator: lower(caller),
    repaid: repaidAssets,
    seized: seizedAssets,
    badDebt: badDebtAssets,
  })
})
