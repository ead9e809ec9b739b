import { type Fragment, list, sql } from './sql.ts'

/** Columns of a row by their names; what does not fit a JavaScript number is cast to text. */
export type RowColumns = Readonly<Record<string, Fragment>>

const selectLists = new WeakMap<RowColumns, Fragment>()

/** The columns as a select list, made once for the same columns. */
export function selectList(columns: RowColumns): Fragment {
  const known = selectLists.get(columns)
  if (known !== undefined) return known
  const made = list(Object.entries(columns).map(([name, expression]) => sql`${expression} as ${sql(name)}`))
  selectLists.set(columns, made)
  return made
}

/** The columns as one JSON object, which arrives as an object of the row's type. */
export const jsonRow = (columns: RowColumns): Fragment =>
  sql`(select to_jsonb(r) from (select ${selectList(columns)}) r)`
