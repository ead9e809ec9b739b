import { describe, expect, test } from 'vitest'
import { type MessageFacts, messageState, messageStates, waitingFor } from '../../../domain/message-state.ts'

const nothing: MessageFacts = {
  final: false,
  attested: false,
  verifiable: false,
  verified: false,
  executed: false,
  executionFinal: false,
  orphaned: false,
}

describe('messageState', () => {
  test('default: each fact moves a message one state on', () => {
    const facts = ['final', 'attested', 'verifiable', 'verified', 'executed', 'executionFinal'] as const
    const seen = facts.map((_, index) =>
      messageState({ ...nothing, ...Object.fromEntries(facts.slice(0, index + 1).map((fact) => [fact, true])) }),
    )
    expect([messageState(nothing), ...seen]).toEqual([
      'sent',
      'final',
      'attested',
      'verifiable',
      'verified',
      'executed',
      'settled',
    ])
  })
  test('behavior: executed by somebody else counts although we attested nothing', () => {
    expect(messageState({ ...nothing, executed: true })).toBe('executed')
  })
  test('behavior: orphaned, unless it was executed all the same', () => {
    expect(messageState({ ...nothing, orphaned: true, final: true })).toBe('orphaned')
    expect(messageState({ ...nothing, orphaned: true, executed: true })).toBe('executed')
  })
  test('behavior: signatures before finality do not hide that the block is not final', () => {
    expect(messageState({ ...nothing, attested: true })).toBe('sent')
  })
})

describe('waitingFor', () => {
  const context = {
    sourceChain: 'alpha',
    destinationChain: 'beta',
    sourceBlock: 7n,
    finalizedBlock: 5n,
    held: undefined,
    failure: undefined,
  }
  test('default: every state before the end waits for something, the ends for nothing', () => {
    const waiting = messageStates.filter((state) => waitingFor(state, context) !== undefined)
    expect(waiting).toEqual(['sent', 'final', 'attested', 'verifiable', 'verified', 'executed'])
  })
  test('behavior: an unknown final block is called unknown, not zero', () => {
    expect(waitingFor('sent', { ...context, finalizedBlock: undefined })).toContain('not known')
    expect(waitingFor('sent', context)).toContain('final up to 5')
  })
  test('behavior: what was executed and is held waits for what its hold waits for', () => {
    const held = 'Room under the limits on beta. It is the next.'
    expect(waitingFor('executed', { ...context, held })).toBe(held)
    expect(waitingFor('settled', { ...context, held })).toBe(held)
  })
  test('behavior: a failed execution says why', () => {
    const failure = { reason: 'BucketCapacityExceeded(…)', retryAt: 9n as never }
    expect(waitingFor('verified', { ...context, failure })).toContain('BucketCapacityExceeded')
  })
})
