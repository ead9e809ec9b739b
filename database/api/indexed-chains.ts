import type { Chain } from '../../chains/chain.ts'
import { type ReadingOrder, tableAsOf } from './as-of-tables.ts'
import { type Fragment, type Statement, sql } from './sql.ts'

/** A block that a chain is read as of. */
export interface ChainCut {
  readonly number: bigint
  /** Its block time, Unix seconds. */
  readonly time: bigint
}

/** A chain and the Postgres schema that holds its indexed tables. */
export interface IndexedChain {
  readonly chain: Chain
  /** Lower-case letters, digits and underscores; always quoted as an identifier. */
  readonly schema: string
  /** Present when the chain is read as it stood after a block, in place of the newest one. */
  readonly cut?: ChainCut
}

/** Every indexed table that the API reads. A schema that lacks one of them is not read at all. */
const requiredTables: readonly string[] = [
  '_ponder_checkpoint',
  '_ponder_meta',
  'block',
  'bucket',
  'bucket_change',
  'bucket_event',
  'bucket_interval',
  'compartment',
  'compartment_change',
  'compartment_interval',
  'contract_event',
  'hold',
  'hold_event',
  'hold_total',
  'liquidation',
  'market',
  'market_event',
  'market_position',
  'packet_delivered',
  'packet_sent',
  'packet_verified',
  'pathway',
  'position',
  'price_round',
  'receipt_balance',
  'receipt_transfer',
  'vault_event',
]

/** Form of a schema name that is let into a statement; PostgreSQL cuts names at 63 bytes. */
const schemaName = /^[a-z_][a-z0-9_]{0,62}$/

/** Those of `chains` whose indexed tables are registered and exist, in the order of `chains`. */
export async function readIndexedChains(
  chains: readonly Chain[],
  run: <Row>(statement: Statement<readonly Row[]>) => Promise<readonly Row[]>,
): Promise<readonly IndexedChain[]> {
  const rows = await run(sql<{ chain_id: number; schema_name: string }[]>`
    select s.chain_id, s.schema_name
    from bulkhead.indexed_schema s
    where (
      select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = s.schema_name and c.relname = any(${requiredTables}::text[])
    ) = ${requiredTables.length}`)
  return chains.flatMap((chain) => {
    const row = rows.find((candidate) => candidate.chain_id === chain.chainId)
    return row !== undefined && schemaName.test(row.schema_name) ? [{ chain, schema: row.schema_name }] : []
  })
}

/**
 * An indexed table of a chain: as it is, or where the chain has a cut, as it stood after that block, with the same
 * columns. It wants a name of its own in the `from` list.
 *
 * @param order - How the past is read; the outcome is the same.
 */
export const indexedTable = (
  { schema, cut }: IndexedChain,
  name: string,
  order: ReadingOrder = 'by-entity',
): Fragment =>
  cut === undefined ? sql`${sql(schema)}.${sql(name)}` : tableAsOf({ schema, name, number: cut.number, order })
