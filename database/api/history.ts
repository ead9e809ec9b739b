import type { ChainId, Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { blockTimesOf } from './block-time.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Fragment, list, raw, sql } from './sql.ts'
import { indexedTime } from './states.ts'

/** Whose history, over which of its intervals. */
export interface HistoryKey {
  readonly chainId: ChainId
  /** Endpoint id of the chain at the other end. */
  readonly eid: number
  readonly asset: Hex
  readonly intervalSeconds: number
  /** Intervals that start at `from` or later, and before `to`; Unix seconds. */
  readonly from: bigint
  readonly to: bigint
}

interface IntervalRow {
  /** Place of its key in the list that was asked for. */
  readonly nth: number
  /** Unix seconds; like all below decimal text, and null in a row that only says how far the chain is read. */
  readonly starts_at: string | null
  /** Block time up to which the chain is read. */
  readonly read_to: string
}

/** What passed through a bucket in an interval; base units as text. */
export interface BucketIntervalRow extends IntervalRow {
  readonly minted: string
  readonly burned: string
  readonly mint_count: number
  readonly burn_count: number
  readonly level_min: string
  readonly level_max: string
  readonly level_at_end: string
}

/** What passed through a compartment in an interval; base units as text. */
export interface CompartmentIntervalRow extends IntervalRow {
  readonly locked_in: string
  readonly released: string
  readonly refunded: string
  readonly voided: string
  readonly lock_count: number
  readonly release_count: number
  readonly locked_min: string
  readonly locked_max: string
  readonly locked_at_end: string
}

/** A rollup, and how an interval of it is had from the events themselves. */
interface Rollup {
  readonly intervals: string
  readonly events: string
  readonly eid: string
  /** Column of the events that has what stood right after each. */
  readonly level: string
  /** SQL over an event `n`: by how much it moved that. */
  readonly moved: string
  readonly counted: string
  /** Columns by SQL over the events of an interval. */
  readonly sums: Readonly<Record<string, string>>
  readonly levels: readonly [min: string, max: string, atEnd: string]
}

const total = (...events: readonly string[]): string =>
  `coalesce(sum(n.amount) filter (where n.event in (${events.map((event) => `'${event}'`).join(', ')})), 0)`
const count = (event: string): string => `(count(*) filter (where n.event = '${event}'))::integer`

const bucketRollup: Rollup = {
  intervals: 'bucket_interval',
  events: 'bucket_event',
  eid: 'src_eid',
  level: 'bucket_level',
  moved: "case n.event when 'minted' then n.amount else -n.amount end",
  counted: 'true',
  sums: {
    minted: total('minted'),
    burned: total('burned'),
    mint_count: count('minted'),
    burn_count: count('burned'),
  },
  levels: ['level_min', 'level_max', 'level_at_end'],
}

const compartmentRollup: Rollup = {
  intervals: 'compartment_interval',
  events: 'vault_event',
  eid: 'dst_eid',
  level: 'locked',
  moved: "case when n.event in ('locked', 'voided') then n.amount else -n.amount end",
  counted: "n.event in ('locked', 'released', 'refunded', 'rescued', 'voided')",
  sums: {
    locked_in: total('locked'),
    released: total('released'),
    refunded: total('refunded', 'rescued'),
    voided: total('voided'),
    lock_count: count('locked'),
    release_count: count('released'),
  },
  levels: ['locked_min', 'locked_max', 'locked_at_end'],
}

/**
 * For each key, in one statement: the intervals in which something passed, the last one before `from`, and in any case
 * one row that says how far its chain is read. As of a cut, the interval that the cut lies in is counted from its events.
 */
export const readBucketHistory = (
  database: ApiDatabase,
  keys: readonly HistoryKey[],
): Promise<readonly BucketIntervalRow[]> => read<BucketIntervalRow>(database, bucketRollup, keys)

/** The same of compartments. */
export const readCompartmentHistory = (
  database: ApiDatabase,
  keys: readonly HistoryKey[],
): Promise<readonly CompartmentIntervalRow[]> => read<CompartmentIntervalRow>(database, compartmentRollup, keys)

function read<Row extends IntervalRow>(
  database: ApiDatabase,
  rollup: Rollup,
  keys: readonly HistoryKey[],
): Promise<readonly Row[]> {
  return database.read((indexed) => {
    const parts = indexed.flatMap((at) => {
      const own = keys.flatMap((key, nth) => (key.chainId === at.chain.chainId ? [{ ...key, nth }] : []))
      return own.length === 0 ? [] : [historyAt(at, rollup, own)]
    })
    return parts.length === 0
      ? undefined
      : sql<Row[]>`
          select * from (${list(parts, ' union all ')}) h order by nth, starts_at::numeric nulls first`
  })
}

function historyAt(
  at: IndexedChain,
  rollup: Rollup,
  keys: readonly (HistoryKey & { readonly nth: number })[],
): Fragment {
  const plain: IndexedChain = { chain: at.chain, schema: at.schema }
  const names = [...Object.keys(rollup.sums), ...rollup.levels]
  const shown = (source: string) =>
    raw(['starts_at', ...names].map((name) => `${source}.${name}${name.endsWith('_count') ? '' : '::text'}`).join(', '))
  const same = raw(`i.${rollup.eid} = k.eid and i.asset = k.asset and i.interval_seconds = k.seconds`)
  // The interval in which the cut lies is not whole: what is kept of it may count events after the cut.
  const whole = at.cut === undefined ? sql`true` : sql`i.starts_at < t.cut_start`
  const kept = sql`
    select ${shown('i')} from ${indexedTable(plain, rollup.intervals)} i
    where i.chain_id = ${at.chain.chainId}::integer and ${same} and ${whole}`
  const sums = Object.entries(rollup.sums).map(([name, expression]) => `${expression} as ${name}`)
  const [min, max, atEnd] = rollup.levels
  const order = 'order by n.block_number, n.log_index'
  const first = `(array_agg(n.${rollup.level} - (${rollup.moved}) ${order}))[1]`
  const levels = [
    `least(min(n.${rollup.level}), ${first}) as ${min}`,
    `greatest(max(n.${rollup.level}), ${first}) as ${max}`,
    `(array_agg(n.${rollup.level} order by n.block_number desc, n.log_index desc))[1] as ${atEnd}`,
  ]
  const begun = sql`
    select ${shown('i')} from (
      select t.cut_start as starts_at, count(*) as events, ${raw([...sums, ...levels].join(', '))}
      from ${indexedTable(at, rollup.events)} n
      where ${raw(`n.${rollup.eid} = k.eid and n.asset = k.asset and ${rollup.counted}`)}
        and ${blockTimesOf(at, sql`n`).within('>=', sql`t.cut_start`)}
    ) i where i.events > 0`
  const column = (values: readonly string[]) => sql`${[...values]}::text[]`
  return sql`
    select k.nth, t.read_to::text, p.*
    from unnest(
      ${column(keys.map(({ nth }) => String(nth)))}::integer[], ${column(keys.map(({ eid }) => String(eid)))}::integer[],
      ${column(keys.map(({ asset }) => asset))}, ${column(keys.map((key) => String(key.intervalSeconds)))}::integer[],
      ${column(keys.map(({ from }) => from.toString()))}::numeric[], ${column(keys.map(({ to }) => to.toString()))}::numeric[]
    ) as k (nth, eid, asset, seconds, since, before)
    cross join lateral (
      select r.read_to, div(r.read_to, k.seconds) * k.seconds as cut_start
      from (select ${indexedTime(at)} as read_to) r
    ) t
    left join lateral (
      (${kept} and i.starts_at >= k.since and i.starts_at < k.before)
      union all (${kept} and i.starts_at < k.since order by i.starts_at desc limit 1)
      ${at.cut === undefined ? sql`` : sql`union all (${begun} and t.cut_start < k.before)`}
    ) p on true`
}
