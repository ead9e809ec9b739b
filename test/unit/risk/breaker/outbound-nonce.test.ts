import { describe, expect, test } from 'vitest'
import { type NonceReading, outboundNonce } from '../../../../risk/breaker/outbound-nonce.ts'
import { defaultBreakerParameters } from '../../../../risk/breaker/parameters.ts'
import { alpha, beta, guidOf, hashOf, now, unreadFor } from '../breaker-stage.ts'

const value = { inbound: 307n, destinationBlock: 4n, outbound: 307n, sourceBlock: 9n, verified: [], swallowed: [] }
const reading: NonceReading = {
  lane: { home: alpha, host: beta },
  direction: 'mint',
  nonces: { kind: 'read', value },
}
const trips = (over: Partial<NonceReading>) =>
  outboundNonce({ pathways: [{ ...reading, ...over }] }, defaultBreakerParameters, now)
const ahead = { kind: 'read', value: { ...value, inbound: 308n } } as const

describe('outboundNonce', () => {
  test('default: nonces in step, or a source ahead', () => {
    expect(trips({})).toEqual([])
    expect(trips({ nonces: { kind: 'read', value: { ...value, outbound: 400n } } })).toEqual([])
  })
  test('default: a destination that knows nonce 308 of 307: no locks and no minting on that lane', () => {
    expect(trips({ nonces: ahead })).toMatchObject([
      {
        scope: { kind: 'lane', lane: { home: 1, host: 2 } },
        severity: 'critical',
        measures: [
          { kind: 'tightenBucket', state: 'noMinting' },
          { kind: 'tightenCompartment', state: 'noLocking' },
        ],
        evidence: [
          { name: 'inbound', value: 308n },
          { name: 'outbound', value: 307n },
          { kind: 'block', chainId: 2, number: 4n },
          { kind: 'block', chainId: 1, number: 9n },
        ],
      },
    ])
  })
  test('behavior: what is verified above is to be parked, by a guardian; swallowed locks are listed', () => {
    const message = { nonce: 308n, payloadHash: hashOf(8n) }
    const [trip] = trips({
      nonces: { kind: 'read', value: { ...value, inbound: 308n, verified: [message], swallowed: [guidOf(5n)] } },
    })
    expect(trip?.measures.at(-1)).toEqual({ kind: 'proposePark', chainId: 2, receiver: 'buckets', source: 1, message })
    expect(trip?.evidence.at(-1)).toEqual({ kind: 'text', name: 'swallowed', value: guidOf(5n) })
  })
  test('behavior: swallowed locks stay an alert once the source has been carried past', () => {
    const past = { ...value, outbound: 400n, swallowed: [guidOf(5n), guidOf(6n)] }
    expect(trips({ nonces: { kind: 'read', value: past } })).toEqual([
      {
        rule: 'outbound-nonce',
        scope: { kind: 'lane', lane: { home: alpha, host: beta } },
        severity: 'warning',
        measures: [],
        evidence: [
          { kind: 'text', name: 'swallowed', value: guidOf(5n) },
          { kind: 'text', name: 'swallowed', value: guidOf(6n) },
        ],
        fingerprint: 'outbound-nonce/lane:1>2/swallowed',
      },
    ])
  })
  test('behavior: on the way back the blocks and the receiver change places', () => {
    const nonces = {
      kind: 'read',
      value: { ...ahead.value, verified: [{ nonce: 308n, payloadHash: hashOf(8n) }] },
    } as const
    const [trip] = trips({ direction: 'release', nonces })
    expect(trip?.evidence).toContainEqual({ kind: 'block', chainId: 1, number: 4n })
    expect(trip?.measures.at(-1)).toMatchObject({ chainId: 1, receiver: 'vault', source: 2 })
    expect(trip?.fingerprint).toBe('outbound-nonce/lane:1>2/release')
  })
  test('error: nonces that cannot be read are not in step and not behind; they alert', () => {
    expect(trips({ nonces: unreadFor(300n) })).toEqual([])
    expect(trips({ nonces: unreadFor(301n) })).toMatchObject([{ measures: [] }])
  })
})
