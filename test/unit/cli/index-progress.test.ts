import { describe, expect, test } from 'vitest'
import { followProgress } from '../../../cli/index-progress.ts'

describe('followProgress', () => {
  test('default: 100 of 1,000 blocks in ten seconds leave ninety', () => {
    const follow = followProgress(1)
    follow({ atMs: 0, indexed: 0, target: 1_000 })
    const progress = follow({ atMs: 10_000, indexed: 100, target: 1_000 })
    expect(progress).toEqual({
      indexed: 100,
      target: 1_000,
      share: 0.1,
      blocksPerSecond: expect.closeTo(9.9),
      etaSeconds: 91,
    })
  })

  test('behavior: nothing is promised while nothing moves', () => {
    const follow = followProgress(1)
    expect(follow({ atMs: 0, indexed: 50, target: 100 }).etaSeconds).toBeUndefined()
    expect(follow({ atMs: 5_000, indexed: 50, target: 100 }).etaSeconds).toBeUndefined()
  })

  test('behavior: the pace is that of the last minute', () => {
    const follow = followProgress(1)
    follow({ atMs: 0, indexed: 1, target: 10_000 })
    for (let second = 1; second <= 100; second += 1) follow({ atMs: second * 1_000, indexed: 1, target: 10_000 })
    for (let second = 101; second <= 160; second += 1) {
      follow({ atMs: second * 1_000, indexed: 1 + (second - 100) * 10, target: 10_000 })
    }
    expect(follow({ atMs: 161_000, indexed: 611, target: 10_000 }).blocksPerSecond).toBeCloseTo(10, 0)
  })

  test('behavior: blocks before the first to do are not counted, and only the end is the end', () => {
    const follow = followProgress(1_001)
    expect(follow({ atMs: 0, indexed: 500, target: 2_000 }).share).toBe(0)
    expect(follow({ atMs: 1_000, indexed: 1_500, target: 2_000 })).toMatchObject({ share: 0.5, blocksPerSecond: 499 })
    expect(follow({ atMs: 2_000, indexed: 1_999_999, target: 2_000_000 }).share).toBeLessThan(1)
    expect(follow({ atMs: 3_000, indexed: 2_000_000, target: 2_000_000 })).toMatchObject({ share: 1, etaSeconds: 0 })
  })

  test('behavior: a step back begins the pace anew', () => {
    const follow = followProgress(1)
    follow({ atMs: 0, indexed: 100, target: 1_000 })
    follow({ atMs: 1_000, indexed: 200, target: 1_000 })
    expect(follow({ atMs: 2_000, indexed: 50, target: 1_000 }).blocksPerSecond).toBeUndefined()
  })
})
