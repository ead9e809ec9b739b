import type { RawAmount } from '../../domain/amounts.ts'
import type { Guid, Hex } from '../../domain/identifiers.ts'
import { proposeReview, stopLocking, withdrawEligibility } from './measure.ts'
import { type BucketKey, bucketId } from './scope.ts'
import { block, figures, type Trip, text, transaction, trip } from './trip.ts'

/** An exit that was taken at home, in a final block, and that the ledger found nothing for in the final blocks of the host. */
export interface ExitFinding {
  readonly bucket: BucketKey
  readonly guid: Guid
  /**
   * `no-burn`, `no-hold`: the host never sent that release, that refund. `other-content`: it sent another amount or receiver
   * under this guid, or sent it once and it was taken twice.
   */
  readonly problem: 'no-burn' | 'no-hold' | 'other-content'
  /** Base units that were paid, or are to be paid. */
  readonly amount: RawAmount
  readonly homeBlock: bigint
  readonly txHash: Hex
}

/**
 * A payout that no burn stands behind, however small: proof, also while burns that are still on their way cover it in the
 * sums. One trip per compartment, with every finding as evidence. What is to be paid waits once a guardian reviews.
 */
export function exitWithoutBurn({ exits }: { readonly exits: readonly ExitFinding[] }): readonly Trip[] {
  const compartments = new Map(exits.map(({ bucket }) => [bucketId(bucket), bucket]))
  return [...compartments].map(([id, bucket]) =>
    trip({
      rule: 'exit-without-burn',
      scope: { kind: 'compartment', bucket },
      cause: 'exit',
      severity: 'critical',
      measures: [withdrawEligibility, stopLocking, proposeReview],
      evidence: exits
        .filter((exit) => bucketId(exit.bucket) === id)
        .flatMap(({ guid, problem, amount, homeBlock, txHash }) => [
          text(problem, guid),
          ...figures('raw', { amount }),
          block(bucket.home, homeBlock),
          transaction(bucket.home, txHash),
        ]),
    }),
  )
}
