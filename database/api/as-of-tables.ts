import { bucketParameters, compartmentParameters } from './parameters.ts'
import { type Fragment, list, raw, sql } from './sql.ts'

/** A table of events to look the newest one up in. */
interface Newest {
  readonly table: string
  /** Columns that tell the entity, called the same in both tables. */
  readonly on: readonly string[]
  readonly where?: string
  /** Whether an entity without any such event is still there. */
  readonly optional?: boolean
}

/**
 * How a table of what stands now is had from the events beside it. `columns` are SQL over the entity `e`, whose
 * unchanging columns they take, and over the newest events `a` and `b`; names are those of the table.
 */
interface Derivation {
  readonly newest: readonly Newest[]
  /** The entity's own column with the block of its newest event: up to there it is as it is now, and nothing is looked up. */
  readonly changedIn?: string
  readonly columns: Readonly<Record<string, string>>
}

const from = (source: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `${source}.${name}`]))
const orZero = (source: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, `coalesce(${source}.${name}, 0)`]))

const holdKey = ['side', 'eid', 'asset'] as const

const derivations: Readonly<Record<string, Derivation>> = {
  bucket: {
    newest: [
      { table: 'bucket_change', on: ['src_eid', 'asset'] },
      { table: 'bucket_event', on: ['src_eid', 'asset'], optional: true },
    ],
    columns: {
      ...from('e', ['chain_id', 'src_eid', 'asset', 'buckets', 'receipt', 'name', 'symbol', 'decimals', 'opened_at']),
      ...from('a', bucketParameters),
      ...orZero('b', ['bucket_level', 'total_minted', 'total_burned', 'mint_count', 'burn_count']),
      updated_block: 'greatest(a.block_number, b.block_number)',
    },
  },
  compartment: {
    newest: [
      { table: 'compartment_change', on: ['dst_eid', 'asset'] },
      { table: 'vault_event', on: ['dst_eid', 'asset'], optional: true },
    ],
    columns: {
      ...from('e', ['chain_id', 'dst_eid', 'asset', 'vault', 'escrow', 'opened_at']),
      ...from('a', compartmentParameters),
      ...orZero('b', [
        'locked',
        'total_locked',
        'total_released',
        'total_refunded',
        'total_voided',
        'total_loss',
        'lock_count',
        'release_count',
      ]),
      updated_block: 'greatest(a.block_number, b.block_number)',
    },
  },
  position: {
    newest: [
      { table: 'vault_event', on: ['account', 'dst_eid', 'asset'], where: 'n.account_total_locked is not null' },
    ],
    changedIn: 'updated_block',
    columns: {
      ...from('e', ['chain_id', 'dst_eid', 'asset', 'account', 'opened_at']),
      total_locked: 'a.account_total_locked',
      total_released: 'a.account_total_released',
      total_refunded: 'a.account_total_refunded',
      lock_count: 'a.account_lock_count',
      release_count: 'a.account_release_count',
      updated_at: 'a.block_time',
      updated_block: 'a.block_number',
    },
  },
  receipt_balance: {
    newest: [{ table: 'receipt_transfer', on: ['account', 'receipt'] }],
    changedIn: 'updated_block',
    columns: {
      ...from('e', ['chain_id', 'receipt', 'account']),
      balance: 'a.balance',
      updated_at: 'a.block_time',
      updated_block: 'a.block_number',
    },
  },
  hold: {
    newest: [{ table: 'hold_event', on: [...holdKey, 'hold_id'] }],
    changedIn: 'block_number',
    columns: {
      ...from('e', ['chain_id', ...holdKey, 'hold_id', 'contract', 'guid', 'receiver', 'refund_to']),
      ...from('e', ['held_amount', 'held_at']),
      ...from('a', ['block_number', 'log_index', 'block_hash', 'block_time', 'tx_hash']),
      ...from('a', ['kind', 'due_at', 'status', 'refund_guid']),
      amount: 'a.remaining',
    },
  },
  pathway: {
    newest: [{ table: 'packet_delivered', on: ['src_eid', 'sender', 'receiver'] }],
    columns: {
      ...from('e', ['chain_id', 'src_eid', 'sender', 'receiver']),
      ...from('a', ['highest_nonce', 'executed_through']),
    },
  },
  hold_total: {
    newest: [{ table: 'hold_event', on: holdKey }],
    columns: {
      ...from('e', ['chain_id', ...holdKey]),
      ...from('a', ['held', 'waiting', 'reserved', 'open_count', 'total_released', 'total_refunded', 'total_voided']),
      updated_block: 'a.block_number',
    },
  },
  market: {
    newest: [{ table: 'market_event', on: ['contract', 'market_id'] }],
    columns: {
      ...from('e', ['chain_id', 'protocol', 'contract', 'market_id', 'asset', 'collateral_asset', 'opened_at']),
      ...from('a', ['supply_assets', 'supply_shares', 'debt_assets', 'debt_shares', 'collateral']),
      ...from('a', ['supply_rate_assets', 'supply_rate_shares', 'debt_rate_assets', 'debt_rate_shares']),
      updated_at: 'a.block_time',
      updated_block: 'a.block_number',
    },
  },
  market_position: {
    newest: [
      {
        table: 'market_event',
        on: ['account', 'contract', 'market_id'],
        where: 'n.account_supply_shares is not null',
      },
    ],
    changedIn: 'updated_block',
    columns: {
      ...from('e', ['chain_id', 'contract', 'market_id', 'account', 'opened_at']),
      supply_shares: 'a.account_supply_shares',
      debt_shares: 'a.account_debt_shares',
      collateral: 'a.account_collateral',
      updated_at: 'a.block_time',
      updated_block: 'a.block_number',
    },
  },
}

/** That two rows, by the names they are read under, are of one entity. */
const same = (on: readonly string[], one: string, other: string): string =>
  on.map((column) => `${one}.${column} = ${other}.${column}`).join(' and ')

/** Tables that say where the indexer is, and so are of no block. */
const timeless: readonly string[] = ['_ponder_checkpoint', '_ponder_meta']

/**
 * How a table of the past is read: every entity with its newest event, or the events from the newest one back, each that no
 * later one of its entity follows. The second is for pages in the order of events: it reads no more than the page.
 */
export type ReadingOrder = 'by-entity' | 'by-event'

/**
 * A chain's table as it stood right after the block `number`, with the columns of the table: event tables cut off
 * there, the others had from the newest event of each entity no later than it, one look-up in an index each.
 */
export function tableAsOf({
  schema,
  name,
  number,
  order,
}: {
  readonly schema: string
  readonly name: string
  readonly number: bigint
  readonly order: ReadingOrder
}): Fragment {
  const table = (of: string): Fragment => sql`${sql(schema)}.${sql(of)}`
  if (timeless.includes(name)) return table(name)
  const bound = sql`${number.toString()}::text::numeric`
  const derivation = derivations[name]
  if (derivation === undefined) return sql`(select * from ${table(name)} where block_number <= ${bound})`
  const past = { table, name, bound, derivation }
  if (order === 'by-event') return byEvent(past)
  if (derivation.changedIn !== undefined) return sinceChanged(past)
  const columns = Object.entries(derivation.columns).map(([column, expression]) => `${expression} as ${column}`)
  const [first, second] = derivation.newest.map((events, at) => {
    const lookup = sql`${newestEvent(past, events)} ${sql(at === 0 ? 'a' : 'b')}`
    return events.optional === true ? sql`left join lateral ${lookup} on true` : sql`cross join lateral ${lookup}`
  })
  return sql`(select ${raw(columns.join(', '))} from ${table(name)} e ${first ?? sql``} ${second ?? sql``})`
}

/** A table of the past. */
interface Past {
  /** A table of its chain. */
  readonly table: (of: string) => Fragment
  readonly name: string
  /** The last block. */
  readonly bound: Fragment
  readonly derivation: Derivation
}

/** The newest event of an entity `e`, looked up where `only` holds. */
const newestEvent = ({ table, bound }: Past, { table: events, on, where }: Newest, only = sql`true`): Fragment => {
  const conditions = [same(on, 'n', 'e'), ...(where === undefined ? [] : [where])].join(' and ')
  return sql`(select * from ${table(events)} n where ${only} and ${raw(conditions)} and n.block_number <= ${bound}
    order by n.block_number desc, n.log_index desc limit 1)`
}

/** The events of an entity that has one kind of them. */
function onlyEvents({ name, derivation: { newest } }: Past): Newest {
  const [events] = newest
  if (events === undefined || newest.length > 1) throw new TypeError(`${name} is not had from one kind of event`)
  return events
}

/** Entities as they are now, of which those that changed later are looked up. */
function sinceChanged(past: Past): Fragment {
  const { table, name, bound, derivation } = past
  const isChanged = sql`e.${raw(derivation.changedIn ?? '')} > ${bound}`
  const selected = Object.entries(derivation.columns).map(([column, expression]) =>
    expression === `e.${column}`
      ? raw(expression)
      : sql`case when ${isChanged} then ${raw(expression)} else e.${raw(column)} end as ${raw(column)}`,
  )
  return sql`(select ${list(selected)} from ${table(name)} e
    left join lateral ${newestEvent(past, onlyEvents(past), isChanged)} a on true
    where not ${isChanged} or a.block_number is not null)`
}

/**
 * Events that none of their entity follows. What does not change is looked up in the entity row by row, and nothing is joined:
 * the planner takes the condition for far stricter than it is, and would begin with the entities.
 */
function byEvent(past: Past): Fragment {
  const { table, name, bound, derivation } = past
  const { table: events, on, where = 'true' } = onlyEvents(past)
  const selected = Object.entries(derivation.columns).map(([column, expression]) => {
    if (!expression.startsWith('e.')) return raw(`${expression} as ${column}`)
    if (column === 'chain_id' || on.includes(column)) return raw(`a.${column}`)
    return sql`(select ${raw(expression)} from ${table(name)} e where ${raw(same(on, 'e', 'a'))}) as ${sql(column)}`
  })
  return sql`(select ${list(selected)} from ${table(events)} a
    where ${raw(where.replaceAll('n.', 'a.'))} and a.block_number <= ${bound} and (
      select true from ${table(events)} n where ${raw(`${same(on, 'n', 'a')} and ${where}`)}
        and n.block_number <= ${bound} and (n.block_number, n.log_index) > (a.block_number, a.log_index) limit 1) is null)`
}
