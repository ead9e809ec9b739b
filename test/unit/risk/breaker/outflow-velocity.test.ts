import { describe, expect, test } from 'vitest'
import { type Flow, type FlowReading, outflowVelocity } from '../../../../risk/breaker/outflow-velocity.ts'
import { breakerParameters, defaultBreakerParameters } from '../../../../risk/breaker/parameters.ts'
import { ago, breached, hashOf, now, raw } from '../breaker-stage.ts'

/** A capacity of 12,000 and 10,000 locked: 1 % an hour is 120 minted, 1.2 % is 120 released; 5 % a day are 600 and 500. */
const quiet: FlowReading = {
  bucket: breached,
  bucketCapacity: raw(12_000n),
  locked: raw(10_000n),
  minted: [],
  released: [],
}
const flow = (amount: bigint, secondsAgo: bigint): Flow => ({
  at: ago(secondsAgo),
  amount: raw(amount),
  blockNumber: 1_000_000n - secondsAgo,
  txHash: hashOf(secondsAgo),
})
const trips = (over: Partial<FlowReading>, parameters = defaultBreakerParameters) =>
  outflowVelocity({ flows: [{ ...quiet, ...over }] }, parameters, now)
const hour = 3_600n
const day = 86_400n

describe('outflowVelocity', () => {
  test('default: one unit more than 1 % of the capacity minted within an hour', () => {
    expect(trips({ minted: [flow(60n, 10n), flow(60n, 3_000n)] })).toEqual([])
    const [trip, ...others] = trips({ minted: [flow(61n, 10n), flow(60n, 3_000n)] })
    expect(others).toEqual([])
    expect(trip).toMatchObject({
      scope: { kind: 'bucket' },
      measures: [
        { kind: 'tightenBucket', state: 'noMinting' },
        { kind: 'tightenCompartment', state: 'noLocking' },
        { kind: 'proposeStop' },
      ],
      evidence: [
        { name: 'windowSeconds', value: 3_600n },
        { name: 'moved', value: 121n },
        { name: 'most', value: 120n },
        { kind: 'block', chainId: 2, number: 997_000n },
        { kind: 'transaction', hash: hashOf(3_000n) },
        { kind: 'block', chainId: 2, number: 999_990n },
        { kind: 'transaction', hash: hashOf(10n) },
      ],
    })
  })
  test('default: more than 1.2 % of what was locked paid out within an hour asks for a review', () => {
    // 9,879 are left of 10,000: the share is of what was there before.
    const paid = (last: bigint) => ({ locked: raw(10_000n - 60n - last), released: [flow(60n, 600n), flow(last, 5n)] })
    expect(trips(paid(60n))).toEqual([])
    const [trip] = trips(paid(61n))
    expect(trip?.scope.kind).toBe('compartment')
    expect(trip?.measures).toContainEqual({ kind: 'proposeReview' })
    expect(trip?.measures).not.toContainEqual({ kind: 'tightenBucket', state: 'notEligible' })
  })
  test('behavior: nothing is gained on both sides of a boundary', () => {
    // Twice 80, around a full hour of the clock: each hour of the clock alone is within 120.
    const boundary = now - (now % hour)
    const sinceBoundary = now - boundary
    const minted = [flow(80n, sinceBoundary + 1n), flow(80n, sinceBoundary)]
    expect(trips({ minted })).toHaveLength(1)
  })
  test('behavior: a window of 3,600 s holds what lies less than that apart', () => {
    expect(trips({ minted: [flow(80n, 3_599n), flow(80n, 0n)] })).toHaveLength(1)
    expect(trips({ minted: [flow(80n, 3_600n), flow(80n, 0n)] })).toEqual([])
  })
  test('behavior: a busy hour that ended before this poll still counts for an hour', () => {
    const minted = [flow(80n, 5_000n), flow(80n, 3_599n)]
    expect(trips({ minted })).toHaveLength(1)
    expect(trips({ minted: [flow(80n, 5_000n), flow(80n, 3_600n)] })).toEqual([])
  })
  test('behavior: a slow drain is seen within the day', () => {
    // 31 an hour for 20 hours: 620 of at most 600.
    const hourly = Array.from({ length: 20 }, (_, index) => flow(31n, BigInt(index) * hour))
    expect(trips({ minted: hourly })).toMatchObject([
      { evidence: [{ value: day }, { value: 620n }, { value: 600n }, {}, {}, {}, {}] },
    ])
    expect(trips({ minted: hourly.slice(0, 19) })).toEqual([])
  })
  test('behavior: flows of 4 % of the capacity over a day, in and out, pass', () => {
    // 20 an hour: 480 of 12,000 in the end, with a busy hour of 100 in between.
    const flows = Array.from({ length: 20 }, (_, index) => flow(index === 9 ? 100n : 20n, BigInt(index) * hour))
    expect(flows.reduce((sum, { amount }) => sum + amount, 0n)).toBe(480n)
    expect(trips({ minted: flows, released: flows })).toEqual([])
  })
  test('behavior: a compartment that holds little may empty', () => {
    // 80 % of the capacity is 9,600, 1.2 % of it 115.
    expect(trips({ locked: raw(0n), released: [flow(115n, 5n)] })).toEqual([])
    expect(trips({ locked: raw(0n), released: [flow(116n, 5n)] })).toHaveLength(1)
  })
  test('behavior: what had left before a window began does not make its share smaller', () => {
    const parameters = breakerParameters({
      velocityWindows: [{ windowSeconds: hour, mintedShareBps: 100n, releasedShareBps: 120n }],
    })
    // 9,879 are left of 10,000; the 5,000 of two hours ago were no part of them.
    const released = [flow(5_000n, 2n * hour), flow(121n, 5n)]
    expect(trips({ locked: raw(9_879n), released }, parameters)).toHaveLength(1)
  })
  test('behavior: several windows are one row', () => {
    const [trip, ...others] = trips({ minted: [flow(601n, 5n)] })
    expect(others).toEqual([])
    expect(trip?.evidence.filter((fact) => fact.kind === 'figure' && fact.name === 'moved')).toHaveLength(2)
  })
  test('behavior: other windows', () => {
    const parameters = breakerParameters({
      velocityWindows: [{ windowSeconds: 60n, mintedShareBps: 10n, releasedShareBps: 10n }],
    })
    expect(trips({ minted: [flow(12n, 5n)] }, parameters)).toEqual([])
    expect(trips({ minted: [flow(12n, 5n), flow(1n, 4n)] }, parameters)).toHaveLength(1)
  })
})
