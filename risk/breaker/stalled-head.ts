import type { ChainId, UnixSeconds } from '../../domain/identifiers.ts'
import { stopMinting } from './measure.ts'
import type { BreakerParameters } from './parameters.ts'
import { blindness, type Read } from './read.ts'
import { block, figures, type Trip, trip } from './trip.ts'

/** The newest block of a chain that its RPC quorum agrees on. */
export interface HeadReading {
  readonly chainId: ChainId
  readonly head: Read<{ readonly number: bigint; readonly time: UnixSeconds }>
}

/**
 * A head that grows older: an alert first, and after longer no minting in the buckets that name the chain, because what it
 * holds cannot be paid out while it stands still.
 */
export function stalledHead(
  { heads }: { readonly heads: readonly HeadReading[] },
  { headAlertSeconds, headStopSeconds, unreadSeconds }: BreakerParameters,
  now: UnixSeconds,
): readonly Trip[] {
  return heads.flatMap(({ chainId, head }) => {
    const found = { rule: 'stalled-head', scope: { kind: 'chain', chainId }, cause: 'head' } as const
    if (head.kind === 'unread') return blindness(found, head, { unreadSeconds, now })
    const ageSeconds = now - head.value.time
    if (ageSeconds <= headAlertSeconds) return []
    const stops = ageSeconds > headStopSeconds
    return [
      trip({
        ...found,
        severity: stops ? 'critical' : 'warning',
        measures: stops ? [stopMinting] : [],
        evidence: [block(chainId, head.value.number), ...figures('seconds', { ageSeconds, headStopSeconds })],
      }),
    ]
  })
}
