import type postgres from 'postgres'
import type { ChainRegistry } from '../../chains/registry.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { type Columns, column, endpointColumn, filterExpression, mayMatchChain, ofKnownEndpoint } from './filter.ts'
import { indexedTable } from './indexed-chains.ts'
import type { Key } from './keyset.ts'
import { type ListReader, listReader } from './list-reader.ts'

/** A bucket as the index holds it; `numeric` columns are texts. `state`: 0 open to 3 stopped. */
export interface BucketRow {
  readonly chain_id: number
  readonly src_eid: number
  readonly asset: Hex
  readonly receipt: Hex
  readonly name: string
  readonly symbol: string
  readonly decimals: number
  readonly state: number
  readonly bucket_capacity: string
  readonly bucket_level: string
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
  const { sql } = database
  const columns: Columns = {
    chainId: column(sql, sql`b.chain_id`, 'integer'),
    homeChainId: endpointColumn(sql, sql`b.src_eid`, registry),
    asset: column(sql, sql`b.asset`, 'text'),
    receipt: column(sql, sql`b.receipt`, 'text'),
    state: column(sql, sql`b.state`, 'integer'),
    level: column(sql, sql`b.bucket_level`, 'numeric'),
    capacity: column(sql, sql`b.bucket_capacity`, 'numeric'),
  }
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
          columns: bucketColumns(database),
          from: sql`${indexedTable(sql, at, 'bucket')} b`,
          where: sql`${ofKnownEndpoint(sql, sql`b.src_eid`, database.chains)} and ${filterExpression(sql, filter, columns)}`,
          keys: keysOf(order),
        })),
  })
}

/** Columns of a {@link BucketRow} from a table called `b`. */
export const bucketColumns = ({ sql }: ApiDatabase): postgres.Fragment => sql`
  b.chain_id, b.src_eid, b.asset, b.receipt, b.name, b.symbol, b.decimals, b.state, b.bucket_capacity, b.bucket_level,
  b.total_minted, b.total_burned, b.mint_count, b.burn_count, b.opened_at, b.updated_block`
