import { type ContractTotals, type Difference, differencesOf, type LedgerBalances } from './books.ts'
import type { BucketName, ChainEvent } from './chain-event.ts'
import { type Fates, fatesOf } from './fates.ts'

/** What was found of one bucket at the end. */
export interface BucketEvidence {
  readonly bucket: BucketName
  readonly totals: ContractTotals
  /** `undefined`: the ledger does not know the bucket. */
  readonly ledger: LedgerBalances | undefined
}

/** What is held against the system. */
export interface Verdict extends Fates {
  readonly differences: readonly Difference[]
  /** Sum of all differences, base units of whatever asset. */
  readonly drift: bigint
}

/** Counts, from what all chains and the ledger say in the end, what was doubled, what is missing, and by how much books differ. */
export function judge(events: readonly ChainEvent[], buckets: readonly BucketEvidence[]): Verdict {
  const differences = buckets.flatMap(({ bucket, ...of }) => differencesOf(bucket, { events, ...of }))
  const drift = differences.reduce((sum, { one, other }) => sum + (one > other ? one - other : other - one), 0n)
  return { ...fatesOf(events), differences, drift }
}
