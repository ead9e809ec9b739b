import type { ChainId, Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { messagesUnderWay } from './exposure.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Fragment, list, raw, sql } from './sql.ts'
import { shortHash } from './stream-heads.ts'

/** An event, or a block that became final, and what it changed; of `change` the id of a state that was set. */
export interface TouchRow {
  readonly chain_id: number
  readonly number: bigint
  /** Last sixteen digits of the block's hash. */
  readonly hash: string
  readonly guid: Hex | null
  /** Guid of a lock that was undone. */
  readonly lock_guid: Hex | null
  /** Of a bucket, null for what changes none: endpoint id of its home, and its asset. */
  readonly src_eid: number | null
  readonly asset: Hex | null
  readonly change: string | null
  /** Whether the block became final, and not the event is new. */
  readonly is_final: boolean
}

/** What to read of a chain: events after a block, and what became final after one up to another. */
export interface TouchRange {
  readonly after: bigint
  readonly finalAfter: bigint
  readonly finalThrough: bigint
}

const stateChanges = sql`e.change in ('state', 'tightened', 'review-ended')`

/** Rows that {@link readTouches} reads at most; one more tells that there are more. */
export const mostTouches = 10_000

/** In the text, for the planner to know it. */
const most = raw(`limit ${mostTouches + 1}`)

/** What happened on chains since some block of each, in one statement, without an order. */
export function readTouches(
  database: ApiDatabase,
  ranges: ReadonlyMap<ChainId, TouchRange>,
): Promise<readonly TouchRow[]> {
  return database.read((indexed) => {
    const parts = indexed.flatMap((at) => {
      const range = ranges.get(at.chain.chainId)
      return range === undefined ? [] : touchesOf(at, range)
    })
    return parts.length === 0 ? undefined : sql<TouchRow[]>`${list(parts, ' union all ')} ${most}`
  })
}

function touchesOf(at: IndexedChain, { after, finalAfter, finalThrough }: TouchRange): readonly Fragment[] {
  const block = (number: bigint): Fragment => sql`${number.toString()}::text::numeric`
  const since = sql`e.block_number > ${block(after)}`
  const final = sql`e.block_number > ${block(finalAfter)} and e.block_number <= ${block(finalThrough)}`
  const none = sql`null::text`
  const touch = (
    table: string,
    columns: {
      readonly guid?: Fragment
      readonly lock?: Fragment
      readonly eid?: Fragment
      readonly asset?: Fragment
      readonly change?: Fragment
    },
    where = since,
    isFinal = sql`false`,
  ): Fragment => sql`(
    select e.chain_id, e.block_number::bigint as number, ${shortHash(sql`e.block_hash`)} as hash,
      ${columns.guid ?? none} as guid, ${columns.lock ?? none} as lock_guid, ${columns.eid ?? sql`null::integer`} as src_eid,
      ${columns.asset ?? none} as asset, ${columns.change ?? none} as change, ${isFinal} as is_final
    from ${indexedTable(at, table)} e where ${where} order by e.block_number ${most})`
  const guid = sql`e.guid`
  const ifMint = (column: Fragment): Fragment => sql`(case e.side when 'mint' then ${column} end)`
  return [
    touch('packet_sent', { guid }),
    touch('packet_verified', { guid }),
    touch('packet_delivered', { guid }),
    touch('vault_event', { guid, lock: sql`e.lock_guid` }),
    touch('bucket_event', { guid, eid: sql`e.src_eid`, asset: sql`e.asset` }),
    touch('hold_event', { guid, eid: ifMint(sql`e.eid`), asset: ifMint(sql`e.asset`) }),
    touch('bucket_change', {
      eid: sql`e.src_eid`,
      asset: sql`e.asset`,
      change: sql`(case when ${stateChanges} then e.id end)`,
    }),
    touch('compartment_change', { change: sql`(case when ${stateChanges} then e.id end)` }),
    // Also where nothing can have become final: the statement stays the same, and planned.
    touch('packet_sent', { guid }, final, sql`true`),
    touch('packet_delivered', { guid }, final, sql`true`),
  ]
}

/**
 * Guids of every message that may have lost a step when one of `chains` lost blocks, in one statement: those on their way to
 * it or from it, those that it holds, and those whose hold was sent home to it and is under way. At most one more than `most`.
 */
export async function readUnsettled(
  database: ApiDatabase,
  chains: ReadonlySet<ChainId>,
  most: number,
): Promise<readonly Hex[]> {
  const rows = await database.read((indexed) => {
    const parts = indexed.flatMap((at) => {
      const isReorged = chains.has(at.chain.chainId)
      const reached = indexed.filter((other) => other !== at && (isReorged || chains.has(other.chain.chainId)))
      return [
        ...(isReorged ? [sql`select h.guid from ${indexedTable(at, 'hold')} h where h.status = 'open'`] : []),
        ...(reached.length === 0 ? [] : [sql`select m.guid from ${messagesUnderWay(at, reached)}`]),
        ...indexed
          .filter((other) => other !== at && chains.has(other.chain.chainId))
          .map(
            (other) => sql`
              select h.guid from ${messagesUnderWay(at, [other])}
              join ${indexedTable(at, 'hold')} h on h.status = 'refunded' and h.refund_guid = m.guid
              where m.kind = 'refund'`,
          ),
      ]
    })
    return parts.length === 0
      ? undefined
      : sql<{ guid: Hex }[]>`select distinct guid from (${list(parts, ' union all ')}) u limit ${most + 1}::integer`
  })
  return rows.map(({ guid }) => guid)
}
