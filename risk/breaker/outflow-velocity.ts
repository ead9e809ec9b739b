import { type RawAmount, rawAmount } from '../../domain/amounts.ts'
import type { Hex, UnixSeconds } from '../../domain/identifiers.ts'
import { proposeReview, proposeStop, stopLocking, stopMinting } from './measure.ts'
import type { BreakerParameters, VelocityWindow } from './parameters.ts'
import type { BucketKey } from './scope.ts'
import { block, type Evidence, figures, type Trip, transaction, trip } from './trip.ts'

/** One mint, release or refund. */
export interface Flow {
  /** Time of its block. */
  readonly at: UnixSeconds
  /** Base units. */
  readonly amount: RawAmount
  readonly blockNumber: bigint
  readonly txHash: Hex
}

/** What moved in a bucket within twice the longest window, in any order; and its size now, base units. */
export interface FlowReading {
  readonly bucket: BucketKey
  readonly bucketCapacity: RawAmount
  readonly locked: RawAmount
  readonly minted: readonly Flow[]
  /** Releases and refunds. */
  readonly released: readonly Flow[]
}

const allBps = 10_000n

/**
 * More minted, or paid out, within a window than an honest day brings. Every stretch of time that ends within the last
 * window counts, wherever it begins, so that nothing is gained by acting on both sides of a boundary, nor by acting between
 * two polls. A signal: a run of honest holders looks the same, so eligibility stays and payouts go on.
 */
export function outflowVelocity(
  { flows }: { readonly flows: readonly FlowReading[] },
  { velocityWindows, releasedBaseShareBps }: BreakerParameters,
  now: UnixSeconds,
): readonly Trip[] {
  return flows.flatMap(({ bucket, bucketCapacity, locked, minted, released }) => {
    const mints = velocityWindows.flatMap((window) =>
      exceeded(minted, { window, now, most: () => share(bucketCapacity, window.mintedShareBps) }),
    )
    // At least what was locked when the window began: what is there, and what has left since.
    const floor = share(bucketCapacity, releasedBaseShareBps)
    const payouts = velocityWindows.flatMap((window) =>
      exceeded(released, {
        window,
        now,
        most: (left) => share(greater(locked + left, floor), window.releasedShareBps),
      }),
    )
    const trips: Trip[] = []
    const found = { rule: 'outflow-velocity', severity: 'critical' } as const
    if (mints.length > 0) {
      const evidence = mints.flatMap((window) => evidenceOf(bucket.host, window))
      const measures = [stopMinting, stopLocking, proposeStop]
      trips.push(trip({ ...found, scope: { kind: 'bucket', bucket }, cause: 'minted', measures, evidence }))
    }
    if (payouts.length > 0) {
      const evidence = payouts.flatMap((window) => evidenceOf(bucket.home, window))
      const measures = [stopMinting, stopLocking, proposeReview]
      trips.push(trip({ ...found, scope: { kind: 'compartment', bucket }, cause: 'released', measures, evidence }))
    }
    return trips
  })
}

const greater = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** Part of an amount, rounded down: against whoever moves it. */
const share = (amount: bigint, bps: bigint): bigint => (amount * bps) / allBps

interface Exceeded {
  readonly windowSeconds: bigint
  readonly moved: bigint
  readonly most: bigint
  /** First and last of what moved in it. */
  readonly first: Flow
  readonly last: Flow
}

/**
 * The busiest stretch above the limit that ends within the last window; none or one.
 *
 * @param check.most - Most that may move, by what has left since the stretch began.
 */
function exceeded(
  flows: readonly Flow[],
  { window, now, most }: { window: VelocityWindow; now: UnixSeconds; most: (left: RawAmount) => bigint },
): readonly Exceeded[] {
  const { windowSeconds } = window
  const ordered = [...flows].sort((a, b) => Number(a.at - b.at))
  let leftSince = ordered.reduce((sum, { amount }) => sum + amount, 0n)
  let moved = 0n
  let start = 0
  let busiest: Exceeded | undefined
  for (const last of ordered) {
    moved += last.amount
    for (
      let first = ordered[start];
      first !== undefined && first.at <= last.at - windowSeconds;
      first = ordered[start]
    ) {
      moved -= first.amount
      leftSince -= first.amount
      start += 1
    }
    const first = ordered[start]
    const limit = most(rawAmount(leftSince))
    if (first === undefined || last.at <= now - windowSeconds || moved <= limit) continue
    if (busiest === undefined || moved > busiest.moved) busiest = { windowSeconds, moved, most: limit, first, last }
  }
  return busiest === undefined ? [] : [busiest]
}

function evidenceOf(
  chainId: BucketKey['host'],
  { windowSeconds, moved, most, first, last }: Exceeded,
): readonly Evidence[] {
  return [
    ...figures('seconds', { windowSeconds }),
    ...figures('raw', { moved, most }),
    block(chainId, first.blockNumber),
    transaction(chainId, first.txHash),
    block(chainId, last.blockNumber),
    transaction(chainId, last.txHash),
  ]
}
