import type { ChainRegistry } from '../../chains/registry.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { type Columns, column, endpointColumn, filterExpression, mayMatchChain, ofKnownEndpoint } from './filter.ts'
import { indexedTable } from './indexed-chains.ts'
import type { Key } from './keyset.ts'
import { type ListReader, listReader } from './list-reader.ts'

/** A compartment as the index holds it; `numeric` columns are texts. */
export interface CompartmentRow {
  readonly chain_id: number
  readonly dst_eid: number
  readonly asset: Hex
  readonly vault: Hex
  readonly escrow: Hex
  readonly locked: string
  readonly total_locked: string
  readonly total_released: string
  readonly total_refunded: string
  readonly lock_count: number
  readonly release_count: number
  readonly opened_at: string
  readonly updated_block: string
}

/** Orders of {@link compartmentReader}. */
export type CompartmentListOrder = 'ID_ASC' | 'LOCKED_ASC' | 'LOCKED_DESC'

/** Compartments of all chains. Filter fields: chainId, hostChainId, asset, locked. */
export function compartmentReader(
  database: ApiDatabase,
  registry: ChainRegistry,
): ListReader<CompartmentRow, CompartmentListOrder> {
  const { sql } = database
  const columns: Columns = {
    chainId: column(sql, sql`c.chain_id`, 'integer'),
    hostChainId: endpointColumn(sql, sql`c.dst_eid`, registry),
    asset: column(sql, sql`c.asset`, 'text'),
    locked: column(sql, sql`c.locked`, 'numeric'),
  }
  const id: readonly Key[] = [
    { expression: sql`c.chain_id`, type: 'integer' },
    { expression: sql`c.dst_eid`, type: 'integer' },
    { expression: sql`c.asset`, type: 'text' },
  ]
  return listReader<CompartmentRow, CompartmentListOrder>(database, {
    keyTypes: (order) =>
      order === 'ID_ASC' ? ['integer', 'integer', 'address'] : ['numeric', 'integer', 'integer', 'address'],
    anyOrder: 'ID_ASC',
    descending: (order) => order === 'LOCKED_DESC',
    branches: (indexed, { filter, order }) =>
      indexed
        .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
        .map((at) => ({
          columns: sql`c.chain_id, c.dst_eid, c.asset, c.vault, c.escrow, c.locked, c.total_locked,
            c.total_released, c.total_refunded, c.lock_count, c.release_count, c.opened_at, c.updated_block`,
          from: sql`${indexedTable(sql, at, 'compartment')} c`,
          where: sql`${ofKnownEndpoint(sql, sql`c.dst_eid`, database.chains)} and ${filterExpression(sql, filter, columns)}`,
          keys: order === 'ID_ASC' ? id : [{ expression: sql`c.locked`, type: 'numeric' }, ...id],
        })),
  })
}
