import postgres from 'postgres'
import { LeaseLostError } from '../domain/lease-lost.ts'
import type { Lease } from '../relayer/lease-ports.ts'
import type { Sql } from './connect.ts'

/** What `bulkhead.fence` raises. */
const leaseLost = 'BH001'

/** A condition for a `where`. */
type Condition = ReturnType<Sql>

/**
 * Runs one writing statement under a lease.
 *
 * @throws {@link LeaseLostError} when the lease is not held with that token; then nothing was written.
 */
export type FencedWrite = <T>(write: (isHeld: Condition) => PromiseLike<T>) => Promise<T>

/**
 * Refuses the writes of a process that lost its lease, inside the very statement that writes.
 *
 * @param lease - `undefined` for tools and tests that stand beside the relayers: they are not refused.
 */
export function fencedBy(sql: Sql, lease: Lease | undefined): FencedWrite {
  // A subquery: asked once, before the first row, and also where no row matches.
  const isHeld = (): Condition =>
    lease === undefined ? sql`true` : sql`(select bulkhead.fence(${lease.unit}, ${lease.token}))`
  return async (write) => {
    try {
      return await write(isHeld())
    } catch (error) {
      if (lease === undefined || !(error instanceof postgres.PostgresError) || error.code !== leaseLost) throw error
      throw new LeaseLostError(lease, { cause: error })
    }
  }
}
