import { describe, expect, test } from 'vitest'
import { unixSeconds } from '../../../../domain/identifiers.ts'
import { createConditions, toRead } from '../../../../relayer/guard/conditions.ts'

const at = (seconds: bigint) => unixSeconds(seconds)

describe('createConditions', () => {
  test('default: a state lasts since the round in which it began, as long as every round has it', () => {
    const first = createConditions([], at(100n))
    expect(first.since('price a', 'stale')).toBe(100n)
    const second = createConditions(first.current(), at(130n))
    expect(second.since('price a', 'stale')).toBe(100n)
    expect(second.since('price b', 'stale')).toBe(130n)
    const third = createConditions(second.current(), at(160n))
    expect(third.since('price a', 'jumped')).toBe(160n)
    const fourth = createConditions(third.current(), at(190n))
    // What the third round did not mention had ended.
    expect(fourth.since('price b', 'stale')).toBe(190n)
  })
})

describe('toRead', () => {
  const conditions = () => createConditions([{ subject: 'it', state: 'unread', since: at(50n) }], at(100n))
  const decode = (value: bigint) => value * 2n

  test('default: what the quorum agrees on is read, zero included', () => {
    const reading = { kind: 'agreed', value: 0n, faults: [] } as const
    const known = conditions()
    expect(toRead(reading, { conditions: known, subject: 'it', decode })).toEqual({ kind: 'read', value: 0n })
    // A read that succeeds ends the failure before it.
    expect(known.current()).toEqual([])
  })
  test('behavior: a disagreement is unread since it began, and names providers', () => {
    const reading = {
      kind: 'disagreed',
      faults: [
        { provider: 'own', kind: 'timeout' },
        { provider: 'first', kind: 'differs' },
      ],
    } as const
    expect(toRead(reading, { conditions: conditions(), subject: 'it', decode })).toEqual({
      kind: 'unread',
      since: 50n,
      reason: 'own timeout, first differs',
    })
  })
  test('behavior: an answer that is none is unread, never zero', () => {
    const reading = { kind: 'agreed', value: 1n, faults: [] } as const
    const broken = (): bigint => {
      throw new TypeError('no number')
    }
    expect(toRead(reading, { conditions: conditions(), subject: 'new', decode: broken })).toMatchObject({
      kind: 'unread',
      since: 100n,
    })
  })
})
