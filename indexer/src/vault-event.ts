import type { Context } from 'ponder:registry'
import { compartment, position, vaultEvent } from 'ponder:schema'
import type { Hex } from '../../domain/identifiers.ts'
import { eventRow, type IndexedEvent, lower } from './event-row.ts'
import { addToCompartmentIntervals } from './intervals.ts'

/** A compartment's totals. */
type CompartmentTotals = Pick<
  typeof compartment.$inferSelect,
  | 'locked'
  | 'totalLocked'
  | 'totalReleased'
  | 'totalRefunded'
  | 'totalVoided'
  | 'totalLoss'
  | 'lockCount'
  | 'releaseCount'
>

/** What an event of the vault says; addresses as Ponder gives them. */
interface VaultEventOf {
  readonly name:
    | 'locked'
    | 'released'
    | 'refunded'
    | 'rescued'
    | 'voided'
    | 'paid-below-par'
    | 'payout-failed'
    | 'claimed'
  readonly guid?: Hex
  readonly lockGuid?: Hex
  readonly dstEid: number
  readonly asset: Hex
  readonly account: Hex
  readonly receiver?: Hex
  readonly refundTo?: Hex
  readonly amount: bigint
  readonly claimable?: bigint
}

/** What of the amount came into the compartment, or left it, and whose position that is. */
interface Movement {
  readonly lockedIn?: bigint
  readonly released?: bigint
  readonly refunded?: bigint
  readonly voided?: bigint
}

/**
 * Keeps an event of the vault with the totals of its compartment right after it.
 *
 * @param totals - What the event makes of them; what is left out stays as it was.
 * @param moves - What it counts as in the compartment's hours and days and in the account's position; nothing when left
 *   out.
 */
export async function recordVaultEvent(
  { event, context }: { readonly event: IndexedEvent; readonly context: Context },
  what: VaultEventOf,
  {
    totals = () => ({}),
    moves,
  }: { readonly totals?: (row: CompartmentTotals) => Partial<CompartmentTotals>; readonly moves?: Movement },
): Promise<void> {
  // Read from before the range that is indexed, for what it leaves standing.
  if (event.block.number < firstBlockOf(context)) return
  const { name, amount, dstEid } = what
  const key = { chainId: context.chain.id, dstEid, asset: lower(what.asset) }
  const account = lower(what.account)
  const after = await context.db
    .update(compartment, key)
    .set((row) => ({ ...totals(row), updatedBlock: event.block.number }))
  const ofPosition = moves !== undefined && moves.voided === undefined
  const holding = ofPosition ? await addToPosition({ event, context }, { ...key, account }, moves) : undefined
  await context.db.insert(vaultEvent).values({
    ...eventRow(key.chainId, event),
    event: name,
    guid: what.guid ?? null,
    lockGuid: what.lockGuid ?? null,
    ...key,
    account,
    receiver: what.receiver === undefined ? null : lower(what.receiver),
    refundTo: what.refundTo === undefined ? null : lower(what.refundTo),
    amount,
    claimable: what.claimable ?? null,
    locked: after.locked,
    totalLocked: after.totalLocked,
    totalReleased: after.totalReleased,
    totalRefunded: after.totalRefunded,
    totalVoided: after.totalVoided,
    totalLoss: after.totalLoss,
    lockCount: after.lockCount,
    releaseCount: after.releaseCount,
    accountTotalLocked: holding?.totalLocked ?? null,
    accountTotalReleased: holding?.totalReleased ?? null,
    accountTotalRefunded: holding?.totalRefunded ?? null,
    accountLockCount: holding?.lockCount ?? null,
    accountReleaseCount: holding?.releaseCount ?? null,
  })
  if (moves !== undefined) await addToCompartmentIntervals({ event, context }, { key, locked: after.locked, ...moves })
}

/** The first block whose flows are indexed. */
const firstBlockOf = (context: Context): bigint => BigInt(context.contracts.CollateralVault.startBlock ?? 0)

/** Adds to an account's position, which it opens if there is none; returns it as it is then. */
async function addToPosition(
  { event, context }: { readonly event: IndexedEvent; readonly context: Context },
  key: { readonly chainId: number; readonly dstEid: number; readonly asset: Hex; readonly account: Hex },
  { lockedIn = 0n, released = 0n, refunded = 0n }: Movement,
) {
  const by = {
    totalLocked: lockedIn,
    totalReleased: released,
    totalRefunded: refunded,
    lockCount: lockedIn > 0n ? 1 : 0,
    releaseCount: released > 0n ? 1 : 0,
  }
  const updated = { updatedAt: event.block.timestamp, updatedBlock: event.block.number }
  return context.db
    .insert(position)
    .values({ ...key, ...by, openedAt: event.block.timestamp, ...updated })
    .onConflictDoUpdate((row) => ({
      totalLocked: row.totalLocked + by.totalLocked,
      totalReleased: row.totalReleased + by.totalReleased,
      totalRefunded: row.totalRefunded + by.totalRefunded,
      lockCount: row.lockCount + by.lockCount,
      releaseCount: row.releaseCount + by.releaseCount,
      ...updated,
    }))
}
