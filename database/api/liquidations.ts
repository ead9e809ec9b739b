import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { blockTimesOf } from './block-time.ts'
import { type EventPlace, eventKeyTypes, eventOrder } from './event-order.ts'
import { type Columns, column, filterExpression, mayMatchChain } from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type ListReader, listReader } from './list-reader.ts'
import type { MarketRow } from './markets.ts'
import { type Fragment, sql } from './sql.ts'

/** A liquidation; `numeric` columns are texts. */
export interface LiquidationRow extends EventPlace {
  readonly protocol: MarketRow['protocol']
  readonly contract: Hex
  readonly market_id: Hex
  /** What was owed, and what was seized; neither is ever null in a market that can be liquidated. */
  readonly asset: Hex
  readonly seized_asset: Hex
  readonly borrower: Hex
  readonly liquidator: Hex
  readonly repaid: string
  readonly seized: string
  readonly bad_debt: string
}

/** Orders of {@link liquidationReader}. */
export type LiquidationListOrder = 'TIME_ASC' | 'TIME_DESC'

const columnsOf = (at: IndexedChain): Columns => ({
  chainId: column(sql`l.chain_id`, 'integer'),
  protocol: column(sql`l.protocol`, 'text'),
  contract: column(sql`l.contract`, 'text'),
  marketId: column(sql`l.market_id`, 'text'),
  borrower: column(sql`l.borrower`, 'text'),
  liquidator: column(sql`l.liquidator`, 'text'),
  badDebt: column(sql`l.bad_debt`, 'numeric'),
  txHash: column(sql`l.tx_hash`, 'text'),
  time: blockTimesOf(at, sql`l`).column,
  blockNumber: column(sql`l.block_number`, 'numeric'),
})

/** A token of a market, which never changes: so the market is read as it is now, whatever the cut. */
const tokenOf = ({ chain, schema }: IndexedChain, token: Fragment, marketId: Fragment): Fragment => sql`(
  select ${token} from ${indexedTable({ chain, schema }, 'market')} m
  where m.chain_id = l.chain_id and m.contract = l.contract and m.market_id = ${marketId})`

/**
 * Liquidations of all chains. Filter fields: chainId, protocol, contract, marketId (of the debt), borrower, liquidator, badDebt,
 * txHash, time (Unix seconds), blockNumber.
 */
export function liquidationReader(database: ApiDatabase): ListReader<LiquidationRow, LiquidationListOrder> {
  return listReader<LiquidationRow, LiquidationListOrder>(database, {
    keyTypes: () => eventKeyTypes,
    anyOrder: 'TIME_DESC',
    descending: (order) => order === 'TIME_DESC',
    branches: (indexed, { filter, page }) =>
      indexed
        .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
        .map((at) => ({
          columns: sql`l.id, l.chain_id, l.block_number::text, l.log_index, l.block_hash, l.block_time::text, l.tx_hash,
            l.protocol, l.contract, l.market_id, l.borrower, l.liquidator, l.repaid::text, l.seized::text, l.bad_debt::text,
            ${tokenOf(at, sql`m.asset`, sql`l.market_id`)} as asset,
            ${tokenOf(at, sql`coalesce(m.collateral_asset, m.asset)`, sql`l.seized_market_id`)} as seized_asset`,
          from: sql`${indexedTable(at, 'liquidation')} l`,
          where: filterExpression(filter, columnsOf(at)),
          ...eventOrder({ at, page, table: sql`l` }),
        })),
  })
}
