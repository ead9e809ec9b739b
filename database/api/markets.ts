import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { type Columns, column, filterExpression, mayMatchChain } from './filter.ts'
import { indexedTable } from './indexed-chains.ts'
import { type ListReader, listReader } from './list-reader.ts'
import { type RowColumns, selectList } from './row-columns.ts'
import { sql } from './sql.ts'

/** A market of others as the index holds it; `numeric` columns are texts, times Unix seconds. */
export interface MarketRow {
  readonly chain_id: number
  readonly protocol: 'erc4626' | 'morpho-blue' | 'aave-v3'
  readonly contract: Hex
  readonly market_id: Hex
  readonly asset: Hex | null
  readonly collateral_asset: Hex | null
  readonly supply_assets: string
  readonly supply_shares: string
  readonly debt_assets: string
  readonly debt_shares: string
  readonly collateral: string
  /** A share is worth assets / shares; not known while the divisor is zero. */
  readonly supply_rate_assets: string
  readonly supply_rate_shares: string
  readonly debt_rate_assets: string
  readonly debt_rate_shares: string
  readonly opened_at: string
  readonly updated_at: string
  readonly updated_block: string
}

/** Orders of {@link marketReader}. */
export type MarketListOrder = 'ID_ASC'

/** Columns of a {@link MarketRow} from a chain's table called `m`. */
export const marketColumns: RowColumns = {
  chain_id: sql`m.chain_id`,
  protocol: sql`m.protocol`,
  contract: sql`m.contract`,
  market_id: sql`m.market_id`,
  asset: sql`m.asset`,
  collateral_asset: sql`m.collateral_asset`,
  supply_assets: sql`m.supply_assets::text`,
  supply_shares: sql`m.supply_shares::text`,
  debt_assets: sql`m.debt_assets::text`,
  debt_shares: sql`m.debt_shares::text`,
  collateral: sql`m.collateral::text`,
  supply_rate_assets: sql`m.supply_rate_assets::text`,
  supply_rate_shares: sql`m.supply_rate_shares::text`,
  debt_rate_assets: sql`m.debt_rate_assets::text`,
  debt_rate_shares: sql`m.debt_rate_shares::text`,
  opened_at: sql`m.opened_at::text`,
  updated_at: sql`m.updated_at::text`,
  updated_block: sql`m.updated_block::text`,
}

/** What a market, or what lies in it, can be told by. */
export const marketFilter: Columns = {
  chainId: column(sql`m.chain_id`, 'integer'),
  protocol: column(sql`m.protocol`, 'text'),
  contract: column(sql`m.contract`, 'text'),
  marketId: column(sql`m.market_id`, 'text'),
  asset: column(sql`m.asset`, 'text'),
  collateralAsset: column(sql`m.collateral_asset`, 'text'),
}

/** Markets of all chains. Filter fields: those of {@link marketFilter}. */
export function marketReader(database: ApiDatabase): ListReader<MarketRow, MarketListOrder> {
  return listReader<MarketRow, MarketListOrder>(database, {
    keyTypes: () => ['integer', 'address', 'bytes'],
    anyOrder: 'ID_ASC',
    descending: () => false,
    branches: (indexed, { filter }) =>
      indexed
        .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
        .map((at) => ({
          columns: selectList(marketColumns),
          from: sql`${indexedTable(at, 'market')} m`,
          where: filterExpression(filter, marketFilter),
          keys: [
            { expression: sql`m.chain_id`, type: 'integer' },
            { expression: sql`m.contract`, type: 'text' },
            { expression: sql`m.market_id`, type: 'text' },
          ],
        })),
  })
}
