import { deadFork } from '../indexed-schema.ts'
import type { ApiDatabase } from './api-database.ts'
import { indexedTable } from './indexed-chains.ts'
import { list, sql } from './sql.ts'

/** What is known of one chain's indexer; block numbers and times in Unix seconds are texts. */
export interface IndexerStatusRow {
  readonly chain_id: number
  /** Whether an indexer has registered a schema, made its tables or not. */
  readonly registered: boolean
  readonly schema_name: string | null
  /** Whether its rows are of a fork that the chain has left below finality. */
  readonly reorged: boolean
  readonly head_number: bigint | null
  readonly head_time: bigint | null
  readonly finalized_number: bigint | null
  readonly observed_at: Date | null
  /** Null, like all below, while the tables do not exist. */
  readonly checkpoint: string | null
  readonly indexed_number: string | null
  readonly indexed_time: string | null
  /** Whether Ponder has read history to its end. */
  readonly ready: boolean | null
  /** Whether Ponder holds its schema's lock; it lets go when it is stopped in order. */
  readonly locked: boolean | null
  /** Ponder's last sign of life, milliseconds since 1970. */
  readonly heartbeat_ms: string | null
}

/**
 * One row per chain of the deployment, in one statement. Ponder's checkpoint is 75 digits: 10 of block time, 16 of
 * chain id, 16 of block number, then the place in the block; all zero before the first block.
 */
export function readIndexerStatus(database: ApiDatabase): Promise<readonly IndexerStatusRow[]> {
  const { chains } = database
  return database.read((indexed) => {
    const none = sql`select null::integer as chain_id, null::text as checkpoint, null::jsonb as app where false`
    const parts = indexed.map(
      (at) => sql`
        select ${at.chain.chainId}::integer, c.latest_checkpoint::text,
          (select value::jsonb from ${indexedTable(at, '_ponder_meta')} where key = 'app')
        from ${indexedTable(at, '_ponder_checkpoint')} c where c.chain_id = ${at.chain.chainId}`,
    )
    return sql<IndexerStatusRow[]>`
      select w.chain_id, s.chain_id is not null as registered, s.schema_name,
        coalesce(obj_description(to_regnamespace(quote_ident(s.schema_name))::oid, 'pg_namespace') = ${deadFork}::text, false) as reorged,
        h.head_number, h.head_time,
        h.finalized_number, h.observed_at, p.checkpoint,
        nullif(substr(p.checkpoint, 27, 16)::numeric, 0)::text as indexed_number,
        nullif(substr(p.checkpoint, 1, 10)::numeric, 0)::text as indexed_time,
        (p.app->>'is_ready') = '1' as ready, (p.app->>'is_locked') = '1' as locked,
        p.app->>'heartbeat_at' as heartbeat_ms
      from unnest(${chains.map(({ chainId }) => String(chainId))}::text[]::integer[]) as w (chain_id)
      left join bulkhead.indexed_schema s on s.chain_id = w.chain_id
      left join bulkhead.chain_head h on h.chain_id = w.chain_id
      left join (${list([none, ...parts], ' union all ')}) p on p.chain_id = w.chain_id`
  })
}
