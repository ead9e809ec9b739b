import { describe, expect, test } from 'vitest'
import { unixSeconds } from '../../../../domain/identifiers.ts'
import { defaultBreakerParameters } from '../../../../risk/breaker/parameters.ts'
import { priceSignal } from '../../../../risk/breaker/price-signal.ts'
import type { PriceStatus } from '../../../../risk/price-status.ts'
import { ago, breached, now } from '../breaker-stage.ts'

const trips = (status: PriceStatus, forSeconds: bigint) =>
  priceSignal({ prices: [{ bucket: breached, status, since: ago(forSeconds) }] }, defaultBreakerParameters, now)

const slow: readonly PriceStatus[] = [
  { kind: 'stale', source: 'first', updatedAt: ago(9_999n), distanceSeconds: 9_999n, maxAgeSeconds: 4_500n },
  { kind: 'unread', what: 'first', reason: 'timeout of p1' },
  { kind: 'sequencerDown', until: undefined },
  { kind: 'sequencerDown', until: unixSeconds(1n) },
  { kind: 'deviating', bid: 1n, ask: 2n, maxDeviationBps: 300n },
]
const quick: readonly PriceStatus[] = [
  { kind: 'jumped', from: 100n, to: 200n, elapsedSeconds: 12n, moveBps: 10_000n },
  { kind: 'nonPositive', source: 'first', answer: 0n },
]

describe('priceSignal', () => {
  test('default: a fresh price is no signal, however long', () => {
    expect(trips({ kind: 'fresh', bid: 1n, ask: 1n, updatedAt: now }, 99_999n)).toEqual([])
  })
  test.each(quick)('default: $kind stops minting at once', (status) => {
    expect(trips(status, 0n)).toMatchObject([
      { measures: [{ kind: 'tightenBucket', state: 'noMinting' }], severity: 'warning' },
    ])
  })
  test.each(slow)('behavior: $kind stops minting after ten minutes', (status) => {
    expect(trips(status, 600n)).toEqual([])
    expect(trips(status, 601n)).toMatchObject([{ measures: [{ kind: 'tightenBucket', state: 'noMinting' }] }])
  })
  test('behavior: the evidence is what was read', () => {
    expect(
      trips({ kind: 'jumped', from: 100n, to: 200n, elapsedSeconds: 12n, moveBps: 10_000n }, 5n)[0]?.evidence,
    ).toEqual([
      { kind: 'figure', name: 'from', value: 100n, unit: 'price' },
      { kind: 'figure', name: 'to', value: 200n, unit: 'price' },
      { kind: 'figure', name: 'elapsedSeconds', value: 12n, unit: 'seconds' },
      { kind: 'figure', name: 'moveBps', value: 10_000n, unit: 'bps' },
      { kind: 'figure', name: 'forSeconds', value: 5n, unit: 'seconds' },
    ])
  })
})
