import { z } from 'zod'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { rawAmount } from '../../domain/amounts.ts'
import type { UnixSeconds } from '../../domain/identifiers.ts'
import { unixSeconds } from '../../domain/identifiers.ts'
import { bucketId } from '../../domain/ledger-event.ts'
import type { Flow, FlowReading } from '../../risk/breaker/outflow-velocity.ts'
import type { BreakerParameters } from '../../risk/breaker/parameters.ts'
import type { BucketLedger } from '../ledger-ports.ts'
import { type DeployedBucket, toLedger } from './buckets.ts'
import type { GuardFacts, TimedFlow } from './ports.ts'
import { type ChainViews, readAt } from './views.ts'

/** Most flows whose time is looked up in one round; the rest is next. */
const untimedPerRound = 200

/** Twice the longest window, which the rule wants. */
function spanSeconds({ velocityWindows }: BreakerParameters): bigint {
  const [longest = 0n] = velocityWindows.map(({ windowSeconds }) => windowSeconds).sort((a, b) => Number(b - a))
  return 2n * longest
}

/**
 * Mints and payouts of the last days per bucket. The journal says which, without the time: that and the transaction are read
 * from the chain once and kept. A bucket whose capacity cannot be read is left out in this round.
 *
 * @throws when the database cannot be read or written.
 */
export async function readFlows({
  buckets,
  ledgers,
  facts,
  views,
  parameters,
  now,
}: {
  readonly buckets: readonly DeployedBucket[]
  readonly ledgers: readonly BucketLedger[]
  readonly facts: GuardFacts
  readonly views: ChainViews
  readonly parameters: BreakerParameters
  readonly now: UnixSeconds
}): Promise<readonly FlowReading[]> {
  const span = spanSeconds(parameters)
  const since = unixSeconds(now - span)
  await timeFlows(facts, views, span)
  const [flows, capacities] = await Promise.all([facts.flowsSince(since), readCapacities(buckets, views)])
  return buckets.flatMap(({ bucket }) => {
    const id = bucketId(toLedger(bucket))
    const ledger = ledgers.find((candidate) => bucketId(candidate.bucket) === id)
    const bucketCapacity = capacities.get(id)
    if (ledger === undefined || bucketCapacity === undefined) return []
    const of = (direction: TimedFlow['direction']): readonly Flow[] =>
      flows.filter((flow) => flow.direction === direction && bucketId(flow.bucket) === id)
    return [
      {
        bucket,
        bucketCapacity: rawAmount(bucketCapacity),
        locked: rawAmount(ledger.balances.locked),
        minted: of('minted'),
        released: of('released'),
      },
    ]
  })
}

/** Looks up when and by which transaction new flows happened. What cannot be read is looked up again. */
async function timeFlows(facts: GuardFacts, views: ChainViews, postedWithinSeconds: bigint): Promise<void> {
  const untimed = await facts.untimedFlows(postedWithinSeconds, untimedPerRound)
  const blocks = new Map(untimed.map((flow) => [`${flow.chainId} ${flow.blockNumber}`, flow]))
  const timed = await Promise.all(
    [...blocks.values()].map(async ({ chainId, blockNumber }): Promise<readonly TimedFlow[]> => {
      const reading = await views.get(chainId)?.chain.readTransactions(blockNumber)
      if (reading?.kind !== 'agreed') return []
      const { hash, time, logs } = reading.value
      return untimed.flatMap((flow) => {
        if (flow.chainId !== chainId || flow.blockHash !== hash) return []
        const log = logs.find(({ logIndex }) => logIndex === flow.logIndex)
        return log === undefined ? [] : [{ ...flow, at: time, txHash: log.txHash }]
      })
    }),
  )
  await facts.recordFlows(timed.flat())
}

const bucketStruct = z.object({ bucketCapacity: z.bigint() })

async function readCapacities(
  buckets: readonly DeployedBucket[],
  views: ChainViews,
): Promise<ReadonlyMap<string, bigint>> {
  const found = await Promise.all(
    [...views.values()].map(async ({ chain, first }) => {
      const hosted = buckets.filter(({ bucket }) => bucket.host === chain.chainId)
      const reads = hosted.map(({ bucket, home, host }) => ({
        address: host.buckets,
        abi: receiptBucketsAbi,
        functionName: 'bucket',
        args: [home.eid, bucket.asset],
      }))
      const reading = await readAt(chain, first, reads)
      if (reading.kind !== 'agreed') return []
      return hosted.flatMap(({ bucket }, index) => {
        const parsed = bucketStruct.safeParse(reading.value[index])
        return parsed.success ? [[bucketId(toLedger(bucket)), parsed.data.bucketCapacity] as const] : []
      })
    }),
  )
  return new Map(found.flat())
}
