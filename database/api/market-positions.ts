import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { timesOf } from './block-time.ts'
import { type Columns, column, filterExpression, mayMatchChain } from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Branch, beyond, type Key, type PageRequest } from './keyset.ts'
import { type ListReader, listReader } from './list-reader.ts'
import { type MarketRow, marketColumns, marketFilter } from './markets.ts'
import { jsonRow } from './row-columns.ts'
import { list, sql } from './sql.ts'

/** An account's holding as the index holds it, with its market; `numeric` columns are texts, times Unix seconds. */
export interface MarketPositionRow {
  readonly chain_id: number
  readonly account: Hex
  readonly supply_shares: string
  readonly debt_shares: string
  readonly collateral: string
  readonly opened_at: string
  readonly updated_at: string
  readonly updated_block: string
  readonly market: MarketRow
}

/** Orders of {@link marketPositionReader}. */
export type MarketPositionListOrder = 'UPDATED_AT_ASC' | 'UPDATED_AT_DESC' | 'ID_ASC'

const place: readonly Key[] = [
  { expression: sql`p.contract`, type: 'text' },
  { expression: sql`p.market_id`, type: 'text' },
  { expression: sql`p.account`, type: 'text' },
]
const placeTypes = ['address', 'bytes', 'address'] as const
const chain: Key = { expression: sql`p.chain_id`, type: 'integer' }
const block: Key = { expression: sql`p.updated_block`, type: 'numeric' }
const byUpdate: readonly Key[] = [{ expression: sql`p.updated_at`, type: 'numeric' }, chain, block, ...place]

const isByUpdate = (order: MarketPositionListOrder): boolean => order !== 'ID_ASC'

/** Inside one chain the order of updates is that of blocks, which is how events of the past are read. */
function pastOrder(at: IndexedChain, { descending, after }: PageRequest): Pick<Branch, 'order' | 'after'> {
  const direction = descending ? sql`desc` : sql`asc`
  const order = list([block, ...place].map(({ expression }) => sql`${expression} ${direction}`))
  if (after === undefined) return { order }
  const times = timesOf(at, { time: sql`p.updated_at`, number: sql`p.updated_block` })
  const bound = times.within(descending ? '<=' : '>=', after[0] ?? '')
  return { order, after: sql`${bound} and ${beyond(byUpdate, { descending, after })}` }
}

/**
 * Holdings of all chains that are not empty. Filter fields: those of `marketFilter`, account, debtShares, updatedAt (Unix
 * seconds).
 */
export function marketPositionReader(database: ApiDatabase): ListReader<MarketPositionRow, MarketPositionListOrder> {
  const columns: Columns = {
    ...marketFilter,
    account: column(sql`p.account`, 'text'),
    debtShares: column(sql`p.debt_shares`, 'numeric'),
    updatedAt: column(sql`p.updated_at`, 'numeric'),
  }
  return listReader<MarketPositionRow, MarketPositionListOrder>(database, {
    keyTypes: (order) =>
      isByUpdate(order) ? ['numeric', 'integer', 'numeric', ...placeTypes] : ['integer', ...placeTypes],
    anyOrder: 'ID_ASC',
    descending: (order) => order === 'UPDATED_AT_DESC',
    branches: (indexed, { filter, order, page }) =>
      indexed
        .filter(({ chain: { chainId } }) => mayMatchChain(filter, 'chainId', chainId))
        .map((at) => ({
          columns: sql`p.chain_id, p.account, p.supply_shares::text, p.debt_shares::text, p.collateral::text,
            p.opened_at::text, p.updated_at::text, p.updated_block::text, ${jsonRow(marketColumns)} as market`,
          from: sql`${indexedTable(at, 'market_position', isByUpdate(order) ? 'by-event' : 'by-entity')} p
            join ${indexedTable(at, 'market')} m
            on m.chain_id = p.chain_id and m.contract = p.contract and m.market_id = p.market_id`,
          where: sql`(p.supply_shares <> 0 or p.debt_shares <> 0 or p.collateral <> 0)
            and ${filterExpression(filter, columns)}`,
          keys: isByUpdate(order) ? byUpdate : [chain, ...place],
          ...(at.cut !== undefined && isByUpdate(order) ? pastOrder(at, page) : {}),
        })),
  })
}
