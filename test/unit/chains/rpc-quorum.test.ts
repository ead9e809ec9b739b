import { describe, expect, test } from 'vitest'
import { assertRpcQuorum, InvalidRpcQuorumError } from '../../../chains/rpc-quorum.ts'

describe('assertRpcQuorum', () => {
  test.each([
    [1, 1],
    [2, 2],
    [2, 3],
    [3, 3],
    [3, 4],
    [3, 5],
  ])('default: %i of %i', (quorum, providers) => {
    expect(() => assertRpcQuorum({ chain: 'alpha', quorum, providers })).not.toThrow()
  })
  test.each([
    [0, 1],
    [-1, 3],
    [1.5, 2],
    [2, 1],
    [4, 3],
    // Two groups of one, and two of two, could agree on different answers.
    [1, 2],
    [2, 4],
    [1, 3],
  ])('error: InvalidRpcQuorumError for %d of %i', (quorum, providers) => {
    const check = () => assertRpcQuorum({ chain: 'alpha', quorum, providers })
    expect(check).toThrow(InvalidRpcQuorumError)
    expect(check).toThrow(/alpha/)
  })
})
