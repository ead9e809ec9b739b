import { messagesUnderWay } from './exposure.ts'
import type { Filter } from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { finalBlocks } from './message-facts.ts'
import { type Fragment, list, sql } from './sql.ts'

/** Where messages of a state are to be found; those of a state that is not here are most of all there ever were. */
const placeOfState: Readonly<Record<string, 'under way' | 'just executed' | 'held' | 'sent home'>> = {
  sent: 'under way',
  final: 'under way',
  attested: 'under way',
  verifiable: 'under way',
  verified: 'under way',
  orphaned: 'under way',
  executed: 'just executed',
  deferred: 'held',
  refunding: 'sent home',
  refunded: 'sent home',
}

/**
 * Condition that a source's message `m` is one of the few that can be in the states that a filter lets pass, found by what tells
 * those states in place of going through all there ever were; true where they are not few. It only narrows: the filter
 * itself still decides.
 */
export function fewByState(
  filter: Filter,
  { source, indexed }: { readonly source: IndexedChain; readonly indexed: readonly IndexedChain[] },
): Fragment {
  const destinations = indexed.filter((at) => at !== source)
  const states = statesOf(filter)
  if (states === undefined || destinations.length === 0) return sql`true`
  const places = new Set([...states].map((state) => placeOfState[state]))
  if (places.has(undefined)) return sql`true`
  // Bounded above as well, by any number: of a lower bound alone that it does not know the planner expects a third of the table.
  const executed = (at: IndexedChain): Fragment => sql`
    select d.guid from ${indexedTable(at, 'packet_delivered')} d
    where d.src_eid = ${source.chain.eid}::integer and d.block_number < ${String(2n ** 62n)}::text::numeric
      and d.block_number > coalesce((
        select f.finalized_number from ${finalBlocks(indexed)} f where f.chain_id = ${at.chain.chainId}::integer), -1)`
  const held = (at: IndexedChain, status: 'open' | 'refunded'): Fragment => sql`
    select h.guid from ${indexedTable(at, 'hold')} h
    where h.status = ${status}::text and h.eid = ${source.chain.eid}::integer`
  // What the relayer has seen executed, and the index has not, is under way for the index.
  const isUnderWay = places.has('under way') || places.has('just executed')
  const parts = [
    ...(isUnderWay ? [sql`select m.guid from ${messagesUnderWay(source, destinations, { elsewhere: true })}`] : []),
    ...(places.has('just executed') ? destinations.map(executed) : []),
    ...(places.has('held') ? destinations.map((at) => held(at, 'open')) : []),
    ...(places.has('sent home') ? destinations.map((at) => held(at, 'refunded')) : []),
  ]
  return parts.length === 0 ? sql`false` : sql`m.guid = any(array(${list(parts, ' union all ')}))`
}

/** States that a filter lets pass; `undefined` for all. */
function statesOf({ conditions, and, or }: Filter): ReadonlySet<string> | undefined {
  const own = conditions.flatMap((condition) =>
    condition.operator === 'in' && condition.field === 'state' ? [new Set(condition.values)] : [],
  )
  const either = or?.map(statesOf)
  const any = either?.every((states) => states !== undefined)
    ? [new Set(either.flatMap((states) => [...(states ?? [])]))]
    : []
  const all = [...own, ...and.flatMap((part) => statesOf(part) ?? []), ...any]
  const [first, ...others] = all
  return first && new Set([...first].filter((state) => others.every((states) => states.has(state))))
}
