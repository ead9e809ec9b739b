import { describe, expect, test } from 'vitest'
import { formatUsd, shareOf, sumUsd, usdValue } from '../../../api/price.ts'
import { utilisation } from '../../../api/resolvers/bucket.ts'
import { address, chainId } from '../../../domain/identifiers.ts'

const feed = address(`0x${'5'.repeat(40)}`)
const asset = {
  chainId: chainId(1),
  address: address(`0x${'1'.repeat(40)}`),
  symbol: 'A',
  name: 'A',
  decimals: 18,
  listed: true,
  feed,
}
const price = (answer: bigint) => ({ feed, answer, decimals: 8, round: 1n, observedAt: 0n, readAt: 0n })
const amount = (raw: bigint, decimals: number) => ({ raw, decimals, asset })
const usd = (raw: bigint, decimals: number, answer: bigint): string | undefined => {
  const value = usdValue(amount(raw, decimals), price(answer))
  return value === undefined ? undefined : formatUsd(value)
}

describe('usdValue', () => {
  test('default: worked examples, exact', () => {
    expect(usd(1_500_000n, 6, 99_990_000n)).toBe('1.49985')
    expect(usd(1n, 18, 1n)).toBe(`0.${'0'.repeat(25)}1`)
    // 123456789012.34567890123456789 × 2500.12345678
    expect(usd(123456789012345678901234567890n, 18, 250012345678n)).toBe('308657214108504.8008308504800827763907942')
    expect(usd(0n, 6, 100_000_000n)).toBe('0')
  })

  test('behavior: an answer that is not above zero, or none, is no value', () => {
    expect(usd(1n, 6, 0n)).toBeUndefined()
    expect(usd(1n, 6, -5n)).toBeUndefined()
    expect(usdValue(amount(1n, 6), undefined)).toBeUndefined()
  })
})

describe('sumUsd', () => {
  test('default: adds values of different decimals exactly', () => {
    const values = [
      { scaled: 15n, decimals: 1 },
      { scaled: 1n, decimals: 26 },
      { scaled: 2n, decimals: 0 },
    ]
    expect(formatUsd(sumUsd(values))).toBe('3.50000000000000000000000001')
    expect(formatUsd(sumUsd([]))).toBe('0')
  })
})

describe('utilisation', () => {
  test('default: six decimals, rounded up; none without capacity', () => {
    expect(utilisation(1n, 3n)).toBe('0.333334')
    expect(utilisation(850_000_000_000_000_123n, 10n ** 18n)).toBe('0.850001')
    expect(utilisation(0n, 5n)).toBe('0')
    expect(utilisation(3n, 1n)).toBe('3')
    expect(utilisation(5n, 5n)).toBe('1')
    expect(utilisation(1n, 2n ** 128n - 1n)).toBe('0.000001')
    expect(utilisation(5n, 0n)).toBeUndefined()
  })
})

describe('shareOf', () => {
  const usdOf = (scaled: bigint, decimals: number) => ({ scaled, decimals })

  test('default: six decimals, rounded down, whatever decimals the sums have', () => {
    expect(shareOf(usdOf(1n, 0), usdOf(3n, 0))).toBe('0.333333')
    expect(shareOf(usdOf(2_000n, 3), usdOf(3n, 0))).toBe('0.666666')
    expect(shareOf(usdOf(5n, 0), usdOf(500n, 2))).toBe('1')
    expect(shareOf(usdOf(0n, 8), usdOf(7n, 0))).toBe('0')
  })

  test('behavior: of nothing there is no part', () => {
    expect(shareOf(usdOf(0n, 0), usdOf(0n, 5))).toBeUndefined()
  })
})
