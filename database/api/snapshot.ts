import type { Chain } from '../../chains/chain.ts'
import type { Clock } from '../../observability/clock.ts'
import { type ApiDatabase, createApiDatabase, type Pool } from './api-database.ts'

/**
 * Everything that `read` asks of the database it is handed is as of one moment, and it sees which schemas were registered
 * then. One connection is held for as long. Statements are planned once per connection, whatever their values: the same few
 * come again and again, each over the tables of all chains, and planning takes longer than running them.
 *
 * @throws What the statements throw; the snapshot is of no use after the first failure.
 */
export async function inSnapshot<Value>(
  { pool, ...options }: { readonly pool: Pool; readonly chains: readonly Chain[]; readonly clock: Clock },
  read: (database: ApiDatabase) => Promise<Value>,
): Promise<Value> {
  const outcome = await pool.begin('isolation level repeatable read read only', async (transaction) => {
    await transaction`set local plan_cache_mode = force_generic_plan`
    return { value: await read(createApiDatabase({ pool: transaction, ...options })) }
  })
  return outcome.value
}
