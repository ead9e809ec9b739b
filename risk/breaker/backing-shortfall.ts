import type { RawAmount } from '../../domain/amounts.ts'
import { fullyBacked } from '../../domain/backing.ts'
import type { UnixSeconds } from '../../domain/identifiers.ts'
import { proposeReview, proposeStop, stopLocking, withdrawEligibility } from './measure.ts'
import type { BreakerParameters } from './parameters.ts'
import { blindness, type Read } from './read.ts'
import type { BucketKey } from './scope.ts'
import { block, type Evidence, figures, type Trip, trip } from './trip.ts'

/** What arrived on the host, read first, beside what had been locked for it at home, read afterwards. Since the beginning. */
export interface Arrivals {
  readonly minted: RawAmount
  /** In holds that are open. */
  readonly held: RawAmount
  /** In holds that were sent home. */
  readonly sentHome: RawAmount
  readonly hostBlock: bigint
  readonly locked: RawAmount
  /** In locks that the owner undid: their messages must never arrive. */
  readonly rescued: RawAmount
  readonly homeBlock: bigint
}

/** What left a compartment, read first, beside what the host had sent back for it, read afterwards. Since the beginning. */
export interface Exits {
  readonly released: RawAmount
  readonly refunded: RawAmount
  readonly homeBlock: bigint
  readonly burned: RawAmount
  readonly sentHome: RawAmount
  readonly hostBlock: bigint
}

/** What a compartment holds beside what it owes, at one block of the home chain. */
export interface Escrow {
  readonly balance: RawAmount
  readonly locked: RawAmount
  /** Due to exits that wait, and to claims. */
  readonly due: RawAmount
  /** Parts per billion that the owner set; payouts are made at this ratio. */
  readonly backing: bigint
  readonly homeBlock: bigint
}

/** One bucket's books, at final blocks. Amounts are base units. */
export interface BackingReading {
  readonly bucket: BucketKey
  readonly arrivals: Read<Arrivals>
  readonly exits: Read<Exits>
  readonly escrow: Read<Escrow>
}

/**
 * More arrived than was locked; more was paid out than burned or sent home; or an escrow holds less than it owes. All sums
 * only ever grow and the destination is read before the source, so a message on its way never looks like a shortfall; and no
 * amount is too small to count. Proof: it takes eligibility.
 *
 * @see docs/invariants.md INV-001, INV-002
 */
export function backingShortfall(
  { backing }: { readonly backing: readonly BackingReading[] },
  { unreadSeconds }: BreakerParameters,
  now: UnixSeconds,
): readonly Trip[] {
  return backing.flatMap(({ bucket, arrivals, exits, escrow }) => {
    const check = <Value>(
      reading: Read<Value>,
      { kind, cause }: { readonly kind: 'bucket' | 'compartment'; readonly cause: string },
      short: (bucket: BucketKey, value: Value) => readonly Evidence[],
    ): readonly Trip[] => {
      const found = { rule: 'backing-shortfall', scope: { kind, bucket }, cause } as const
      if (reading.kind === 'unread') return blindness(found, reading, { unreadSeconds, now })
      const evidence = short(bucket, reading.value)
      if (evidence.length === 0) return []
      const measures = [withdrawEligibility, stopLocking, kind === 'bucket' ? proposeStop : proposeReview]
      return [trip({ ...found, severity: 'critical', measures, evidence })]
    }
    return [
      ...check(arrivals, { kind: 'bucket', cause: 'arrivals' }, arrivalsShort),
      ...check(exits, { kind: 'compartment', cause: 'exits' }, exitsShort),
      ...check(escrow, { kind: 'compartment', cause: 'escrow' }, escrowShort),
    ]
  })
}

/** Evidence of a mint without a lock; none while the books agree. */
function arrivalsShort({ host, home }: BucketKey, arrivals: Arrivals): readonly Evidence[] {
  const { minted, held, sentHome, locked, rescued, hostBlock, homeBlock } = arrivals
  const shortfall = minted + held + sentHome - (locked - rescued)
  if (shortfall <= 0n) return []
  const raw = figures('raw', { shortfall, minted, held, sentHome, locked, rescued })
  return [...raw, block(host, hostBlock), block(home, homeBlock)]
}

/** Evidence of a payout without a burn; none while the books agree. */
function exitsShort({ host, home }: BucketKey, exits: Exits): readonly Evidence[] {
  const { released, refunded, burned, sentHome, hostBlock, homeBlock } = exits
  const shortfall = released + refunded - (burned + sentHome)
  if (shortfall <= 0n) return []
  const raw = figures('raw', { shortfall, released, refunded, burned, sentHome })
  return [...raw, block(home, homeBlock), block(host, hostBlock)]
}

/** Evidence that tokens are missing; none while they are all there. What is owed is rounded down, as payouts are. */
function escrowShort({ home }: BucketKey, { balance, locked, due, backing, homeBlock }: Escrow): readonly Evidence[] {
  const owed = ((locked + due) * backing) / fullyBacked
  if (balance >= owed) return []
  return [
    ...figures('raw', { shortfall: owed - balance, balance, locked, due }),
    ...figures('ppb', { backing }),
    block(home, homeBlock),
  ]
}
