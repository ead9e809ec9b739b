import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Fragment, sql } from './sql.ts'

/**
 * Block time of the block that a chain is read as of, `numeric`: its cut, or the newest that is indexed. Zero before the
 * first block, so that until then nothing counts as lapsed.
 */
export const indexedTime = (at: IndexedChain): Fragment =>
  at.cut === undefined ? newestTime(at) : sql`${at.cut.time.toString()}::text::numeric`

const newestTime = (at: IndexedChain): Fragment => sql`coalesce(
  (select substr(latest_checkpoint::text, 1, 10)::numeric from ${indexedTable(at, '_ponder_checkpoint')}
    where chain_id = ${at.chain.chainId}::integer limit 1), 0)`

/**
 * The states of a bucket or a compartment in a table: the one in force by the chain's newest indexed block, and until
 * when what lies over the owner's state makes it so; null when the owner's own is in force.
 *
 * @see contracts/src/Buckets.sol and Compartments.sol, stateOf
 */
export function stateExpressions({ at, table }: { readonly at: IndexedChain; readonly table: Fragment }): {
  readonly inForce: Fragment
  readonly tightenedUntil: Fragment
} {
  const counts = sql`${table}.overlay_state > ${table}.own_state and ${indexedTime(at)} < ${table}.overlay_until`
  return {
    inForce: sql`(case when ${counts} then ${table}.overlay_state else ${table}.own_state end)`,
    tightenedUntil: sql`(case when ${counts} then ${table}.overlay_until end)`,
  }
}

/** Base units that are held in a bucket (`side` mint) or a compartment (exit), of all holds that are open. */
export function heldExpression({
  at,
  side,
  eid,
  asset,
}: {
  readonly at: IndexedChain
  readonly side: 'mint' | 'exit'
  readonly eid: Fragment
  readonly asset: Fragment
}): Fragment {
  return sql`coalesce((
    select t.held from ${indexedTable(at, 'hold_total')} t
    where t.chain_id = ${at.chain.chainId}::integer and t.side = ${side}::text and t.eid = ${eid} and t.asset = ${asset}
  ), 0)`
}
