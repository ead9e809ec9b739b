import { ponder } from 'ponder:registry'
import { claim, compartment } from 'ponder:schema'
import { lower } from './event-row.ts'

ponder.on('CollateralVault:PayoutFailed', async ({ event, context }) => {
  const { srcEid: dstEid, amount, claimable } = event.args
  const updated = { claimable, updatedAt: event.block.timestamp, updatedBlock: event.block.number }
  await context.db
    .insert(claim)
    .values({
      chainId: context.chain.id,
      dstEid,
      asset: lower(event.args.asset),
      receiver: lower(event.args.receiver),
      totalFailed: amount,
      totalClaimed: 0n,
      ...updated,
    })
    .onConflictDoUpdate((row) => ({ totalFailed: row.totalFailed + amount, ...updated }))
})

ponder.on('CollateralVault:Claimed', async ({ event, context }) => {
  const { srcEid: dstEid, amount } = event.args
  const key = {
    chainId: context.chain.id,
    dstEid,
    asset: lower(event.args.asset),
    receiver: lower(event.args.receiver),
  }
  await context.db.update(claim, key).set((row) => ({
    claimable: row.claimable - amount,
    totalClaimed: row.totalClaimed + amount,
    updatedAt: event.block.timestamp,
    updatedBlock: event.block.number,
  }))
})

ponder.on('CollateralVault:PaidBelowPar', async ({ event, context }) => {
  const { srcEid: dstEid, owed, paid } = event.args
  const key = { chainId: context.chain.id, dstEid, asset: lower(event.args.asset) }
  await context.db.update(compartment, key).set((row) => ({
    totalLoss: row.totalLoss + owed - paid,
    updatedBlock: event.block.number,
  }))
})
