import { describe, expect, test } from 'vitest'
import { type ExitFinding, exitWithoutBurn } from '../../../../risk/breaker/exit-without-burn.ts'
import { breached, guidOf, hashOf, otherToken, raw } from '../breaker-stage.ts'

const paid: ExitFinding = {
  bucket: breached,
  guid: guidOf(1n),
  problem: 'no-burn',
  amount: raw(1n),
  homeBlock: 40n,
  txHash: hashOf(1n),
}

describe('exitWithoutBurn', () => {
  test('default: one base unit that no burn stands behind takes eligibility and locks; a review is the guardian’s', () => {
    expect(exitWithoutBurn({ exits: [paid] })).toEqual([
      {
        rule: 'exit-without-burn',
        scope: { kind: 'compartment', bucket: breached },
        severity: 'critical',
        measures: [
          { kind: 'tightenBucket', state: 'notEligible' },
          { kind: 'tightenCompartment', state: 'noLocking' },
          { kind: 'proposeReview' },
        ],
        evidence: [
          { kind: 'text', name: 'no-burn', value: guidOf(1n) },
          { kind: 'figure', name: 'amount', value: 1n, unit: 'raw' },
          { kind: 'block', chainId: 1, number: 40n },
          { kind: 'transaction', chainId: 1, hash: hashOf(1n) },
        ],
        fingerprint: expect.stringMatching(/^exit-without-burn\/compartment:.*\/exit$/),
      },
    ])
  })
  test('behavior: one row per compartment, however many exits', () => {
    const other = { ...paid, bucket: { ...breached, asset: otherToken } }
    const trips = exitWithoutBurn({ exits: [paid, other, { ...paid, guid: guidOf(9n), problem: 'no-hold' }] })
    expect(trips.map(({ evidence }) => evidence.length)).toEqual([8, 4])
    expect(new Set(trips.map(({ fingerprint }) => fingerprint)).size).toBe(2)
  })
  test('default: without findings nothing', () => {
    expect(exitWithoutBurn({ exits: [] })).toEqual([])
  })
})
