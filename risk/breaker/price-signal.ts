import { assertNever } from '../../domain/errors.ts'
import type { UnixSeconds } from '../../domain/identifiers.ts'
import type { PriceStatus } from '../price-status.ts'
import { stopMinting } from './measure.ts'
import type { BreakerParameters } from './parameters.ts'
import type { BucketKey } from './scope.ts'
import { type Evidence, figures, type Trip, text, trip } from './trip.ts'

/** The status of the price that a bucket's receipts are valued by, and since when it has been of that kind. */
export interface PriceSignal {
  readonly bucket: BucketKey
  readonly status: PriceStatus
  readonly since: UnixSeconds
}

/**
 * A price that cannot be relied on. It may stop minting, and nothing more: who moves a price would otherwise decide about
 * eligibility, exits or payouts. A jump and an answer that is not above zero count at once, the rest after a while.
 */
export function priceSignal(
  { prices }: { readonly prices: readonly PriceSignal[] },
  { priceSignalSeconds }: BreakerParameters,
  now: UnixSeconds,
): readonly Trip[] {
  return prices.flatMap(({ bucket, status, since }) => {
    if (status.kind === 'fresh') return []
    const atOnce = status.kind === 'jumped' || status.kind === 'nonPositive'
    const forSeconds = now - since
    if (!atOnce && forSeconds <= priceSignalSeconds) return []
    return [
      trip({
        rule: 'price-signal',
        scope: { kind: 'bucket', bucket },
        cause: status.kind,
        severity: 'warning',
        measures: [stopMinting],
        evidence: [...factsOf(status), ...figures('seconds', { forSeconds })],
      }),
    ]
  })
}

function factsOf(status: Exclude<PriceStatus, { kind: 'fresh' }>): readonly Evidence[] {
  switch (status.kind) {
    case 'stale': {
      const { distanceSeconds, maxAgeSeconds } = status
      return [text('feed', status.source), ...figures('seconds', { distanceSeconds, maxAgeSeconds })]
    }
    case 'jumped': {
      const { from, to, elapsedSeconds, moveBps } = status
      return [
        ...figures('price', { from, to }),
        ...figures('seconds', { elapsedSeconds }),
        ...figures('bps', { moveBps }),
      ]
    }
    case 'nonPositive':
      return [text('feed', status.source), ...figures('price', { answer: status.answer })]
    case 'unread':
      return [text('feed', status.what), text('reason', status.reason)]
    case 'sequencerDown':
      return status.until === undefined ? [] : figures('time', { until: status.until })
    case 'deviating': {
      const { bid, ask, maxDeviationBps } = status
      return [...figures('price', { bid, ask }), ...figures('bps', { maxDeviationBps })]
    }
    default:
      return assertNever(status)
  }
}
