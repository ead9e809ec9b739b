import { describe, expect, test } from 'vitest'
import { type MessageFacts, messageState, messageStates, waitingFor } from '../../../domain/message-state.ts'

const nothing: MessageFacts = {
  final: false,
  attested: false,
  verifiable: false,
  verified: false,
  executed: false,
  executionFinal: false,
  held: false,
  sentHome: false,
  paidBack: false,
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
  test('behavior: what is held is deferred, final or not, until it is sent home and paid back there', () => {
    const held = { ...nothing, executed: true, held: true }
    expect(messageState(held)).toBe('deferred')
    expect(messageState({ ...held, executionFinal: true })).toBe('deferred')
    const sentHome = { ...nothing, executed: true, executionFinal: true, sentHome: true }
    expect(messageState(sentHome)).toBe('refunding')
    expect(messageState({ ...sentHome, paidBack: true })).toBe('refunded')
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
    expect(waiting).toEqual([
      'sent',
      'final',
      'attested',
      'verifiable',
      'verified',
      'executed',
      'deferred',
      'refunding',
      'parked',
      'halted',
    ])
  })
  test('behavior: an unknown final block is called unknown, not zero', () => {
    expect(waitingFor('sent', { ...context, finalizedBlock: undefined })).toContain('not known')
    expect(waitingFor('sent', context)).toContain('final up to 5')
  })
  test('behavior: what is deferred waits for what its hold waits for, or for its release where that is not known', () => {
    const held = 'Room under the limits on beta. It is the next.'
    expect(waitingFor('deferred', { ...context, held })).toBe(held)
    expect(waitingFor('deferred', context)).toBe('Its release on beta, which holds it.')
  })
  test('behavior: a refund comes back to where the message was sent', () => {
    expect(waitingFor('refunding', context)).toBe('Its refund, under way from beta to alpha.')
  })
  test('behavior: what is parked can be verified anew; what is halted needs a person', () => {
    expect(waitingFor('parked', context)).toBe('Verification anew on beta, where its nonce is parked.')
    expect(waitingFor('halted', context)).toContain('An operator: ')
  })
  test('behavior: a failed execution says why', () => {
    const failure = { reason: 'BucketCapacityExceeded(…)', retryAt: 9n as never }
    expect(waitingFor('verified', { ...context, failure })).toContain('BucketCapacityExceeded')
  })
})
