import type { Guid, UnixSeconds } from '../../domain/identifiers.ts'
import { type Measure, stopLocking, stopMinting, type VerifiedMessage } from './measure.ts'
import type { BreakerParameters } from './parameters.ts'
import { blindness, type Read } from './read.ts'
import type { Lane } from './scope.ts'
import { block, figures, type Trip, text, trip } from './trip.ts'

/** The nonces of one pathway: the destination is read first, the source afterwards. */
export interface NonceReading {
  readonly lane: Lane
  /** `mint`: from the vault to the buckets. `release`: from the buckets to the vault. */
  readonly direction: 'mint' | 'release'
  readonly nonces: Read<{
    /** The highest nonce that the destination has verified. */
    readonly inbound: bigint
    readonly destinationBlock: bigint
    /** The last nonce that the source has sent. */
    readonly outbound: bigint
    readonly sourceBlock: bigint
    /** What the destination has verified above `outbound` and not executed. */
    readonly verified: readonly VerifiedMessage[]
    /** Locks whose nonces the destination had used up before: they arrive nowhere, and need `rescueLock`. */
    readonly swallowed: readonly Guid[]
  }>
}

/**
 * A destination that knows a nonce which its source has not sent: a forged message, or a reorg at the source below finality.
 * After the latter each lock would take a nonce that is used up and be swallowed, so locks wait until noops have carried the
 * source past. Burning cannot be paused; nothing is minted meanwhile that could be burned. Locks that were swallowed all the
 * same stay an alert until their owners have them back.
 */
export function outboundNonce(
  { pathways }: { readonly pathways: readonly NonceReading[] },
  { unreadSeconds }: BreakerParameters,
  now: UnixSeconds,
): readonly Trip[] {
  return pathways.flatMap(({ lane, direction, nonces }) => {
    const found = { rule: 'outbound-nonce', scope: { kind: 'lane', lane }, cause: direction } as const
    if (nonces.kind === 'unread') return blindness(found, nonces, { unreadSeconds, now })
    const { inbound, outbound, destinationBlock, sourceBlock, verified, swallowed } = nonces.value
    const lost = swallowed.map((lockGuid) => text('swallowed', lockGuid))
    if (inbound <= outbound) {
      if (lost.length === 0) return []
      return [trip({ ...found, cause: 'swallowed', severity: 'warning', measures: [], evidence: lost })]
    }
    const { home, host } = lane
    const [source, destination] = direction === 'mint' ? [home, host] : [host, home]
    const receiver = direction === 'mint' ? 'buckets' : 'vault'
    const park = (message: VerifiedMessage): Measure => ({
      kind: 'proposePark',
      chainId: destination,
      receiver,
      source,
      message,
    })
    return [
      trip({
        ...found,
        severity: 'critical',
        measures: [stopMinting, stopLocking, ...verified.map(park)],
        evidence: [
          ...figures('nonce', { inbound, outbound }),
          block(destination, destinationBlock),
          block(source, sourceBlock),
          ...lost,
        ],
      }),
    ]
  })
}
