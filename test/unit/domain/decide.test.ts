import { describe, expect, test } from 'vitest'
import { decide } from '../../../domain/decide.ts'
import { unixSeconds } from '../../../domain/identifiers.ts'
import { messageStates } from '../../../domain/message-state.ts'
import type { Observation } from '../../../domain/observation.ts'
import {
  destinations,
  message,
  now,
  otherPayloadHash,
  payloadHash,
  policy,
  ready,
  recorded,
  secondDvn,
  signatures,
  sources,
} from '../../support/decide-cases.ts'
import { decisionTable } from './decision-table.ts'

const at = (seconds: bigint) => unixSeconds(now + seconds)
const kindsOf = (names: readonly string[]) => names.map((name) => name.replace(/:.*/, ''))

/** Cells of the table by "state / source / destination". */
function readTable(): ReadonlyMap<string, string> {
  const [head = '', ...parts] = decisionTable.trim().split('\n\n')
  const columns = head.split('|').map((name) => name.trim())
  const cells = new Map<string, string>()
  for (const part of parts) {
    const [title = '', ...rows] = part.split('\n')
    for (const row of rows) {
      const texts = row.split('|').map((text) => text.trim())
      for (const destination of (texts.at(-1) ?? '').split(', ')) {
        for (const [index, column] of columns.slice(0, -1).entries()) {
          const key = `${title.slice(3)} / ${column} / ${destination}`
          if (cells.has(key)) throw new TypeError(`Twice in the table: ${key}`)
          cells.set(key, texts[index] ?? '')
        }
      }
    }
  }
  return cells
}

const table = readTable()
const withoutQuorum = ['sent', 'final', 'parked', 'orphaned']

describe('every state and observation', () => {
  const pairs = messageStates.flatMap((state) =>
    Object.entries(sources).flatMap(([source, seen]) =>
      Object.entries(destinations).map(([name, destination]) => ({
        state,
        key: `${state} / ${source} / ${name}`,
        observation: {
          ...ready,
          source: seen,
          destination,
          signatures: withoutQuorum.includes(state) ? signatures.ours : signatures.enough,
          halts: { source: undefined, destination: state === 'halted' ? 'operator' : undefined },
        } satisfies Observation,
      })),
    ),
  )

  test('invariant: the table has every pair, and nothing else', () => {
    expect([...table.keys()].sort()).toEqual(pairs.map(({ key }) => key).sort())
    expect(pairs).toHaveLength(13 * 7 * 22)
    expect(new Set(kindsOf(Object.keys(destinations)))).toEqual(
      new Set(Object.values(destinations).map(({ kind }) => kind)),
    )
  })

  test.each(messageStates)('default: %s', (state) => {
    const decided = pairs
      .filter((pair) => pair.state === state)
      .map(({ key, observation }) => {
        const facts = recorded[state]
        const fresh = decide({ ...message, facts }, observation, policy, now)
        const stale = decide({ ...message, facts, doubtedSince: at(-3_600n) }, observation, policy, now)
        const kinds = new Set([fresh.action.kind, stale.action.kind])
        expect(stale.state).toBe(fresh.state)
        return [key, `${fresh.state === state ? '=' : fresh.state} ${[...kinds].join('/')}`]
      })
    expect(Object.fromEntries(decided)).toEqual(
      Object.fromEntries([...table].filter(([key]) => key.startsWith(`${state} / `))),
    )
  })
})

describe('signing', () => {
  const of = (destination: keyof typeof destinations, held: keyof typeof signatures, roles = policy.roles) =>
    decide(
      { ...message, facts: recorded.final },
      { ...ready, destination: destinations[destination], signatures: signatures[held] },
      { ...policy, roles },
      now,
    ).action.kind

  test.each([
    // destination, nothing signed, ours alone of two, enough
    ['unread', 'attest', 'wait', 'wait'],
    ['disagreed', 'attest', 'wait', 'wait'],
    ['unverified: by others', 'attest', 'wait', 'wait'],
    ['unverified: by us', 'attest', 'wait', 'deliver'],
    ['unverified: but by us', 'attest', 'wait', 'wait'],
    ['verifiable', 'attest', 'wait', 'deliver'],
    ['committed', 'execute', 'execute', 'execute'],
    ['conflicting', 'withhold', 'withhold', 'withhold'],
    ['parked: and unverified', 'attest', 'wait', 'wait'],
    ['parked: verified anew', 'attest', 'wait', 'deliver'],
    ['skipped', 'halt', 'halt', 'halt'],
    ['executed: final', 'settle', 'settle', 'settle'],
    ['held: passes', 'releaseHold', 'releaseHold', 'releaseHold'],
  ] as const)('default: %s', (destination, none, ours, enough) => {
    expect([of(destination, 'none'), of(destination, 'ours'), of(destination, 'enough')]).toEqual([none, ours, enough])
  })

  test('behavior: signs anew ten minutes before the signature expires', () => {
    const withExpiry = (seconds: bigint) => {
      const own = { payloadHash, expiry: at(seconds) }
      return decide(message, { ...ready, signatures: { had: 2, needed: 2, own } }, policy, now).action.kind
    }
    expect([withExpiry(601n), withExpiry(600n), withExpiry(-1n)]).toEqual(['deliver', 'attest', 'attest'])
  })

  test('behavior: never signs a second content for a nonce, and says which it signed', () => {
    const own = { payloadHash: otherPayloadHash, expiry: at(-1n) }
    const decision = decide(message, { ...ready, signatures: { had: 2, needed: 2, own } }, policy, now)
    expect(decision.action).toEqual({ kind: 'withhold', parkableFrom: at(3_600n) })
    expect(decision.reason).toEqual({ code: 'signed-otherwise', payloadHash: otherPayloadHash })
    expect(decision.record.doubtedSince).toBe(now)
  })

  test('behavior: a worker that asks for no signature gets no message', () => {
    const none = { had: 0, needed: 0, own: { payloadHash, expiry: at(9_999n) } }
    expect(decide(message, { ...ready, signatures: none }, policy, now).reason.code).toBe('signatures-missing')
  })

  test('behavior: who may not sign waits for the others, who may not send leaves it to them', () => {
    expect(of('unverified: by us', 'none', ['deliver'])).toBe('wait')
    const observe = { ...policy, roles: ['observe'] as const }
    expect(decide(message, ready, observe, now)).toMatchObject({
      state: 'verifiable',
      action: { kind: 'wait' },
      reason: { code: 'left-to-others', role: 'deliver' },
    })
  })
})

describe('doubt', () => {
  const conflicting = { ...ready, destination: destinations.conflicting }
  const since = (seconds: bigint, observation: Observation = conflicting, roles = policy.roles) =>
    decide({ ...message, doubtedSince: at(-seconds) }, observation, { ...policy, roles }, now)

  test('behavior: parked once it has lasted for an hour, by a guardian only', () => {
    expect(since(3_599n).action).toEqual({ kind: 'withhold', parkableFrom: at(1n) })
    expect(since(3_600n).action).toEqual({ kind: 'park', payloadHash: otherPayloadHash })
    expect(since(3_600n, conflicting, ['observe', 'attest', 'deliver']).action).toEqual({
      kind: 'withhold',
      parkableFrom: now,
    })
  })

  test('behavior: parking names what the endpoint holds', () => {
    const pending = (destination: keyof typeof destinations) =>
      since(3_600n, { ...ready, source: sources.pending, destination: destinations[destination] }).action
    expect(pending('unverified: by us')).toEqual({ kind: 'park', payloadHash: `0x${'0'.repeat(64)}` })
    expect(pending('committed')).toEqual({ kind: 'park', payloadHash })
  })

  test('behavior: is remembered from look to look, not ended by a read that fails, and ended by a confirmation', () => {
    expect(decide(message, conflicting, policy, now).record.doubtedSince).toBe(now)
    expect(since(60n).record.doubtedSince).toBe(at(-60n))
    expect(since(60n, { ...conflicting, source: sources.unread }).record.doubtedSince).toBe(at(-60n))
    expect(since(60n, ready).record.doubtedSince).toBeUndefined()
  })

  test('behavior: a content that moved to another block is given up for its new record, whatever was done with it', () => {
    const moved = { kind: 'differs', payloadHash, blockHash: `0x${'f'.repeat(64)}` } as const
    for (const destination of [destinations.committed, destinations.verifiable, destinations.unread]) {
      expect(since(3_600n, { ...ready, source: moved, destination }).action.kind).toBe('orphan')
    }
    const executed = { ...ready, source: moved, destination: destinations['executed: final'] }
    expect(decide(message, executed, policy, now).reason).toEqual({ code: 'execution-final' })
  })

  test('behavior: a confirmation of something else is none', () => {
    const elsewhere = { number: 100n, hash: otherPayloadHash }
    for (const source of [
      { ...sources.confirmed, block: elsewhere },
      { ...sources.confirmed, block: { ...message.sourceBlock, number: 101n } },
      { ...sources.confirmed, payloadHash: otherPayloadHash },
    ]) {
      expect(decide(message, { ...ready, source }, policy, now).reason.code).toBe('differs-at-source')
    }
    const above = { number: 99n, hash: otherPayloadHash }
    const early = { ...sources.confirmed, pinnedAt: above }
    expect(decide(message, { ...ready, source: early }, policy, now).reason).toEqual({
      code: 'not-final',
      finalBlock: 99n,
    })
  })
})

describe('trying again', () => {
  const failed = (lastTriedAt: bigint, failures = 3n): Observation => ({
    ...ready,
    attempts: { kind: 'failed', failures, lastTriedAt: at(lastTriedAt), lastFailure: 'out of gas' },
  })
  test('default: 10, 20, 40 seconds after the first, second, third failure', () => {
    expect(decide(message, failed(-39n), policy, now)).toMatchObject({
      action: { kind: 'wait', until: at(1n) },
      reason: { code: 'retry-later', failures: 3n, lastFailure: 'out of gas' },
    })
    expect(decide(message, failed(-40n), policy, now).action.kind).toBe('deliver')
  })
  test('behavior: at most five minutes', () => {
    expect(decide(message, failed(-299n, 10n ** 30n), policy, now).action).toEqual({ kind: 'wait', until: at(1n) })
  })
  test('behavior: nothing is sent while a transaction is out', () => {
    const { action, reason } = decide(message, { ...ready, attempts: { kind: 'in-flight' } }, policy, now)
    expect([action, reason]).toEqual([{ kind: 'wait', until: undefined }, { code: 'attempt-in-flight' }])
  })
})

describe('what belongs to a state', () => {
  const seen = (destination: keyof typeof destinations) =>
    decide(message, { ...ready, destination: destinations[destination] }, policy, now)
  test('default: deferred has the end of its delay, or when there is room, or nothing where that cannot be told', () => {
    expect(seen('held: delayed')).toMatchObject({ releasableAt: at(300n), action: { kind: 'wait', until: at(300n) } })
    expect(seen('held: waiting')).toMatchObject({ releasableAt: at(40n), action: { kind: 'wait', until: at(40n) } })
    expect(seen('held: passes')).toMatchObject({ state: 'deferred', releasableAt: now })
    // Nothing passes, but seven days after it came it can go home.
    expect(seen('held: suspended')).toMatchObject({
      releasableAt: undefined,
      action: { kind: 'wait', until: at(604_200n) },
    })
    // Refund-only for ten minutes: strangers wait three days.
    expect(seen('held: refund-only')).toMatchObject({
      releasableAt: undefined,
      action: { kind: 'wait', until: at(258_600n) },
    })
  })
  test('default: executed and settled have what came of it', () => {
    expect(seen('executed: not final')).toMatchObject({ state: 'executed', outcome: 'minted' })
    const noop = { ...ready, destination: { kind: 'executed', outcome: 'noop', final: true } } as const
    expect(decide(message, noop, policy, now)).toMatchObject({ state: 'settled', outcome: 'noop' })
  })
  test('behavior: a time that was told stays while the hold cannot be read', () => {
    const { record } = seen('held: waiting')
    const unread = { ...ready, destination: destinations['held: unread'] }
    expect(decide({ ...message, ...record }, unread, policy, now)).toMatchObject({ releasableAt: at(40n) })
  })
})

describe('reasons', () => {
  const why = (changed: Partial<Observation>, facts = recorded.sent) =>
    decide({ ...message, facts }, { ...ready, ...changed }, policy, now).reason
  test.each([
    [{ source: sources.unread }, { code: 'source-unread', detail: 'timeout' }],
    [{ source: sources.disagreed }, { code: 'source-disagreement', providers: ['rpc-b'] }],
    [{ source: sources.pending }, { code: 'not-final', finalBlock: 98n }],
    [{ source: sources.absent }, { code: 'absent-at-source', finalBlock: 104n }],
    [{ source: sources.ahead }, { code: 'ahead-of-source', nonce: 7n, outboundNonce: 6n }],
    [{ destination: destinations.unread }, { code: 'destination-unread', detail: 'timeout' }],
    [{ destination: destinations.disagreed }, { code: 'destination-disagreement', providers: ['rpc-z'] }],
    [{ destination: destinations['unverified: by others'] }, { code: 'other-dvns-missing', dvns: [secondDvn] }],
    [{ destination: destinations.conflicting }, { code: 'conflicting-commit', payloadHash: otherPayloadHash }],
    [{ destination: destinations.committed }, { code: 'execution-due' }],
    [{ destination: destinations.skipped }, { code: 'nonce-skipped' }],
    [{ destination: destinations['executed: not final'] }, { code: 'execution-not-final' }],
    [{ destination: destinations['held: unread'] }, { code: 'hold-unread', detail: 'timeout' }],
    [{ destination: destinations['held: delayed'] }, { code: 'hold-delayed' }],
    [{ destination: destinations['held: waiting'] }, { code: 'hold-waiting' }],
    [{ destination: destinations['held: suspended'] }, { code: 'hold-suspended' }],
    [{ destination: destinations['held: passes'] }, { code: 'release-due' }],
    [{ destination: destinations['held: refund-only'] }, { code: 'refund-not-due' }],
    [{ destination: destinations['held: goes home'] }, { code: 'refund-due' }],
    [{ destination: destinations['held: sent home'] }, { code: 'refund-under-way' }],
    [{ destination: destinations['held: paid back'] }, { code: 'refund-paid' }],
    [{ signatures: signatures.none }, { code: 'signature-due' }],
    [{ signatures: signatures.ours }, { code: 'signatures-missing', had: 1, needed: 2 }],
    [{}, { code: 'delivery-due' }],
    [{ halts: { source: 'deep-reorg', destination: undefined } }, { code: 'source-halted', because: 'deep-reorg' }],
    [{ halts: { source: undefined, destination: 'operator' } }, { code: 'destination-halted', because: 'operator' }],
    [
      { source: sources.absent, destination: destinations['executed: final'] },
      { code: 'executed-in-doubt', doubt: { code: 'absent-at-source', finalBlock: 104n } },
    ],
  ] as const)('default: %o', (changed, expected) => {
    expect(why(changed)).toEqual(expected)
  })

  test('behavior: what was final and is gone halts its own chain', () => {
    const halt = (changed: Partial<Observation>, facts: (typeof recorded)['final']) => {
      const { state, action, reason, record } = decide({ ...message, facts }, { ...ready, ...changed }, policy, now)
      expect([state, record.facts]).toEqual(['halted', facts])
      return [action, reason.code]
    }
    expect(halt({ source: sources.absent }, recorded.final)).toEqual([
      { kind: 'halt', scope: 'source' },
      'final-source-gone',
    ])
    expect(halt({}, recorded.settled)).toEqual([{ kind: 'halt', scope: 'destination' }, 'final-execution-gone'])
    expect(why({}, recorded.executed)).toEqual({ code: 'execution-undone' })
  })
})
