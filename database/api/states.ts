import type postgres from 'postgres'
import type { Sql } from '../connect.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'

/**
 * Block time of the block that a chain is read as of, `numeric`: its cut, or the newest that is indexed. Zero before the
 * first block, so that until then nothing counts as lapsed.
 */
export const indexedTime = (sql: Sql, at: IndexedChain): postgres.Fragment =>
  at.cut === undefined ? newestTime(sql, at) : sql`${at.cut.time.toString()}::text::numeric`

const newestTime = (sql: Sql, at: IndexedChain): postgres.Fragment => sql`coalesce(
  (select substr(latest_checkpoint::text, 1, 10)::numeric from ${indexedTable(sql, at, '_ponder_checkpoint')}
    where chain_id = ${at.chain.chainId}::integer limit 1), 0)`

/**
 * The states of a bucket or a compartment in a table: the one in force by the chain's newest indexed block, and until
 * when what lies over the owner's state makes it so; null when the owner's own is in force.
 *
 * @see contracts/src/Buckets.sol and Compartments.sol, stateOf
 */
export function stateExpressions(
  sql: Sql,
  { at, table }: { readonly at: IndexedChain; readonly table: postgres.Fragment },
): { readonly inForce: postgres.Fragment; readonly tightenedUntil: postgres.Fragment } {
  const counts = sql`${table}.overlay_state > ${table}.own_state and ${indexedTime(sql, at)} < ${table}.overlay_until`
  return {
    inForce: sql`(case when ${counts} then ${table}.overlay_state else ${table}.own_state end)`,
    tightenedUntil: sql`(case when ${counts} then ${table}.overlay_until end)`,
  }
}

/** Base units that are held in a bucket (`side` mint) or a compartment (exit), of all holds that are open. */
export function heldExpression(
  sql: Sql,
  {
    at,
    side,
    eid,
    asset,
  }: {
    readonly at: IndexedChain
    readonly side: 'mint' | 'exit'
    readonly eid: postgres.Fragment
    readonly asset: postgres.Fragment
  },
): postgres.Fragment {
  return sql`coalesce((
    select t.held from ${indexedTable(sql, at, 'hold_total')} t
    where t.chain_id = ${at.chain.chainId}::integer and t.side = ${side}::text and t.eid = ${eid} and t.asset = ${asset}
  ), 0)`
}
