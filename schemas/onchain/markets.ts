import { index, onchainTable, primaryKey } from 'ponder'
import { holdingOf, marketTotalsOf, placeOf } from './columns.ts'

/**
 * Where others lend, borrow or hold: an ERC-4626 vault (`protocol` erc4626, `contract` and `marketId` both the vault), a
 * market of Morpho Blue (morpho-blue, `marketId` the market's id) or a reserve of an Aave v3 pool (aave-v3, `contract` the
 * pool, `marketId` the underlying asset). Filled by `indexer/src/adapters`, one file per protocol, for what the deployment
 * file chooses; without a choice it is empty.
 *
 * `asset` is what is supplied and borrowed, null for a vault that does not tell its own; `collateralAsset` what stands
 * behind a debt where that is another token.
 */
export const market = onchainTable(
  'market',
  (t) => ({
    chainId: t.integer().notNull(),
    protocol: t.text().notNull(),
    contract: t.hex().notNull(),
    marketId: t.hex().notNull(),
    asset: t.hex(),
    collateralAsset: t.hex(),
    ...marketTotalsOf(t),
    openedAt: t.bigint().notNull(),
    updatedAt: t.bigint().notNull(),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.contract, t.marketId] }) }),
)

/** One account's holding in a market. */
export const marketPosition = onchainTable(
  'market_position',
  (t) => ({
    chainId: t.integer().notNull(),
    contract: t.hex().notNull(),
    marketId: t.hex().notNull(),
    account: t.hex().notNull(),
    ...holdingOf(t),
    openedAt: t.bigint().notNull(),
    updatedAt: t.bigint().notNull(),
    updatedBlock: t.bigint().notNull(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.chainId, t.contract, t.marketId, t.account] }),
    byAccount: index().on(t.account),
    byUpdate: index().on(t.updatedAt),
  }),
)

/**
 * What moved a market's totals or an account's holding, by one event of the protocol: one row per account that it concerns,
 * or one without any, whose `account` is the zero address and whose `account` columns are null. `event`: opened, supplied,
 * withdrawn, minted, burned, transferred, borrowed, repaid, collateral-supplied, collateral-withdrawn, liquidated, accrued.
 *
 * The changes are what the event moved, signed as the holding (or without an account the market) sees it; `shares_change`
 * is of debt where the event is borrowed, repaid or liquidated, of supply elsewhere. The totals are those right after the event,
 * under the names of `market`; so is the account's holding, under the names of `market_position`.
 */
export const marketEvent = onchainTable(
  'market_event',
  (t) => ({
    id: t.text().notNull(),
    ...placeOf(t),
    protocol: t.text().notNull(),
    contract: t.hex().notNull(),
    marketId: t.hex().notNull(),
    event: t.text().notNull(),
    account: t.hex().notNull(),
    assetsChange: t.bigint().notNull(),
    sharesChange: t.bigint().notNull(),
    collateralChange: t.bigint().notNull(),
    ...marketTotalsOf(t),
    accountSupplyShares: t.bigint(),
    accountDebtShares: t.bigint(),
    accountCollateral: t.bigint(),
  }),
  (t) => ({
    pk: primaryKey({ columns: [t.id, t.account] }),
    byBlock: index().on(t.blockNumber, t.logIndex),
    byMarket: index().on(t.contract, t.marketId, t.blockNumber, t.logIndex),
    byPosition: index().on(t.account, t.contract, t.marketId, t.blockNumber, t.logIndex),
  }),
)

/**
 * Debt that was repaid by somebody else in exchange for collateral. `repaid` and `bad_debt`, which nobody repays and suppliers
 * bear, are base units of the asset of the market; `seized` is base units of its collateral, or where that is supplied in a
 * market of its own (`seized_market_id`, the same otherwise) of that one's asset.
 */
export const liquidation = onchainTable(
  'liquidation',
  (t) => ({
    id: t.text().primaryKey(),
    ...placeOf(t),
    protocol: t.text().notNull(),
    contract: t.hex().notNull(),
    marketId: t.hex().notNull(),
    seizedMarketId: t.hex().notNull(),
    borrower: t.hex().notNull(),
    liquidator: t.hex().notNull(),
    repaid: t.bigint().notNull(),
    seized: t.bigint().notNull(),
    badDebt: t.bigint().notNull(),
  }),
  (t) => ({
    byBlock: index().on(t.blockNumber, t.logIndex),
    byBorrower: index().on(t.borrower, t.blockNumber, t.logIndex),
    byMarket: index().on(t.contract, t.marketId, t.blockNumber, t.logIndex),
  }),
)

/** Whom a contract mints its fees to, which no event of a market tells; zero until it was set. */
export const feeRecipient = onchainTable(
  'fee_recipient',
  (t) => ({
    chainId: t.integer().notNull(),
    contract: t.hex().notNull(),
    account: t.hex().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.contract] }) }),
)

/** Token of a reserve of Aave, of what is supplied or of what is owed, and which reserve that is. */
export const aaveToken = onchainTable(
  'aave_token',
  (t) => ({
    chainId: t.integer().notNull(),
    token: t.hex().notNull(),
    contract: t.hex().notNull(),
    marketId: t.hex().notNull(),
  }),
  (t) => ({ pk: primaryKey({ columns: [t.chainId, t.token] }) }),
)
