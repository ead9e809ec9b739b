import { describe, expect, test } from 'vitest'
import { deepReorg, type Reorg } from '../../../../risk/breaker/deep-reorg.ts'
import { defaultBreakerParameters } from '../../../../risk/breaker/parameters.ts'
import { ago, alpha, hashOf, now } from '../breaker-stage.ts'

const reorg: Reorg = {
  chainId: alpha,
  seenAt: ago(30n),
  fromBlock: 98n,
  finalBlock: 100n,
  hashBefore: hashOf(1n),
  hashAfter: hashOf(2n),
}
const trips = (over: Partial<Reorg>) => deepReorg({ reorgs: [{ ...reorg, ...over }] }, defaultBreakerParameters, now)

describe('deepReorg', () => {
  test('default: three blocks below finality changed: no minting and no locks, eligibility stays', () => {
    const [trip] = trips({})
    expect(trip).toMatchObject({
      scope: { kind: 'chain', chainId: 1 },
      measures: [
        { kind: 'tightenBucket', state: 'noMinting' },
        { kind: 'tightenCompartment', state: 'noLocking' },
      ],
    })
    expect(trip?.evidence).toContainEqual({ kind: 'figure', name: 'belowFinal', value: 3n, unit: 'blocks' })
  })
  test('behavior: blocks that were not final may change', () => {
    expect(trips({ fromBlock: 101n })).toEqual([])
    expect(trips({ fromBlock: 100n })).toHaveLength(1)
  })
  test('behavior: quiet for a day, it is over', () => {
    expect(trips({ seenAt: ago(86_400n) })).toHaveLength(1)
    expect(trips({ seenAt: ago(86_401n) })).toEqual([])
  })
  test('behavior: another reorg of the same block is another cause', () => {
    const [first] = trips({})
    const [second] = trips({ hashBefore: hashOf(2n) })
    expect(second?.fingerprint).not.toBe(first?.fingerprint)
  })
})
