import type postgres from 'postgres'
import type { Sql } from '../connect.ts'
import { type Column, cast, column } from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'

/**
 * Block times of events, of which there is an index on block numbers and none on times. Times never fall along a chain, so
 * each bound on them also bounds the numbers: by the first block that is known to lie beyond it.
 */
export function timesOf(
  sql: Sql,
  { chain, schema }: IndexedChain,
  { time: blockTime, number: blockNumber }: { readonly time: postgres.Fragment; readonly number: postgres.Fragment },
) {
  // Of now, whatever the cut: a block beyond it bounds as well.
  const block = indexedTable(sql, { chain, schema }, 'block')
  const numberOf = (beyond: postgres.Fragment, otherwise: string): postgres.Fragment =>
    sql`coalesce((select o.number from ${block} o where ${beyond} limit 1), ${otherwise}::text::numeric)`
  const within = (operator: '<' | '<=' | '>' | '>=', seconds: string): postgres.Fragment => {
    const time = cast(sql, seconds, 'numeric')
    const isUpper = operator === '<' || operator === '<='
    const number = isUpper
      ? numberOf(sql`o.time > ${time} order by o.time, o.number`, String(2n ** 62n))
      : numberOf(sql`o.time < ${time} order by o.time desc, o.number desc`, '-1')
    const bound = isUpper ? sql`<` : sql`>`
    return sql`(${blockTime} ${sql.unsafe(operator)} ${time} and ${blockNumber} ${bound} ${number})`
  }
  const plain = column(sql, blockTime, 'numeric')
  const filter: Column = (condition) => {
    if (condition.operator === 'in') return plain(condition)
    return within(condition.operator === 'gte' ? '>=' : '<=', condition.value)
  }
  return {
    /** A bound on the times. */
    within,
    /** A filter's column. */
    column: filter,
  }
}

/** The same of a table of events, under the name that it is read by. */
export const blockTimesOf = (sql: Sql, at: IndexedChain, table: postgres.Fragment) =>
  timesOf(sql, at, { time: sql`${table}.block_time`, number: sql`${table}.block_number` })
