import type { Chain } from '../../chains/chain.ts'
import type { Clock } from '../../observability/clock.ts'
import { type ApiDatabase, createApiDatabase, type Pool } from './api-database.ts'

/**
 * Everything that `read` asks of the database it is handed is as of one moment, and it sees which schemas were registered
 * then. One connection is held for as long.
 *
 * @throws What the statements throw; the snapshot is of no use after the first failure.
 */
export async function inSnapshot<Value>(
  { pool, ...options }: { readonly pool: Pool; readonly chains: readonly Chain[]; readonly clock: Clock },
  read: (database: ApiDatabase) => Promise<Value>,
): Promise<Value> {
  const outcome = await pool.begin('isolation level repeatable read read only', async (transaction) => {
    return { value: await read(createApiDatabase({ pool: transaction, ...options })) }
  })
  return outcome.value
}
