import type { ChainId } from '../domain/identifiers.ts'
import type { Sql } from './connect.ts'
import { findIndexedSchema } from './indexed-schema.ts'

/** Messages of one lane that are under way: not executed, and not undone by a reorg. */
export interface LaneFigures {
  readonly source: number
  readonly destination: number
  readonly pending: number
  /** Age of the oldest, by the time of its source block where the index has it, else since it was first seen. */
  readonly oldestSeconds: number
}

/** Lanes from a chain on which something is under way. Floats: for figures only. */
export async function readLaneFigures(sql: Sql, source: ChainId): Promise<readonly LaneFigures[]> {
  const schemaName = await findIndexedSchema(sql, source)
  if (schemaName === undefined) return []
  const rows = await sql<{ destination: number; pending: number; oldest: number }[]>`
    select k.destination_chain_id as destination, count(*)::integer as pending,
      max(extract(epoch from now() - coalesce(to_timestamp(p.block_time::bigint), k.seen_at)))::float8 as oldest
    from bulkhead.packet k
    left join ${sql(schemaName)}.packet_sent p on p.chain_id = k.source_chain_id and p.guid = k.guid
    where k.source_chain_id = ${source} and k.executed_at is null and k.settled_at is null and k.orphaned_at is null
    group by 1`
  return rows.map(({ destination, pending, oldest }) => ({
    source,
    destination,
    pending,
    oldestSeconds: Math.max(0, oldest),
  }))
}

/** What a bucket can still take, in whole units of its asset. Floats: for figures only. */
export interface BucketFigures {
  readonly homeEid: number
  readonly asset: string
  readonly capacity: number
  readonly level: number
  /** Capacity less level, never below zero. */
  readonly room: number
}

/** Buckets of a host chain as its indexer has them; none while it has no index. */
export async function readBucketFigures(sql: Sql, host: ChainId): Promise<readonly BucketFigures[]> {
  const schemaName = await findIndexedSchema(sql, host)
  if (schemaName === undefined) return []
  const rows = await sql<{ src_eid: number; asset: string; capacity: number; level: number }[]>`
    select b.src_eid, b.asset, (b.bucket_capacity / power(10::numeric, b.decimals))::float8 as capacity,
      (b.bucket_level / power(10::numeric, b.decimals))::float8 as level
    from ${sql(schemaName)}.bucket b where b.chain_id = ${host}`
  return rows.map(({ src_eid, asset, capacity, level }) => ({
    homeEid: src_eid,
    asset,
    capacity,
    level,
    room: Math.max(0, capacity - level),
  }))
}
