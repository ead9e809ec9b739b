import { type UnixSeconds, unixSeconds } from './identifiers.ts'

/** Expiries are multiples of this, seconds. Longer than any attestor takes to notice that another one has signed. */
const gridSeconds = 6n * 3_600n

/** How long a signature counts at least from its source block on, seconds. */
const lifetimeSeconds = 6n * 3_600n

/**
 * When a group's signatures expire: the first point of a fixed grid that is a lifetime after the source block, and is
 * not about to be renewed. All of it but `now` comes from the chain, so that attestors who never talk to each other
 * choose the same second and their signatures can be joined. Whoever signs on the other side of a point chooses the next
 * one; the others do so as soon as their own signature has to be renewed, which is at the same time.
 *
 * @param options.blockTime - Of the source block.
 * @param options.renewBeforeSeconds - How long before its expiry a signature is renewed.
 */
export function attestationExpiry({
  blockTime,
  now,
  renewBeforeSeconds,
}: {
  readonly blockTime: bigint
  readonly now: UnixSeconds
  readonly renewBeforeSeconds: bigint
}): UnixSeconds {
  const fromBlock = blockTime + lifetimeSeconds
  const fromNow = now + renewBeforeSeconds + 1n
  const earliest = fromBlock > fromNow ? fromBlock : fromNow
  return unixSeconds(((earliest + gridSeconds - 1n) / gridSeconds) * gridSeconds)
}
