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
 * A bucket as the index holds it; `numeric` columns are texts. States: 0 open to 3 stopped; `state` is the one in force.
 */
export interface BucketRow {
  readonly chain_id: number
  readonly src_eid: number
  readonly asset: Hex
  readonly receipt: Hex
  readonly name: string
  readonly symbol: string
  readonly decimals: number
  readonly state: number
  readonly own_state: number
  /** Unix seconds; null while the owner's own state is in force. */
  readonly tightened_until: string | null
  /** Parts per billion. */
  readonly backing: string
  readonly bucket_capacity: string
  readonly bucket_level: string
  readonly held: string
  readonly burst: string
  readonly refill_per_second: string
  readonly max_amount: string
  readonly min_amount: string
  readonly delay_threshold: string
  readonly delay_seconds: string
  readonly total_minted: string
  readonly total_burned: string
  readonly mint_count: number
  readonly burn_count: number
  readonly opened_at: string
  readonly updated_block: string
}

/** Orders of {@link bucketReader}. */
export type BucketListOrder = 'ID_ASC' | 'LEVEL_ASC' | 'LEVEL_DESC' | 'UTILISATION_DESC'

/** Buckets of all chains. Filter fields: chainId, homeChainId, asset, receipt, state (0 to 3), level, capacity. */
export function bucketReader(database: ApiDatabase, registry: ChainRegistry): ListReader<BucketRow, BucketListOrder> {
  const columnsAt = (at: IndexedChain): Columns => ({
    chainId: column(sql`b.chain_id`, 'integer'),
    homeChainId: endpointColumn(sql`b.src_eid`, registry),
    asset: column(sql`b.asset`, 'text'),
    receipt: column(sql`b.receipt`, 'text'),
    state: column(stateExpressions({ at, table: sql`b` }).inForce, 'integer'),
    level: column(sql`b.bucket_level`, 'numeric'),
    capacity: column(sql`b.bucket_capacity`, 'numeric'),
  })
  const id: readonly Key[] = [
    { expression: sql`b.chain_id`, type: 'integer' },
    { expression: sql`b.src_eid`, type: 'integer' },
    { expression: sql`b.asset`, type: 'text' },
  ]
  // Parts per million, rounded up like the figure that is shown; uint128 over 1 stays below 10^60.
  const utilisation = sql`case when b.bucket_capacity > 0
      then div(b.bucket_level * 1000000 + b.bucket_capacity - 1, b.bucket_capacity)
      when b.bucket_level > 0 then ${`1${'0'.repeat(60)}`}::text::numeric else 0 end`
  const keysOf = (order: BucketListOrder): readonly Key[] => {
    switch (order) {
      case 'ID_ASC':
        return id
      case 'LEVEL_ASC':
      case 'LEVEL_DESC':
        return [{ expression: sql`b.bucket_level`, type: 'numeric' }, ...id]
      case 'UTILISATION_DESC':
        return [{ expression: utilisation, type: 'numeric' }, ...id]
    }
  }
  return listReader<BucketRow, BucketListOrder>(database, {
    keyTypes: (order) =>
      order === 'ID_ASC' ? ['integer', 'integer', 'address'] : ['numeric', 'integer', 'integer', 'address'],
    anyOrder: 'ID_ASC',
    descending: (order) => order === 'LEVEL_DESC' || order === 'UTILISATION_DESC',
    branches: (indexed, { filter, order }) =>
      indexed
        .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
        .map((at) => ({
          columns: selectList(bucketColumns(at)),
          from: sql`${indexedTable(at, 'bucket')} b`,
          where: sql`${ofKnownEndpoint(sql`b.src_eid`, database.chains)} and ${filterExpression(filter, columnsAt(at))}`,
          keys: keysOf(order),
        })),
  })
}

/** Columns of a {@link BucketRow} from a chain's table called `b`. */
export const bucketColumns = oncePer((at: IndexedChain): RowColumns => {
  const { inForce, tightenedUntil } = stateExpressions({ at, table: sql`b` })
  return {
    chain_id: sql`b.chain_id`,
    src_eid: sql`b.src_eid`,
    asset: sql`b.asset`,
    receipt: sql`b.receipt`,
    name: sql`b.name`,
    symbol: sql`b.symbol`,
    decimals: sql`b.decimals`,
    state: inForce,
    own_state: sql`b.own_state`,
    tightened_until: sql`${tightenedUntil}::text`,
    backing: sql`b.backing::text`,
    bucket_capacity: sql`b.bucket_capacity::text`,
    bucket_level: sql`b.bucket_level::text`,
    held: sql`${heldExpression({ at, side: 'mint', eid: sql`b.src_eid`, asset: sql`b.asset` })}::text`,
    burst: sql`b.burst::text`,
    refill_per_second: sql`b.refill_per_second::text`,
    max_amount: sql`b.max_amount::text`,
    min_amount: sql`b.min_amount::text`,
    delay_threshold: sql`b.delay_threshold::text`,
    delay_seconds: sql`b.delay_seconds::text`,
    total_minted: sql`b.total_minted::text`,
    total_burned: sql`b.total_burned::text`,
    mint_count: sql`b.mint_count`,
    burn_count: sql`b.burn_count`,
    opened_at: sql`b.opened_at::text`,
    updated_block: sql`b.updated_block::text`,
  }
})
