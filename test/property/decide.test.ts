import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide } from '../../domain/decide.ts'
import { unixSeconds } from '../../domain/identifiers.ts'
import type { Execution, RecordedFacts } from '../../domain/message-record.ts'
import { type MessageState, messageStates } from '../../domain/message-state.ts'
import type { Attempts, Observation, OwnSignature, SourceObservation } from '../../domain/observation.ts'
import { type RelayPolicy, type Role, retrySeconds } from '../../domain/relay-policy.ts'
import { destinations, message, now, otherPayloadHash, payloadHash, sources } from '../support/decide-cases.ts'

const flag = fc.boolean()
const anyTime = fc.bigInt({ min: -10n, max: 2n ** 65n }).map(unixSeconds)
const nearTime = fc.bigInt({ min: now - 20_000n, max: now + 20_000n }).map(unixSeconds)
const time = fc.oneof({ weight: 5, arbitrary: nearTime }, anyTime)
const someHash = fc.constantFrom(payloadHash, otherPayloadHash)

const execution: fc.Arbitrary<Execution> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Execution>({ kind: 'none' }) },
  fc.record({ kind: fc.constant('passed' as const), outcome: fc.constantFrom('minted', 'noop'), final: flag }),
  fc.record({
    kind: fc.constant('held' as const),
    final: flag,
    releasableAt: fc.option(time, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('sent-home' as const), final: flag, paidBack: flag }),
)
const facts: fc.Arbitrary<RecordedFacts> = fc.record({
  final: flag,
  orphaned: flag,
  attested: flag,
  verifiable: flag,
  verified: flag,
  parked: flag,
  execution,
})
const confirmed: fc.Arbitrary<SourceObservation> = fc
  .record({ hash: someHash, height: fc.bigInt(99n, 101n), pinned: fc.bigInt(98n, 104n), payload: someHash, own: flag })
  .map(({ hash, height, pinned, payload, own }) => ({
    kind: 'confirmed',
    payloadHash: payload,
    block: own ? message.sourceBlock : { number: height, hash },
    pinnedAt: { number: pinned, hash: otherPayloadHash },
  }))
const source = fc.oneof(fc.constantFrom<SourceObservation[]>(...Object.values(sources)), confirmed)
const attempts: fc.Arbitrary<Attempts> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Attempts>({ kind: 'none' }) },
  fc.constant<Attempts>({ kind: 'in-flight' }),
  fc.record({
    kind: fc.constant('failed' as const),
    failures: fc.bigInt(-3n, 10n ** 20n),
    lastTriedAt: time,
    lastFailure: fc.string(),
  }),
)
const own: fc.Arbitrary<OwnSignature | undefined> = fc.option(fc.record({ payloadHash: someHash, expiry: time }), {
  nil: undefined,
})
const none = Array.from({ length: 12 }, () => undefined)
const halt = fc.constantFrom(...none, 'deep-reorg' as const, 'operator' as const)
const observation: fc.Arbitrary<Observation> = fc.record({
  source,
  destination: fc.constantFrom(...Object.values(destinations)),
  halts: fc.record({ source: halt, destination: halt }),
  attempts,
  signatures: fc.record({ had: fc.integer({ min: -1, max: 5 }), needed: fc.integer({ min: -1, max: 4 }), own }),
})
const seconds = fc.bigInt(-5n, 10_000n)
const policy: fc.Arbitrary<RelayPolicy> = fc.record({
  roles: fc.subarray<Role>(['observe', 'attest', 'deliver', 'guardian']),
  parkAfterSeconds: seconds,
  renewBeforeSeconds: seconds,
  retry: fc.record({ baseSeconds: seconds, factor: fc.bigInt(-2n, 9n), capSeconds: seconds }),
})
const look = fc.record({
  facts,
  doubtedSince: fc.option(time, { nil: undefined }),
  observation,
  policy,
  now: time,
})
type Look = typeof look extends fc.Arbitrary<infer value> ? value : never
const decided = ({ facts, doubtedSince, observation, policy, now }: Look) =>
  decide({ ...message, facts, doubtedSince }, observation, policy, now)

const doubts = [
  'not-final',
  'source-disagreement',
  'absent-at-source',
  'differs-at-source',
  'ahead-of-source',
  'conflicting-commit',
  'signed-otherwise',
]
const check = (property: (each: Look) => void) => fc.assert(fc.property(look, property), { numRuns: 3_000 })

describe('decide', () => {
  test('property: always answers, the same each time, with a state there is', () => {
    check((each) => {
      const first = decided(each)
      expect(messageStates).toContain<MessageState>(first.state)
      expect(decided(structuredClone(each))).toEqual(first)
    })
  })

  test('property: signs, delivers and executes only what the source confirms as this content in this block', () => {
    let seen = 0
    check((each) => {
      const { kind } = decided(each).action
      if (kind !== 'attest' && kind !== 'deliver' && kind !== 'execute') return
      seen += 1
      const { source } = each.observation
      expect(source).toMatchObject({ kind: 'confirmed', payloadHash, block: message.sourceBlock })
      expect(source.kind === 'confirmed' && source.pinnedAt.number >= message.sourceBlock.number).toBe(true)
    })
    expect(seen).toBeGreaterThan(5)
  })

  test('property: never signs what differs from what it signed, and delivers with enough signatures only', () => {
    check((each) => {
      const { kind } = decided(each).action
      const { own, had, needed } = each.observation.signatures
      if (kind === 'attest') expect(own?.payloadHash ?? payloadHash).toBe(payloadHash)
      if (kind === 'deliver') expect(needed > 0 && had >= needed).toBe(true)
    })
  })

  test('property: parks in doubt only, that has lasted, and as a guardian; withholds in doubt only', () => {
    let seen = 0
    check((each) => {
      const { action, reason } = decided(each)
      if (action.kind === 'withhold') expect(doubts).toContain(reason.code)
      if (action.kind !== 'park') return
      seen += 1
      expect(doubts).toContain(reason.code)
      expect(each.policy.roles).toContain('guardian')
      const lasted = each.now - (each.doubtedSince ?? each.now)
      expect(lasted).toBeGreaterThanOrEqual(each.policy.parkAfterSeconds)
      expect(lasted).toBeGreaterThanOrEqual(0n)
    })
    expect(seen).toBeGreaterThan(5)
  })

  test('property: does nothing while a chain is halted', () => {
    check((each) => {
      const { halts } = each.observation
      if (halts.source === undefined && halts.destination === undefined) return
      const { action, state, record } = decided(each)
      expect(action).toEqual({ kind: 'wait', until: undefined })
      expect(['halted', 'settled', 'refunded']).toContain(state)
      expect(record.facts).toEqual(each.facts)
    })
  })

  test('property: a final execution is never rolled back', () => {
    check((each) => {
      const { action, record } = decided(each)
      const { execution } = each.facts
      if (execution.kind === 'none' || !execution.final) return
      expect(action.kind).not.toBe('rollBack')
      expect(record.facts.execution.kind).not.toBe('none')
    })
  })

  test('property: waits for a read that failed, and keeps what was known', () => {
    check((each) => {
      const unread = { kind: 'unread', detail: 'timeout' } as const
      const halts = { source: undefined, destination: undefined }
      const blind = { ...each, observation: { ...each.observation, source: unread, destination: unread, halts } }
      const { action, record } = decided(blind)
      expect(action.kind).toBe('wait')
      expect(record.doubtedSince).toBe(each.doubtedSince)
      expect(record.facts.execution).toEqual(each.facts.execution)
      expect(record.facts.orphaned).toBe(each.facts.orphaned)
    })
  })

  test('property: names of providers, words and outcomes change nothing that is done', () => {
    const reworded = ({ source, destination, ...rest }: Observation): Observation => ({
      ...rest,
      source:
        source.kind === 'unread'
          ? { ...source, detail: 'other words' }
          : source.kind === 'disagreed'
            ? { ...source, providers: ['rpc-x', 'rpc-y'] }
            : source,
      destination: destination.kind === 'executed' ? { ...destination, outcome: 'released' } : destination,
    })
    check((each) => {
      const other = decided({ ...each, observation: reworded(each.observation) })
      expect([other.state, other.action]).toEqual([decided(each).state, decided(each).action])
    })
  })

  test('property: what it recorded, it stands by: the same look again changes no state, but after a roll-back', () => {
    check((each) => {
      const first = decided(each)
      if (first.action.kind === 'halt' || first.action.kind === 'rollBack') return
      const second = decided({ ...each, ...first.record })
      expect(second.state).toBe(first.state)
      expect(second.record).toEqual(first.record)
    })
  })
})

describe('retrySeconds', () => {
  test('property: never falls as failures grow, and stays between nothing and the cap', () => {
    fc.assert(
      fc.property(policy, fc.bigInt(-3n, 10n ** 20n), fc.bigInt(0n, 10n ** 20n), ({ retry }, failures, more) => {
        const wait = retrySeconds(failures, retry)
        expect(retrySeconds(failures + more, retry)).toBeGreaterThanOrEqual(wait)
        expect(wait).toBeGreaterThanOrEqual(0n)
        expect(wait <= 0n || wait <= retry.capSeconds).toBe(true)
      }),
    )
  })
})
