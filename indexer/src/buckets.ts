import { ponder } from 'ponder:registry'
import { bucket, burn, mint, packetSent } from 'ponder:schema'
import { fullyBacked } from '../../domain/backing.ts'
import { eventRow, lower } from './event-row.ts'

ponder.on('ReceiptBuckets:BucketOpened', async ({ event, context }) => {
  await context.db.insert(bucket).values({
    chainId: context.chain.id,
    srcEid: event.args.srcEid,
    asset: lower(event.args.asset),
    buckets: lower(event.log.address),
    receipt: lower(event.args.receipt),
    name: event.args.name,
    symbol: event.args.symbol,
    decimals: event.args.decimals,
    ownState: 0,
    overlayState: 0,
    overlayUntil: 0n,
    backing: fullyBacked,
    bucketCapacity: 0n,
    burst: 0n,
    refillPerSecond: 0n,
    maxAmount: 0n,
    minAmount: 0n,
    delayThreshold: 0n,
    delaySeconds: 0n,
    seasoningSeconds: 0,
    maxFreshPercent: 0,
    bucketLevel: 0n,
    totalMinted: 0n,
    totalBurned: 0n,
    mintCount: 0,
    burnCount: 0,
    openedAt: event.block.timestamp,
    updatedBlock: event.block.number,
  })
})

ponder.on('ReceiptBuckets:BucketLimitsSet', async ({ event, context }) => {
  const { srcEid, asset, ...limits } = event.args
  await context.db
    .update(bucket, { chainId: context.chain.id, srcEid, asset: lower(asset) })
    .set({ ...limits, updatedBlock: event.block.number })
})

ponder.on('ReceiptBuckets:BucketStateSet', async ({ event, context }) => {
  const { srcEid, state: ownState } = event.args
  await context.db
    .update(bucket, { chainId: context.chain.id, srcEid, asset: lower(event.args.asset) })
    .set({ ownState, updatedBlock: event.block.number })
})

ponder.on('ReceiptBuckets:BucketTightened', async ({ event, context }) => {
  const { srcEid, state: overlayState, until: overlayUntil } = event.args
  await context.db
    .update(bucket, { chainId: context.chain.id, srcEid, asset: lower(event.args.asset) })
    .set({ overlayState, overlayUntil, updatedBlock: event.block.number })
})

ponder.on('ReceiptBuckets:BackingSet', async ({ event, context }) => {
  const { srcEid, backing } = event.args
  await context.db
    .update(bucket, { chainId: context.chain.id, srcEid, asset: lower(event.args.asset) })
    .set({ backing, updatedBlock: event.block.number })
})

ponder.on('ReceiptBuckets:SeasoningSet', async ({ event, context }) => {
  const { srcEid, seasoningSeconds, maxFreshPercent } = event.args
  await context.db.update(bucket, { chainId: context.chain.id, srcEid, asset: lower(event.args.asset) }).set({
    seasoningSeconds: Number(seasoningSeconds),
    maxFreshPercent: Number(maxFreshPercent),
    updatedBlock: event.block.number,
  })
})

ponder.on('ReceiptBuckets:Minted', async ({ event, context }) => {
  const chainId = context.chain.id
  const { guid, srcEid, amount, bucketLevel } = event.args
  const asset = lower(event.args.asset)
  const { totalMinted } = await context.db.update(bucket, { chainId, srcEid, asset }).set((row) => ({
    bucketLevel,
    totalMinted: row.totalMinted + amount,
    mintCount: row.mintCount + 1,
    updatedBlock: event.block.number,
  }))
  await context.db.insert(mint).values({
    ...eventRow(chainId, event),
    guid,
    srcEid,
    asset,
    receiver: lower(event.args.receiver),
    amount,
    levelAfter: bucketLevel,
    totalMintedAfter: totalMinted,
  })
})

ponder.on('ReceiptBuckets:Burned', async ({ event, context }) => {
  const chainId = context.chain.id
  const { guid, dstEid, amount, bucketLevel } = event.args
  const asset = lower(event.args.asset)
  const account = lower(event.args.account)
  const { totalBurned } = await context.db.update(bucket, { chainId, srcEid: dstEid, asset }).set((row) => ({
    bucketLevel,
    totalBurned: row.totalBurned + amount,
    burnCount: row.burnCount + 1,
    updatedBlock: event.block.number,
  }))
  await context.db.insert(burn).values({
    ...eventRow(chainId, event),
    guid,
    dstEid,
    asset,
    account,
    receiver: lower(event.args.receiver),
    amount,
    levelAfter: bucketLevel,
    totalBurnedAfter: totalBurned,
  })
  await context.db.update(packetSent, { chainId, guid }).set({ account })
})
