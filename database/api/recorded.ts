import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { sql } from './sql.ts'

/** What a moment of the database is called, and which messages the relayer had something new of since another. */
export interface Recorded {
  /** PostgreSQL's name of the snapshot that was read: `xmin:xmax:xip,…`. */
  readonly snapshot: string
  readonly guids: readonly Hex[]
}

/**
 * Messages of which the relayer has recorded since a snapshot that they are attested or verifiable, or why not, before they
 * were executed. Exact: a row is new if the transaction that wrote it is not in that snapshot, whatever its clock said. At
 * most one more than `most`.
 *
 * @param since - Undefined for a snapshot alone.
 */
export async function readRecorded(
  database: ApiDatabase,
  { since, most }: { readonly since: string | undefined; readonly most: number },
): Promise<Recorded> {
  // A row names its transaction by the lower half of the number.
  const written = sql`(n.newest - ((n.newest - p.xmin::text::bigint) & 4294967295))::text::xid8`
  const isNew =
    since === undefined ? sql`false` : sql`not pg_visible_in_snapshot(${written}, ${since}::text::pg_snapshot)`
  const rows = await database.read(
    () => sql<{ snapshot: string; guid: Hex | null }[]>`
      select n.snapshot, p.guid
      from (
        select pg_current_snapshot()::text as snapshot, pg_snapshot_xmax(pg_current_snapshot())::text::bigint as newest,
          ${since ?? null}::text::pg_snapshot as since
        offset 0
      ) n
      left join lateral (
        select p.guid from bulkhead.packet p
        where p.settled_at is null and p.orphaned_at is null and p.executed_at is null
          and (p.attested_at is not null or p.verifiable_at is not null or p.failure is not null) and ${isNew}
        limit ${most + 1}::integer
      ) p on true`,
  )
  return { snapshot: rows[0]?.snapshot ?? '', guids: rows.flatMap(({ guid }) => (guid === null ? [] : [guid])) }
}
