import type { ChainRegistry } from '../../chains/registry.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { type Columns, column, endpointColumn, filterExpression, mayMatchChain, ofKnownEndpoint } from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import type { Key } from './keyset.ts'
import { type ListReader, listReader } from './list-reader.ts'
import { oncePer } from './once-per.ts'
import { type RowColumns, selectList } from './row-columns.ts'
import { sql } from './sql.ts'
import { heldExpression, stateExpressions } from './states.ts'

/**
 * A compartment as the index holds it; `numeric` columns are texts. States: 0 open, 1 no locking, 2 review; `state` is
 * the one in force. `entry_` limits are those of locks, `exit_` limits those of releases and refunds.
 */
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
  readonly total_voided: string
  readonly total_loss: string
  readonly lock_count: number
  readonly release_count: number
  readonly state: number
  readonly own_state: number
  /** Unix seconds; null while the owner's own state is in force. */
  readonly tightened_until: string | null
  /** Parts per billion. */
  readonly backing: string
  readonly held: string
  readonly bucket_capacity: string
  readonly entry_burst: string
  readonly entry_refill_per_second: string
  readonly entry_max_amount: string
  readonly entry_min_amount: string
  readonly exit_burst: string
  readonly exit_refill_per_second: string
  readonly exit_max_amount: string
  readonly exit_delay_threshold: string
  readonly exit_delay_seconds: string
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
  const columns: Columns = {
    chainId: column(sql`c.chain_id`, 'integer'),
    hostChainId: endpointColumn(sql`c.dst_eid`, registry),
    asset: column(sql`c.asset`, 'text'),
    locked: column(sql`c.locked`, 'numeric'),
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
          columns: selectList(compartmentColumns(at)),
          from: sql`${indexedTable(at, 'compartment')} c`,
          where: sql`${ofKnownEndpoint(sql`c.dst_eid`, database.chains)} and ${filterExpression(filter, columns)}`,
          keys: order === 'ID_ASC' ? id : [{ expression: sql`c.locked`, type: 'numeric' }, ...id],
        })),
  })
}

/** Columns of a {@link CompartmentRow} from a chain's table called `c`. */
export const compartmentColumns = oncePer((at: IndexedChain): RowColumns => {
  const { inForce, tightenedUntil } = stateExpressions({ at, table: sql`c` })
  return {
    chain_id: sql`c.chain_id`,
    dst_eid: sql`c.dst_eid`,
    asset: sql`c.asset`,
    vault: sql`c.vault`,
    escrow: sql`c.escrow`,
    locked: sql`c.locked::text`,
    total_locked: sql`c.total_locked::text`,
    total_released: sql`c.total_released::text`,
    total_refunded: sql`c.total_refunded::text`,
    total_voided: sql`c.total_voided::text`,
    total_loss: sql`c.total_loss::text`,
    lock_count: sql`c.lock_count`,
    release_count: sql`c.release_count`,
    state: inForce,
    own_state: sql`c.own_state`,
    tightened_until: sql`${tightenedUntil}::text`,
    backing: sql`c.backing::text`,
    held: sql`${heldExpression({ at, side: 'exit', eid: sql`c.dst_eid`, asset: sql`c.asset` })}::text`,
    bucket_capacity: sql`c.bucket_capacity::text`,
    entry_burst: sql`c.entry_burst::text`,
    entry_refill_per_second: sql`c.entry_refill_per_second::text`,
    entry_max_amount: sql`c.entry_max_amount::text`,
    entry_min_amount: sql`c.entry_min_amount::text`,
    exit_burst: sql`c.exit_burst::text`,
    exit_refill_per_second: sql`c.exit_refill_per_second::text`,
    exit_max_amount: sql`c.exit_max_amount::text`,
    exit_delay_threshold: sql`c.exit_delay_threshold::text`,
    exit_delay_seconds: sql`c.exit_delay_seconds::text`,
    opened_at: sql`c.opened_at::text`,
    updated_block: sql`c.updated_block::text`,
  }
})
