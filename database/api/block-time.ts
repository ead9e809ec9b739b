import { type Column, cast, column } from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Fragment, raw, sql } from './sql.ts'

/**
 * Block times of events, of which there is an index on block numbers and none on times. Times never fall along a chain, so
 * each bound on them also bounds the numbers: by the first block that is known to lie beyond it.
 */
export function timesOf(
  { chain, schema }: IndexedChain,
  { time: blockTime, number: blockNumber }: { readonly time: Fragment; readonly number: Fragment },
) {
  // Of now, whatever the cut: a block beyond it bounds as well.
  const block = indexedTable({ chain, schema }, 'block')
  const numberOf = (beyond: Fragment, otherwise: string): Fragment =>
    sql`coalesce((select o.number from ${block} o where ${beyond} limit 1), ${otherwise}::text::numeric)`
  const within = (operator: '<' | '<=' | '>' | '>=', seconds: string | Fragment): Fragment => {
    const time = typeof seconds === 'string' ? cast(seconds, 'numeric') : seconds
    const isUpper = operator === '<' || operator === '<='
    const number = isUpper
      ? numberOf(sql`o.time > ${time} order by o.time, o.number`, String(2n ** 62n))
      : numberOf(sql`o.time < ${time} order by o.time desc, o.number desc`, '-1')
    const bound = isUpper ? sql`<` : sql`>`
    return sql`(${blockTime} ${raw(operator)} ${time} and ${blockNumber} ${bound} ${number})`
  }
  const plain = column(blockTime, 'numeric')
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
export const blockTimesOf = (at: IndexedChain, table: Fragment) =>
  timesOf(at, { time: sql`${table}.block_time`, number: sql`${table}.block_number` })
