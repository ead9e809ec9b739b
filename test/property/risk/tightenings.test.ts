import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type UnixSeconds, unixSeconds } from '../../../domain/identifiers.ts'
import {
  bucketStates,
  compartmentStates,
  type Measure,
  proposeReview,
  proposeStop,
  stopLocking,
  stopMinting,
  withdrawEligibility,
} from '../../../risk/breaker/measure.ts'
import { type BucketKey, bucketId, type Lane, type Scope } from '../../../risk/breaker/scope.ts'
import { type Trip, trip } from '../../../risk/breaker/trip.ts'
import { type BucketInForce, type GuardCall, type StateInForce, tightenings } from '../../../risk/tightenings.ts'
import { ago, alpha, beta, everyBucket, gamma, hashOf, heldMint, now } from '../../unit/risk/breaker-stage.ts'

const aBucket = fc.constantFrom(...everyBucket)
const aChain = fc.constantFrom(alpha, beta, gamma)
const aScope: fc.Arbitrary<Scope> = fc.oneof(
  aBucket.map((bucket): Scope => ({ kind: 'bucket', bucket })),
  aBucket.map((bucket): Scope => ({ kind: 'compartment', bucket })),
  aBucket.map((lane): Scope => ({ kind: 'lane', lane })),
  aChain.map((chainId): Scope => ({ kind: 'chain', chainId })),
)
const aTrip: fc.Arbitrary<Trip> = fc
  .record({
    scope: aScope,
    cause: fc.constantFrom('a', 'b', 'c'),
    measures: fc.subarray<Measure>([stopMinting, withdrawEligibility, stopLocking, proposeStop, proposeReview]),
    hold: fc.option(fc.integer({ min: 1, max: 3 })),
  })
  .map(({ scope, cause, measures, hold }) => {
    const own = scope.kind === 'bucket' && hold !== null
    const voids: readonly Measure[] = own
      ? [{ kind: 'voidHold', bucket: scope.bucket, hold: heldMint(1n, { id: hold }) }]
      : []
    const all = [...measures, ...voids]
    return trip({ rule: 'backing-shortfall', scope, cause, severity: 'critical', measures: all, evidence: [] })
  })
const someTrips = fc.array(aTrip, { maxLength: 8 })

const states = <State extends string>(all: readonly [State, ...State[]]): fc.Arbitrary<StateInForce<State>> =>
  fc.record({
    kind: fc.constant('read' as const),
    own: fc.constantFrom(...all),
    overlay: fc.constantFrom(...all),
    until: fc.integer({ min: -3, max: 604_800 }).map((seconds) => unixSeconds(now + BigInt(seconds))),
    stopEnds: fc.constantFrom(undefined, ago(700_000n), ago(3_600n), unixSeconds(now + 3_600n)),
  })
const everythingInForce: fc.Arbitrary<readonly BucketInForce[]> = fc.tuple(
  ...everyBucket.map((bucket) =>
    fc.record({ bucket: fc.constant(bucket), onHost: states(bucketStates), atHome: states(compartmentStates) }),
  ),
)

/** The contracts, as far as Roles.sol, Buckets.sol and Compartments.sol say what a tightening of the guard does. */
class Contracts {
  readonly #ends = new Map<string, { own: number; overlay: number; until: bigint }>()

  constructor(inForce: readonly BucketInForce[]) {
    const level = (states: readonly string[], there: StateInForce<string>) =>
      there.kind === 'unread'
        ? { own: 0, overlay: 0, until: 0n }
        : { own: states.indexOf(there.own), overlay: states.indexOf(there.overlay), until: there.until }
    for (const { bucket, onHost, atHome } of inForce) {
      this.#ends.set(`host ${bucketId(bucket)}`, level(bucketStates, onHost))
      this.#ends.set(`home ${bucketId(bucket)}`, level(compartmentStates, atHome))
    }
  }

  level(end: 'host' | 'home', bucket: BucketKey, time: bigint): number {
    const there = this.#ends.get(`${end} ${bucketId(bucket)}`)
    if (there === undefined) throw new Error('UnknownAsset')
    return there.overlay > there.own && time < there.until ? there.overlay : there.own
  }

  /** Levels by end, at one time. */
  levels(time: bigint): ReadonlyMap<string, number> {
    return new Map(
      everyBucket.flatMap((bucket) =>
        (['host', 'home'] as const).map(
          (end) => [`${end} ${bucketId(bucket)}`, this.level(end, bucket, time)] as const,
        ),
      ),
    )
  }

  run(call: GuardCall, time: bigint): void {
    if (call.kind === 'voidHold') return
    const [end, names, fullStop] =
      call.kind === 'tightenBucket' ? (['host', bucketStates, 3] as const) : (['home', compartmentStates, 2] as const)
    const wanted = (names as readonly string[]).indexOf(call.state)
    if (wanted <= this.level(end, call.bucket, time)) throw new Error('NotTighter')
    if (wanted >= fullStop) throw new Error('NotAllowed')
    const key = `${end} ${bucketId(call.bucket)}`
    this.#ends.set(key, { own: this.#ends.get(key)?.own ?? 0, overlay: wanted, until: time + 604_800n })
  }
}

const stateAfter = (trips: readonly Trip[], inForce: readonly BucketInForce[], time: UnixSeconds) => {
  const contracts = new Contracts(inForce)
  for (const call of tightenings(trips, inForce, time).calls) contracts.run(call, time)
  return contracts
}
const names = ({ home, host }: Lane, chain: number): boolean => home === chain || host === chain
const asLaxAs = (lax: ReadonlyMap<string, number>, strict: ReadonlyMap<string, number>): boolean =>
  [...lax].every(([end, level]) => level <= (strict.get(end) ?? 0))

describe('tightenings', () => {
  test('property: the contracts take every call, and nothing gets looser', () => {
    fc.assert(
      fc.property(someTrips, everythingInForce, (trips, inForce) => {
        const before = new Contracts(inForce).levels(now)
        expect(asLaxAs(before, stateAfter(trips, inForce, now).levels(now))).toBe(true)
      }),
    )
  })
  test('property: afterwards all that was asked for is in force, with one call per end', () => {
    const wanted = (measure: Measure): number =>
      measure.kind === 'tightenBucket' ? bucketStates.indexOf(measure.state) : 0
    fc.assert(
      fc.property(someTrips, everythingInForce, (trips, inForce) => {
        const contracts = stateAfter(trips, inForce, now)
        for (const { scope, measures } of trips) {
          if (scope.kind !== 'bucket' && scope.kind !== 'compartment') continue
          for (const measure of measures) {
            expect(contracts.level('host', scope.bucket, now)).toBeGreaterThanOrEqual(wanted(measure))
            if (measure.kind === 'tightenCompartment') {
              expect(contracts.level('home', scope.bucket, now)).toBeGreaterThanOrEqual(1)
            }
          }
        }
        const ends = tightenings(trips, inForce, now)
          .calls.filter(({ kind }) => kind !== 'voidHold')
          .map(({ kind, bucket }) => `${kind} ${bucketId(bucket)}`)
        expect(new Set(ends).size).toBe(ends.length)
      }),
    )
  })
  test('property: a renewal is refused a second before its time, and taken at its time', () => {
    fc.assert(
      fc.property(someTrips, everythingInForce, (trips, inForce) => {
        for (const { at, call } of tightenings(trips, inForce, now).renewals) {
          expect(at).toBeGreaterThan(now)
          expect(() => new Contracts(inForce).run(call, at - 1n)).toThrow('NotTighter')
          new Contracts(inForce).run(call, at)
        }
      }),
    )
  })
  test('property: more trips never leave anything looser', () => {
    fc.assert(
      fc.property(someTrips, someTrips, everythingInForce, (trips, more, inForce) => {
        const [few, many] = [stateAfter(trips, inForce, now), stateAfter([...more, ...trips], inForce, now)]
        expect(asLaxAs(few.levels(now), many.levels(now))).toBe(true)
      }),
    )
  })
  test('property: the order of trips and buckets changes nothing', () => {
    fc.assert(
      fc.property(someTrips, everythingInForce, (trips, inForce) => {
        const turned = tightenings([...trips].reverse(), [...inForce].reverse(), now)
        expect(turned).toEqual(tightenings(trips, inForce, now))
      }),
    )
  })
  test('invariant: INV-005 a breach of one chain touches no bucket in which it is neither home nor host', () => {
    const within = (scope: Scope, chain: number): boolean =>
      scope.kind === 'chain' ? scope.chainId === chain : names(scope.kind === 'lane' ? scope.lane : scope.bucket, chain)
    fc.assert(
      fc.property(someTrips, everythingInForce, aChain, (trips, inForce, chain) => {
        const its = trips.filter(({ scope }) => within(scope, chain))
        const { calls, renewals, proposals } = tightenings(its, inForce, now)
        const touched = [...calls, ...renewals.map(({ call }) => call), ...proposals].flatMap((act) =>
          'bucket' in act ? [act.bucket] : [],
        )
        expect(touched.filter((bucket) => !names(bucket, chain))).toEqual([])
      }),
    )
  })
  test('property: a full stop is never called, and parking is only proposed', () => {
    const park: Measure = {
      kind: 'proposePark',
      chainId: beta,
      receiver: 'buckets',
      source: alpha,
      message: { nonce: 1n, payloadHash: hashOf(1n) },
    }
    const parks = trip({
      rule: 'outbound-nonce',
      scope: { kind: 'chain', chainId: beta },
      cause: 'mint',
      severity: 'critical',
      measures: [park],
      evidence: [],
    })
    fc.assert(
      fc.property(someTrips, everythingInForce, (trips, inForce) => {
        const { calls, renewals, proposals } = tightenings([parks, ...trips], inForce, now)
        const laid = [...calls, ...renewals.map(({ call }) => call)].map((call) =>
          'state' in call ? call.state : call.kind,
        )
        expect(laid.filter((state) => !['noMinting', 'notEligible', 'noLocking', 'voidHold'].includes(state))).toEqual(
          [],
        )
        expect(proposals).toContainEqual(park)
      }),
    )
  })
})
