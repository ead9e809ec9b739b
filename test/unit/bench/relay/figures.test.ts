import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../../../devnet/random.ts'
import { between, hostBlocks, p99, total } from '../../../bench/relay/figures.ts'
import { poisson } from '../../../bench/relay/load.ts'

describe('p99', () => {
  test('default: of a hundred values the second largest; of few the largest', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1)
    expect(p99(hundred.reverse())).toBe(99)
    expect(p99([...hundred, 1_000, 1_001])).toBe(1_000)
    expect(p99([7])).toBe(7)
    expect(() => p99([])).toThrow(RangeError)
  })
})

test('hostBlocks: the first block in which it could have been minted counts as one', () => {
  expect(hostBlocks({ firstHostBlock: 10n, mintedAtHostBlock: 10n, relayTx: '' })).toBe(1)
  expect(hostBlocks({ firstHostBlock: 10n, mintedAtHostBlock: 12n, relayTx: '' })).toBe(3)
})

test('between: what was used, and by how much memory grew', () => {
  const from = { rpcCalls: 10, rpcRequests: 4, cpuSeconds: 1, residentMb: 100 }
  const to = { rpcCalls: 25, rpcRequests: 5, cpuSeconds: 3, residentMb: 90 }
  expect(between(from, to)).toEqual({ rpcCalls: 15, rpcRequests: 1, cpuSeconds: 2, residentMb: -10 })
})

test('total: sums the samples of one name, and of no other that begins like it', () => {
  const text = [
    '# TYPE calls counter',
    'calls{provider="a"} 3',
    'calls{provider="b",kind="x y"} 4',
    'calls_more{provider="a"} 100',
    'plain 5',
  ].join('\n')
  expect(total(text, 'calls')).toBe(7)
  expect(total(text, 'plain')).toBe(5)
  expect(total(text, 'absent')).toBe(0)
})

test('poisson: mean and variance are both the mean, over ten thousand draws', () => {
  const random = seededRandom(7)
  const draws = Array.from({ length: 10_000 }, () => poisson(random, 15))
  const mean = draws.reduce((sum, one) => sum + one, 0) / draws.length
  const variance = draws.reduce((sum, one) => sum + (one - mean) ** 2, 0) / draws.length
  expect(mean).toBeCloseTo(15, 0)
  expect(variance).toBeGreaterThan(14)
  expect(variance).toBeLessThan(16)
})
