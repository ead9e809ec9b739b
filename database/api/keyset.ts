import { type ColumnType, cast } from './filter.ts'
import { type Fragment, list, type Statement, sql } from './sql.ts'

/** A column that a list is ordered by. */
export interface Key {
  readonly expression: Fragment
  readonly type: ColumnType
}

/** One chain's part of a list. */
export interface Branch {
  /** Select list, without the keys. */
  readonly columns: Fragment
  readonly from: Fragment
  readonly where: Fragment
  /** Total order of the rows; the same number and types in every branch. */
  readonly keys: readonly Key[]
  /** Cheaper equivalents inside the branch, where the chain itself implies some keys. */
  readonly order?: Fragment
  readonly after?: Fragment
}

/** Which page of a list. */
export interface PageRequest {
  /** Rows in the page. */
  readonly first: number
  readonly descending: boolean
  /** Keys of the row before the page, as texts. */
  readonly after: readonly string[] | undefined
}

/** A page of a list. */
export interface Page<Row> {
  readonly rows: readonly { readonly row: Row; readonly key: readonly string[] }[]
  readonly hasNextPage: boolean
}

/** What a page's statement returns: the row, and its keys as `k0`, `k1` and so on. */
export type Keyed<Row> = Row & Readonly<Record<`k${number}`, string | number>>

/**
 * One statement for a page over all `branches`: each is cut to the page's length, then all are merged.
 *
 * @param options.decorate - Columns and joins added to the merged rows, whose table is called `m`.
 * @returns `undefined` without branches. One row more than the page tells that the list goes on.
 */
export function pageStatement<Row extends object>(options: {
  readonly branches: readonly Branch[]
  readonly page: PageRequest
  readonly decorate?: { readonly columns: Fragment; readonly joins: Fragment }
}): Statement<Keyed<Row>[]> | undefined {
  const { branches, page, decorate } = options
  const [sample] = branches
  if (sample === undefined) return undefined
  const direction = page.descending ? sql`desc` : sql`asc`
  const limit = page.first + 1
  const parts = branches.map((branch) => {
    const named = list(branch.keys.map(({ expression }, at) => sql`${expression} as ${sql(`k${at}`)}`))
    const after =
      branch.after ?? (page.after === undefined ? sql`true` : beyond(branch.keys, { ...page, after: page.after }))
    const order = branch.order ?? list(branch.keys.map(({ expression }) => sql`${expression} ${direction}`))
    return sql`(
      select ${branch.columns}, ${named} from ${branch.from}
      where ${branch.where} and ${after} order by ${order} limit ${limit}::integer)`
  })
  const keyNames = sample.keys.map((_key, at) => sql`m.${sql(`k${at}`)}`)
  const outerOrder = list(keyNames.map((name) => sql`${name} ${direction}`))
  return sql<Keyed<Row>[]>`
    select m.* ${decorate === undefined ? sql`` : sql`, ${decorate.columns}`}
    from (${list(parts, ' union all ')}) m ${decorate?.joins ?? sql``}
    order by ${outerOrder} limit ${limit}::integer`
}

/** Cuts the row beyond the page off. */
export function toPage<Row extends object>(
  rows: readonly Keyed<Row>[],
  { first, keys }: { readonly first: number; readonly keys: number },
): Page<Row> {
  const names = Array.from({ length: keys }, (_key, at) => `k${at}` as const)
  return {
    rows: rows.slice(0, first).map((row) => ({ row, key: names.map((name) => String(row[name])) })),
    hasNextPage: rows.length > first,
  }
}

/** One statement that counts the rows of all `branches`, wherever the page lies; `undefined` without branches. */
export function countStatement(branches: readonly Branch[]): Statement<{ readonly total: string }[]> | undefined {
  if (branches.length === 0) return undefined
  const counts = branches.map(({ from, where }) => sql`(select count(*) as rows from ${from} where ${where})`)
  return sql<{ total: string }[]>`select sum(rows)::text as total from (${list(counts, ' union all ')}) c`
}

/** Whether a row lies beyond the one with the keys `after`. */
export function beyond(
  keys: readonly Key[],
  { after, descending }: { readonly after: readonly string[]; readonly descending: boolean },
): Fragment {
  const keyList = list(keys.map(({ expression }) => expression))
  const values = keys.map(({ type }, at) => cast(after[at] ?? '', type))
  return sql`(${keyList}) ${descending ? sql`<` : sql`>`} (${list(values)})`
}
