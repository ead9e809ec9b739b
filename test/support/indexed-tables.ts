import { getTableConfig } from 'drizzle-orm/pg-core'
import type { Connection, Sql } from '../../database/connect.ts'
import * as onchain from '../../schemas/onchain/index.ts'

const quote = (name: string): string => `"${name}"`

interface TableStatements {
  readonly table: string
  readonly create: string
  readonly indexes: readonly string[]
}

function statementsOf(schema: string): readonly TableStatements[] {
  return Object.values(onchain).map((definition) => {
    const { name, columns, primaryKeys, indexes } = getTableConfig(definition)
    const target = `${quote(schema)}.${quote(name)}`
    const parts = [
      ...columns.map(
        (column) =>
          `${quote(column.name)} ${column.getSQLType()}${column.notNull ? ' not null' : ''}${column.primary ? ' primary key' : ''}`,
      ),
      ...primaryKeys.map((key) => `primary key (${key.columns.map((column) => quote(column.name)).join(', ')})`),
    ]
    const indexed = indexes.map(({ config }) => {
      const keys = config.columns.map((column) => {
        if (!('name' in column) || typeof column.name !== 'string')
          throw new TypeError(`${name} has an index over an expression`)
        return quote(column.name)
      })
      return `create index on ${target} (${keys.join(', ')})`
    })
    return { table: name, create: `create table ${target} (${parts.join(', ')})`, indexes: indexed }
  })
}

/**
 * Makes a chain's indexed tables the way Ponder does, from the definitions in `schemas/onchain`, with Ponder's own two
 * tables beside them.
 *
 * @param options.fill - Fills the tables before they get their indexes, which is faster.
 */
export async function createIndexedTables(
  sql: Sql,
  schema: string,
  { fill }: { readonly fill?: () => Promise<void> } = {},
): Promise<void> {
  const tables = statementsOf(schema)
  await sql.unsafe(
    [
      `create schema if not exists ${quote(schema)}`,
      ...tables.map(({ create }) => create),
      `create table ${quote(schema)}._ponder_meta ("key" text primary key, "value" jsonb not null)`,
      `create table ${quote(schema)}._ponder_checkpoint (
        chain_name text primary key, chain_id bigint not null, safe_checkpoint varchar(75) not null,
        latest_checkpoint varchar(75) not null, finalized_checkpoint varchar(75) not null)`,
    ].join(';\n'),
  )
  await fill?.()
  await sql.unsafe(tables.flatMap(({ indexes }) => indexes).join(';\n'))
  // What was filled in bulk is not known to the planner yet.
  if (fill !== undefined)
    for (const { table } of tables) await sql.unsafe(`vacuum analyze ${quote(schema)}.${quote(table)}`)
}

/** Inserts a row; keys are column names, amounts decimal texts. */
export async function insertRow(
  sql: Connection,
  {
    schema,
    table,
    row,
  }: { readonly schema: string; readonly table: string; readonly row: Readonly<Record<string, unknown>> },
): Promise<void> {
  const entries = Object.entries(row).filter(([, value]) => value !== undefined)
  const columns = entries.map(([name]) => `"${name}"`).join(', ')
  const places = entries.map((_entry, at) => `$${at + 1}`).join(', ')
  const values = entries.map(([, value]) => (value === null || value instanceof Date ? value : String(value)))
  await sql.unsafe(`insert into "${schema}"."${table}" (${columns}) values (${places})`, values)
}

/** Says where a chain's indexer is, the way Ponder does, all at once. */
export async function writeCheckpoint(
  sql: Sql,
  {
    schema,
    chainId,
    ...at
  }: {
    readonly schema: string
    readonly chainId: number
    readonly block: number
    readonly blockTime: number
    readonly heartbeatMs: number
    readonly ready?: boolean
    readonly locked?: boolean
  },
): Promise<void> {
  const digits = (value: number, length: number): string => String(value).padStart(length, '0')
  const checkpoint = `${digits(at.blockTime, 10)}${digits(chainId, 16)}${digits(at.block, 16)}${'9'.repeat(33)}`
  await sql.begin(async (transaction) => {
    await transaction.unsafe(`delete from "${schema}"._ponder_checkpoint; delete from "${schema}"._ponder_meta`)
    await transaction.unsafe(`insert into "${schema}"._ponder_checkpoint values ('indexed', $1, $2, $2, $2)`, [
      String(chainId),
      checkpoint,
    ])
    await transaction.unsafe(`insert into "${schema}"._ponder_meta values ('app', $1::text::jsonb)`, [
      JSON.stringify({
        is_ready: at.ready === false ? 0 : 1,
        is_locked: at.locked === false ? 0 : 1,
        heartbeat_at: at.heartbeatMs,
      }),
    ])
  })
}
