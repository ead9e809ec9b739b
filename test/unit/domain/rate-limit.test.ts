import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { rawAmount } from '../../../domain/amounts.ts'
import { unixSeconds } from '../../../domain/identifiers.ts'
import {
  available,
  type Limiter,
  type Limits,
  mirror,
  reconfigure,
  take,
  verdicts,
} from '../../../domain/rate-limit.ts'

const limitsOf = (
  burst: bigint,
  refillPerSecond: bigint,
  maxAmount: bigint,
  minAmount: bigint,
  delayThreshold: bigint,
  delaySeconds: bigint,
): Limits => ({
  burst: rawAmount(burst),
  refillPerSecond: rawAmount(refillPerSecond),
  maxAmount: rawAmount(maxAmount),
  minAmount: rawAmount(minAmount),
  delayThreshold: rawAmount(delayThreshold),
  delaySeconds,
})
const unset: Limiter = {
  ...limitsOf(0n, 0n, 0n, 0n, 0n, 0n),
  stored: rawAmount(0n),
  flow: rawAmount(0n),
  updatedAt: unixSeconds(0n),
}
const limits = limitsOf(500n, 10n, 400n, 5n, 200n, 100n)
const room = rawAmount(1000n)
/** Full, at second 100. */
const full = { ...reconfigure(unset, { limits, room, now: unixSeconds(0n) }) }
const at = (amount: bigint, roomLeft = room, now = 100n) =>
  take(full, { amount: rawAmount(amount), room: roomLeft, now: unixSeconds(now) })

describe('take', () => {
  test('default: what is unset is closed', () => {
    const request = { amount: rawAmount(1n), room, now: unixSeconds(10n ** 9n) }
    expect(take(unset, request)).toEqual({ verdict: 'above-maximum', limiter: unset })
  })
  test('behavior: starts empty, refills, never beyond its burst', () => {
    expect(available(full, room, unixSeconds(0n))).toBe(0n)
    expect(available(full, room, unixSeconds(9n))).toBe(90n)
    expect(available(full, room, unixSeconds(9_000n))).toBe(500n)
    expect(available(full, rawAmount(499n), unixSeconds(9_000n))).toBe(499n)
  })
  test.each([
    [4n, room, 'below-minimum'],
    [401n, room, 'above-maximum'],
    [400n, rawAmount(399n), 'no-room'],
    [400n, room, 'delayed'],
    [200n, room, 'fits'],
  ] as const)('behavior: %d names the first limit that binds', (amount, left, verdict) => {
    expect(at(amount, left).verdict).toBe(verdict)
  })
  test('behavior: what is delayed takes its room, but none of the flow', () => {
    expect(at(201n).limiter).toMatchObject({ stored: 299n, flow: 200n, updatedAt: 100n })
    expect(at(200n).limiter).toMatchObject({ stored: 300n, flow: 0n, updatedAt: 100n })
  })
  test('behavior: 10,000 steps agree with the contract and with an independent model', () => {
    const { words }: { words: string[] } = JSON.parse(
      readFileSync(new URL('../../vectors/rate-limit.json', import.meta.url), 'utf8'),
    )
    expect(words).toHaveLength(110_000)
    let limiter = unset
    const wrong: number[] = []
    for (let row = 0; row < 10_000; row++) {
      const [kind, now, left, a, b, c, d, e, f, stored, flow] = words
        .slice(row * 11, row * 11 + 11)
        .map((word) => BigInt(word)) as [bigint, bigint, bigint, ...bigint[]]
      const when = { room: rawAmount(left), now: unixSeconds(now) }
      let same = true
      if (kind === 0n) {
        const taken = take(limiter, { amount: rawAmount(a ?? 0n), ahead: rawAmount(c ?? 0n), ...when })
        same = verdicts.indexOf(taken.verdict) === Number(b)
        limiter = taken.limiter
      } else {
        limiter = reconfigure(limiter, {
          limits: limitsOf(a ?? 0n, b ?? 0n, c ?? 0n, d ?? 0n, e ?? 0n, f ?? 0n),
          ...when,
        })
      }
      if (!same || limiter.stored !== stored || limiter.flow !== flow) wrong.push(row)
    }
    expect(wrong).toEqual([])
  })
})

describe('reconfigure', () => {
  test('invariant: INV-007 a closed moment empties it, only time fills it again', () => {
    const closed = reconfigure(full, { limits, room: rawAmount(0n), now: unixSeconds(100n) })
    expect(closed.stored).toBe(0n)
    expect(available(closed, room, unixSeconds(102n))).toBe(20n)
  })
  test('invariant: INV-007 a greater burst stores nothing', () => {
    const wider = reconfigure(full, {
      limits: limitsOf(9_000n, 1n, 9_000n, 0n, 9_000n, 1n),
      room,
      now: unixSeconds(30n),
    })
    expect(wider).toMatchObject({ stored: 300n, flow: 60n, burst: 9_000n })
  })
})

describe('mirror', () => {
  test('default: 80 % of burst and rate, rounded down, and no delay', () => {
    expect(mirror(limitsOf(1001n, 4n, 900n, 3n, 2n, 1n))).toEqual(limitsOf(800n, 3n, 800n, 3n, 0n, 0n))
  })
})
