import { describe, expect, test } from 'vitest'
import { type Address, address } from '../../../../domain/identifiers.ts'
import { type AttestationReading, attestorSilence } from '../../../../risk/breaker/attestor-silence.ts'
import { defaultBreakerParameters } from '../../../../risk/breaker/parameters.ts'
import { ago, beta, guidOf, now } from '../breaker-stage.ts'

const anna = address(`0x${'a'.repeat(40)}`)
const ben = address(`0x${'b'.repeat(40)}`)
const cleo = address(`0x${'c'.repeat(40)}`)
const message = (number: bigint, finalSecondsAgo: bigint, signedBy: readonly Address[]) => ({
  guid: guidOf(number),
  finalAt: ago(finalSecondsAgo),
  signedBy,
})
const trips = (messages: AttestationReading['messages']) =>
  attestorSilence(
    { attestation: [{ chainId: beta, attestors: [anna, ben, cleo], quorum: 2, messages }] },
    defaultBreakerParameters,
    now,
  )

describe('attestorSilence', () => {
  test('default: one of three silent for more than fifteen minutes alerts', () => {
    expect(trips([message(1n, 900n, [anna, ben])])).toEqual([])
    expect(trips([message(1n, 901n, [anna, ben])])).toMatchObject([
      { severity: 'warning', measures: [], fingerprint: `attestor-silence/chain:2/${cleo}` },
    ])
  })
  test('default: fewer than the quorum left: locks stop at both ends of the chain', () => {
    const found = trips([message(1n, 901n, [anna])])
    expect(found.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'critical'])
    expect(found.at(-1)).toMatchObject({
      scope: { kind: 'chain', chainId: 2 },
      measures: [{ kind: 'tightenCompartment', state: 'noLocking' }],
      evidence: [
        { name: 'speaking', value: 1n },
        { name: 'quorum', value: 2n },
      ],
    })
  })
  test('behavior: the oldest message that it left unsigned is the evidence', () => {
    const [trip] = trips([
      message(1n, 901n, [anna, ben]),
      message(2n, 5_000n, [anna, ben]),
      message(3n, 9_000n, [anna, ben, cleo]),
    ])
    expect(trip?.evidence).toContainEqual({ kind: 'text', name: 'guid', value: guidOf(2n) })
  })
  test('behavior: with nothing to sign nobody is silent', () => {
    expect(trips([])).toEqual([])
  })
})
