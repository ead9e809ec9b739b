import { describe, expect, test } from 'vitest'
import { exitCodeOf } from '../../../cli/exit-code.ts'
import { RangeBeyondHeadError, RangeInvalidError, rangeAskedFor } from '../../../cli/index-range.ts'

const alpha = { name: 'alpha', startBlock: 10 }

describe('rangeAskedFor', () => {
  test('default: both ends, or none', () => {
    expect(rangeAskedFor({ from: 10, to: 10 }, alpha)).toEqual({ from: 10, to: 10 })
    expect(rangeAskedFor({}, alpha)).toBeUndefined()
  })

  test.each([
    ['one end alone', { from: 12 }],
    ['the other alone', { to: 12 }],
    ['the end before the beginning', { from: 13, to: 12 }],
    ['blocks before the deployment', { from: 9, to: 12 }],
  ])('error: RangeInvalidError for %s, wrong usage', (_, range) => {
    expect(() => rangeAskedFor(range, alpha)).toThrow(RangeInvalidError)
    expect(exitCodeOf(new RangeInvalidError(''))).toBe(2)
  })

  test('error: RangeBeyondHeadError may be otherwise later', () => {
    expect(exitCodeOf(new RangeBeyondHeadError({ chain: 'alpha', to: 9, head: 8n }))).toBe(5)
  })
})
