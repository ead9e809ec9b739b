import { describe, expect, test } from 'vitest'
import { chainId, unixSeconds } from '../../../../domain/identifiers.ts'
import { headReading, quorumReading, reorgsOf } from '../../../../relayer/guard/chain-readings.ts'
import { createConditions } from '../../../../relayer/guard/conditions.ts'
import type { ChainView } from '../../../../relayer/guard/views.ts'

const id = chainId(1)
const hash = `0x${'11'.repeat(32)}` as const
const block = { number: 90n, hash, time: 1_000n }
const conditions = () => createConditions([], unixSeconds(2_000n))
/** A view whose providers give the pinned block another hash. */
const view = (contradicting: readonly string[], over: Partial<ChainView> = {}): ChainView => ({
  chain: { chainId: id, contradictions: async () => contradicting } as unknown as ChainView['chain'],
  pinned: { kind: 'pinned', block },
  first: { kind: 'pinned', block },
  second: { kind: 'pinned', block },
  head: { kind: 'pinned', block: { ...block, number: 95n, time: 1_060n } },
  ...over,
})

describe('quorumReading', () => {
  test('default: providers that agree', async () => {
    expect(await quorumReading(view([]), conditions(), 0n)).toEqual({ chainId: id, answers: { kind: 'agreed' } })
  })
  test('behavior: one of three contradicts the quorum, which is met: it is named', async () => {
    expect(await quorumReading(view(['poisoned']), conditions(), 0n)).toEqual({
      chainId: id,
      answers: { kind: 'disagreed', since: 2_000n, blockNumber: 90n, providers: ['poisoned'] },
    })
  })
  test('behavior: no quorum because they contradict each other is a disagreement about the newest block known', async () => {
    const faults = [
      { provider: 'a', kind: 'differs' },
      { provider: 'b', kind: 'unreachable' },
    ] as const
    const unread = { pinned: { kind: 'unread', faults }, first: { kind: 'unread', reason: 'b unreachable' } } as const
    expect((await quorumReading(view([], unread), conditions(), 88n)).answers).toEqual({
      kind: 'disagreed',
      since: 2_000n,
      blockNumber: 88n,
      providers: ['a'],
    })
  })
  test('behavior: too few answers are no disagreement', async () => {
    const faults = [{ provider: 'b', kind: 'unreachable' }] as const
    const unread = { pinned: { kind: 'unread', faults }, first: { kind: 'unread', reason: 'b unreachable' } } as const
    expect((await quorumReading(view([], unread), conditions(), 88n)).answers).toEqual({
      kind: 'unread',
      since: 2_000n,
      reason: 'b unreachable',
    })
  })
})

describe('headReading', () => {
  test('default: number and time of the newest block', () => {
    expect(headReading(view([]), conditions()).head).toEqual({ kind: 'read', value: { number: 95n, time: 1_060n } })
  })
})

describe('reorgsOf', () => {
  test('default: a halt is a reorg of one block; chains that are not served are left out', () => {
    const halt = {
      blockNumber: 80n,
      knownHash: hash,
      foundHash: `0x${'22'.repeat(32)}`,
      haltedAt: new Date(5_900),
    } as const
    const halts = [
      { ...halt, chainId: id },
      { ...halt, chainId: chainId(9) },
    ]
    expect(reorgsOf(halts, new Set([id]))).toEqual([
      { chainId: id, seenAt: 5n, fromBlock: 80n, finalBlock: 80n, hashBefore: hash, hashAfter: halt.foundHash },
    ])
  })
})
