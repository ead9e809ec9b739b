import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { DomainError } from '../domain/errors.ts'
import type { Sql } from './connect.ts'

/** An applied migration's text differs from the file: migrations are never edited. */
export class MigrationChangedError extends DomainError {
  readonly code = 'MIGRATION_CHANGED'
  readonly retryable = false
  constructor(readonly facts: { readonly version: string }) {
    super(`Migration ${facts.version} was edited after it had been applied to this database.`, {
      hint: 'Restore the file and put the change into a new migration.',
    })
  }
}

/** The database holds the other kind of tables: an attestor's memory and the shared tables lie in two databases. */
export class DatabaseOfOtherKindError extends DomainError {
  readonly code = 'DATABASE_OF_OTHER_KIND'
  readonly retryable = false
  constructor(readonly facts: { readonly wanted: DatabaseKind }) {
    super(
      facts.wanted === 'attestor'
        ? "The attestor's database is the shared one, or another kind of Bulkhead database."
        : "The shared database is an attestor's own.",
      {
        hint: 'DATABASE_URL and BULKHEAD_ATTESTOR_DATABASE_URL must name two databases, and each attestor has its own.',
      },
    )
  }
}

/** The API's role is missing, and the owner of the database may not make it. */
export class ReaderRoleMissingError extends DomainError {
  readonly code = 'READER_ROLE_MISSING'
  readonly retryable = false
  constructor(cause: unknown) {
    super('The database has no role bulkhead_reader, or its owner is no member of it.', {
      cause,
      hint: 'Have an administrator run: create role bulkhead_reader; grant bulkhead_reader to <owner>',
    })
  }
}

/** What a database is for: shared by relayers and API, or one attestor's own. */
export type DatabaseKind = 'offchain' | 'attestor'

/**
 * Brings the durable tables, Postgres schema `bulkhead`, up to date. Safe to call from several processes at once. A
 * database of the other kind is refused: it has migrations of the same numbers.
 *
 * @returns Versions applied by this call, oldest first.
 * @throws {@link MigrationChangedError}, {@link DatabaseOfOtherKindError}, {@link ReaderRoleMissingError}
 */
export async function migrate(sql: Sql, kind: DatabaseKind = 'offchain'): Promise<readonly string[]> {
  const folder = new URL(`../schemas/${kind}/`, import.meta.url)
  const files = (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort()
  return sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(hashtext('bulkhead.migrate'))`
    await transaction`create schema if not exists bulkhead`
    await transaction`set local search_path to bulkhead`
    await transaction`
      create table if not exists migration (
        version text primary key, checksum text not null, applied_at timestamptz not null default now()
      )`
    const rows = await transaction<{ version: string; checksum: string }[]>`select version, checksum from migration`
    const applied = new Map(rows.map((row) => [row.version, row.checksum]))
    const first = files[0]?.replace(/\.sql$/, '')
    if (applied.size > 0 && first !== undefined && !applied.has(first)) {
      throw new DatabaseOfOtherKindError({ wanted: kind })
    }
    const fresh: string[] = []
    for (const name of files) {
      const version = name.replace(/\.sql$/, '')
      const text = await readFile(new URL(name, folder), 'utf8')
      const checksum = createHash('sha256').update(text).digest('hex')
      const known = applied.get(version)
      if (known === checksum) continue
      if (known !== undefined) throw new MigrationChangedError({ version })
      await transaction.unsafe(text).catch((error: unknown) => {
        throw error instanceof Error && 'code' in error && error.code === 'BH002'
          ? new ReaderRoleMissingError(error)
          : error
      })
      await transaction`insert into migration (version, checksum) values (${version}, ${checksum})`
      fresh.push(version)
    }
    return fresh
  })
}
