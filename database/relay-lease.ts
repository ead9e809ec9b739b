import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from './connect.ts'

const lockName = 'bulkhead.relay'

/**
 * Runs `work` while this process is the only relayer on the database: an advisory lock that PostgreSQL drops with
 * the connection, so that a killed relayer never has to be waited for. Others stand by.
 *
 * @param options.onWaiting - Called once when another relayer holds the lease.
 */
export async function withRelayLease(
  sql: Sql,
  { signal, onWaiting }: { readonly signal: AbortSignal; readonly onWaiting: () => void },
  work: () => Promise<void>,
): Promise<void> {
  const connection = await sql.reserve()
  try {
    for (let tries = 0; !signal.aborted; tries += 1) {
      const [row] = await connection<{ held: boolean }[]>`select pg_try_advisory_lock(hashtext(${lockName})) as held`
      if (row?.held === true) {
        await work()
        return
      }
      if (tries === 0) onWaiting()
      await sleep(500, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    await connection`select pg_advisory_unlock(hashtext(${lockName}))`.catch(() => undefined)
    connection.release()
  }
}
