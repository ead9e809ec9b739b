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

const folder = new URL('../schemas/offchain/', import.meta.url)

/**
 * Brings the durable tables, Postgres schema `bulkhead`, up to date. Safe to call from several processes at once.
 *
 * @returns Versions applied by this call, oldest first.
 * @throws {@link MigrationChangedError}
 */
export async function migrate(sql: Sql): Promise<readonly string[]> {
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
    const fresh: string[] = []
    for (const name of files) {
      const version = name.replace(/\.sql$/, '')
      const text = await readFile(new URL(name, folder), 'utf8')
      const checksum = createHash('sha256').update(text).digest('hex')
      const known = applied.get(version)
      if (known === checksum) continue
      if (known !== undefined) throw new MigrationChangedError({ version })
      await transaction.unsafe(text)
      await transaction`insert into migration (version, checksum) values (${version}, ${checksum})`
      fresh.push(version)
    }
    return fresh
  })
}
