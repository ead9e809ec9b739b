import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unixSeconds } from '../../../domain/identifiers.ts'
import { evaluate, type Snapshot } from '../../../risk/breaker/evaluate.ts'
import { defaultBreakerParameters } from '../../../risk/breaker/parameters.ts'
import { type FeedReading, type PriceReading, priceStatus } from '../../../risk/price-status.ts'
import { type GuardCall, tightenings } from '../../../risk/tightenings.ts'
import {
  ago,
  ahead,
  allOpen,
  alpha,
  beta,
  breached,
  everyBucket,
  guidOf,
  hashOf,
  now,
  raw,
  snapshotOf,
} from '../../unit/risk/breaker-stage.ts'

const parameters = defaultBreakerParameters
const read = <Value>(value: Value) => ({ kind: 'read', value }) as const
const small = fc.bigInt({ min: 0n, max: 20n })
const amount = small.map(raw)
const more = fc.bigInt({ min: 0n, max: 20n })
const seconds = fc.bigInt({ min: 0n, max: 100_000n })

/** How strict the calls on a snapshot are at each end: the level, by kind of call and bucket. */
function strictness(seen: Partial<Snapshot>, time = now): ReadonlyMap<string, number> {
  const levels = { noMinting: 1, notEligible: 2, noLocking: 1 }
  const { calls } = tightenings(evaluate(snapshotOf(seen), parameters, time), allOpen, time)
  const tighter = calls.filter((call): call is Exclude<GuardCall, { kind: 'voidHold' }> => call.kind !== 'voidHold')
  return new Map(tighter.map((call) => [`${call.kind} ${JSON.stringify(call.bucket)}`, levels[call.state]]))
}
const noWeaker = (less: ReadonlyMap<string, number>, than: ReadonlyMap<string, number>): boolean =>
  [...less].every(([end, level]) => (than.get(end) ?? 0) >= level)
const noWeakerThan = (before: Partial<Snapshot>, evidence: Partial<Snapshot>): void =>
  expect(noWeaker(strictness(before), strictness(evidence))).toBe(true)

const aFeed: fc.Arbitrary<FeedReading> = fc.oneof(
  fc.constant({ kind: 'unread', reason: 'timeout' } as const),
  fc.record({
    kind: fc.constant('read' as const),
    answer: fc.bigInt({ min: -5n, max: 2_000n }),
    updatedAt: fc.bigInt({ min: -6_000n, max: 6_000n }).map((offset) => unixSeconds(now + offset)),
    decimals: fc.integer({ min: 0, max: 6 }),
  }),
)
const aPrice: fc.Arbitrary<PriceReading> = fc.record({
  first: aFeed,
  second: fc.oneof(aFeed, fc.constant({ kind: 'none' } as const)),
  sequencer: fc.oneof(
    fc.constantFrom(
      { kind: 'none' } as const,
      { kind: 'down' } as const,
      { kind: 'unread', reason: 'timeout' } as const,
    ),
    seconds.map((since) => ({ kind: 'up', since: ago(since) }) as const),
  ),
  accepted: fc.option(fc.record({ answer: fc.bigInt({ min: 0n, max: 2_000n }), updatedAt: seconds.map(ago) }), {
    nil: undefined,
  }),
})

describe('price signals', () => {
  test('property: never more than no minting, never at home, never a proposal', () => {
    const signals = fc.array(fc.record({ price: aPrice, bucket: fc.constantFrom(...everyBucket), for: seconds }), {
      maxLength: 5,
    })
    fc.assert(
      fc.property(signals, (found) => {
        const prices = found.map(({ price, bucket, for: since }) => ({
          bucket,
          status: priceStatus(price, parameters.price, now),
          since: ago(since),
        }))
        const trips = evaluate(snapshotOf({ prices }), parameters, now)
        const { calls, renewals, proposals } = tightenings(trips, allOpen, now)
        expect(calls.filter((call) => call.kind !== 'tightenBucket' || call.state !== 'noMinting')).toEqual([])
        expect([...renewals, ...proposals]).toEqual([])
      }),
    )
  })
  test('property: fresh is read, above zero, and bid is no more than ask', () => {
    fc.assert(
      fc.property(aPrice, (price) => {
        const status = priceStatus(price, parameters.price, now)
        const unread = [price.first, price.second, price.sequencer].some(({ kind }) => kind === 'unread')
        if (unread) expect(status.kind).not.toBe('fresh')
        if (status.kind !== 'fresh') return
        expect(status.bid).toBeLessThanOrEqual(status.ask)
        expect(price.first).toMatchObject({ kind: 'read' })
        if (price.first.kind === 'read') {
          expect(price.first.answer).toBeGreaterThan(0n)
          expect(status.bid).toBeLessThanOrEqual(price.first.answer)
          expect(status.ask).toBeGreaterThanOrEqual(price.first.answer)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('rules', () => {
  test('property: the more is missing, the no weaker the measure', () => {
    const books = fc.record({ minted: amount, held: amount, sentHome: amount, locked: amount })
    fc.assert(
      fc.property(books, more, more, more, ({ minted, held, sentHome, locked }, a, b, c) => {
        const seen = (x: bigint, y: bigint, z: bigint): Partial<Snapshot> => ({
          backing: [
            {
              bucket: breached,
              arrivals: read({
                minted: raw(minted + x),
                held,
                sentHome,
                locked,
                rescued: raw(0n),
                hostBlock: 1n,
                homeBlock: 1n,
              }),
              exits: read({
                released: raw(minted + y),
                refunded: held,
                burned: locked,
                sentHome,
                hostBlock: 1n,
                homeBlock: 1n,
              }),
              escrow: read({ balance: minted, locked, due: raw(held + z), backing: 1_000_000_000n, homeBlock: 1n }),
            },
          ],
        })
        noWeakerThan(seen(0n, 0n, 0n), seen(a, b, c))
      }),
    )
  })
  test('property: no order of mints, burns and payouts that the contracts allow is a false alarm', () => {
    // Each step is a lock, its mint, a burn or its release; the destination is read at some step, the source no earlier.
    const steps = fc.array(fc.constantFrom('lock', 'mint', 'burn', 'release'), { maxLength: 60 })
    fc.assert(
      fc.property(steps, fc.nat(60), fc.nat(60), (wanted, first, second) => {
        const [early, late] = first < second ? [first, second] : [second, first]
        const at = [{ locked: 0n, minted: 0n, burned: 0n, released: 0n }]
        for (const step of wanted) {
          const { locked, minted, burned, released } = at.at(-1) ?? { locked: 0n, minted: 0n, burned: 0n, released: 0n }
          at.push({
            locked: locked + (step === 'lock' ? 1n : 0n),
            minted: minted + (step === 'mint' && minted < locked ? 1n : 0n),
            burned: burned + (step === 'burn' && burned < minted ? 1n : 0n),
            released: released + (step === 'release' && released < burned ? 1n : 0n),
          })
        }
        const [before, afterwards] = [at[Math.min(early, at.length - 1)], at[Math.min(late, at.length - 1)]]
        if (before === undefined || afterwards === undefined) throw new Error('no such step')
        const arrivals = {
          minted: raw(before.minted),
          held: raw(0n),
          sentHome: raw(0n),
          locked: raw(afterwards.locked),
        }
        const exits = {
          released: raw(before.released),
          refunded: raw(0n),
          sentHome: raw(0n),
          burned: raw(afterwards.burned),
        }
        const left = raw(before.locked - before.released)
        const seen: Partial<Snapshot> = {
          backing: [
            {
              bucket: breached,
              arrivals: read({ ...arrivals, rescued: raw(0n), hostBlock: 1n, homeBlock: 2n }),
              exits: read({ ...exits, homeBlock: 1n, hostBlock: 2n }),
              escrow: read({ balance: left, locked: left, due: raw(0n), backing: 1_000_000_000n, homeBlock: 1n }),
            },
          ],
        }
        expect(evaluate(snapshotOf(seen), parameters, now)).toEqual([])
      }),
    )
  })
  test('property: one flow more, or a larger one, never gives a weaker measure', () => {
    const aFlow = fc.record({
      at: fc.bigInt({ min: 0n, max: 200_000n }).map(ago),
      amount: fc.bigInt({ min: 1n, max: 200n }).map(raw),
    })
    const blockNumber = 1n
    fc.assert(
      fc.property(fc.array(aFlow), aFlow, fc.nat(), (flows, extra, index) => {
        const seen = (
          list: readonly { at: ReturnType<typeof ago>; amount: ReturnType<typeof raw> }[],
        ): Partial<Snapshot> => {
          const all = list.map((flow) => ({ ...flow, blockNumber, txHash: hashOf(1n) }))
          return {
            flows: [
              { bucket: breached, bucketCapacity: raw(12_000n), locked: raw(10_000n), minted: all, released: all },
            ],
          }
        }
        noWeakerThan(seen(flows), seen([...flows, extra]))
        const larger = flows.map((flow, at) =>
          at === index % flows.length ? { ...flow, amount: raw(flow.amount * 2n) } : flow,
        )
        noWeakerThan(seen(flows), seen(larger))
      }),
    )
  })
  test('property: a cause that lasts longer never gives a weaker measure', () => {
    fc.assert(
      fc.property(seconds, seconds, (age, longer) => {
        const seen = (since: ReturnType<typeof ago>): Partial<Snapshot> => ({
          quorums: [{ chainId: beta, answers: { kind: 'disagreed', since, blockNumber: 1n, providers: ['p1'] } }],
          heads: [{ chainId: alpha, head: read({ number: 1n, time: since }) }],
          prices: [{ bucket: breached, status: { kind: 'unread', what: 'first', reason: 'timeout' }, since }],
          attestation: [
            {
              chainId: beta,
              attestors: [breached.asset],
              quorum: 1,
              messages: [{ guid: guidOf(1n), finalAt: since, signedBy: [] }],
            },
          ],
        })
        noWeakerThan(seen(ago(age)), seen(ago(age + longer)))
      }),
    )
  })
  test('property: the further a destination is ahead, the no weaker the measure', () => {
    fc.assert(
      fc.property(small, small, more, (inbound, outbound, further) => {
        const seen = (nonce: bigint): Partial<Snapshot> => ({
          pathways: [
            {
              lane: { home: alpha, host: beta },
              direction: 'mint',
              nonces: read({
                inbound: nonce,
                outbound,
                destinationBlock: 1n,
                sourceBlock: 1n,
                verified: [],
                swallowed: [],
              }),
            },
          ],
        })
        noWeakerThan(seen(inbound), seen(inbound + further))
      }),
    )
  })
  test('property: what is unread never tightens anything, however long', () => {
    fc.assert(
      fc.property(seconds, (since) => {
        const unread = { kind: 'unread', since: ago(since), reason: 'timeout' } as const
        const seen: Partial<Snapshot> = {
          backing: [{ bucket: breached, arrivals: unread, exits: unread, escrow: unread }],
          quorums: [{ chainId: beta, answers: unread }],
          heads: [{ chainId: beta, head: unread }],
          pathways: [{ lane: breached, direction: 'mint', nonces: unread }],
          configuration: [
            { kind: 'authority', item: 'owner', chainId: beta, subject: 'vault', planned: '0x01', found: unread },
          ],
        }
        expect(strictness(seen, ahead(1n)).size).toBe(0)
      }),
    )
  })
})
