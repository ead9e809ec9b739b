import { describe, expect, test } from 'vitest'
import { defaultBreakerParameters } from '../../../../risk/breaker/parameters.ts'
import { type QuorumReading, rpcDisagreement } from '../../../../risk/breaker/rpc-disagreement.ts'
import { ago, alpha, now, unreadFor } from '../breaker-stage.ts'

const trips = (answers: QuorumReading['answers']) =>
  rpcDisagreement({ quorums: [{ chainId: alpha, answers }] }, defaultBreakerParameters, now)
const disagreed = (seconds: bigint) =>
  ({ kind: 'disagreed', since: ago(seconds), blockNumber: 9n, providers: ['p1', 'p3'] }) as const

describe('rpcDisagreement', () => {
  test('default: providers that agree', () => {
    expect(trips({ kind: 'agreed' })).toEqual([])
  })
  test('default: more than a minute of disagreement stops minting in all that names the chain', () => {
    expect(trips(disagreed(60n))).toEqual([])
    expect(trips(disagreed(61n))).toEqual([
      {
        rule: 'rpc-disagreement',
        scope: { kind: 'chain', chainId: 1 },
        severity: 'critical',
        measures: [{ kind: 'tightenBucket', state: 'noMinting' }],
        evidence: [
          { kind: 'block', chainId: 1, number: 9n },
          { kind: 'text', name: 'provider', value: 'p1' },
          { kind: 'text', name: 'provider', value: 'p3' },
          { kind: 'figure', name: 'forSeconds', value: 61n, unit: 'seconds' },
          { kind: 'figure', name: 'rpcDisagreementSeconds', value: 60n, unit: 'seconds' },
        ],
        fingerprint: 'rpc-disagreement/chain:1/providers',
      },
    ])
  })
  test('error: too few answers is no disagreement, and only alerts', () => {
    expect(trips(unreadFor(300n))).toEqual([])
    expect(trips(unreadFor(301n))).toMatchObject([{ severity: 'critical', measures: [] }])
  })
})
