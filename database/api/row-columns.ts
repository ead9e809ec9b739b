import { oncePer } from './once-per.ts'
import { type Fragment, list, sql } from './sql.ts'

/** Columns of a row by their names; what does not fit a JavaScript number is cast to text. */
export type RowColumns = Readonly<Record<string, Fragment>>

/** The columns as a select list. */
export const selectList = oncePer(
  (columns: RowColumns): Fragment =>
    list(Object.entries(columns).map(([name, expression]) => sql`${expression} as ${sql(name)}`)),
)

/** The columns as one JSON object, which arrives as an object of the row's type. */
export const jsonRow = (columns: RowColumns): Fragment =>
  sql`(select to_jsonb(r) from (select ${selectList(columns)}) r)`
