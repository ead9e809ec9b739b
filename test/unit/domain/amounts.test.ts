import { describe, expect, test } from 'vitest'
import {
  AmountOutOfRangeError,
  formatDecimal,
  InvalidDecimalError,
  maxMessageAmount,
  parseDecimal,
  transferAmount,
  ZeroAmountError,
} from '../../../domain/amounts.ts'

describe('transferAmount', () => {
  test('default: one base unit and the whole of uint128 pass', () => {
    expect(transferAmount(1n)).toBe(1n)
    expect(transferAmount(340_282_366_920_938_463_463_374_607_431_768_211_455n)).toBe(maxMessageAmount)
  })
  test('error: ZeroAmountError', () => {
    expect(() => transferAmount(0n)).toThrow(ZeroAmountError)
  })
  test('error: AmountOutOfRangeError on either side', () => {
    expect(() => transferAmount(-1n)).toThrow(AmountOutOfRangeError)
    expect(() => transferAmount(340_282_366_920_938_463_463_374_607_431_768_211_456n)).toThrow(AmountOutOfRangeError)
  })
})

describe('parseDecimal', () => {
  test.each([
    ['12.5', 6, 12_500_000n],
    ['0', 18, 0n],
    ['0.000001', 6, 1n],
    ['1', 18, 1_000_000_000_000_000_000n],
    ['9007199254740993.000000000000000001', 18, 9_007_199_254_740_993_000_000_000_000_000_001n],
    ['007', 0, 7n],
  ])('default: %s with %i decimals', (text, decimals, expected) => {
    expect(parseDecimal(text, decimals)).toBe(expected)
  })
  test.each(['', '.5', '1.', '-1', '1e3', '0x10', '1,5', ' 1', '1.0000001'])(
    'error: %j is no amount of 6 decimals',
    (text) => {
      expect(() => parseDecimal(text, 6)).toThrow(InvalidDecimalError)
    },
  )
})

describe('formatDecimal', () => {
  test.each([
    [1_500_000n, 6, '1.5'],
    [1n, 18, '0.000000000000000001'],
    [0n, 6, '0'],
    [-2_500_000n, 6, '-2.5'],
    [42n, 0, '42'],
    [1_000_000n, 6, '1'],
  ])('default: %i with %i decimals is %s', (amount, decimals, expected) => {
    expect(formatDecimal(amount, decimals)).toBe(expected)
  })
})
