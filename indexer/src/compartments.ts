import { type Context, ponder } from 'ponder:registry'
import { compartment, compartmentChange } from 'ponder:schema'
import { fullyBacked } from '../../domain/backing.ts'
import type { Hex } from '../../domain/identifiers.ts'
import { eventRow, type IndexedEvent, lower } from './event-row.ts'

type CompartmentRow = typeof compartment.$inferSelect

/** States of a compartment, as on chain. */
const open = 0
const noLocking = 1
const review = 2

/** What the owner and the guardian have set for a compartment, before anything was. */
const unset = {
  ownState: open,
  overlayState: open,
  overlayUntil: 0n,
  backing: fullyBacked,
  bucketCapacity: 0n,
  entryBurst: 0n,
  entryRefillPerSecond: 0n,
  entryMaxAmount: 0n,
  entryMinAmount: 0n,
  exitBurst: 0n,
  exitRefillPerSecond: 0n,
  exitMaxAmount: 0n,
  exitDelayThreshold: 0n,
  exitDelaySeconds: 0n,
}

ponder.on('StandingVault:CompartmentOpened', async ({ event, context }) => {
  const key = { chainId: context.chain.id, dstEid: event.args.dstEid, asset: lower(event.args.asset) }
  await context.db.insert(compartment).values({
    ...key,
    vault: lower(event.log.address),
    escrow: lower(event.args.escrow),
    locked: 0n,
    totalLocked: 0n,
    totalReleased: 0n,
    totalRefunded: 0n,
    totalVoided: 0n,
    totalLoss: 0n,
    lockCount: 0,
    releaseCount: 0,
    ...unset,
    openedAt: event.block.timestamp,
    updatedBlock: event.block.number,
  })
  await context.db
    .insert(compartmentChange)
    .values({ ...eventRow(context.chain.id, event), ...key, change: 'opened', by: null, ...unset })
})

ponder.on('StandingVault:LockLimitsSet', async ({ event, context }) => {
  const { dstEid, asset, bucketCapacity, burst, refillPerSecond, maxAmount, minAmount } = event.args
  const set = {
    bucketCapacity,
    entryBurst: burst,
    entryRefillPerSecond: refillPerSecond,
    entryMaxAmount: maxAmount,
    entryMinAmount: minAmount,
  }
  await recordChange({ event, context }, { dstEid, asset, change: 'lock-limits', set: () => set })
})

ponder.on('StandingVault:ExitLimitsSet', async ({ event, context }) => {
  const { dstEid, asset, burst, refillPerSecond, maxAmount, delayThreshold, delaySeconds } = event.args
  const set = {
    exitBurst: burst,
    exitRefillPerSecond: refillPerSecond,
    exitMaxAmount: maxAmount,
    exitDelayThreshold: delayThreshold,
    exitDelaySeconds: delaySeconds,
  }
  await recordChange({ event, context }, { dstEid, asset, change: 'exit-limits', set: () => set })
})

ponder.on('StandingVault:CompartmentStateSet', async ({ event, context }) => {
  const { dstEid, asset, state: ownState } = event.args
  await recordChange({ event, context }, { dstEid, asset, change: 'state', set: () => ({ ownState }) })
})

ponder.on('StandingVault:CompartmentTightened', async ({ event, context }) => {
  const { dstEid, asset, state: overlayState, until: overlayUntil, by } = event.args
  const set = { overlayState, overlayUntil }
  await recordChange({ event, context }, { dstEid, asset, change: 'tightened', by, set: () => set })
})

// The end of a review lifts the guardian's overlay, and the owner's own review leaves locking closed.
ponder.on('StandingVault:ReviewEnded', async ({ event, context }) => {
  const { dstEid, asset, backing } = event.args
  const set = (row: CompartmentRow) => ({
    ownState: row.ownState === review ? noLocking : row.ownState,
    overlayState: open,
    overlayUntil: 0n,
    backing,
  })
  await recordChange({ event, context }, { dstEid, asset, change: 'review-ended', set })
})

/** Sets parameters of a compartment, and keeps all that hold from then on. */
async function recordChange(
  { event, context }: { readonly event: IndexedEvent; readonly context: Context },
  {
    dstEid,
    asset,
    change,
    by,
    set,
  }: {
    readonly dstEid: number
    readonly asset: Hex
    readonly change: 'lock-limits' | 'exit-limits' | 'state' | 'tightened' | 'review-ended'
    readonly by?: Hex
    readonly set: (row: CompartmentRow) => Partial<typeof unset>
  },
): Promise<void> {
  const key = { chainId: context.chain.id, dstEid, asset: lower(asset) }
  const after = await context.db
    .update(compartment, key)
    .set((row) => ({ ...set(row), updatedBlock: event.block.number }))
  await context.db.insert(compartmentChange).values({
    ...eventRow(context.chain.id, event),
    ...key,
    change,
    by: by === undefined ? null : lower(by),
    ...parametersOf(after),
  })
}

const parametersOf = (row: CompartmentRow) => ({
  ownState: row.ownState,
  overlayState: row.overlayState,
  overlayUntil: row.overlayUntil,
  backing: row.backing,
  bucketCapacity: row.bucketCapacity,
  entryBurst: row.entryBurst,
  entryRefillPerSecond: row.entryRefillPerSecond,
  entryMaxAmount: row.entryMaxAmount,
  entryMinAmount: row.entryMinAmount,
  exitBurst: row.exitBurst,
  exitRefillPerSecond: row.exitRefillPerSecond,
  exitMaxAmount: row.exitMaxAmount,
  exitDelayThreshold: row.exitDelayThreshold,
  exitDelaySeconds: row.exitDelaySeconds,
})
