import { AbiDecodingDataSizeTooSmallError, AbiDecodingZeroDataError, BaseError } from 'viem'
import { z } from 'zod'
import { bucketPriceFeedAbi } from '../../contracts/abi/BucketPriceFeed.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { type Address, address, type Hex } from '../../domain/identifiers.ts'
import type { EvmClient } from './client.ts'
import { readContracts, type Tried, tryContracts } from './read-contracts.ts'

/** A block, by its hash. */
interface Pinned {
  readonly hash: Hex
}

const account = z.object({
  state: z.number(),
  bucketCapacity: z.bigint(),
  bucketLevel: z.bigint(),
  reserved: z.bigint(),
})
const uints = z.tuple([z.bigint(), z.bigint(), z.bigint()])

/**
 * What the buckets contract says of a receipt at one block, amounts in base units, backing in parts per billion. One
 * provider: advice.
 *
 * @throws ContractRefusedError for a receipt that there is not; whatever the RPC throws.
 */
export async function readReceipt(
  client: EvmClient,
  {
    buckets,
    receipt,
    srcEid,
    asset,
    at,
  }: {
    readonly buckets: Address
    readonly receipt: Address
    readonly srcEid: number
    readonly asset: Address
    readonly at: Pinned
  },
) {
  const call = (functionName: string, ...args: readonly unknown[]) => ({
    address: buckets,
    abi: receiptBucketsAbi,
    functionName,
    args,
  })
  const [eligible, sound, backing, held, fresh] = await readContracts(client, {
    reads: [
      call('isEligible', receipt),
      call('isSound', receipt),
      call('backingOf', receipt),
      call('bucket', srcEid, asset),
      call('seasoning', srcEid, asset),
    ],
    at,
  })
  const { state, bucketCapacity, bucketLevel, reserved } = account.parse(held)
  const [freshAmount, seasoningSeconds, maxFreshPercent] = uints.parse(fresh)
  const room = bucketCapacity - bucketLevel - reserved
  return {
    eligible: z.boolean().parse(eligible),
    sound: z.boolean().parse(sound),
    state,
    backing: BigInt(z.number().parse(backing)),
    room: room < 0n ? 0n : room,
    fresh: freshAmount,
    seasoningSeconds,
    maxFreshPercent,
  }
}

const text = z.string().transform((value) => address(value))
const settings = z.tuple([text, text, z.boolean(), z.number(), z.number(), text, text, z.number()])
const round = z.tuple([z.bigint(), z.bigint(), z.bigint(), z.bigint(), z.bigint()])

/**
 * What a `BucketPriceFeed` is and says at one block; `undefined` for a contract that is none. A feed that refuses says
 * why by the name of its error. One provider: advice.
 *
 * @throws whatever the RPC throws.
 */
export async function readReceiptFeed(client: EvmClient, feed: Address, at: Pinned) {
  const call = (functionName: string) => ({ address: feed, abi: bucketPriceFeedAbi, functionName, args: [] })
  const names = [
    ...['receipt', 'buckets', 'isStrict', 'haircutBps', 'maxAgeSeconds', 'source', 'sequencerUptimeFeed', 'decimals'],
    'latestRoundData',
  ]
  const tried = await orNoAnswer(tryContracts(client, names.map(call), at))
  const [latest, ...fixed] = [...(tried ?? [])].reverse()
  const parsed = settings.safeParse(fixed.reverse().map(answerOf))
  if (latest === undefined || !parsed.success) return undefined
  const [receipt, buckets, strict, haircutBps, maxAgeSeconds, source, sequencerUptimeFeed, decimals] = parsed.data
  return {
    ...{ receipt, buckets, strict, haircutBps, maxAgeSeconds, source, sequencerUptimeFeed, decimals },
    round: roundOf(latest),
  }
}

const answerOf = (tried: Tried): unknown => (tried.kind === 'value' ? tried.value : undefined)

function roundOf(tried: Tried) {
  if (tried.kind === 'refused') return { kind: 'refused', name: tried.reason.name } as const
  const [, answer, , updatedAt] = round.parse(tried.value)
  return { kind: 'answer', answer, updatedAt } as const
}

/** An account without code, or with other code, answers calls with nothing that can be read. */
async function orNoAnswer<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise
  } catch (error) {
    const isNoAnswer = (cause: unknown): boolean =>
      cause instanceof AbiDecodingZeroDataError || cause instanceof AbiDecodingDataSizeTooSmallError
    if (error instanceof BaseError && error.walk(isNoAnswer) !== null) return undefined
    throw error
  }
}
