import { describe, expect, test } from 'vitest'
import { type BackingReading, backingShortfall } from '../../../../risk/breaker/backing-shortfall.ts'
import { defaultBreakerParameters } from '../../../../risk/breaker/parameters.ts'
import { breached, now, raw, unreadFor } from '../breaker-stage.ts'

/** 100 locked, 90 of it minted, 6 held, 3 sent home: 1 is on its way. 20 burned, 15 of it released; 3 refunded. */
const arrivals = {
  minted: raw(90n),
  held: raw(6n),
  sentHome: raw(3n),
  hostBlock: 50n,
  locked: raw(100n),
  rescued: raw(0n),
  homeBlock: 80n,
}
const exits = {
  released: raw(15n),
  refunded: raw(3n),
  homeBlock: 79n,
  burned: raw(20n),
  sentHome: raw(3n),
  hostBlock: 51n,
}
const escrow = { balance: raw(100n), locked: raw(82n), due: raw(18n), backing: 1_000_000_000n, homeBlock: 80n }
const read = <Value>(value: Value) => ({ kind: 'read', value }) as const
const books: BackingReading = {
  bucket: breached,
  arrivals: read(arrivals),
  exits: read(exits),
  escrow: read(escrow),
}
const trips = (over: Partial<BackingReading>) =>
  backingShortfall({ backing: [{ ...books, ...over }] }, defaultBreakerParameters, now)
const kindsOf = (over: Partial<BackingReading>) => trips(over).map(({ measures }) => measures.map((m) => m.kind))

describe('backingShortfall', () => {
  test('default: books that agree, with messages on their way, are silent', () => {
    expect(trips({})).toEqual([])
  })
  test('default: one unit more arrived than was locked', () => {
    // 92 + 6 + 3 against 100.
    const [trip, ...others] = trips({ arrivals: read({ ...arrivals, minted: raw(92n) }) })
    expect(others).toEqual([])
    expect(trip).toMatchObject({
      rule: 'backing-shortfall',
      severity: 'critical',
      scope: { kind: 'bucket', bucket: breached },
      measures: [
        { kind: 'tightenBucket', state: 'notEligible' },
        { kind: 'tightenCompartment', state: 'noLocking' },
        { kind: 'proposeStop' },
      ],
      fingerprint: `backing-shortfall/bucket:2:1:${breached.asset}/arrivals`,
    })
    expect(trip?.evidence).toContainEqual({ kind: 'figure', name: 'shortfall', value: 1n, unit: 'raw' })
    expect(trip?.evidence).toContainEqual({ kind: 'block', chainId: 2, number: 50n })
    expect(trip?.evidence).toContainEqual({ kind: 'block', chainId: 1, number: 80n })
  })
  test('behavior: what is held, or was sent home, has arrived too', () => {
    expect(trips({ arrivals: read({ ...arrivals, held: raw(7n) }) })).toHaveLength(0)
    expect(trips({ arrivals: read({ ...arrivals, held: raw(8n) }) })).toHaveLength(1)
    expect(trips({ arrivals: read({ ...arrivals, sentHome: raw(5n) }) })).toHaveLength(1)
  })
  test('behavior: what the owner rescued was not to arrive', () => {
    expect(trips({ arrivals: read({ ...arrivals, rescued: raw(1n) }) })).toHaveLength(0)
    expect(trips({ arrivals: read({ ...arrivals, rescued: raw(2n) }) })).toHaveLength(1)
  })
  test('default: one unit more paid out than burned or sent home asks for a review', () => {
    // 15 + 3 against 20 + 3; 21 + 3 is one too many.
    expect(kindsOf({ exits: read({ ...exits, released: raw(20n) }) })).toEqual([])
    expect(kindsOf({ exits: read({ ...exits, released: raw(21n) }) })).toEqual([
      ['tightenBucket', 'tightenCompartment', 'proposeReview'],
    ])
    expect(kindsOf({ exits: read({ ...exits, refunded: raw(9n) }) })).toHaveLength(1)
  })
  test('default: an escrow without one of the units that it owes', () => {
    const [trip] = trips({ escrow: read({ ...escrow, balance: raw(99n) }) })
    expect(trip?.scope.kind).toBe('compartment')
    expect(trip?.fingerprint).toContain('/escrow')
    expect(trip?.measures).toContainEqual({ kind: 'proposeReview' })
  })
  test('behavior: after a write-down to 95 % the escrow owes that much, rounded down', () => {
    const written = { ...escrow, backing: 950_000_000n, locked: raw(83n) }
    // 101 · 0.95 = 95.95.
    expect(trips({ escrow: read({ ...written, balance: raw(95n) }) })).toEqual([])
    expect(trips({ escrow: read({ ...written, balance: raw(94n) }) })).toHaveLength(1)
  })
  test('behavior: the cause keeps its fingerprint while its amount grows', () => {
    const first = trips({ arrivals: read({ ...arrivals, minted: raw(92n) }) })
    const later = trips({ arrivals: read({ ...arrivals, minted: raw(9_200n), hostBlock: 60n }) })
    expect(later[0]?.fingerprint).toBe(first[0]?.fingerprint)
  })
  test('error: a failed read is no shortfall; after five minutes it alerts, without a measure', () => {
    expect(trips({ arrivals: unreadFor(300n), exits: unreadFor(300n), escrow: unreadFor(300n) })).toEqual([])
    const [trip] = trips({ arrivals: unreadFor(301n) })
    expect(trip).toMatchObject({ severity: 'critical', measures: [] })
    expect(trip?.fingerprint).toMatch(/arrivals unread$/)
  })
})
