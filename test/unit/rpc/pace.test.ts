import { describe, expect, test } from 'vitest'
import { createPace } from '../../../rpc/pace.ts'

function paceAt(callsPerSecond?: number) {
  let nowMs = 1_000_000
  const pace = createPace({ callsPerSecond, nowMs: () => nowMs })
  const pass = (ms: number): void => {
    nowMs += ms
  }
  return { pace, pass }
}

describe('createPace', () => {
  test('default: without a limit all may leave', () => {
    const { pace } = paceAt()
    expect(pace.take(5_000)).toBe(5_000)
    expect(pace.waitMs(10)).toBe(0)
  })

  test('behavior: a limit is kept to, with a second to spare', () => {
    const { pace, pass } = paceAt(10)
    expect(pace.take(25)).toBe(10)
    expect(pace.take(15)).toBe(0)
    expect(pace.waitMs(0)).toBe(100)
    pass(500)
    expect(pace.take(15)).toBe(5)
  })

  test('behavior: after a complaint it rests as long as it is asked to, and goes on slower', () => {
    const { pace, pass } = paceAt()
    pace.take(40)
    pace.slowDown(2_000)
    expect(pace.take(1)).toBe(0)
    expect(pace.waitMs(0)).toBe(2_000)
    pass(2_000)
    // 30 and 2 % a second.
    expect(pace.take(100)).toBe(31)
  })

  test('behavior: complaints of calls that left together count once', () => {
    const { pace, pass } = paceAt()
    pace.take(40)
    for (let call = 0; call < 40; call += 1) pace.slowDown(undefined)
    pass(250)
    expect(pace.take(100)).toBe(30)
  })

  test('behavior: a complaint soon after another one rests it for longer', () => {
    const { pace, pass } = paceAt()
    pace.slowDown(undefined)
    expect(pace.waitMs(0)).toBe(250)
    pass(300)
    pace.slowDown(undefined)
    expect(pace.waitMs(0)).toBeGreaterThanOrEqual(500)
  })

  test('behavior: the pace comes back', () => {
    const { pace, pass } = paceAt(100)
    pace.take(100)
    pace.slowDown(undefined)
    for (let second = 0; second < 60; second += 1) {
      pass(1_000)
      pace.take(1)
    }
    pass(1_000)
    expect(pace.take(1_000)).toBe(100)
  })
})
