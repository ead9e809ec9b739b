import { describe, expect, test } from 'vitest'
import { rawAmount } from '../../../domain/amounts.ts'
import { type HoldTimes, holdWaitingFor, passageOf, refundableFrom } from '../../../domain/hold.ts'
import { unixSeconds } from '../../../domain/identifiers.ts'

// 2027-01-15T08:00:00Z.
const start = 1_800_000_000n
const day = 86_400n
const at = (days: bigint) => unixSeconds(start + days * day)
const waiting: HoldTimes = { side: 'mint', kind: 'waiting', heldAt: at(0n), dueAt: unixSeconds(0n) }
const delayed: HoldTimes = { ...waiting, kind: 'delayed', dueAt: at(2n) }
const refundOnly: HoldTimes = { ...waiting, kind: 'refund-only', dueAt: at(1n) }
const context = { chain: 'beta', ahead: 0, closed: undefined, now: at(1n) }

describe('refundableFrom', () => {
  test('default: seven days after it was held, strangers three days later', () => {
    expect(refundableFrom(waiting)).toEqual({ owners: at(7n), anybody: at(10n) })
    expect(refundableFrom(delayed)).toEqual({ owners: at(7n), anybody: at(10n) })
  })
  test('default: what is refund-only counts from when it became so', () => {
    expect(refundableFrom(refundOnly)).toEqual({ owners: at(1n), anybody: at(4n) })
  })
  test('behavior: nothing is sent back from home', () => {
    expect(refundableFrom({ ...waiting, side: 'exit' })).toBeUndefined()
  })
})

describe('passageOf', () => {
  const raw = rawAmount
  /** 500 stored at most, 10 more a second; 100 stored now; at most 400 at once. */
  const limiter = {
    burst: raw(500n),
    refillPerSecond: raw(10n),
    maxAmount: raw(400n),
    minAmount: raw(5n),
    delayThreshold: raw(0n),
    delaySeconds: 0n,
    stored: raw(100n),
    flow: raw(0n),
    updatedAt: at(1n),
  }
  const limits = { limiter, room: raw(1_000n), ahead: raw(0n), suspended: false, now: at(1n) }
  const later = (seconds: bigint) => ({ kind: 'from', at: unixSeconds(at(1n) + seconds) })
  const of = (amount: bigint, changed: Partial<typeof limits> = {}) =>
    passageOf({ ...waiting, amount: raw(amount) }, { ...limits, ...changed })

  test('default: now when it fits, else the second in which the refill has made room', () => {
    expect(of(100n)).toEqual({ kind: 'now' })
    expect(of(101n)).toEqual(later(1n))
    expect(of(125n)).toEqual(later(3n))
  })
  test('behavior: those before it pass first', () => {
    expect(of(50n, { ahead: raw(70n) })).toEqual(later(2n))
    expect(of(50n, { ahead: raw(30n) })).toEqual({ kind: 'unknown' })
  })
  test('behavior: never as things are', () => {
    const never = { kind: 'unknown' }
    expect(of(401n)).toEqual(never)
    expect(of(4n)).toEqual(never)
    expect(of(100n, { room: raw(99n) })).toEqual(never)
    expect(of(100n, { suspended: true })).toEqual(never)
    expect(of(101n, { limiter: { ...limiter, refillPerSecond: raw(0n) } })).toEqual(never)
    expect(passageOf({ ...refundOnly, amount: raw(1n) }, limits)).toEqual(never)
  })
  test('behavior: a limiter that begins to refill later counts from then', () => {
    expect(of(101n, { limiter: { ...limiter, updatedAt: unixSeconds(at(1n) + 60n) } })).toEqual(later(61n))
  })
  test('behavior: an exit passes in parts, and no capacity limits it', () => {
    const exit = { ...waiting, side: 'exit' as const, amount: raw(10_000n) }
    expect(passageOf(exit, { ...limits, room: undefined })).toEqual(later(30n))
  })
  test('default: what is delayed has its room, and passes when its delay is over', () => {
    const hold = { ...delayed, amount: raw(9_999n) }
    expect(passageOf(hold, limits)).toEqual({ kind: 'from', at: delayed.dueAt })
    expect(passageOf(hold, { ...limits, now: delayed.dueAt })).toEqual({ kind: 'now' })
    expect(passageOf(hold, { ...limits, now: delayed.dueAt, suspended: true })).toEqual({ kind: 'unknown' })
  })
})

describe('holdWaitingFor', () => {
  const ending = 'From 2027-01-22T08:00:00Z on it can only go home.'
  test('default: in the queue, its place', () => {
    expect(holdWaitingFor(waiting, context)).toBe(`Room under the limits on beta. It is the next. ${ending}`)
    expect(holdWaitingFor(waiting, { ...context, ahead: 2 })).toContain(' 2 others are before it. ')
  })
  test('default: delayed, the end of the delay, and then anybody', () => {
    expect(holdWaitingFor(delayed, context)).toBe(
      'The end of its delay on beta at 2027-01-17T08:00:00Z; then anybody can release it.',
    )
    expect(holdWaitingFor(delayed, { ...context, now: at(2n) })).toBe(
      `Somebody to release it on beta. Its delay is over. ${ending}`,
    )
  })
  test('behavior: while nothing passes, that', () => {
    const closed = 'its bucket is in state STOPPED'
    expect(holdWaitingFor(waiting, { ...context, closed })).toBe(
      `Minting on beta, suspended now: its bucket is in state STOPPED. It is the next. ${ending}`,
    )
    expect(holdWaitingFor(delayed, { ...context, closed, now: at(3n) })).toContain('STOPPED. Its delay is over.')
    expect(
      holdWaitingFor({ ...waiting, side: 'exit' }, { ...context, closed: 'its compartment is under review' }),
    ).toBe('Payouts on beta, suspended now: its compartment is under review. It is the next.')
  })
  test('behavior: refund-only, or held for seven days, the way home and who may send it', () => {
    const since = 'can send it since 2027-01-16T08:00:00Z, anybody from 2027-01-19T08:00:00Z.'
    expect(holdWaitingFor(refundOnly, context)).toBe(`Its way home from beta: its receiver and refundTo ${since}`)
    expect(holdWaitingFor(refundOnly, { ...context, now: at(4n) })).toContain('anybody since 2027-01-19T08:00:00Z.')
    for (const hold of [waiting, delayed]) {
      expect(holdWaitingFor(hold, { ...context, now: at(7n) })).toContain('can send it since 2027-01-22T08:00:00Z')
    }
  })
  test('behavior: an exit is never too late', () => {
    expect(holdWaitingFor({ ...delayed, side: 'exit' }, { ...context, now: at(70n) })).toBe(
      'Somebody to release it on beta. Its delay is over.',
    )
  })
})
