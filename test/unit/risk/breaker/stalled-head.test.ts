import { describe, expect, test } from 'vitest'
import { defaultBreakerParameters } from '../../../../risk/breaker/parameters.ts'
import { type HeadReading, stalledHead } from '../../../../risk/breaker/stalled-head.ts'
import { ago, ahead, alpha, now, unreadFor } from '../breaker-stage.ts'

const trips = (head: HeadReading['head']) =>
  stalledHead({ heads: [{ chainId: alpha, head }] }, defaultBreakerParameters, now)
const aged = (seconds: bigint) => ({ kind: 'read', value: { number: 5n, time: ago(seconds) } }) as const

describe('stalledHead', () => {
  test('default: a head of five minutes alerts, one of an hour stops minting', () => {
    expect(trips(aged(300n))).toEqual([])
    expect(trips(aged(301n))).toMatchObject([{ severity: 'warning', measures: [] }])
    expect(trips(aged(3_600n))).toMatchObject([{ measures: [] }])
    expect(trips(aged(3_601n))).toMatchObject([
      { severity: 'critical', measures: [{ kind: 'tightenBucket', state: 'noMinting' }] },
    ])
  })
  test('behavior: both are one cause', () => {
    expect(trips(aged(3_601n))[0]?.fingerprint).toBe(trips(aged(301n))[0]?.fingerprint)
  })
  test('behavior: a chain whose clock runs ahead is not stalled', () => {
    expect(trips({ kind: 'read', value: { number: 5n, time: ahead(9n) } })).toEqual([])
  })
  test('error: a head that cannot be read is no old head, and only alerts', () => {
    expect(trips(unreadFor(300n))).toEqual([])
    expect(trips(unreadFor(99_999n))).toMatchObject([{ severity: 'critical', measures: [] }])
  })
})
