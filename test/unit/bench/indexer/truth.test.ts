import { describe, expect, test } from 'vitest'
import { filledWith } from '../../../bench/indexer/fill.ts'
import { assertStored, StoredOtherwiseError } from '../../../bench/indexer/truth.ts'
import { usageOf } from '../../../bench/indexer/usage.ts'
import { scaled } from '../../../bench/indexer.ts'

const chain = { events: 10, locks: 3, locked: 6n, burns: 2, burned: 5n, packets: 5, transferSides: 9 }

describe('assertStored', () => {
  test('default: what a contender stores is what the chain says', () => {
    expect(() => assertStored('it', chain, { events: 10, locked: 6n })).not.toThrow()
  })

  test.each([
    ['one event less', { events: 9 }],
    ['another sum', { events: 10, locked: 7n }],
    ['nothing', {}],
  ])('error: StoredOtherwiseError for %s', (_, stored) => {
    expect(() => assertStored('it', chain, stored)).toThrow(StoredOtherwiseError)
  })
})

describe('sizes', () => {
  test('default: 100 events in a transaction, the last one whole', () => {
    expect(filledWith(150_000)).toEqual({ locks: 22_500, burns: 15_000 })
    expect(filledWith(101)).toEqual({ locks: 30, burns: 20 })
  })

  test('behavior: a small run is small in every part', () => {
    expect(scaled(1_500)).toEqual({ events: 1_500, rounds: 1, slowBlocks: 200, liveBlocks: 10 })
  })
})

describe('usageOf', () => {
  test.skipIf(process.platform !== 'linux')('default: this process has used something', () => {
    const { cpuSeconds, peakMb } = usageOf(process.pid)
    expect(cpuSeconds).toBeGreaterThan(0)
    expect(peakMb).toBeGreaterThan(20)
  })
})
