import type { ChainRegistry } from '../../chains/registry.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { timesOf } from './block-time.ts'
import { type CompartmentRow, compartmentColumns } from './compartments.ts'
import { type Columns, column, endpointColumn, filterExpression, mayMatchChain, ofKnownEndpoint } from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Branch, beyond, type Key, type PageRequest } from './keyset.ts'
import { type ListReader, listReader } from './list-reader.ts'
import { jsonRow } from './row-columns.ts'
import { list, sql } from './sql.ts'

/** A position as the index holds it, with its compartment; `numeric` columns are texts. */
export interface PositionRow {
  readonly chain_id: number
  readonly dst_eid: number
  readonly asset: Hex
  readonly account: Hex
  readonly total_locked: string
  readonly total_released: string
  readonly total_refunded: string
  readonly lock_count: number
  readonly release_count: number
  readonly opened_at: string
  readonly updated_at: string
  readonly updated_block: string
  readonly compartment: CompartmentRow
}

/** Orders of {@link positionReader}. */
export type PositionListOrder = 'UPDATED_AT_ASC' | 'UPDATED_AT_DESC' | 'TOTAL_LOCKED_ASC' | 'TOTAL_LOCKED_DESC'

/**
 * Positions of all chains. Filter fields: chainId, hostChainId, asset, account, totalLocked, totalReleased, updatedAt.
 */
export function positionReader(
  database: ApiDatabase,
  registry: ChainRegistry,
): ListReader<PositionRow, PositionListOrder> {
  const columns: Columns = {
    chainId: column(sql`p.chain_id`, 'integer'),
    hostChainId: endpointColumn(sql`p.dst_eid`, registry),
    asset: column(sql`p.asset`, 'text'),
    account: column(sql`p.account`, 'text'),
    totalLocked: column(sql`p.total_locked`, 'numeric'),
    totalReleased: column(sql`p.total_released`, 'numeric'),
    updatedAt: column(sql`p.updated_at`, 'numeric'),
  }
  const place: readonly Key[] = [
    { expression: sql`p.dst_eid`, type: 'integer' },
    { expression: sql`p.asset`, type: 'text' },
    { expression: sql`p.account`, type: 'text' },
  ]
  const block: Key = { expression: sql`p.updated_block`, type: 'numeric' }
  const byUpdate: readonly Key[] = [
    { expression: sql`p.updated_at`, type: 'numeric' },
    { expression: sql`p.chain_id`, type: 'integer' },
    block,
    ...place,
  ]
  const byAmount: readonly Key[] = [
    { expression: sql`p.total_locked`, type: 'numeric' },
    { expression: sql`p.chain_id`, type: 'integer' },
    ...place,
  ]
  const isByUpdate = (order: PositionListOrder): boolean => order === 'UPDATED_AT_ASC' || order === 'UPDATED_AT_DESC'
  /** Inside one chain the order of updates is that of blocks, which is how events of the past are read. */
  const pastOrder = (at: IndexedChain, { descending, after }: PageRequest): Pick<Branch, 'order' | 'after'> => {
    const direction = descending ? sql`desc` : sql`asc`
    const order = list([block, ...place].map(({ expression }) => sql`${expression} ${direction}`))
    if (after === undefined) return { order }
    const times = timesOf(at, { time: sql`p.updated_at`, number: sql`p.updated_block` })
    const bound = times.within(descending ? '<=' : '>=', after[0] ?? '')
    return { order, after: sql`${bound} and ${beyond(byUpdate, { descending, after })}` }
  }
  return listReader<PositionRow, PositionListOrder>(database, {
    keyTypes: (order) => [
      ...(isByUpdate(order) ? (['numeric', 'integer', 'numeric'] as const) : (['numeric', 'integer'] as const)),
      ...(['integer', 'address', 'address'] as const),
    ],
    anyOrder: 'UPDATED_AT_DESC',
    descending: (order) => order === 'UPDATED_AT_DESC' || order === 'TOTAL_LOCKED_DESC',
    branches: (indexed, { filter, order, page }) =>
      indexed
        .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
        .map((at) => ({
          columns: sql`p.chain_id, p.dst_eid, p.asset, p.account, p.total_locked, p.total_released, p.total_refunded, p.lock_count,
            p.release_count, p.opened_at, p.updated_at, p.updated_block,
            ${jsonRow(compartmentColumns(at))} as compartment`,
          from: sql`${indexedTable(at, 'position', isByUpdate(order) ? 'by-event' : 'by-entity')} p join ${indexedTable(at, 'compartment')} c
            on c.chain_id = p.chain_id and c.dst_eid = p.dst_eid and c.asset = p.asset`,
          where: sql`${ofKnownEndpoint(sql`p.dst_eid`, database.chains)} and ${filterExpression(filter, columns)}`,
          keys: isByUpdate(order) ? byUpdate : byAmount,
          ...(at.cut !== undefined && isByUpdate(order) ? pastOrder(at, page) : {}),
        })),
  })
}
