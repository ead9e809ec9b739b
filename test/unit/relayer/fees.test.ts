import { describe, expect, test } from 'vitest'
import { feesFor, replacementFees } from '../../../relayer/fees.ts'

const gwei = 1_000_000_000n
const fees = (maxFeePerGas: bigint, maxPriorityFeePerGas: bigint) => ({ maxFeePerGas, maxPriorityFeePerGas })

describe('feesFor', () => {
  test('default: twice the base fee, and the priority fee on top', () => {
    const state = { baseFeePerGas: 10n * gwei }
    expect(feesFor(state, { priorityFee: gwei, maximum: 100n * gwei })).toEqual(fees(21n * gwei, gwei))
  })

  test('behavior: no more than the maximum, and nothing at all while the base fee is above it', () => {
    const state = { baseFeePerGas: 10n * gwei }
    expect(feesFor(state, { priorityFee: 2n * gwei, maximum: 12n * gwei })).toEqual(fees(12n * gwei, 2n * gwei))
    expect(feesFor(state, { priorityFee: gwei, maximum: 10n * gwei - 1n })).toBeUndefined()
  })
})

describe('replacementFees', () => {
  const wanted = fees(0n, 0n)

  test('default: an eighth more than the dearest version, rounded up, on both fees', () => {
    const versions = [fees(800n, 80n), fees(900n, 81n)]
    // 900 · 9/8 = 1012.5; 81 · 9/8 = 91.125
    expect(replacementFees(versions, { wanted, maximum: 10_000n })).toEqual(fees(1_013n, 92n))
  })

  test('behavior: never less than a new transaction would offer', () => {
    expect(replacementFees([fees(8n, 8n)], { wanted: fees(500n, 20n), maximum: 1_000n })).toEqual(fees(500n, 20n))
  })

  test('behavior: a fee of nothing rises too', () => {
    expect(replacementFees([fees(0n, 0n)], { wanted, maximum: 10n })).toEqual(fees(1n, 1n))
  })

  test('behavior: the eighth as often as asked for', () => {
    // 64 → 72 → 81
    expect(replacementFees([fees(64n, 64n)], { wanted, maximum: 1_000n, times: 2 })).toEqual(fees(81n, 81n))
  })

  test('behavior: none when an eighth more is above the maximum', () => {
    expect(replacementFees([fees(800n, 80n)], { wanted, maximum: 899n })).toBeUndefined()
    expect(replacementFees([fees(800n, 80n)], { wanted: fees(2_000n, 80n), maximum: 900n })).toEqual(fees(900n, 90n))
  })
})
