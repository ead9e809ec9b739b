import { describe, expect, test } from 'vitest'
import { ledgerDrift } from '../../../../risk/breaker/ledger-drift.ts'
import { breached } from '../breaker-stage.ts'

const drift = { bucket: breached, at: 'home', facts: { locked: '5 in the ledger, 6 on chain' } } as const

describe('ledgerDrift', () => {
  test('default: nothing new is taken, and eligibility and exits stay', () => {
    expect(ledgerDrift({ drifts: [drift] })).toEqual([
      {
        rule: 'ledger-drift',
        scope: { kind: 'compartment', bucket: breached },
        severity: 'critical',
        measures: [
          { kind: 'tightenBucket', state: 'noMinting' },
          { kind: 'tightenCompartment', state: 'noLocking' },
        ],
        evidence: [{ kind: 'text', name: 'locked', value: '5 in the ledger, 6 on chain' }],
        fingerprint: expect.stringMatching(/^ledger-drift\/compartment:.*\/home$/),
      },
    ])
  })
  test('behavior: the host’s totals and the books are rows of their own', () => {
    const trips = ledgerDrift({ drifts: [drift, { ...drift, at: 'host' }, { ...drift, at: 'books' }] })
    expect(trips.map(({ scope: { kind } }) => kind)).toEqual(['compartment', 'bucket', 'bucket'])
    expect(new Set(trips.map(({ fingerprint }) => fingerprint)).size).toBe(3)
  })
  test('default: without drift nothing', () => {
    expect(ledgerDrift({ drifts: [] })).toEqual([])
  })
})
