import { z } from 'zod'
import { bucketPriceFeedAbi } from '../../contracts/abi/BucketPriceFeed.ts'
import { type Address, type ChainId, type UnixSeconds, unixSeconds } from '../../domain/identifiers.ts'
import type { BreakerParameters } from '../../risk/breaker/parameters.ts'
import type { PriceSignal } from '../../risk/breaker/price-signal.ts'
import { bucketId } from '../../risk/breaker/scope.ts'
import { type FeedReading, type PriceStatus, priceStatus } from '../../risk/price-status.ts'
import type { DeployedBucket } from './buckets.ts'
import { type Conditions, faultsInWords } from './conditions.ts'
import type { AcceptedPrice, GuardFacts } from './ports.ts'
import { type ChainViews, readAt } from './views.ts'

/** A round's answer is the same for `bucketPriceFeedAbi` as for the feeds that it reads: Chainlink's form. */
const round = z.tuple([
  z.tuple([z.bigint(), z.bigint(), z.bigint(), z.bigint(), z.bigint()]),
  z.number().int().min(0).max(77),
])

/**
 * The status of each asset's price, by its feed at home in the newest block that the quorum agrees on: a final one would make
 * a fresh price look old. Assets without a feed are left out.
 *
 * @throws when the database cannot be read or written.
 */
export async function readPrices({
  buckets,
  facts,
  views,
  conditions,
  parameters,
  now,
}: {
  readonly buckets: readonly DeployedBucket[]
  readonly facts: GuardFacts
  readonly views: ChainViews
  readonly conditions: Conditions
  readonly parameters: BreakerParameters
  readonly now: UnixSeconds
}): Promise<readonly PriceSignal[]> {
  const accepted = await facts.acceptedPrices()
  const statuses = new Map<string, Promise<PriceStatus>>()
  const statusOf = (chainId: ChainId, feed: Address): Promise<PriceStatus> => {
    const key = `${chainId} ${feed}`
    const status = statuses.get(key) ?? judge(chainId, feed)
    statuses.set(key, status)
    return status
  }
  const judge = async (chainId: ChainId, feed: Address): Promise<PriceStatus> => {
    const last = accepted.find((price) => price.chainId === chainId && price.feed === feed)
    const first = await readFeed(views, chainId, feed)
    const reading = { first, second: { kind: 'none' }, sequencer: { kind: 'none' }, accepted: last } as const
    const status = priceStatus(reading, parameters.price, now)
    if (status.kind === 'fresh' && first.kind === 'read') await accept(facts, last, { chainId, feed, ...first })
    return status
  }
  const signals = await Promise.all(
    buckets.map(async ({ bucket, home }): Promise<readonly PriceSignal[]> => {
      const feed = home.assets.find(({ address }) => address === bucket.asset)?.priceFeed
      if (feed === undefined) return []
      const status = await statusOf(home.chainId, feed)
      return [{ bucket, status, since: conditions.since(`price ${bucketId(bucket)}`, status.kind) }]
    }),
  )
  return signals.flat()
}

async function readFeed(views: ChainViews, chainId: ChainId, feed: Address): Promise<FeedReading> {
  const view = views.get(chainId)
  if (view === undefined) return { kind: 'unread', reason: 'its chain is not read' }
  const call = { address: feed, abi: bucketPriceFeedAbi, args: [] }
  const reading = await readAt(view.chain, view.head, [
    { ...call, functionName: 'latestRoundData' },
    { ...call, functionName: 'decimals' },
  ])
  if (reading.kind === 'unread') return reading
  if (reading.kind === 'disagreed') return { kind: 'unread', reason: faultsInWords(reading.faults) }
  const parsed = round.safeParse(reading.value)
  if (!parsed.success) return { kind: 'unread', reason: 'the answer is not of the expected form' }
  const [[, answer, , updatedAt], decimals] = parsed.data
  return { kind: 'read', answer, updatedAt: unixSeconds(updatedAt), decimals }
}

async function accept(
  facts: GuardFacts,
  last: AcceptedPrice | undefined,
  { chainId, feed, answer, updatedAt }: AcceptedPrice,
): Promise<void> {
  if (last?.answer === answer && last.updatedAt === updatedAt) return
  await facts.acceptPrice({ chainId, feed, answer, updatedAt })
}
