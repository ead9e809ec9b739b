import { fullyBacked } from '../domain/backing.ts'
import { type HoldTimes, holdWaitingFor } from '../domain/hold.ts'
import { unixSeconds } from '../domain/identifiers.ts'
import type { Catalog } from './catalog.ts'
import type { HoldRow } from './models.ts'
import { backingRatio, bucketStateName, compartmentStateName } from './states.ts'

/** What of a hold's row decides when it can move. */
export const holdTimesOf = (row: HoldRow): HoldTimes => ({
  side: row.side,
  kind: row.kind,
  heldAt: unixSeconds(BigInt(row.held_at)),
  dueAt: unixSeconds(BigInt(row.due_at)),
})

/** What an open hold waits for, in words; `undefined` once it is gone. */
export function holdWaitingForOf(row: HoldRow, catalog: Catalog): string | undefined {
  if (row.status !== 'open') return undefined
  return holdWaitingFor(holdTimesOf(row), {
    chain: catalog.chain(row.chain_id).chain.name,
    ahead: row.ahead?.count ?? 0,
    closed: closedBecause(row),
    now: unixSeconds(BigInt(row.indexed_time)),
  })
}

/** Why a bucket mints nothing, or a compartment pays nothing: its state, or for a bucket its backing. */
function closedBecause({ bucket, compartment }: HoldRow): string | undefined {
  if (bucket !== null) {
    const state = bucketStateName(bucket.state)
    if (state !== 'OPEN') return `its bucket is in state ${state}`
    if (BigInt(bucket.backing) < fullyBacked) return `its bucket is backed by ${backingRatio(bucket.backing)} only`
  }
  const pays = compartment === null || compartmentStateName(compartment.state) !== 'REVIEW'
  return pays ? undefined : 'its compartment is under review'
}
