import type { Chain } from '../../chains/chain.ts'
import type { ChainRegistry } from '../../chains/registry.ts'
import type { ChainId } from '../../domain/identifiers.ts'
import { type Fragment, list, sql } from './sql.ts'

/** One condition on a field. Values are texts that the reader casts to the column's type. */
export type Condition =
  | { readonly operator: 'in'; readonly field: string; readonly values: readonly string[] }
  | { readonly operator: 'gte' | 'lte'; readonly field: string; readonly value: string }

/** Conditions that must all hold, together with all of `and` and, where given, at least one of `or`. */
export interface Filter {
  readonly conditions: readonly Condition[]
  readonly and: readonly Filter[]
  readonly or: readonly Filter[] | undefined
}

/** The filter that everything passes. */
export const everything: Filter = { conditions: [], and: [], or: undefined }

/** How conditions on one field read in SQL. */
export type Column = (condition: Condition) => Fragment

/** Columns that a filter may name. */
export type Columns = Readonly<Record<string, Column>>

/** Type that a condition's texts are cast to. */
export type ColumnType = 'integer' | 'numeric' | 'text'

/** The filter as a Boolean expression. Every value is bound. */
export function filterExpression(filter: Filter, columns: Columns): Fragment {
  const conditions = filter.conditions.map((condition) => {
    const column = columns[condition.field]
    if (column === undefined) throw new TypeError(`The reader has no column for the filter field ${condition.field}`)
    return column(condition)
  })
  const nested = filter.and.map((part) => filterExpression(part, columns))
  const alternatives = filter.or?.map((part) => filterExpression(part, columns))
  const either = alternatives === undefined ? [] : [joined(alternatives, ' or ', sql`false`)]
  return joined([...conditions, ...nested, ...either], ' and ', sql`true`)
}

/** `parts` in parentheses with `separator` between them; `empty` when there are none. */
export const joined = (parts: readonly Fragment[], separator: string, empty: Fragment): Fragment =>
  parts.length === 0 ? empty : sql`(${list(parts, separator)})`

/** A plain column. */
export function column(expression: Fragment, type: ColumnType): Column {
  return (condition) => {
    switch (condition.operator) {
      case 'in': {
        const [only, ...others] = condition.values
        if (only !== undefined && others.length === 0) return sql`${expression} = ${cast(only, type)}`
        return sql`${expression} = any(${castAll(condition.values, type)})`
      }
      case 'gte':
        return sql`${expression} >= ${cast(condition.value, type)}`
      case 'lte':
        return sql`${expression} <= ${cast(condition.value, type)}`
    }
  }
}

/** A column of LayerZero endpoint ids, asked for by chain id. */
export function endpointColumn(expression: Fragment, registry: ChainRegistry): Column {
  const plain = column(expression, 'integer')
  return (condition) =>
    condition.operator === 'in'
      ? plain({ ...condition, values: condition.values.map((id) => String(registry.byId(Number(id)).eid)) })
      : sql`false`
}

/** A text bound as a value of `type`. */
export function cast(value: string, type: ColumnType): Fragment {
  switch (type) {
    case 'integer':
      return sql`${value}::text::integer`
    case 'numeric':
      return sql`${value}::text::numeric`
    case 'text':
      return sql`${value}::text`
  }
}

function castAll(values: readonly string[], type: ColumnType): Fragment {
  switch (type) {
    case 'integer':
      return sql`${[...values]}::text[]::integer[]`
    case 'numeric':
      return sql`${[...values]}::text[]::numeric[]`
    case 'text':
      return sql`${[...values]}::text[]`
  }
}

/** Whether a row whose `field` is this chain could pass the filter: other chains' tables need not be read. */
export function mayMatchChain(filter: Filter, field: string, chainId: ChainId): boolean {
  return (
    filter.conditions.every(
      (condition) =>
        condition.field !== field || condition.operator !== 'in' || condition.values.includes(String(chainId)),
    ) &&
    filter.and.every((part) => mayMatchChain(part, field, chainId)) &&
    (filter.or === undefined || filter.or.some((part) => mayMatchChain(part, field, chainId)))
  )
}

/** Keeps rows whose other end is a chain of the deployment: the API has no words for any other. */
export const ofKnownEndpoint = (expression: Fragment, chains: readonly Chain[]): Fragment =>
  sql`${expression} = any(${chains.map(({ eid }) => String(eid))}::text[]::integer[])`
