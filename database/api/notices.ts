import type { Pool } from './api-database.ts'

/**
 * Calls `onNotice` whenever the indexer of a schema has committed a block, and after every time the connection had to be made
 * again. What a notice says is left out: Ponder's tell nothing of a reorg.
 *
 * @returns What ends it.
 */
export async function listenTo(pool: Pool, schema: string, onNotice: () => void): Promise<() => Promise<void>> {
  const { unlisten } = await pool.listen(`${schema}_live_query`, onNotice, onNotice)
  return unlisten
}
