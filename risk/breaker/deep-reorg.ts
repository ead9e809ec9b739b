import type { ChainId, UnixSeconds } from '../../domain/identifiers.ts'
import { stopLocking, stopMinting } from './measure.ts'
import type { BreakerParameters } from './parameters.ts'
import { block, figures, type Trip, text, trip } from './trip.ts'

/** A change of a chain's blocks that its RPC quorum agrees on. */
export interface Reorg {
  readonly chainId: ChainId
  readonly seenAt: UnixSeconds
  /** The lowest block that changed. */
  readonly fromBlock: bigint
  /** The highest block that had counted as final before. */
  readonly finalBlock: bigint
  readonly hashBefore: string
  readonly hashAfter: string
}

/**
 * A reorg that changed a block that had counted as final. What was done on the strength of that block may have lost its
 * reason, so nothing is minted and locked in the buckets that name the chain, until it has been quiet for a while. Whether
 * value is missing is what the backing rule finds out, and only that takes eligibility.
 */
export function deepReorg(
  { reorgs }: { readonly reorgs: readonly Reorg[] },
  { deepReorgQuietSeconds }: BreakerParameters,
  now: UnixSeconds,
): readonly Trip[] {
  return reorgs
    .filter(({ fromBlock, finalBlock, seenAt }) => fromBlock <= finalBlock && now - seenAt <= deepReorgQuietSeconds)
    .map(({ chainId, seenAt, fromBlock, finalBlock, hashBefore, hashAfter }) =>
      trip({
        rule: 'deep-reorg',
        scope: { kind: 'chain', chainId },
        cause: `block ${fromBlock} ${hashBefore}`,
        severity: 'critical',
        measures: [stopMinting, stopLocking],
        evidence: [
          block(chainId, fromBlock),
          text('hashBefore', hashBefore),
          text('hashAfter', hashAfter),
          ...figures('blocks', { belowFinal: finalBlock - fromBlock + 1n }),
          ...figures('time', { seenAt }),
        ],
      }),
    )
}
