import type { ApiDatabase } from './api-database.ts'
import { sql } from './sql.ts'

/** A key of the API that is not revoked. */
export interface ApiKeyRow {
  readonly name: string
  /** SHA-256 of the key, hex. */
  readonly hash: string
  readonly points_per_minute: number
}

/** Every key that is not revoked. */
export const readApiKeys = (database: ApiDatabase): Promise<readonly ApiKeyRow[]> =>
  database.read(
    () =>
      sql<readonly ApiKeyRow[]>`select name, hash, points_per_minute from bulkhead.api_key where revoked_at is null`,
  )
