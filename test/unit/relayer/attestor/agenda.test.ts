import { describe, expect, test } from 'vitest'
import { unixSeconds } from '../../../../domain/identifiers.ts'
import { createAgenda } from '../../../../relayer/attestor/agenda.ts'

const now = unixSeconds(1_000n)

describe('createAgenda', () => {
  test('default: every hinted block is due once, then when its time comes', () => {
    const agenda = createAgenda()
    const hints = [
      { number: 3n, submitted: ['a'] },
      { number: 5n, submitted: [] },
    ]
    expect(agenda.due(hints, now)).toEqual([3n, 5n])
    agenda.note(3n, { lookAgainAt: 1_060n, submitted: ['a'] })
    expect(agenda.due(hints, now)).toEqual([5n])
    expect(agenda.due(hints, unixSeconds(1_059n))).toEqual([5n])
    expect(agenda.due(hints, unixSeconds(1_060n))).toEqual([3n, 5n])
  })
  test('behavior: a signature that is gone from the board, or changed there, makes its block due', () => {
    const agenda = createAgenda()
    agenda.due([{ number: 3n, submitted: [] }], now)
    agenda.note(3n, { lookAgainAt: 9_000n, submitted: ['a', 'b'] })
    expect(agenda.due([{ number: 3n, submitted: ['b', 'a', 'c'] }], now)).toEqual([])
    expect(agenda.due([{ number: 3n, submitted: ['a'] }], now)).toEqual([3n])
    expect(agenda.due([{ number: 3n, submitted: ['a', 'B'] }], now)).toEqual([3n])
  })
  test('behavior: what is not hinted any more is forgotten', () => {
    const agenda = createAgenda()
    agenda.note(3n, { lookAgainAt: 9_000n, submitted: [] })
    expect(agenda.due([], now)).toEqual([])
    expect(agenda.due([{ number: 3n, submitted: [] }], now)).toEqual([3n])
  })
})
