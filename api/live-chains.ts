import type { RawAmount } from '../domain/amounts.ts'
import type { Address, ChainId, Hex } from '../domain/identifiers.ts'
import type { EndReading } from '../domain/preflight.ts'

/** A block of a chain. */
export interface LiveBlock {
  readonly number: bigint
  readonly hash: Hex
  /** Block time, Unix seconds. */
  readonly time: bigint
}

/** A transfer, and the block of each of its chains to read. `amount` is base units. */
export interface TransferQuestion {
  readonly direction: 'LOCK' | 'BURN'
  readonly home: { readonly chainId: ChainId; readonly at: LiveBlock }
  readonly host: { readonly chainId: ChainId; readonly at: LiveBlock }
  readonly asset: Address
  readonly amount: RawAmount
}

/** A receipt, and the block of its chain to read. */
export interface ReceiptQuestion {
  readonly chainId: ChainId
  readonly at: LiveBlock
  readonly receipt: Address
  /** The bucket's home. */
  readonly srcEid: number
  readonly asset: Address
  readonly feed: Address | undefined
}

/** What a receipt's contracts say of it. Amounts are base units. */
export interface ReceiptReading {
  readonly eligible: boolean
  readonly sound: boolean
  /** By the number on chain. */
  readonly state: number
  /** Parts per billion. */
  readonly backing: bigint
  readonly room: bigint
  readonly fresh: bigint
  readonly maxFreshPercent: bigint
  readonly seasoningSeconds: bigint
  /** `undefined` when no feed was asked for. */
  readonly feed: FeedReading | undefined
}

/** What a `BucketPriceFeed` is and says. */
export interface FeedReading {
  readonly receipt: Address
  readonly buckets: Address
  readonly strict: boolean
  readonly haircutBps: number
  readonly maxAgeSeconds: number
  readonly source: Address
  /** The zero address when there is none. */
  readonly sequencerUptimeFeed: Address
  readonly decimals: number
  readonly round:
    | { readonly kind: 'answer'; readonly answer: bigint; readonly updatedAt: bigint }
    | { readonly kind: 'refused'; readonly name: string }
}

/**
 * What the API asks of the chains themselves, because no event says it. Every read is of one block; nothing is sent.
 *
 * All methods throw {@link ChainUnreadableError} when the chain's node does not answer.
 */
export interface LiveChains {
  newest(chainId: ChainId): Promise<LiveBlock>
  transfer(
    question: TransferQuestion,
  ): Promise<{ readonly feeWei: bigint; readonly ends: readonly [EndReading, EndReading] }>
  /** @throws NotItsFeedError when the feed is none. */
  receipt(question: ReceiptQuestion): Promise<ReceiptReading>
}
