import { describe, expect, test } from 'vitest'
import { unixSeconds } from '../../../domain/identifiers.ts'
import {
  type Measure,
  proposeReview,
  proposeStop,
  stopLocking,
  stopMinting,
  withdrawEligibility,
} from '../../../risk/breaker/measure.ts'
import type { BucketKey, Scope } from '../../../risk/breaker/scope.ts'
import { trip } from '../../../risk/breaker/trip.ts'
import { type BucketInForce, tightenings } from '../../../risk/tightenings.ts'
import {
  ago,
  ahead,
  allOpen,
  alpha,
  beta,
  breached,
  gamma,
  hashOf,
  heldMint,
  inForce,
  now,
  otherToken,
  token,
} from './breaker-stage.ts'

const asks = (scope: Scope, measures: readonly Measure[], cause = 'test') =>
  trip({ rule: 'backing-shortfall', scope, cause, severity: 'critical', measures, evidence: [] })
const onBucket: Scope = { kind: 'bucket', bucket: breached }
const planned = (measures: readonly Measure[], there: Partial<BucketInForce>) =>
  tightenings([asks(onBucket, measures)], [inForce(breached, there)], now)
const laid = <State extends string>(own: State, overlay: State, until = ahead(86_400n)) =>
  ({ kind: 'read', own, overlay, until, stopEnds: undefined }) as const
const because = [`backing-shortfall/bucket:2:1:${token}/test`]

describe('tightenings', () => {
  test('default: one call per end, and none elsewhere', () => {
    expect(tightenings([asks(onBucket, [withdrawEligibility, stopLocking, stopMinting])], allOpen, now)).toEqual({
      calls: [
        { kind: 'tightenBucket', bucket: breached, state: 'notEligible', because },
        { kind: 'tightenCompartment', bucket: breached, state: 'noLocking', because },
      ],
      renewals: [],
      proposals: [],
    })
  })
  test('default: without trips nothing, and a trip without a measure asks for nothing', () => {
    expect(tightenings([asks(onBucket, [])], allOpen, now)).toEqual({ calls: [], renewals: [], proposals: [] })
  })
  test('behavior: of several trips the strictest counts, and those that ask for it are its reason', () => {
    const trips = [
      asks(onBucket, [stopMinting], 'a'),
      asks(onBucket, [withdrawEligibility], 'c'),
      asks({ kind: 'chain', chainId: beta }, [withdrawEligibility], 'b'),
    ]
    expect(tightenings(trips, [inForce(breached)], now).calls).toEqual([
      {
        kind: 'tightenBucket',
        bucket: breached,
        state: 'notEligible',
        because: [`backing-shortfall/bucket:2:1:${token}/c`, 'backing-shortfall/chain:2/b'],
      },
    ])
  })
  test('behavior: a chain is every bucket that names it at either end, and no other', () => {
    const { calls } = tightenings([asks({ kind: 'chain', chainId: alpha }, [stopMinting])], allOpen, now)
    const ends = calls.map(({ bucket: { home, host, asset } }) => `${home}>${host} ${asset === token ? 'a' : 'b'}`)
    // In the order of the buckets' ids: host first.
    expect(ends).toEqual(['2>1 a', '2>1 b', '3>1 a', '3>1 b', '1>2 a', '1>2 b', '1>3 a', '1>3 b'])
  })
  test('behavior: a lane is not the lane back', () => {
    const { calls } = tightenings([asks({ kind: 'lane', lane: breached }, [stopLocking])], allOpen, now)
    expect(calls.map(({ bucket }) => bucket)).toEqual([breached, { ...breached, asset: otherToken }])
  })
  test('behavior: what is in force is not laid again, but when it lapses: the contract refuses it before', () => {
    const call = { kind: 'tightenBucket', bucket: breached, state: 'noMinting', because } as const
    for (const overlay of ['noMinting', 'notEligible', 'stopped'] as const) {
      expect(planned([stopMinting], { onHost: laid('open', overlay) })).toMatchObject({
        calls: [],
        renewals: [{ at: ahead(86_400n), call }],
      })
    }
    expect(planned([stopMinting], { onHost: laid('open', 'noMinting', ahead(1n)) }).calls).toEqual([])
    expect(planned([stopMinting], { onHost: laid('open', 'noMinting', now) })).toMatchObject({
      calls: [call],
      renewals: [],
    })
  })
  test("behavior: the owner's own state lasts, so nothing is renewed", () => {
    const there = { onHost: laid('notEligible', 'stopped'), atHome: laid('noLocking', 'review') } as const
    expect(planned([withdrawEligibility, stopLocking], there)).toEqual({ calls: [], renewals: [], proposals: [] })
  })
  test('behavior: more than is in force is laid at once', () => {
    expect(planned([withdrawEligibility], { onHost: laid('noMinting', 'noMinting') }).calls).toMatchObject([
      { state: 'notEligible' },
    ])
  })
  test('behavior: a review that ends leaves locks to be stopped again', () => {
    expect(planned([stopLocking], { atHome: laid('open', 'review', ahead(9n)) }).renewals).toMatchObject([
      { at: ahead(9n), call: { kind: 'tightenCompartment', state: 'noLocking' } },
    ])
  })
  test('behavior: renewals come in the order of time', () => {
    const other: BucketKey = { host: gamma, home: alpha, asset: token }
    const there = [
      inForce(breached, { onHost: laid('open', 'noMinting', ahead(20n)) }),
      inForce(other, { onHost: laid('open', 'noMinting', ahead(10n)) }),
    ]
    const { renewals } = tightenings([asks({ kind: 'chain', chainId: alpha }, [stopMinting])], there, now)
    expect(renewals.map(({ at }) => at)).toEqual([ahead(10n), ahead(20n)])
  })
  test('error: where the state could not be read the call is made all the same', () => {
    const unread = { kind: 'unread' } as const
    const { calls, proposals } = planned([stopMinting, stopLocking, proposeStop], { onHost: unread, atHome: unread })
    expect(calls.map(({ kind }) => kind)).toEqual(['tightenBucket', 'tightenCompartment'])
    expect(proposals).toEqual([{ kind: 'stop', bucket: breached, notBefore: undefined }])
  })
  test('error: a bucket that the deployment does not have gets no call', () => {
    const stranger = { ...breached, host: alpha }
    const voids: Measure = { kind: 'voidHold', bucket: stranger, hold: heldMint(1n) }
    expect(tightenings([asks({ kind: 'bucket', bucket: stranger }, [stopMinting, voids])], allOpen, now).calls).toEqual(
      [],
    )
  })
})

describe('tightenings of holds', () => {
  test('default: each hold is voided once, after minting is stopped and before locks are', () => {
    const voids: Measure = { kind: 'voidHold', bucket: breached, hold: heldMint(9n) }
    const trips = [asks(onBucket, [stopLocking, voids, stopMinting], 'a'), asks(onBucket, [voids], 'b')]
    const { calls } = tightenings(trips, allOpen, now)
    expect(calls.map(({ kind }) => kind)).toEqual(['tightenBucket', 'voidHold', 'tightenCompartment'])
    expect(calls[1]).toMatchObject({
      hold: { id: 7 },
      because: [expect.stringMatching(/a$/), expect.stringMatching(/b$/)],
    })
  })
  test('behavior: a hold that never passes is left alone', () => {
    const hold = heldMint(9n, { kind: 'refund-only' })
    expect(tightenings([asks(onBucket, [{ kind: 'voidHold', bucket: breached, hold }])], allOpen, now).calls).toEqual(
      [],
    )
  })
})

describe('proposals to the guardian', () => {
  test('default: a full stop and a review are proposed, never called', () => {
    expect(planned([proposeStop, proposeReview], {})).toEqual({
      calls: [],
      renewals: [],
      proposals: [
        { kind: 'review', bucket: breached, notBefore: undefined },
        { kind: 'stop', bucket: breached, notBefore: undefined },
      ],
    })
  })
  test('behavior: not what is in force already', () => {
    const there = { onHost: laid('open', 'stopped'), atHome: laid('review', 'open') } as const
    expect(planned([proposeStop, proposeReview], there).proposals).toEqual([])
    const lapsed = { onHost: laid('open', 'stopped', now), atHome: laid('open', 'review', now) } as const
    expect(planned([proposeStop, proposeReview], lapsed).proposals).toHaveLength(2)
  })
  test('behavior: a full stop ended yesterday, so the contract refuses the next for six days more', () => {
    const onHost = { ...laid('open', 'stopped', ago(86_400n)), stopEnds: ago(86_400n) }
    expect(planned([proposeStop], { onHost }).proposals).toEqual([
      { kind: 'stop', bucket: breached, notBefore: unixSeconds(now + 6n * 86_400n) },
    ])
    expect(planned([proposeStop], { onHost: { ...onHost, stopEnds: ago(604_800n) } }).proposals).toMatchObject([
      { notBefore: undefined },
    ])
    // The guard's own levels are not full stops, and never wait.
    expect(planned([withdrawEligibility], { onHost }).calls).toHaveLength(1)
  })
  test('behavior: each message to park once', () => {
    const park = (nonce: bigint): Measure => ({
      kind: 'proposePark',
      chainId: beta,
      receiver: 'buckets',
      source: alpha,
      message: { nonce, payloadHash: hashOf(nonce) },
    })
    const trips = [asks(onBucket, [park(8n), park(9n)], 'a'), asks(onBucket, [park(9n)], 'b')]
    expect(tightenings(trips, allOpen, now).proposals).toEqual([park(8n), park(9n)])
  })
})
