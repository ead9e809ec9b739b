import { type Context, ponder } from 'ponder:registry'
import { bucket, bucketChange, bucketEvent, packetSent } from 'ponder:schema'
import { fullyBacked } from '../../domain/backing.ts'
import type { Hex } from '../../domain/identifiers.ts'
import { eventRow, type IndexedEvent, lower } from './event-row.ts'
import { addToBucketIntervals } from './intervals.ts'

type BucketRow = typeof bucket.$inferSelect

/** What the owner and the guardian have set for a bucket, before anything was. */
const unset = {
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
}

ponder.on('StandingBuckets:BucketOpened', async ({ event, context }) => {
  const key = { chainId: context.chain.id, srcEid: event.args.srcEid, asset: lower(event.args.asset) }
  await context.db.insert(bucket).values({
    ...key,
    buckets: lower(event.log.address),
    receipt: lower(event.args.receipt),
    name: event.args.name,
    symbol: event.args.symbol,
    decimals: event.args.decimals,
    ...unset,
    bucketLevel: 0n,
    totalMinted: 0n,
    totalBurned: 0n,
    mintCount: 0,
    burnCount: 0,
    openedAt: event.block.timestamp,
    updatedBlock: event.block.number,
  })
  await context.db
    .insert(bucketChange)
    .values({ ...eventRow(context.chain.id, event), ...key, change: 'opened', by: null, ...unset })
})

ponder.on('StandingBuckets:BucketLimitsSet', async ({ event, context }) => {
  const { srcEid, asset, ...limits } = event.args
  await recordChange({ event, context }, { srcEid, asset, change: 'limits', set: limits })
})

ponder.on('StandingBuckets:BucketStateSet', async ({ event, context }) => {
  const { srcEid, asset, state: ownState } = event.args
  await recordChange({ event, context }, { srcEid, asset, change: 'state', set: { ownState } })
})

ponder.on('StandingBuckets:BucketTightened', async ({ event, context }) => {
  const { srcEid, asset, state: overlayState, until: overlayUntil, by } = event.args
  const set = { overlayState, overlayUntil }
  await recordChange({ event, context }, { srcEid, asset, change: 'tightened', by, set })
})

ponder.on('StandingBuckets:BackingSet', async ({ event, context }) => {
  const { srcEid, asset, backing } = event.args
  await recordChange({ event, context }, { srcEid, asset, change: 'backing', set: { backing } })
})

ponder.on('StandingBuckets:SeasoningSet', async ({ event, context }) => {
  const { srcEid, asset } = event.args
  const seasoningSeconds = Number(event.args.seasoningSeconds)
  const maxFreshPercent = Number(event.args.maxFreshPercent)
  await recordChange(
    { event, context },
    { srcEid, asset, change: 'seasoning', set: { seasoningSeconds, maxFreshPercent } },
  )
})

ponder.on('ReceiptBuckets:Minted', async ({ event, context }) => {
  const { guid, srcEid, amount, bucketLevel } = event.args
  const key = { chainId: context.chain.id, srcEid, asset: lower(event.args.asset) }
  const after = await context.db.update(bucket, key).set((row) => ({
    bucketLevel,
    totalMinted: row.totalMinted + amount,
    mintCount: row.mintCount + 1,
    updatedBlock: event.block.number,
  }))
  const account = lower(event.args.receiver)
  await context.db.insert(bucketEvent).values({
    ...eventRow(context.chain.id, event),
    event: 'minted',
    guid,
    ...key,
    account,
    receiver: account,
    amount,
    ...totalsOf(after),
  })
  await addToBucketIntervals({ event, context }, { key, level: bucketLevel, minted: amount })
})

ponder.on('ReceiptBuckets:Burned', async ({ event, context }) => {
  const chainId = context.chain.id
  const { guid, dstEid, amount, bucketLevel } = event.args
  const key = { chainId, srcEid: dstEid, asset: lower(event.args.asset) }
  const after = await context.db.update(bucket, key).set((row) => ({
    bucketLevel,
    totalBurned: row.totalBurned + amount,
    burnCount: row.burnCount + 1,
    updatedBlock: event.block.number,
  }))
  const account = lower(event.args.account)
  await context.db.insert(bucketEvent).values({
    ...eventRow(chainId, event),
    event: 'burned',
    guid,
    ...key,
    account,
    receiver: lower(event.args.receiver),
    amount,
    ...totalsOf(after),
  })
  await addToBucketIntervals({ event, context }, { key, level: bucketLevel, burned: amount })
  await context.db.update(packetSent, { chainId, guid }).set({ account })
})

/** Sets parameters of a bucket, and keeps all that hold from then on. */
async function recordChange(
  { event, context }: { readonly event: IndexedEvent; readonly context: Context },
  {
    srcEid,
    asset,
    change,
    by,
    set,
  }: {
    readonly srcEid: number
    readonly asset: Hex
    readonly change: 'limits' | 'state' | 'tightened' | 'backing' | 'seasoning'
    readonly by?: Hex
    readonly set: Partial<typeof unset>
  },
): Promise<void> {
  const key = { chainId: context.chain.id, srcEid, asset: lower(asset) }
  const after = await context.db.update(bucket, key).set({ ...set, updatedBlock: event.block.number })
  await context.db.insert(bucketChange).values({
    ...eventRow(context.chain.id, event),
    ...key,
    change,
    by: by === undefined ? null : lower(by),
    ...parametersOf(after),
  })
}

const parametersOf = (row: BucketRow) => ({
  ownState: row.ownState,
  overlayState: row.overlayState,
  overlayUntil: row.overlayUntil,
  backing: row.backing,
  bucketCapacity: row.bucketCapacity,
  burst: row.burst,
  refillPerSecond: row.refillPerSecond,
  maxAmount: row.maxAmount,
  minAmount: row.minAmount,
  delayThreshold: row.delayThreshold,
  delaySeconds: row.delaySeconds,
  seasoningSeconds: row.seasoningSeconds,
  maxFreshPercent: row.maxFreshPercent,
})

const totalsOf = (row: BucketRow) => ({
  bucketLevel: row.bucketLevel,
  totalMinted: row.totalMinted,
  totalBurned: row.totalBurned,
  mintCount: row.mintCount,
  burnCount: row.burnCount,
})
