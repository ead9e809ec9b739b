import type { RawAmount } from '../../domain/amounts.ts'
import type { Guid, Hex } from '../../domain/identifiers.ts'
import { type HeldMint, type Measure, proposeStop, stopLocking, withdrawEligibility } from './measure.ts'
import { type BucketKey, bucketId } from './scope.ts'
import { block, figures, type Trip, text, transaction, trip } from './trip.ts'

/** A message that was taken on a host, in a final block, and that the ledger found no lock for in the final blocks of home. */
export interface MintFinding {
  readonly bucket: BucketKey
  readonly guid: Guid
  /** `no-lock`: home never sent it. `other-content`: it sent another amount or receiver under this guid. */
  readonly problem: 'no-lock' | 'other-content'
  /** Base units that were minted or are held. */
  readonly amount: RawAmount
  readonly hostBlock: bigint
  readonly txHash: Hex
  /** What is left of it to hold back; `undefined` once it is minted. */
  readonly hold: HeldMint | undefined
}

/**
 * A mint that no lock stands behind, however small: proof. What of it is still held can be voided, so that it never passes.
 * One trip per bucket, with every finding as evidence.
 */
export function mintWithoutLock({ mints }: { readonly mints: readonly MintFinding[] }): readonly Trip[] {
  const buckets = new Map(mints.map(({ bucket }) => [bucketId(bucket), bucket]))
  return [...buckets].map(([id, bucket]) => {
    const found = mints.filter((mint) => bucketId(mint.bucket) === id)
    return trip({
      rule: 'mint-without-lock',
      scope: { kind: 'bucket', bucket },
      cause: 'mint',
      severity: 'critical',
      measures: [withdrawEligibility, stopLocking, proposeStop, ...found.flatMap(voids)],
      evidence: found.flatMap(({ guid, problem, amount, hostBlock, txHash }) => [
        text(problem, guid),
        ...figures('raw', { amount }),
        block(bucket.host, hostBlock),
        transaction(bucket.host, txHash),
      ]),
    })
  })
}

/** The contract refuses to void what never passes anyway. */
function voids({ bucket, hold }: MintFinding): readonly Measure[] {
  return hold === undefined || hold.kind === 'refund-only' ? [] : [{ kind: 'voidHold', bucket, hold }]
}
