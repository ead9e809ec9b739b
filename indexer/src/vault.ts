import { type Context, ponder } from 'ponder:registry'
import { compartment, lock, packetSent, position, refund, release } from 'ponder:schema'
import type { Hex } from '../../domain/identifiers.ts'
import { eventRow, lower } from './event-row.ts'

ponder.on('CollateralVault:Locked', async ({ event, context }) => {
  const chainId = context.chain.id
  const { guid, dstEid, amount, locked } = event.args
  const asset = lower(event.args.asset)
  const account = lower(event.args.account)
  const { number: updatedBlock, timestamp } = event.block

  const { totalLocked } = await context.db.update(compartment, { chainId, dstEid, asset }).set((row) => ({
    locked,
    totalLocked: row.totalLocked + amount,
    lockCount: row.lockCount + 1,
    updatedBlock,
  }))
  const held = await context.db
    .insert(position)
    .values({
      chainId,
      dstEid,
      asset,
      account,
      totalLocked: amount,
      totalReleased: 0n,
      lockCount: 1,
      releaseCount: 0,
      openedAt: timestamp,
      updatedAt: timestamp,
      updatedBlock,
    })
    .onConflictDoUpdate((row) => ({
      totalLocked: row.totalLocked + amount,
      lockCount: row.lockCount + 1,
      updatedAt: timestamp,
      updatedBlock,
    }))
  await context.db.insert(lock).values({
    ...eventRow(chainId, event),
    guid,
    dstEid,
    asset,
    account,
    receiver: lower(event.args.receiver),
    refundTo: lower(event.args.refundTo),
    amount,
    lockedAfter: locked,
    totalLockedAfter: totalLocked,
    accountTotalLockedAfter: held.totalLocked,
  })
  await context.db.update(packetSent, { chainId, guid }).set({ account })
})

ponder.on('CollateralVault:Released', async ({ event, context }) => {
  const chainId = context.chain.id
  const { guid, srcEid, amount, locked } = event.args
  const asset = lower(event.args.asset)
  const receiver = lower(event.args.receiver)
  const { number: updatedBlock, timestamp } = event.block

  const { totalReleased } = await context.db.update(compartment, { chainId, dstEid: srcEid, asset }).set((row) => ({
    locked,
    totalReleased: row.totalReleased + amount,
    releaseCount: row.releaseCount + 1,
    updatedBlock,
  }))
  const held = await context.db
    .insert(position)
    .values({
      chainId,
      dstEid: srcEid,
      asset,
      account: receiver,
      totalLocked: 0n,
      totalReleased: amount,
      lockCount: 0,
      releaseCount: 1,
      openedAt: timestamp,
      updatedAt: timestamp,
      updatedBlock,
    })
    .onConflictDoUpdate((row) => ({
      totalReleased: row.totalReleased + amount,
      releaseCount: row.releaseCount + 1,
      updatedAt: timestamp,
      updatedBlock,
    }))
  await context.db.insert(release).values({
    ...eventRow(chainId, event),
    guid,
    srcEid,
    asset,
    receiver,
    amount,
    lockedAfter: locked,
    totalReleasedAfter: totalReleased,
    accountTotalReleasedAfter: held.totalReleased,
  })
})

ponder.on('CollateralVault:Refunded', async ({ event, context }) => {
  const { guid, lockGuid, srcEid: dstEid } = event.args
  await recordRefund({ event, context, undone: { guid, lockGuid, dstEid, rescued: false } })
})

ponder.on('CollateralVault:LockRescued', async ({ event, context }) => {
  const { lockGuid, dstEid } = event.args
  await recordRefund({ event, context, undone: { guid: lockGuid, lockGuid, dstEid, rescued: true } })
})

/** A lock was undone, by whichever event: its compartment shrinks and a row is kept. */
async function recordRefund({
  event,
  context,
  undone,
}: {
  readonly event: Parameters<typeof eventRow>[1] & {
    readonly args: { readonly asset: Hex; readonly refundTo: Hex; readonly amount: bigint; readonly locked: bigint }
  }
  readonly context: Context
  readonly undone: { readonly guid: Hex; readonly lockGuid: Hex; readonly dstEid: number; readonly rescued: boolean }
}): Promise<void> {
  const chainId = context.chain.id
  const { amount, locked } = event.args
  const asset = lower(event.args.asset)
  const key = { chainId, dstEid: undone.dstEid, asset }
  const { totalRefunded } = await context.db.update(compartment, key).set((row) => ({
    locked,
    totalRefunded: row.totalRefunded + amount,
    updatedBlock: event.block.number,
  }))
  await context.db.insert(refund).values({
    ...eventRow(chainId, event),
    ...undone,
    asset,
    refundTo: lower(event.args.refundTo),
    amount,
    lockedAfter: locked,
    totalRefundedAfter: totalRefunded,
  })
}
