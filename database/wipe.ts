import type { Sql } from './connect.ts'

/** Whether the database holds Bulkhead's durable tables. */
export async function hasBulkhead(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`select to_regnamespace('bulkhead') is not null as found`
  return row?.found === true
}

/** Drops everything of Bulkhead's and its indexer's, RPC cache included: for chains that begin anew. */
export async function wipe(sql: Sql): Promise<void> {
  const schemas = await sql<{ name: string }[]>`
    select nspname as name from pg_namespace
    where nspname = 'bulkhead' or nspname ~ '^bulkhead_[a-z0-9_]+_[0-9a-f]{8,12}$' or nspname = 'ponder_sync'`
  for (const { name } of schemas) await sql`drop schema ${sql(name)} cascade`
}
