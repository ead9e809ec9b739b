import { encodeCursor } from '../../../api/cursor.ts'
import type { Sql } from '../../../database/connect.ts'
import { indexSchema, worldChains } from './world.ts'

/** One request: what the API is sent, and the same for the floor. */
export interface Sample {
  readonly variables: Readonly<Record<string, unknown>>
  /** Requests of one variant come to the same SQL. */
  readonly variant: string
  /** What of the variables stands in the SQL, as texts, in an order that is the operation's own. */
  readonly values: readonly string[]
}

/** A kind of request that is measured. */
export interface Operation {
  readonly name: 'list' | 'history' | 'exposure'
  readonly document: string
  /** Requests of chance. */
  sample(sql: Sql, count: number): Promise<readonly Sample[]>
  /** One request per variant whose values occur nowhere else. */
  readonly marked: readonly Sample[]
  /** The rows of an answer and those of the floor in one form, to be compared. */
  fromAnswer(data: never): readonly (readonly string[])[]
  fromRows(rows: never, sample: Sample): readonly (readonly string[])[]
}

const schemas = worldChains.map(({ chainId }) => ({ chainId, schema: indexSchema(chainId) }))
const eids = new Map<number, number>(worldChains.map(({ chainId, eid }) => [eid, chainId]))
const hostOf = (eid: number): string => String(eids.get(eid))
/** Rows of chance of a table, from every chain. */
async function anyRows(sql: Sql, table: string, columns: string, count: number) {
  const each = Math.ceil(count / schemas.length)
  const parts = schemas.map(
    ({ schema }) => `(select ${columns} from "${schema}".${table} order by random() limit ${each})`,
  )
  return sql.unsafe<Record<string, string>[]>(`select * from (${parts.join(' union all ')}) r order by random()`)
}

/** Keys of a list of positions by their newest event. */
const positionKey = ['updated_at', 'chain_id', 'updated_block', 'dst_eid', 'asset', 'account']

const listCursor = (key: readonly string[]): string =>
  encodeCursor({ list: 'positions', order: 'UPDATED_AT_DESC', keyTypes: [] }, key)

const positionFields = `nodes {
  id account home { id name } host { id name } asset { symbol } totalLocked { raw value usd } totalReleased { raw }
  lockCount updatedAt compartment { id locked { raw value } state }
} pageInfo { hasNextPage endCursor }`

interface PositionAnswer {
  readonly positions: {
    readonly nodes: readonly {
      readonly id: string
      readonly totalLocked: { readonly raw: string }
      readonly lockCount: number
      readonly compartment: { readonly locked: { readonly raw: string } }
    }[]
  }
}

/** A page of fifty positions, anywhere in the list. */
export const list: Operation = {
  name: 'list',
  document: `query ($after: String) { positions(first: 50, after: $after) { ${positionFields} } }`,
  async sample(sql, count) {
    const rows = await anyRows(sql, 'position', positionKey.join(', '), count)
    return rows.map((row) => sampleOf(positionKey.map((name) => `${row[name]}`)))
  },
  marked: [
    sampleOf(['1999999991', '2147480001', '1999999993', '2147480002', `0x${'a1'.repeat(20)}`, `0x${'b2'.repeat(20)}`]),
  ],
  fromAnswer: ({ positions }: PositionAnswer) =>
    positions.nodes.map(({ id, totalLocked, lockCount, compartment }) => [
      id.toLowerCase(),
      totalLocked.raw,
      String(lockCount),
      compartment.locked.raw,
    ]),
  fromRows: ([rows]: readonly [readonly PositionRow[]]) =>
    rows
      .slice(0, 50)
      .map(({ chain_id, dst_eid, asset, account, total_locked, lock_count, compartment }) => [
        `${chain_id}:${hostOf(dst_eid)}:${asset}:${account}`,
        String(total_locked),
        String(lock_count),
        String(compartment.locked),
      ]),
}

interface PositionRow {
  readonly chain_id: number
  readonly dst_eid: number
  readonly asset: string
  readonly account: string
  readonly total_locked: string
  readonly lock_count: number
  readonly compartment: { readonly locked: string }
}

function sampleOf(key: readonly string[]): Sample {
  return { variables: { after: listCursor(key) }, variant: '', values: key }
}

const eventCursor = (key: readonly string[]): string =>
  encodeCursor({ list: 'vaultEvents', order: 'TIME_DESC', keyTypes: [] }, key)
const eventSample = (chainId: string, [time = '', block = '', log = '']: readonly string[]): Sample => ({
  variables: { after: eventCursor([time, chainId, block, log]) },
  variant: chainId,
  values: [time, block, log],
})

interface EventAnswer {
  readonly vaultEvents: {
    readonly nodes: readonly { readonly id: string; readonly amount: { readonly raw: string } }[]
  }
}

/** A page of fifty locks and releases, anywhere in the history. */
export const history: Operation = {
  name: 'history',
  document: `query ($after: String) { vaultEvents(first: 50, after: $after) {
    nodes {
      id kind home { id name } host { id name } asset { symbol } account time blockNumber txHash guid
      amount { raw value usd } lockedAfter { raw }
    } pageInfo { hasNextPage endCursor } } }`,
  async sample(sql, count) {
    const rows = await anyRows(sql, 'vault_event', 'chain_id, block_time, block_number, log_index', count)
    return rows.map((row) =>
      eventSample(`${row['chain_id']}`, [row['block_time'], row['block_number'], row['log_index']].map(String)),
    )
  },
  marked: worldChains.map(({ chainId }) => eventSample(String(chainId), ['1999999991', '999999992', '999993'])),
  fromAnswer: ({ vaultEvents }: EventAnswer) => vaultEvents.nodes.map(({ id, amount }) => [id, amount.raw]),
  fromRows: ([rows]: readonly [readonly { readonly id: string; readonly amount: string }[]]) =>
    rows.slice(0, 50).map(({ id, amount }) => [id, String(amount)]),
}

interface ExposureAnswer {
  readonly exposure: readonly {
    readonly role: string
    readonly chain: { readonly id: number }
    readonly counterpart: { readonly id: number }
    readonly amount: { readonly raw: string }
    readonly inFlight: { readonly raw: string }
  }[]
}
interface ExposureRow {
  readonly role: string
  readonly chain_id: number
  readonly counterpart_eid: number
  readonly amount: string
}

/** What a chain carries, on both its sides, with what is on its way. */
export const exposure: Operation = {
  name: 'exposure',
  document: `query ($chain: Int!) { exposure(where: { chainId: $chain }) {
    role chain { id name } counterpart { id name } asset { symbol } amount { raw value usd } capacity { raw } held { raw }
    inFlight { raw value } state id asOfBlock } }`,
  sample: async (_sql, count) =>
    Array.from({ length: count }, (_, at) => {
      const chain = worldChains[at % worldChains.length]?.chainId
      return { variables: { chain }, variant: '', values: [] }
    }),
  marked: [{ variables: { chain: worldChains[0]?.chainId }, variant: '', values: [] }],
  fromAnswer: ({ exposure: rows }: ExposureAnswer) =>
    rows.map(({ role, chain, counterpart, amount }) => [role, String(chain.id), String(counterpart.id), amount.raw]),
  // Beside what is on its way, the prices and how far the chains are indexed.
  fromRows: (statements: readonly (readonly ExposureRow[])[], { variables }) =>
    (statements.find(([row]) => row !== undefined && 'role' in row) ?? [])
      .filter(({ chain_id }) => chain_id === variables['chain'])
      .map(({ role, chain_id, counterpart_eid, amount }) => [
        role,
        String(chain_id),
        hostOf(counterpart_eid),
        String(amount),
      ]),
}

/** The same page as of a moment. */
export const listAsOf = `query ($after: String, $asOf: AsOf) {
  positions(first: 50, after: $after, asOf: $asOf) { ${positionFields} } }`

/** Pages of chance as of moments of chance, no cursor later than its moment. */
export async function asOfSamples(sql: Sql, count: number): Promise<readonly Sample[]> {
  const rows = await anyRows(sql, 'vault_event', 'block_time', count)
  return rows.map(({ block_time }) => {
    const timestamp = new Date(Number(block_time) * 1_000).toISOString()
    return { variables: { asOf: { timestamp } }, variant: '', values: [] }
  })
}

/** The first page of the list of positions, and the last. */
export async function lastPages(sql: Sql): Promise<{ readonly first: Sample; readonly last: Sample }> {
  const key = positionKey.join(', ')
  const parts = schemas.map(({ schema }) => `select ${key} from "${schema}".position`)
  const [row] = await sql.unsafe<Record<string, string>[]>(
    `select * from (${parts.join(' union all ')}) r order by ${key} offset 50 limit 1`,
  )
  const values = positionKey.map((name) => `${row?.[name]}`)
  return { first: { variables: {}, variant: '', values: [] }, last: sampleOf(values) }
}
