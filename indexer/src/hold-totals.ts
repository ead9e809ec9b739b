import type { Context } from 'ponder:registry'
import { holdTotal } from 'ponder:schema'
import type { HoldKind, HoldSide } from '../../domain/hold.ts'
import type { Hex } from '../../domain/identifiers.ts'

/** What one hold counts for. */
interface Share {
  readonly kind: HoldKind
  readonly amount: bigint
}

/**
 * Moves a hold's share in the sums of its bucket or compartment from what it was to what it is; `undefined` where it
 * counts for nothing.
 *
 * @returns The sums after it.
 */
export async function addUpHolds(
  context: Context,
  {
    side,
    eid,
    asset,
    block: updatedBlock,
  }: { readonly side: HoldSide; readonly eid: number; readonly asset: Hex; readonly block: bigint },
  change: {
    readonly from: Share | undefined
    readonly to: Share | undefined
    readonly released?: bigint
    readonly refunded?: bigint
    readonly voided?: bigint
  },
) {
  const { from, to } = change
  const rise = (counts: (share: Share) => boolean): bigint =>
    (to !== undefined && counts(to) ? to.amount : 0n) - (from !== undefined && counts(from) ? from.amount : 0n)
  const by = {
    held: rise(() => true),
    waiting: rise(({ kind }) => kind === 'waiting'),
    reserved: rise(({ kind }) => kind === 'delayed'),
    openCount: (to === undefined ? 0 : 1) - (from === undefined ? 0 : 1),
    totalReleased: change.released ?? 0n,
    totalRefunded: change.refunded ?? 0n,
    totalVoided: change.voided ?? 0n,
  }
  const sums = await context.db
    .insert(holdTotal)
    .values({ chainId: context.chain.id, side, eid, asset, ...by, updatedBlock })
    .onConflictDoUpdate((row) => ({
      held: row.held + by.held,
      waiting: row.waiting + by.waiting,
      reserved: row.reserved + by.reserved,
      openCount: row.openCount + by.openCount,
      totalReleased: row.totalReleased + by.totalReleased,
      totalRefunded: row.totalRefunded + by.totalRefunded,
      totalVoided: row.totalVoided + by.totalVoided,
      updatedBlock,
    }))
  return {
    held: sums.held,
    waiting: sums.waiting,
    reserved: sums.reserved,
    openCount: sums.openCount,
    totalReleased: sums.totalReleased,
    totalRefunded: sums.totalRefunded,
    totalVoided: sums.totalVoided,
  }
}
