import type { ChainId } from '../domain/identifiers.ts'
import type { Sql } from './connect.ts'

/** Says that a chain's indexed tables are from now on those of `schemaName`. */
export async function registerIndexedSchema(
  sql: Sql,
  { chainId, schemaName }: { readonly chainId: ChainId; readonly schemaName: string },
): Promise<void> {
  await sql`
    insert into bulkhead.indexed_schema (chain_id, schema_name) values (${chainId}, ${schemaName})
    on conflict (chain_id) do update set schema_name = excluded.schema_name, registered_at = now()`
}

/** The Postgres schema of a chain's indexed tables; `undefined` until an indexer has registered it and made them. */
export async function findIndexedSchema(sql: Sql, chainId: ChainId): Promise<string | undefined> {
  const [row] = await sql<{ schema_name: string }[]>`
    select schema_name from bulkhead.indexed_schema
    where chain_id = ${chainId} and to_regclass(format('%I.packet_sent', schema_name)) is not null`
  return row?.schema_name
}
