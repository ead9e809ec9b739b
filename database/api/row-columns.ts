import type postgres from 'postgres'
import type { Sql } from '../connect.ts'
import { list } from './sql-list.ts'

/** Columns of a row by their names; what does not fit a JavaScript number is cast to text. */
export type RowColumns = Readonly<Record<string, postgres.Fragment>>

/** The columns as a select list. */
export const selectList = (sql: Sql, columns: RowColumns): postgres.Fragment =>
  list(
    sql,
    Object.entries(columns).map(([name, expression]) => sql`${expression} as ${sql(name)}`),
  )

/** The columns as one JSON object, which arrives as an object of the row's type. */
export const jsonRow = (sql: Sql, columns: RowColumns): postgres.Fragment =>
  sql`(select to_jsonb(r) from (select ${selectList(sql, columns)}) r)`
