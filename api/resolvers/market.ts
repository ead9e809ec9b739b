import type { Hex } from '../../domain/identifiers.ts'
import type { Catalog } from '../catalog.ts'
import type { Protocol, Resolvers } from '../generated/resolver-types.ts'
import type { AmountModel, AssetModel, MarketPositionRow, MarketRow } from '../models.ts'

const protocols: Readonly<Record<MarketRow['protocol'], Protocol>> = {
  erc4626: 'ERC4626',
  'morpho-blue': 'MORPHO_BLUE',
  'aave-v3': 'AAVE_V3',
}

const assetAt = (catalog: Catalog, chainId: number, asset: Hex): AssetModel =>
  catalog.asset(catalog.chain(chainId), asset)

/** Null for what has no token. */
const amountOf = (
  catalog: Catalog,
  chainId: number,
  { asset, raw }: { readonly asset: Hex | null; readonly raw: string | undefined },
): AmountModel | null =>
  asset === null || raw === undefined ? null : catalog.amount(raw, assetAt(catalog, chainId, asset))

/** What shares are worth at assets / per, as decimal text; `undefined` while no event told. */
export function worthOf(
  shares: string,
  { assets, per }: { readonly assets: string; readonly per: string },
  rounding: 'down' | 'up',
): string | undefined {
  const divisor = BigInt(per)
  if (BigInt(shares) === 0n) return '0'
  if (divisor <= 0n) return undefined
  const product = BigInt(shares) * BigInt(assets)
  return String(rounding === 'down' ? product / divisor : (product + divisor - 1n) / divisor)
}

const marketId = ({ chain_id, contract, market_id }: MarketRow): string => `${chain_id}:${contract}:${market_id}`

const inPosition = (row: MarketPositionRow, catalog: Catalog, raw: string | undefined): AmountModel | null =>
  amountOf(catalog, row.chain_id, { asset: row.market.asset, raw })

/** `Market`, `MarketPosition` and `Liquidation`. */
export const marketResolvers: Pick<Resolvers, 'Market' | 'MarketPosition' | 'Liquidation'> = {
  Market: {
    id: marketId,
    chain: (row, _args, { catalog }) => catalog.chain(row.chain_id),
    protocol: (row) => protocols[row.protocol],
    marketId: (row) => row.market_id,
    asset: (row, _args, { catalog }) => (row.asset === null ? null : assetAt(catalog, row.chain_id, row.asset)),
    collateralAsset: (row, _args, { catalog }) =>
      row.collateral_asset === null ? null : assetAt(catalog, row.chain_id, row.collateral_asset),
    supplied: (row, _args, { catalog }) =>
      amountOf(catalog, row.chain_id, { asset: row.asset, raw: row.supply_assets }),
    supplyShares: (row) => BigInt(row.supply_shares),
    borrowed: (row, _args, { catalog }) => amountOf(catalog, row.chain_id, { asset: row.asset, raw: row.debt_assets }),
    debtShares: (row) => BigInt(row.debt_shares),
    collateral: (row, _args, { catalog }) =>
      amountOf(catalog, row.chain_id, { asset: row.collateral_asset, raw: row.collateral }),
    openedAt: (row) => BigInt(row.opened_at),
    updatedAt: (row) => BigInt(row.updated_at),
    updatedBlock: (row) => BigInt(row.updated_block),
    cut: (_row, _args, context, info) => context.view(info).cut ?? null,
  },
  MarketPosition: {
    id: (row) => `${marketId(row.market)}:${row.account}`,
    chain: (row, _args, { catalog }) => catalog.chain(row.chain_id),
    protocol: ({ market }) => protocols[market.protocol],
    supplyShares: (row) => BigInt(row.supply_shares),
    supplied: (row, _args, { catalog }) => {
      const rate = { assets: row.market.supply_rate_assets, per: row.market.supply_rate_shares }
      return inPosition(row, catalog, worthOf(row.supply_shares, rate, 'down'))
    },
    debtShares: (row) => BigInt(row.debt_shares),
    debt: (row, _args, { catalog }) => {
      const rate = { assets: row.market.debt_rate_assets, per: row.market.debt_rate_shares }
      return inPosition(row, catalog, worthOf(row.debt_shares, rate, 'up'))
    },
    collateral: (row, _args, { catalog }) =>
      amountOf(catalog, row.chain_id, { asset: row.market.collateral_asset, raw: row.collateral }),
    openedAt: (row) => BigInt(row.opened_at),
    updatedAt: (row) => BigInt(row.updated_at),
    updatedBlock: (row) => BigInt(row.updated_block),
    cut: (_row, _args, context, info) => context.view(info).cut ?? null,
  },
  Liquidation: {
    chain: (row, _args, { catalog }) => catalog.chain(row.chain_id),
    protocol: (row) => protocols[row.protocol],
    marketId: (row) => row.market_id,
    asset: (row, _args, { catalog }) => assetAt(catalog, row.chain_id, row.asset),
    seizedAsset: (row, _args, { catalog }) => assetAt(catalog, row.chain_id, row.seized_asset),
    repaid: (row, _args, { catalog }) => catalog.amount(row.repaid, assetAt(catalog, row.chain_id, row.asset)),
    seized: (row, _args, { catalog }) => catalog.amount(row.seized, assetAt(catalog, row.chain_id, row.seized_asset)),
    badDebt: (row, _args, { catalog }) => catalog.amount(row.bad_debt, assetAt(catalog, row.chain_id, row.asset)),
    blockNumber: (row) => BigInt(row.block_number),
    logIndex: (row) => row.log_index,
    blockHash: (row) => row.block_hash,
    time: (row) => BigInt(row.block_time),
    txHash: (row) => row.tx_hash,
    cut: (_row, _args, context, info) => context.view(info).cut ?? null,
  },
}
