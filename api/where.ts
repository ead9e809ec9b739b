import { type Condition, everything, type Filter } from '../database/api/filter.ts'
import { FilterTooLargeError } from './errors.ts'

/** How one field's value becomes text that the reader casts; may throw on a value that means nothing. */
export type Field = (value: unknown) => string

/** How a field that is no plain condition becomes a filter. */
export type SpecialField = (value: unknown) => Filter

/** Fields of one `where` input. */
export interface Fields {
  readonly plain: Readonly<Record<string, Field>>
  readonly special?: Readonly<Record<string, SpecialField>>
}

const limits = { depth: 5, conditions: 100, values: 200 }

/**
 * A `where` argument as a filter: `x` and `x_in`, `x_gte`, `x_lte`, nested under `and` and `or`. A null condition is
 * none; an empty `_in` or `or` matches nothing.
 *
 * @throws {@link FilterTooLargeError} beyond 5 levels, 100 conditions or 200 values in one list.
 */
export function toFilter(where: Readonly<Record<string, unknown>> | null | undefined, fields: Fields): Filter {
  let conditions = 0
  const level = (input: Readonly<Record<string, unknown>>, depth: number): Filter => {
    if (depth > limits.depth) throw new FilterTooLargeError({ what: 'levels of and/or', limit: limits.depth })
    const given = Object.entries(input).filter(([, value]) => value !== null && value !== undefined)
    const plain: Condition[] = []
    const and: Filter[] = []
    let or: readonly Filter[] | undefined
    for (const [key, value] of given) {
      conditions += 1
      if (conditions > limits.conditions) {
        throw new FilterTooLargeError({ what: 'conditions', limit: limits.conditions })
      }
      if (key === 'and') and.push(...objects(value).map((part) => level(part, depth + 1)))
      else if (key === 'or') or = objects(value).map((part) => level(part, depth + 1))
      else {
        const special = fields.special?.[key]
        if (special === undefined) plain.push(condition(key, value, fields))
        else and.push(special(value))
      }
    }
    return { conditions: plain, and, or }
  }
  return where === null || where === undefined ? everything : level(where, 1)
}

/** The filter that `conditions` make together with `filter`. */
export const narrowed = (filter: Filter, ...conditions: readonly Condition[]): Filter => ({
  conditions,
  and: [filter],
  or: undefined,
})

/** A filter of one condition: `field` is one of `values`. */
export const isOneOf = (field: string, values: readonly string[]): Filter => ({
  conditions: [{ operator: 'in', field, values }],
  and: [],
  or: undefined,
})

/** A filter that at least one of `filters` must let through. */
export const anyOf = (filters: readonly Filter[]): Filter => ({ conditions: [], and: [], or: filters })

/** The entries of a list value; one value counts as a list of itself. */
export function values(value: unknown): readonly unknown[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (entries.length > limits.values)
    throw new FilterTooLargeError({ what: 'values in one list', limit: limits.values })
  return entries
}

function condition(key: string, value: unknown, fields: Fields): Condition {
  const [, field = key, operator] = /^(\w+?)(?:_(in|gte|lte))?$/.exec(key) ?? []
  const toText = fields.plain[field]
  if (toText === undefined) throw new TypeError(`The filter field ${key} has no meaning`)
  if (operator === 'gte' || operator === 'lte') return { operator, field, value: toText(value) }
  return { operator: 'in', field, values: values(value).map(toText) }
}

function objects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return values(value).map((entry) => {
    if (!isRecord(entry)) throw new TypeError('and/or hold filters')
    return entry
  })
}

/** Whether a value is an input object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Fields of something in memory; of several values any may match, and an absent one matches nothing. */
type FieldsInMemory = Readonly<Record<string, string | readonly string[] | undefined>>

/** Whether something in memory passes the filter; numbers are compared as decimals with at most nine digits. */
export function passes(filter: Filter, fields: FieldsInMemory): boolean {
  return (
    filter.conditions.every((condition) => holds(condition, fields[condition.field])) &&
    filter.and.every((part) => passes(part, fields)) &&
    (filter.or === undefined || filter.or.some((part) => passes(part, fields)))
  )
}

function holds(condition: Condition, actual: FieldsInMemory[string]): boolean {
  if (actual === undefined) return false
  if (typeof actual !== 'string') return actual.some((one) => holds(condition, one))
  switch (condition.operator) {
    case 'in':
      return condition.values.includes(actual)
    case 'gte':
      return scaled(actual) >= scaled(condition.value)
    case 'lte':
      return scaled(actual) <= scaled(condition.value)
  }
}

/** A decimal number times 10^9. */
function scaled(number: string): bigint {
  const [whole = '', fraction = ''] = number.split('.')
  return BigInt(whole + fraction.padEnd(9, '0'))
}
