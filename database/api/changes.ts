import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { blockTimesOf } from './block-time.ts'
import { type EventPlace, eventKeyTypes, eventOrder } from './event-order.ts'
import { type Columns, column, type Filter, filterExpression, mayMatchChain, ofKnownEndpoint } from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import type { Branch } from './keyset.ts'
import { type ListReader, listReader } from './list-reader.ts'
import {
  type BucketParameters,
  bucketParameters,
  type CompartmentParameters,
  compartmentParameters,
} from './parameters.ts'
import { jsonRow } from './row-columns.ts'
import { type Fragment, sql } from './sql.ts'

/** Something was set for a bucket. */
export interface BucketChangeRow extends EventPlace {
  readonly scope: 'BUCKET'
  /** Endpoint id of the home. */
  readonly eid: number
  readonly asset: Hex
  readonly change: string
  readonly by: Hex | null
  readonly parameters: BucketParameters
}

/** Something was set for a compartment. */
export interface CompartmentChangeRow extends EventPlace {
  readonly scope: 'COMPARTMENT'
  /** Endpoint id of the host. */
  readonly eid: number
  readonly asset: Hex
  readonly change: string
  readonly by: Hex | null
  readonly parameters: CompartmentParameters
}

/** Something was set for a contract as a whole, or happened to it. */
export interface ContractChangeRow extends EventPlace {
  readonly scope: 'CONTRACT'
  readonly contract: Hex
  /** Name of the event, and its arguments as JSON. */
  readonly change: string
  readonly args: string
}

/** Something that was set on chain. */
export type ChangeRow = BucketChangeRow | CompartmentChangeRow | ContractChangeRow

/** Orders of {@link changeReader}. */
export type ChangeListOrder = 'TIME_ASC' | 'TIME_DESC'

const scopes = ['BUCKET', 'COMPARTMENT', 'CONTRACT'] as const

/** Columns that fit a JavaScript number. */
const small = ['own_state', 'overlay_state', 'seasoning_seconds', 'max_fresh_percent']

const parametersOf = (names: readonly string[]): Fragment =>
  jsonRow(
    Object.fromEntries(
      names.map((name) => [name, small.includes(name) ? sql`e.${sql(name)}` : sql`e.${sql(name)}::text`]),
    ),
  )

/**
 * What was set on all chains. Filter fields: scope, chainId, asset, change (as the index names it), contract, txHash,
 * state (true or false as text: whether it concerns a state), time (Unix seconds), blockNumber.
 */
export function changeReader(database: ApiDatabase): ListReader<ChangeRow, ChangeListOrder> {
  const none = sql`null::text`
  const columnsOf = (at: IndexedChain, scope: ChangeRow['scope']): Columns => ({
    scope: (condition) => (condition.operator === 'in' && condition.values.includes(scope) ? sql`true` : sql`false`),
    chainId: column(sql`e.chain_id`, 'integer'),
    asset: scope === 'CONTRACT' ? () => sql`false` : column(sql`e.asset`, 'text'),
    change: column(scope === 'CONTRACT' ? sql`e.name` : sql`e.change`, 'text'),
    contract: scope === 'CONTRACT' ? column(sql`e.contract`, 'text') : () => sql`false`,
    txHash: column(sql`e.tx_hash`, 'text'),
    state: column(
      scope === 'CONTRACT' ? sql`'false'` : sql`(e.change in ('state', 'tightened', 'review-ended'))::text`,
      'text',
    ),
    time: blockTimesOf(at, sql`e`).column,
    blockNumber: column(sql`e.block_number`, 'numeric'),
  })
  const mayMatchScope = (filter: Filter, scope: ChangeRow['scope']): boolean =>
    filter.conditions.every(
      (condition) => condition.field !== 'scope' || condition.operator !== 'in' || condition.values.includes(scope),
    )
  const place = sql`e.id, e.chain_id, e.block_number::text, e.log_index, e.block_hash, e.block_time::text, e.tx_hash`
  return listReader<ChangeRow, ChangeListOrder>(database, {
    keyTypes: () => eventKeyTypes,
    anyOrder: 'TIME_DESC',
    descending: (order) => order === 'TIME_DESC',
    branches: (indexed, { filter, page }) =>
      indexed
        .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
        .flatMap((at) => {
          const order = eventOrder({ at, page, table: sql`e` })
          const ofPair = (
            scope: 'BUCKET' | 'COMPARTMENT',
            {
              table,
              eid,
              parameters,
            }: { readonly table: string; readonly eid: string; readonly parameters: readonly string[] },
          ): Branch => ({
            columns: sql`${scope}::text as scope, ${place}, e.${sql(eid)} as eid, e.asset, e.change, e.by,
              ${parametersOf(parameters)} as parameters, ${none} as contract, ${none} as args`,
            from: sql`${indexedTable(at, table)} e`,
            where: sql`${ofKnownEndpoint(sql`e.${sql(eid)}`, database.chains)}
              and ${filterExpression(filter, columnsOf(at, scope))}`,
            ...order,
          })
          const branches: Readonly<Record<ChangeRow['scope'], () => Branch>> = {
            BUCKET: () => ofPair('BUCKET', { table: 'bucket_change', eid: 'src_eid', parameters: bucketParameters }),
            COMPARTMENT: () =>
              ofPair('COMPARTMENT', { table: 'compartment_change', eid: 'dst_eid', parameters: compartmentParameters }),
            CONTRACT: () => ({
              columns: sql`'CONTRACT' as scope, ${place}, null::integer as eid, ${none} as asset, e.name as change,
                ${none} as by, null::jsonb as parameters, e.contract, e.args`,
              from: sql`${indexedTable(at, 'contract_event')} e`,
              where: filterExpression(filter, columnsOf(at, 'CONTRACT')),
              ...order,
            }),
          }
          return scopes.filter((scope) => mayMatchScope(filter, scope)).map((scope) => branches[scope]())
        }),
  })
}
