import type { Sql } from './connect.ts'

/** Creates an empty database on the same server, unless there is one of that name. */
export async function ensureDatabase(sql: Sql, name: string): Promise<void> {
  const [found] = await sql`select 1 from pg_database where datname = ${name}`
  if (found === undefined) await sql`create database ${sql(name)}`
}
