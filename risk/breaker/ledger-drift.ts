import { stopLocking, stopMinting } from './measure.ts'
import type { BucketKey } from './scope.ts'
import { type Trip, text, trip } from './trip.ts'

/** Where the ledger and the contracts do not say the same of one final block. */
export interface LedgerDrift {
  readonly bucket: BucketKey
  /** Whose totals differ; `books`: events contradict what was posted before. */
  readonly at: 'home' | 'host' | 'books'
  /** What differs, in words, by its name. */
  readonly facts: Readonly<Record<string, string>>
}

/**
 * Books that no longer follow the chain: an event is missing, or a total moved without one. Until somebody knows which, the
 * other rules are blind in this bucket, so it takes nothing new. No proof of a loss: eligibility and exits stay.
 */
export function ledgerDrift({ drifts }: { readonly drifts: readonly LedgerDrift[] }): readonly Trip[] {
  return drifts.map(({ bucket, at, facts }) =>
    trip({
      rule: 'ledger-drift',
      scope: { kind: at === 'home' ? 'compartment' : 'bucket', bucket },
      cause: at,
      severity: 'critical',
      measures: [stopMinting, stopLocking],
      evidence: Object.entries(facts).map(([name, value]) => text(name, value)),
    }),
  )
}
