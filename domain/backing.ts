import type { Balances } from './ledger-account.ts'
import type { BucketEnd, BucketKey } from './ledger-event.ts'
import type { Finding, FindingKind } from './ledger-finding.ts'

/** Backing of a bucket or compartment that has lost nothing, in parts per billion (`FULLY_BACKED` of the contracts). */
export const fullyBacked = 1_000_000_000n

/** Decimals of a backing: parts per billion. */
export const backingDecimals = 9

/** A compartment's totals at one block, base units. */
export interface VaultTotals {
  readonly locked: bigint
  /** The asset's balance of the compartment's escrow. */
  readonly escrow: bigint
  /** What payouts are worth, in parts per billion. */
  readonly backing: bigint
}

/** A bucket's totals at one block, base units. */
export interface BucketTotals {
  /** Supply of the receipt. */
  readonly bucketLevel: bigint
  /** Room that delayed holds have taken. */
  readonly reserved: bigint
  /** Sum of the holds in the queue. */
  readonly waiting: bigint
}

/**
 * What the escrow must hold for what its compartment owes: `owed` less the loss that was written down, rounded down as
 * each payout is.
 *
 * @param backing - Parts per billion.
 */
export const worth = (owed: bigint, backing: bigint): bigint => (owed * backing) / fullyBacked

/** Where the compartment differs from the ledger, both at the same block. An escrow may hold more than it owes. */
export function vaultFindings(bucket: BucketKey, balances: Balances, totals: VaultTotals): readonly Finding[] {
  const owed = worth(balances.locked + balances['exits-held'] + balances.claims, totals.backing)
  const short: readonly Finding[] =
    totals.escrow >= owed
      ? []
      : [found('escrow-shortfall', { bucket, end: 'home' }, { escrow: String(totals.escrow), owed: String(owed) })]
  return [...drift({ bucket, end: 'home' }, { locked: [balances.locked, totals.locked] }), ...short]
}

/** Where the host's bucket differs from the ledger, both at the same block. */
export function bucketFindings(bucket: BucketKey, balances: Balances, totals: BucketTotals): readonly Finding[] {
  return drift(
    { bucket, end: 'host' },
    {
      bucketLevel: [balances.outstanding, totals.bucketLevel],
      reserved: [balances.delayed, totals.reserved],
      waiting: [balances.waiting, totals.waiting],
    },
  )
}

/** At most one finding, which names every total that differs. */
function drift(where: Where, pairs: Readonly<Record<string, readonly [bigint, bigint]>>): readonly Finding[] {
  const differing = Object.entries(pairs).filter(([, [ledger, chain]]) => ledger !== chain)
  if (differing.length === 0) return []
  return [
    found(
      'drift',
      where,
      Object.fromEntries(
        differing.map(([name, [ledger, chain]]) => [name, `${ledger} in the ledger, ${chain} on chain`]),
      ),
    ),
  ]
}

interface Where {
  readonly bucket: BucketKey
  readonly end: BucketEnd
}

const found = (kind: FindingKind, where: Where, evidence: Finding['evidence']): Finding => ({
  kind,
  subject: { type: 'end', ...where },
  evidence,
})
