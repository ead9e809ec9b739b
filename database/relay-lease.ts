import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from './connect.ts'

/**
 * Runs `work` while this process is the only one with that lease on the database: an advisory lock that PostgreSQL drops
 * with the connection, so that a killed process never has to be waited for. Others stand by.
 *
 * @param options.onWaiting - Called once when another process holds the lease.
 */
export async function withLease(
  sql: Sql,
  { name, signal, onWaiting }: { readonly name: string; readonly signal: AbortSignal; readonly onWaiting: () => void },
  work: () => Promise<void>,
): Promise<void> {
  const connection = await sql.reserve()
  try {
    for (let tries = 0; !signal.aborted; tries += 1) {
      const [row] = await connection<{ held: boolean }[]>`select pg_try_advisory_lock(hashtext(${name})) as held`
      if (row?.held === true) {
        await work()
        return
      }
      if (tries === 0) onWaiting()
      await sleep(500, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    await connection`select pg_advisory_unlock(hashtext(${name}))`.catch(() => undefined)
    connection.release()
  }
}
