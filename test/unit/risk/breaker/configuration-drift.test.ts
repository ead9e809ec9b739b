import { describe, expect, test } from 'vitest'
import type { address } from '../../../../domain/identifiers.ts'
import { type ConfigurationReading, configurationDrift } from '../../../../risk/breaker/configuration-drift.ts'
import { defaultBreakerParameters } from '../../../../risk/breaker/parameters.ts'
import { account, alpha, beta, breached, now, otherToken, raw, token, unreadFor } from '../breaker-stage.ts'

const trips = (reading: ConfigurationReading) =>
  configurationDrift({ configuration: [reading] }, defaultBreakerParameters, now)
const kindsOf = (reading: ConfigurationReading) =>
  trips(reading).map(({ measures }) => measures.map(({ kind }) => kind))
const read = <Value>(value: Value) => ({ kind: 'read', value }) as const

const pathway = {
  kind: 'pathway',
  item: 'receiveLibrary',
  lane: { home: alpha, host: beta },
  end: 'host',
  planned: '0x01',
  found: read('0x02'),
} as const satisfies ConfigurationReading
const owner = {
  kind: 'authority',
  item: 'owner',
  chainId: alpha,
  subject: 'vault',
  planned: '0x01',
  found: read('0x02'),
} as const satisfies ConfigurationReading
const planned = { attestors: [token, otherToken], quorum: 2 }
const signers = (attestors: readonly ReturnType<typeof address>[], quorum: number): ConfigurationReading => ({
  kind: 'attestors',
  chainId: beta,
  planned,
  found: read({ attestors, quorum }),
})
const limits = {
  burst: raw(100n),
  refillPerSecond: raw(5n),
  maxAmount: raw(50n),
  minAmount: raw(2n),
  delayThreshold: raw(40n),
  delaySeconds: 600n,
  bucketCapacity: 1_000n,
}
const limited = (found: Partial<typeof limits>): ConfigurationReading => ({
  kind: 'limits',
  which: 'bucket',
  bucket: breached,
  planned: limits,
  found: read({ ...limits, ...found }),
})

describe('configurationDrift', () => {
  test('default: what is as planned is silent', () => {
    expect(trips({ ...pathway, found: read('0x01') })).toEqual([])
    expect(trips({ ...owner, found: read('0x01') })).toEqual([])
    expect(trips(signers([otherToken, token], 2))).toEqual([])
    expect(trips(limited({}))).toEqual([])
  })
  test.each(['peer', 'receiveLibrary', 'receiveConfig'] as const)('default: %s decides what is authentic', (item) => {
    expect(kindsOf({ ...pathway, item })).toEqual([['tightenBucket', 'tightenCompartment', 'proposeStop']])
    expect(kindsOf({ ...pathway, item, end: 'home' })).toEqual([
      ['tightenBucket', 'tightenCompartment', 'proposeReview'],
    ])
  })
  test.each(['sendLibrary', 'sendConfig'] as const)('default: %s stops locks alone', (item) => {
    expect(kindsOf({ ...pathway, item })).toEqual([['tightenCompartment']])
  })
  test.each(['executorConfig', 'deliveryGas'] as const)('default: %s only alerts', (item) => {
    expect(trips({ ...pathway, item })).toMatchObject([{ severity: 'warning', measures: [] }])
  })
  test('default: owner and delegate stop their chain, a role alerts', () => {
    expect(kindsOf(owner)).toEqual([['tightenBucket', 'tightenCompartment']])
    expect(kindsOf({ ...owner, item: 'delegate' })).toEqual([['tightenBucket', 'tightenCompartment']])
    expect(kindsOf({ ...owner, item: 'role', subject: account })).toEqual([[]])
    expect(trips(owner)[0]?.scope).toEqual({ kind: 'chain', chainId: 1 })
  })
  test('behavior: an attestor more, or a smaller quorum, can forge; one that was removed cannot', () => {
    expect(kindsOf(signers([token, otherToken, account], 2))).toEqual([['tightenBucket', 'tightenCompartment']])
    expect(kindsOf(signers([token, otherToken], 1))).toEqual([['tightenBucket', 'tightenCompartment']])
    expect(kindsOf(signers([token], 2))).toEqual([[]])
    expect(kindsOf(signers([token, otherToken], 3))).toEqual([[]])
  })
  test.each([
    { burst: raw(101n) },
    { refillPerSecond: raw(6n) },
    { maxAmount: raw(51n) },
    { minAmount: raw(1n) },
    { delayThreshold: raw(41n) },
    { delaySeconds: 599n },
    { bucketCapacity: 1_001n },
  ])('behavior: looser limits stop minting: %o', (found) => {
    expect(kindsOf(limited(found))).toEqual([['tightenBucket']])
  })
  test.each([
    { burst: raw(99n) },
    { refillPerSecond: raw(4n) },
    { maxAmount: raw(49n) },
    { minAmount: raw(3n) },
    { delayThreshold: raw(39n) },
    { delaySeconds: 601n },
    { bucketCapacity: 999n },
  ])('behavior: tighter limits only alert: %o', (found) => {
    expect(trips(limited(found))).toMatchObject([{ severity: 'warning', measures: [] }])
  })
  test('behavior: one looser limit among tighter ones is looser', () => {
    expect(kindsOf(limited({ burst: raw(10n), maxAmount: raw(51n) }))).toEqual([['tightenBucket']])
  })
  test('error: what cannot be read has not drifted; it alerts', () => {
    expect(trips({ ...pathway, found: unreadFor(300n) })).toEqual([])
    expect(trips({ ...pathway, found: unreadFor(301n) })).toMatchObject([{ severity: 'critical', measures: [] }])
    expect(trips({ ...owner, item: 'role', found: unreadFor(301n) })).toMatchObject([{ measures: [] }])
  })
})
