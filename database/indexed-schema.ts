import type { ChainId } from '../domain/identifiers.ts'
import type { Connection, Sql } from './connect.ts'

/** Says that a chain's indexed tables are from now on those of `schemaName`, and lets the API read them. */
export async function registerIndexedSchema(
  sql: Sql,
  { chainId, schemaName }: { readonly chainId: ChainId; readonly schemaName: string },
): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`
      insert into bulkhead.indexed_schema (chain_id, schema_name) values (${chainId}, ${schemaName})
      on conflict (chain_id) do update set schema_name = excluded.schema_name, registered_at = now()`
    await letRead(transaction, schemaName)
  })
}

/** Lets `bulkhead_reader` read the tables of a schema, those too that are made later. */
async function letRead(sql: Connection, schemaName: string): Promise<void> {
  const schema = sql(schemaName)
  await sql`create schema if not exists ${schema}`
  await sql`grant usage on schema ${schema} to bulkhead_reader`
  await sql`grant select on all tables in schema ${schema} to bulkhead_reader`
  await sql`alter default privileges in schema ${schema} grant select on tables to bulkhead_reader`
}

/** The Postgres schema of a chain's indexed tables; `undefined` until an indexer has registered it and made them. */
export async function findIndexedSchema(sql: Sql, chainId: ChainId): Promise<string | undefined> {
  const [row] = await sql<{ schema_name: string }[]>`
    select schema_name from bulkhead.indexed_schema
    where chain_id = ${chainId} and to_regclass(format('%I.packet_sent', schema_name)) is not null`
  return row?.schema_name
}

/** How far the indexer of a schema has come. */
export interface IndexedProgress {
  /** Newest block whose events are in the tables; zero before the first. */
  readonly block: bigint
  /** Whether it has read history to its end. */
  readonly ready: boolean
}

/** How far the tables of `schemaName` go; `undefined` while they do not exist. */
export async function readIndexedProgress(sql: Sql, schemaName: string): Promise<IndexedProgress | undefined> {
  const [made] = await sql<{ made: boolean }[]>`
    select to_regclass(format('%I._ponder_checkpoint', ${schemaName}::text)) is not null
      and to_regclass(format('%I._ponder_meta', ${schemaName}::text)) is not null as made`
  if (made?.made !== true) return undefined
  const [row] = await sql<{ block: bigint | null; ready: boolean | null }[]>`
    select (select max(substr(latest_checkpoint::text, 27, 16)::bigint) from ${sql(schemaName)}._ponder_checkpoint) as block,
      (select value->>'is_ready' = '1' from ${sql(schemaName)}._ponder_meta where key = 'app') as ready`
  return { block: row?.block ?? 0n, ready: row?.ready === true }
}

/** What a schema is remembered by whose rows are of a fork that its chain has left. */
export const deadFork = 'of a dead fork'

/** Remembers that the rows of a schema are of a fork that its chain has left, for as long as the schema exists. */
export async function markDeadFork(sql: Sql, schemaName: string): Promise<void> {
  await sql`comment on schema ${sql(schemaName)} is ${sql.unsafe(`'${deadFork}'`)}`
}

/**
 * Which of the schemas that one code may fill it is to fill now: the one that serves, unless it is of a dead fork; else the first after
 * every one that is.
 */
export async function chooseIndexedSchema(
  sql: Sql,
  { chainId, names }: { readonly chainId: ChainId; readonly names: readonly string[] },
): Promise<string> {
  const rows = await sql<{ name: string; dead: boolean; serves: boolean }[]>`
    select n.name, coalesce(obj_description(to_regnamespace(quote_ident(n.name))::oid, 'pg_namespace') = ${deadFork}, false) as dead,
      s.schema_name is not null as serves
    from unnest(${[...names]}::text[]) with ordinality as n (name, at)
    left join bulkhead.indexed_schema s on s.chain_id = ${chainId} and s.schema_name = n.name
    order by n.at`
  const serving = rows.find(({ serves, dead }) => serves && !dead)
  const chosen = serving ?? rows[rows.findLastIndex(({ dead }) => dead) + 1]
  if (chosen === undefined) throw new TypeError(`Chain ${chainId} has left ${names.length} forks`)
  return chosen.name
}

/** A block that an index has and takes for final, by Ponder's own measure; `undefined` when it has none. */
export async function findFinalIndexedBlock(
  sql: Sql,
  schemaName: string,
): Promise<{ readonly number: bigint; readonly hash: string } | undefined> {
  if ((await readIndexedProgress(sql, schemaName)) === undefined) return undefined
  const [row] = await sql<{ number: string; hash: string }[]>`
    select number, hash from ${sql(schemaName)}.block
    where number <= (
      select max(substr(finalized_checkpoint::text, 27, 16)::numeric) from ${sql(schemaName)}._ponder_checkpoint)
    order by number desc limit 1`
  return row === undefined ? undefined : { number: BigInt(row.number), hash: row.hash }
}

/** Where Ponder keeps what RPC providers answered, per chain, for every index of the database. */
const rpcCache = [
  ...['intervals', 'logs', 'blocks', 'transactions', 'transaction_receipts', 'traces'],
  ...['rpc_request_results', 'factory_addresses'],
]

/** Forgets what RPC providers answered about a chain. */
export async function forgetRpcAnswers(sql: Sql, chainId: ChainId): Promise<void> {
  const [found] = await sql`select 1 from pg_namespace where nspname = 'ponder_sync'`
  if (found === undefined) return
  await sql.begin(async (transaction) => {
    for (const table of rpcCache) {
      await transaction`delete from ponder_sync.${transaction(table)} where chain_id = ${chainId}`
    }
  })
}

/** Seconds without a sign of life after which no indexer works on a schema any more; Ponder gives one every ten. */
const silentSeconds = 60

/**
 * Drops the schemas named `prefix` and twelve hexadecimal digits that are registered for no chain and that no indexer has
 * worked on for a minute.
 *
 * @returns Their names.
 */
export async function pruneIndexedSchemas(sql: Sql, prefix: string): Promise<readonly string[]> {
  const candidates = await sql<{ name: string }[]>`
    select nspname as name from pg_namespace
    where nspname ~ ${`^${prefix}[0-9a-f]{12}$`} and nspname not in (select schema_name from bulkhead.indexed_schema)
      and to_regclass(format('%I._ponder_meta', nspname)) is not null
    order by nspname`
  const dropped: string[] = []
  for (const { name } of candidates) {
    const [row] = await sql<{ silent: boolean }[]>`
      select coalesce(bool_and(
        to_timestamp((value->>'heartbeat_at')::numeric / 1000) < now() - make_interval(secs => ${silentSeconds})), true) as silent
      from ${sql(name)}._ponder_meta where key = 'app'`
    if (row?.silent !== true) continue
    await sql`drop schema ${sql(name)} cascade`
    dropped.push(name)
  }
  return dropped
}
