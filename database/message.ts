import type { Guid } from '../domain/identifiers.ts'
import type { TrackedPacket } from '../relayer/ports.ts'
import type { Sql } from './connect.ts'
import { type PacketRow, toTrackedPacket } from './packet-row.ts'

/** A message that is on record, and no reorg has undone; `undefined` when there is none. */
export async function findMessage(sql: Sql, guid: Guid): Promise<TrackedPacket | undefined> {
  const [row] = await sql<PacketRow[]>`
    select * from bulkhead.packet where guid = ${guid} and orphaned_at is null
    order by executed_at nulls last, seen_at desc limit 1`
  return row === undefined ? undefined : toTrackedPacket(row)
}
