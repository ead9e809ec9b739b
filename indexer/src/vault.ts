import { ponder } from 'ponder:registry'
import { claim, packetSent } from 'ponder:schema'
import { lower } from './event-row.ts'
import { recordVaultEvent } from './vault-event.ts'

ponder.on('CollateralVault:Locked', async ({ event, context }) => {
  const { guid, dstEid, asset, account, receiver, refundTo, amount, locked } = event.args
  await recordVaultEvent(
    { event, context },
    { name: 'locked', guid, dstEid, asset, account, receiver, refundTo, amount },
    {
      totals: (row) => ({ locked, totalLocked: row.totalLocked + amount, lockCount: row.lockCount + 1 }),
      moves: { lockedIn: amount },
    },
  )
  await context.db.update(packetSent, { chainId: context.chain.id, guid }).set({ account: lower(account) })
})

ponder.on('CollateralVault:Released', async ({ event, context }) => {
  const { guid, srcEid: dstEid, asset, receiver, amount, locked } = event.args
  await recordVaultEvent(
    { event, context },
    { name: 'released', guid, dstEid, asset, account: receiver, receiver, amount },
    {
      totals: (row) => ({ locked, totalReleased: row.totalReleased + amount, releaseCount: row.releaseCount + 1 }),
      moves: { released: amount },
    },
  )
})

ponder.on('CollateralVault:Refunded', async ({ event, context }) => {
  const { guid, lockGuid, srcEid: dstEid, asset, refundTo, amount, locked } = event.args
  await recordVaultEvent(
    { event, context },
    { name: 'refunded', guid, lockGuid, dstEid, asset, account: refundTo, refundTo, amount },
    { totals: (row) => ({ locked, totalRefunded: row.totalRefunded + amount }), moves: { refunded: amount } },
  )
})

ponder.on('CollateralVault:LockRescued', async ({ event, context }) => {
  const { lockGuid, dstEid, asset, refundTo, amount, locked } = event.args
  await recordVaultEvent(
    { event, context },
    { name: 'rescued', guid: lockGuid, lockGuid, dstEid, asset, account: refundTo, refundTo, amount },
    { totals: (row) => ({ locked, totalRefunded: row.totalRefunded + amount }), moves: { refunded: amount } },
  )
})

ponder.on('CollateralVault:PaidBelowPar', async ({ event, context }) => {
  const { guid, srcEid: dstEid, asset, receiver, owed, paid } = event.args
  await recordVaultEvent(
    { event, context },
    { name: 'paid-below-par', guid, dstEid, asset, account: receiver, receiver, amount: owed - paid },
    { totals: (row) => ({ totalLoss: row.totalLoss + owed - paid }) },
  )
})

ponder.on('StandingVault:PayoutFailed', async ({ event, context }) => {
  const { guid, srcEid: dstEid, asset, receiver, amount, claimable } = event.args
  const updated = { claimable, updatedAt: event.block.timestamp, updatedBlock: event.block.number }
  const key = { chainId: context.chain.id, dstEid, asset: lower(asset), receiver: lower(receiver) }
  await context.db
    .insert(claim)
    .values({ ...key, totalFailed: amount, totalClaimed: 0n, ...updated })
    .onConflictDoUpdate((row) => ({ totalFailed: row.totalFailed + amount, ...updated }))
  const what = { name: 'payout-failed', guid, dstEid, asset, account: receiver, receiver, amount, claimable } as const
  await recordVaultEvent({ event, context }, what, {})
})

ponder.on('StandingVault:Claimed', async ({ event, context }) => {
  const { srcEid: dstEid, asset, receiver, to, amount } = event.args
  const key = { chainId: context.chain.id, dstEid, asset: lower(asset), receiver: lower(receiver) }
  const { claimable } = await context.db.update(claim, key).set((row) => ({
    claimable: row.claimable - amount,
    totalClaimed: row.totalClaimed + amount,
    updatedAt: event.block.timestamp,
    updatedBlock: event.block.number,
  }))
  const what = { name: 'claimed', dstEid, asset, account: receiver, receiver: to, amount, claimable } as const
  await recordVaultEvent({ event, context }, what, {})
})
