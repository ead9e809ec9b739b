import type { Sql } from './connect.ts'

/** A key of the API as it is on record. */
export interface ApiKeyRecord {
  readonly name: string
  readonly pointsPerMinute: number
  readonly createdAt: Date
  readonly revokedAt: Date | undefined
}

/** Keys of the API in PostgreSQL, table of `schemas/offchain/0010_api_access.sql`. */
export interface ApiKeyStore {
  /** @returns False when the name is taken, also by a revoked key. */
  add(key: { readonly name: string; readonly hash: string; readonly pointsPerMinute: number }): Promise<boolean>
  /** By name; revoked ones too. */
  list(): Promise<readonly ApiKeyRecord[]>
  /** @returns False when there is no such key, or it is revoked already. */
  revoke(name: string): Promise<boolean>
}

export function createApiKeyStore(sql: Sql): ApiKeyStore {
  return {
    async add({ name, hash, pointsPerMinute }) {
      const rows = await sql`
        insert into bulkhead.api_key (name, hash, points_per_minute) values (${name}, ${hash}, ${pointsPerMinute})
        on conflict (name) do nothing returning name`
      return rows.length > 0
    },

    async list() {
      const rows = await sql<{ name: string; points_per_minute: number; created_at: Date; revoked_at: Date | null }[]>`
        select name, points_per_minute, created_at, revoked_at from bulkhead.api_key order by name`
      return rows.map((row) => ({
        name: row.name,
        pointsPerMinute: row.points_per_minute,
        createdAt: row.created_at,
        revokedAt: row.revoked_at ?? undefined,
      }))
    },

    async revoke(name) {
      const rows = await sql`
        update bulkhead.api_key set revoked_at = now() where name = ${name} and revoked_at is null returning name`
      return rows.length > 0
    },
  }
}
