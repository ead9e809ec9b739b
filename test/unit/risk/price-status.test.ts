import { describe, expect, test } from 'vitest'
import { unixSeconds } from '../../../domain/identifiers.ts'
import { defaultPriceParameters, type PriceReading, priceStatus } from '../../../risk/price-status.ts'
import { ago, ahead, now } from './breaker-stage.ts'

/** 2,000 US dollars with 8 decimals, a minute old. */
const feed = { kind: 'read', answer: 200_000_000_000n, updatedAt: ago(60n), decimals: 8 } as const
const reading: PriceReading = {
  first: feed,
  second: { kind: 'none' },
  sequencer: { kind: 'none' },
  accepted: undefined,
}
const status = (over: Partial<PriceReading>) => priceStatus({ ...reading, ...over }, defaultPriceParameters, now)
const failed = { kind: 'unread', reason: 'timeout of p1' } as const

describe('priceStatus', () => {
  test('default: one feed in time is both bid and ask', () => {
    expect(status({})).toEqual({
      kind: 'fresh',
      bid: 200_000_000_000n,
      ask: 200_000_000_000n,
      updatedAt: ago(60n),
    })
  })
  test('default: of two feeds the lower is the bid, the higher the ask', () => {
    // 2,000 and 2,010 lie 50 bps apart.
    const second = { ...feed, answer: 201_000_000_000n }
    expect(status({ second })).toMatchObject({ kind: 'fresh', bid: 200_000_000_000n, ask: 201_000_000_000n })
    expect(status({ first: second, second: feed })).toMatchObject({ bid: 200_000_000_000n, ask: 201_000_000_000n })
  })
  test('behavior: a second feed with more decimals is rounded down as bid, up as ask', () => {
    const above = { ...feed, decimals: 18, answer: 2_000_000_000_000_000_000_001n }
    expect(status({ second: above })).toMatchObject({ kind: 'fresh', bid: 200_000_000_000n, ask: 200_000_000_001n })
    const below = { ...above, answer: 1_999_999_999_999_999_999_999n }
    expect(status({ second: below })).toMatchObject({ kind: 'fresh', bid: 199_999_999_999n, ask: 200_000_000_000n })
    // With fewer decimals nothing is lost.
    const coarse = { ...feed, decimals: 2, answer: 200_001n }
    expect(status({ second: coarse })).toMatchObject({ bid: 200_000_000_000n, ask: 200_001_000_000n })
  })
  test('behavior: stale beyond 4,500 s from now, in either direction', () => {
    expect(status({ first: { ...feed, updatedAt: ago(4_500n) } }).kind).toBe('fresh')
    expect(status({ first: { ...feed, updatedAt: ago(4_501n) } })).toEqual({
      kind: 'stale',
      source: 'first',
      updatedAt: ago(4_501n),
      distanceSeconds: 4_501n,
      maxAgeSeconds: 4_500n,
    })
    expect(status({ first: { ...feed, updatedAt: ahead(4_500n) } }).kind).toBe('fresh')
    expect(status({ first: { ...feed, updatedAt: ahead(4_501n) } }).kind).toBe('stale')
    expect(status({ second: { ...feed, updatedAt: unixSeconds(0n) } })).toMatchObject({
      kind: 'stale',
      source: 'second',
    })
  })
  test('behavior: a jump is more than 15 % of the smaller price within an hour, or in proportion later', () => {
    const accepted = (answer: bigint, seconds: bigint) => ({ answer, updatedAt: ago(60n + seconds) })
    // From 1,000 to 1,150: exactly 1,500 bps; one unit more is a jump.
    const first = { ...feed, answer: 1_150n }
    expect(status({ first, accepted: accepted(1_000n, 12n) }).kind).toBe('fresh')
    expect(status({ first: { ...feed, answer: 1_151n }, accepted: accepted(1_000n, 12n) })).toEqual({
      kind: 'jumped',
      from: 1_000n,
      to: 1_151n,
      elapsedSeconds: 12n,
      moveBps: 1_510n,
    })
    // Down is measured against the smaller too: from 1,151 to 1,000.
    expect(status({ first: { ...feed, answer: 1_000n }, accepted: accepted(1_151n, 12n) }).kind).toBe('jumped')
    // 30 % in two hours.
    expect(status({ first: { ...feed, answer: 1_300n }, accepted: accepted(1_000n, 7_199n) }).kind).toBe('jumped')
    expect(status({ first: { ...feed, answer: 1_300n }, accepted: accepted(1_000n, 7_200n) }).kind).toBe('fresh')
  })
  test('behavior: feeds further apart than 3 % of the lower deviate', () => {
    expect(status({ second: { ...feed, answer: 206_000_000_000n } }).kind).toBe('fresh')
    expect(status({ second: { ...feed, answer: 206_000_000_001n } })).toEqual({
      kind: 'deviating',
      bid: 200_000_000_000n,
      ask: 206_000_000_001n,
      maxDeviationBps: 300n,
    })
  })
  test('behavior: no price while the sequencer is down, nor in its hour of grace', () => {
    expect(status({ sequencer: { kind: 'down' } })).toEqual({ kind: 'sequencerDown', until: undefined })
    expect(status({ sequencer: { kind: 'up', since: ago(3_599n) } })).toEqual({
      kind: 'sequencerDown',
      until: ahead(1n),
    })
    expect(status({ sequencer: { kind: 'up', since: ago(3_600n) } }).kind).toBe('fresh')
  })
  test('error: a failed read is a status of its own, never a zero', () => {
    expect(status({ first: failed })).toEqual({ kind: 'unread', what: 'first', reason: 'timeout of p1' })
    expect(status({ second: failed })).toMatchObject({ kind: 'unread', what: 'second' })
    expect(status({ sequencer: failed })).toMatchObject({ kind: 'unread', what: 'sequencer' })
  })
  test('error: an answer of zero or below is no price, whichever feed says it', () => {
    expect(status({ first: { ...feed, answer: 0n } })).toEqual({ kind: 'nonPositive', source: 'first', answer: 0n })
    expect(status({ second: { ...feed, answer: -1n } })).toEqual({ kind: 'nonPositive', source: 'second', answer: -1n })
    expect(status({ accepted: { answer: 0n, updatedAt: ago(120n) } }).kind).toBe('fresh')
  })
})
