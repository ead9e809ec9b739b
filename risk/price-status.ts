import { type UnixSeconds, unixSeconds } from '../domain/identifiers.ts'

/** Which of an asset's two feeds a fact is about. */
export type PriceSource = 'first' | 'second'

/** One feed's answer, scaled by 10^`decimals`, as of `updatedAt`; or a read that failed, which is no answer. */
export type FeedReading =
  | { readonly kind: 'read'; readonly answer: bigint; readonly updatedAt: UnixSeconds; readonly decimals: number }
  | { readonly kind: 'unread'; readonly reason: string }

/** Whether the sequencer of a rollup runs. `none`: the chain has none. */
export type SequencerReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'up'; readonly since: UnixSeconds }
  | { readonly kind: 'down' }
  | { readonly kind: 'unread'; readonly reason: string }

/** What is known of an asset's price at one block. */
export interface PriceReading {
  readonly first: FeedReading
  /** `none`: there is only one feed. */
  readonly second: FeedReading | { readonly kind: 'none' }
  readonly sequencer: SequencerReading
  /** The last price of the first feed that was accepted, in its decimals; `undefined` before there was one. */
  readonly accepted: { readonly answer: bigint; readonly updatedAt: UnixSeconds } | undefined
}

/** How an asset's price is judged. */
export interface PriceParameters {
  /** Heartbeat of the feed with its tolerance: how far `updatedAt` may lie from now, in either direction. */
  readonly maxAgeSeconds: bigint
  /** How far the price may move within `jumpWindowSeconds`, in basis points of the smaller price; more in proportion later. */
  readonly maxJumpBps: bigint
  readonly jumpWindowSeconds: bigint
  /** How far the two feeds may lie apart, in basis points of the smaller. */
  readonly maxDeviationBps: bigint
  /** How long after its sequencer is back a rollup's price is not taken for one. */
  readonly sequencerGraceSeconds: bigint
}

/** For feeds with a heartbeat of an hour; reasons in docs/guard.md. */
export const defaultPriceParameters: PriceParameters = {
  maxAgeSeconds: 4_500n,
  maxJumpBps: 1_500n,
  jumpWindowSeconds: 3_600n,
  maxDeviationBps: 300n,
  sequencerGraceSeconds: 3_600n,
}

/** What a price is worth as a signal. Amounts have the first feed's decimals. */
export type PriceStatus =
  /** `bid` values collateral, rounded down; `ask` values debt, rounded up: with two feeds the lower and the higher. */
  | { readonly kind: 'fresh'; readonly bid: bigint; readonly ask: bigint; readonly updatedAt: UnixSeconds }
  | {
      readonly kind: 'stale'
      readonly source: PriceSource
      readonly updatedAt: UnixSeconds
      readonly distanceSeconds: bigint
      readonly maxAgeSeconds: bigint
    }
  /** `moveBps` is rounded down; what is compared is exact. */
  | {
      readonly kind: 'jumped'
      readonly from: bigint
      readonly to: bigint
      readonly elapsedSeconds: bigint
      readonly moveBps: bigint
    }
  | { readonly kind: 'nonPositive'; readonly source: PriceSource; readonly answer: bigint }
  | { readonly kind: 'unread'; readonly what: PriceSource | 'sequencer'; readonly reason: string }
  /** `until`: when its time of grace ends; `undefined` while it is down. */
  | { readonly kind: 'sequencerDown'; readonly until: UnixSeconds | undefined }
  /** Both prices as they would be used: the lower rounded down, the higher rounded up. */
  | { readonly kind: 'deviating'; readonly bid: bigint; readonly ask: bigint; readonly maxDeviationBps: bigint }

const allBps = 10_000n

/**
 * The status of a price; the first that applies of: sequencer, then the first feed (read, above zero, in time, no jump), then
 * the second likewise, then how far they lie apart. A price can so only be fresh if everything that was to be read was.
 *
 * The source of the conditions is contracts/src/BucketPriceFeed.sol, which refuses to answer for the same reasons, but
 * knows neither jumps nor a second feed.
 */
export function priceStatus(reading: PriceReading, parameters: PriceParameters, now: UnixSeconds): PriceStatus {
  const { first, second, sequencer, accepted } = reading
  const closed = sequencerStatus(sequencer, parameters, now)
  if (closed !== undefined) return closed

  const usable = feedStatus('first', first, parameters, now)
  if (usable.kind !== 'read') return usable
  const { answer, updatedAt, decimals } = usable
  // Only a price above zero can have been accepted; nothing else is a base to move from.
  if (accepted !== undefined && accepted.answer > 0n) {
    const jump = jumpStatus(accepted, usable, parameters)
    if (jump !== undefined) return jump
  }
  if (second.kind === 'none') return { kind: 'fresh', bid: answer, ask: answer, updatedAt }

  const other = feedStatus('second', second, parameters, now)
  if (other.kind !== 'read') return other
  const scale = 10n ** BigInt(Math.max(decimals, other.decimals))
  const a = (answer * scale) / 10n ** BigInt(decimals)
  const b = (other.answer * scale) / 10n ** BigInt(other.decimals)
  const [low, high] = a < b ? [a, b] : [b, a]
  const unit = scale / 10n ** BigInt(decimals)
  const [bid, ask] = [low / unit, (high + unit - 1n) / unit]
  if ((high - low) * allBps > parameters.maxDeviationBps * low) {
    return { kind: 'deviating', bid, ask, maxDeviationBps: parameters.maxDeviationBps }
  }
  return { kind: 'fresh', bid, ask, updatedAt }
}

function sequencerStatus(
  sequencer: SequencerReading,
  { sequencerGraceSeconds }: PriceParameters,
  now: UnixSeconds,
): PriceStatus | undefined {
  if (sequencer.kind === 'none') return undefined
  if (sequencer.kind === 'unread') return { kind: 'unread', what: 'sequencer', reason: sequencer.reason }
  if (sequencer.kind === 'down') return { kind: 'sequencerDown', until: undefined }
  const until = unixSeconds(sequencer.since + sequencerGraceSeconds)
  return now < until ? { kind: 'sequencerDown', until } : undefined
}

/** The feed's answer if it is one, else why not. */
function feedStatus(
  source: PriceSource,
  feed: FeedReading,
  { maxAgeSeconds }: PriceParameters,
  now: UnixSeconds,
): Extract<FeedReading, { kind: 'read' }> | PriceStatus {
  if (feed.kind === 'unread') return { kind: 'unread', what: source, reason: feed.reason }
  if (feed.answer <= 0n) return { kind: 'nonPositive', source, answer: feed.answer }
  // Some feeds' clocks run ahead of the chain's, so a distance, and not an age, is what is limited.
  const distanceSeconds = now > feed.updatedAt ? now - feed.updatedAt : feed.updatedAt - now
  if (distanceSeconds <= maxAgeSeconds) return feed
  return { kind: 'stale', source, updatedAt: feed.updatedAt, distanceSeconds, maxAgeSeconds }
}

/** A move of the price that is too large for the time it took; `undefined` for any other. */
function jumpStatus(
  accepted: { readonly answer: bigint; readonly updatedAt: UnixSeconds },
  { answer, updatedAt }: { readonly answer: bigint; readonly updatedAt: UnixSeconds },
  { maxJumpBps, jumpWindowSeconds }: PriceParameters,
): PriceStatus | undefined {
  const elapsedSeconds = updatedAt > accepted.updatedAt ? updatedAt - accepted.updatedAt : 0n
  const counted = elapsedSeconds > jumpWindowSeconds ? elapsedSeconds : jumpWindowSeconds
  const [low, high] = answer < accepted.answer ? [answer, accepted.answer] : [accepted.answer, answer]
  if ((high - low) * allBps * jumpWindowSeconds <= maxJumpBps * counted * low) return undefined
  return {
    kind: 'jumped',
    from: accepted.answer,
    to: answer,
    elapsedSeconds,
    moveBps: ((high - low) * allBps) / low,
  }
}
