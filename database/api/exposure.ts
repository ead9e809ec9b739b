import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { ofKnownEndpoint } from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Fragment, list, raw, sql } from './sql.ts'
import { heldExpression, stateExpressions } from './states.ts'

/** One side of a pair of chains in one asset; `numeric` columns are texts. */
export interface ExposureRow {
  readonly role: 'HOME' | 'HOST'
  readonly chain_id: number
  /** LayerZero endpoint id of the other chain. */
  readonly counterpart_eid: number
  readonly asset: Hex
  /** Base units locked (HOME) or outstanding (HOST). */
  readonly amount: string
  /** Base units that arrived here and are held: to be paid (HOME), or minted or sent home (HOST). */
  readonly held: string
  /** Null on the HOME side, like `receipt`, `state` (the one in force) and `decimals`. */
  readonly capacity: string | null
  readonly receipt: Hex | null
  readonly state: number | null
  readonly decimals: number | null
}

/** Every compartment and every bucket, in one statement; ordered by chain, side, counterpart, asset. */
export function readExposure(database: ApiDatabase): Promise<readonly ExposureRow[]> {
  const { chains } = database
  return database.read((indexed) => {
    if (indexed.length === 0) return undefined
    const parts = indexed.map(
      (at) => sql`
        select 'HOME' as role, c.chain_id, c.dst_eid as counterpart_eid, c.asset, c.locked as amount,
          ${heldExpression({ at, side: 'exit', eid: sql`c.dst_eid`, asset: sql`c.asset` })} as held,
          null::numeric as capacity, null::text as receipt, null::integer as state, null::integer as decimals
        from ${indexedTable(at, 'compartment')} c
        where ${ofKnownEndpoint(sql`c.dst_eid`, chains)}
        union all
        select 'HOST', b.chain_id, b.src_eid, b.asset, b.bucket_level,
          ${heldExpression({ at, side: 'mint', eid: sql`b.src_eid`, asset: sql`b.asset` })}, b.bucket_capacity,
          b.receipt, ${stateExpressions({ at, table: sql`b` }).inForce}, b.decimals
        from ${indexedTable(at, 'bucket')} b where ${ofKnownEndpoint(sql`b.src_eid`, chains)}`,
    )
    return sql<ExposureRow[]>`
      select * from (${list(parts, ' union all ')}) e order by chain_id, role, counterpart_eid, asset`
  })
}

/** What was sent from one chain to another in one asset and is not executed there; base units as text. */
export interface InFlightRow {
  readonly chain_id: number
  readonly dst_chain_id: number
  readonly kind: string
  readonly asset: Hex
  readonly amount: string
}

/**
 * Messages `m` that a chain has sent to some others and whose execution there is not indexed; a join with nothing before it. Of
 * each pathway it reads what was sent after the nonce up to which all are executed, each by an index: what is on its way, and
 * what was executed out of turn.
 *
 * @param options.elsewhere - Whether what was sent to chains that are not among the destinations is under way too: of that no
 *   execution is known.
 * @throws TypeError without destinations.
 */
export function messagesUnderWay(
  source: IndexedChain,
  destinations: readonly IndexedChain[],
  { elsewhere = false }: { readonly elsewhere?: boolean } = {},
): Fragment {
  const sent = indexedTable(source, 'packet_sent')
  const eids = list(destinations.map(eidOf))
  /** By the destination of a message, of which one is looked up. */
  const there = (expression: (destination: IndexedChain) => Fragment): Fragment =>
    list(
      destinations.map((destination) => sql`when ${eidOf(destination)} then (${expression(destination)})`),
      ' ',
    )
  const executedThrough = there(
    (at) => sql`select min(p.executed_through) from ${indexedTable(at, 'pathway')} p
      where p.src_eid = ${eidOf(source)} and p.sender = path.sender`,
  )
  const isExecuted = there(
    (at) => sql`select true from ${indexedTable(at, 'packet_delivered')} d where d.guid = m.guid limit 1`,
  )
  // Sub-selects and no joins: the planner takes a bound it does not know for a third of the table, and reads all of both.
  return sql`(
    with recursive path (dst_eid, sender) as (
      (select m.dst_eid, m.sender from ${sent} m order by m.dst_eid, m.sender limit 1)
      union all
      select next.dst_eid, next.sender from path cross join lateral (
        select m.dst_eid, m.sender from ${sent} m
        where (m.dst_eid, m.sender) > (path.dst_eid, path.sender) order by m.dst_eid, m.sender limit 1) next
    )
    select m.*
    from path cross join lateral (
      select * from ${sent} m
      where m.dst_eid = path.dst_eid and m.sender = path.sender
        and m.nonce > coalesce(case path.dst_eid ${executedThrough} end, 0)
      offset 0
    ) m
    where ${elsewhere ? sql`true` : sql`path.dst_eid in (${eids})`} and case path.dst_eid ${isExecuted} end is null) m`
}

/** A chain's endpoint id, which comes from our own registry: written out, so that a statement is planned once. */
const eidOf = ({ chain }: IndexedChain): Fragment => raw(String(Number(chain.eid)))

/**
 * Sums over {@link messagesUnderWay} between chains that are both indexed, in one statement. Counted message by message, so
 * that it never falls below zero, however far apart the chains are indexed; a lock that was rescued is not on its way any
 * more.
 */
export function readInFlight(database: ApiDatabase): Promise<readonly InFlightRow[]> {
  return database.read((indexed) => {
    if (indexed.length < 2) return undefined
    const parts = indexed.map((source) => {
      const others = indexed.filter((destination) => destination !== source)
      return sql`
        select m.chain_id, m.dst_chain_id, m.kind, m.asset, sum(m.amount)::text as amount
        from ${messagesUnderWay(source, others)}
        where m.asset is not null
          and (select true from ${indexedTable(source, 'vault_event')} r
            where r.lock_guid = m.guid and r.event = 'rescued' limit 1) is null
        group by m.chain_id, m.dst_chain_id, m.kind, m.asset`
    })
    return sql<InFlightRow[]>`${list(parts, ' union all ')}`
  })
}
