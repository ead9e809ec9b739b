import { describe, expect, test } from 'vitest'
import { createStallWatch } from '../../../cli/stall-watch.ts'

/** The first second at which [indexed, head], seen a second apart, are a stall: three seconds still, five at first. */
function stalledAt(sightings: readonly (readonly [number | undefined, number | undefined])[]): number {
  const isStalled = createStallWatch({ limitMs: 3_000, firstLimitMs: 5_000 })
  const big = (value: number | undefined) => (value === undefined ? undefined : BigInt(value))
  return sightings.findIndex(([indexed, head], second) =>
    isStalled({ atMs: second * 1_000, indexed: big(indexed), head: big(head) }),
  )
}
const still = (indexed: number, seconds: number) =>
  Array.from({ length: seconds }, (_, second) => [indexed, 9 + second] as const)

describe('createStallWatch', () => {
  test('default: standing still behind the chain for the limit, once it has made a step', () => {
    expect(stalledAt([...still(4, 1), ...still(5, 6)])).toBe(4)
    expect(stalledAt([...still(4, 1), ...still(5, 3)])).toBe(-1)
  })

  test('default: before its first step it has longer', () => {
    expect(stalledAt(still(5, 7))).toBe(5)
    expect(stalledAt(still(5, 5))).toBe(-1)
  })

  test('behavior: any step starts the time anew, a step back in a reorg too', () => {
    expect(stalledAt([...still(4, 1), ...still(5, 3), ...still(6, 5)])).toBe(7)
    expect(stalledAt([...still(4, 1), ...still(5, 3), ...still(3, 3)])).toBe(-1)
  })

  test('behavior: so do a chain that has nothing new, one that does not answer, and history', () => {
    for (const pause of [
      [5, 5],
      [5, undefined],
      [undefined, 9],
    ] as const) {
      expect(stalledAt([...still(4, 1), ...still(5, 3), pause, ...still(5, 5)])).toBe(8)
    }
  })
})
