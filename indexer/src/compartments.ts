import { ponder } from 'ponder:registry'
import { compartment } from 'ponder:schema'
import { fullyBacked } from '../../domain/backing.ts'
import { lower } from './event-row.ts'

/** States of a compartment, as on chain. */
const open = 0
const noLocking = 1
const review = 2

ponder.on('CollateralVault:CompartmentOpened', async ({ event, context }) => {
  await context.db.insert(compartment).values({
    chainId: context.chain.id,
    dstEid: event.args.dstEid,
    asset: lower(event.args.asset),
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
    openedAt: event.block.timestamp,
    updatedBlock: event.block.number,
  })
})

ponder.on('CollateralVault:LockLimitsSet', async ({ event, context }) => {
  const { dstEid, bucketCapacity, burst, refillPerSecond, maxAmount, minAmount } = event.args
  await context.db.update(compartment, { chainId: context.chain.id, dstEid, asset: lower(event.args.asset) }).set({
    bucketCapacity,
    entryBurst: burst,
    entryRefillPerSecond: refillPerSecond,
    entryMaxAmount: maxAmount,
    entryMinAmount: minAmount,
    updatedBlock: event.block.number,
  })
})

ponder.on('CollateralVault:ExitLimitsSet', async ({ event, context }) => {
  const { dstEid, burst, refillPerSecond, maxAmount, delayThreshold, delaySeconds } = event.args
  await context.db.update(compartment, { chainId: context.chain.id, dstEid, asset: lower(event.args.asset) }).set({
    exitBurst: burst,
    exitRefillPerSecond: refillPerSecond,
    exitMaxAmount: maxAmount,
    exitDelayThreshold: delayThreshold,
    exitDelaySeconds: delaySeconds,
    updatedBlock: event.block.number,
  })
})

ponder.on('CollateralVault:CompartmentStateSet', async ({ event, context }) => {
  const { dstEid, state: ownState } = event.args
  await context.db
    .update(compartment, { chainId: context.chain.id, dstEid, asset: lower(event.args.asset) })
    .set({ ownState, updatedBlock: event.block.number })
})

ponder.on('CollateralVault:CompartmentTightened', async ({ event, context }) => {
  const { dstEid, state: overlayState, until: overlayUntil } = event.args
  await context.db
    .update(compartment, { chainId: context.chain.id, dstEid, asset: lower(event.args.asset) })
    .set({ overlayState, overlayUntil, updatedBlock: event.block.number })
})

// The end of a review lifts the guardian's overlay, and the owner's own review leaves locking closed.
ponder.on('CollateralVault:ReviewEnded', async ({ event, context }) => {
  const { dstEid, backing } = event.args
  await context.db
    .update(compartment, { chainId: context.chain.id, dstEid, asset: lower(event.args.asset) })
    .set((row) => ({
      ownState: row.ownState === review ? noLocking : row.ownState,
      overlayState: open,
      overlayUntil: 0n,
      backing,
      updatedBlock: event.block.number,
    }))
})
