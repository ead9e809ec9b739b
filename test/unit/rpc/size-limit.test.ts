import { describe, expect, test } from 'vitest'
import { createSizeLimit } from '../../../rpc/size-limit.ts'

/** Asks for 500 blocks after 500 of a provider that gives `most` at once. @returns The sizes that it refused. */
function refusedOf(most: () => number, rounds: number, nowMs: () => number = () => 0): number[] {
  const limit = createSizeLimit(nowMs)
  const refused: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    for (let left = 500; left > 0; ) {
      const blocks = Math.min(left, limit.most())
      if (blocks > most()) {
        refused.push(blocks)
        limit.refused(blocks)
      } else {
        limit.worked(blocks)
        left -= blocks
      }
    }
  }
  return refused
}

describe('createSizeLimit', () => {
  test('default: whoever refuses nothing is asked for everything', () => {
    expect(refusedOf(() => 10_000, 3)).toEqual([])
  })

  test.each([1, 2, 10, 100, 499])('behavior: a limit of %s is found, and then kept to', (most) => {
    expect(refusedOf(() => most, 3).length).toBeLessThanOrEqual(16)
    expect(refusedOf(() => most, 50)).toEqual(refusedOf(() => most, 3))
  })

  test('behavior: a limit that sinks is followed', () => {
    let most = 200
    let asked = 0
    const refused = refusedOf(() => {
      asked += 1
      if (asked === 40) most = 20
      return most
    }, 20)
    expect(refused.length).toBeLessThanOrEqual(30)
  })

  test('behavior: after a minute without a refusal more is tried', () => {
    let nowMs = 100_000
    const limit = createSizeLimit(() => nowMs)
    limit.refused(100)
    limit.worked(50)
    nowMs += 61_000
    for (let step = 0; step < 4; step += 1) limit.worked(limit.most())
    expect(limit.most()).toBeGreaterThan(100)
  })
})
