import { describe, expect, test } from 'vitest'
import { chainId, type Hex, unixSeconds } from '../../../domain/identifiers.ts'
import { createLogger } from '../../../observability/logger.ts'
import { createFinalityWatch } from '../../../relayer/finality.ts'
import type { BlockObservation, ChainHalt, FinalityStore, Reading } from '../../../relayer/ports.ts'

const id = chainId(31_001)
const hashA: Hex = `0x${'aa'.repeat(32)}`
const hashB: Hex = `0x${'bb'.repeat(32)}`
const block = (number: bigint, hash: Hex = hashA): BlockObservation => ({ number, hash, time: number })
const agreed = <T>(value: T): Reading<T> => ({ kind: 'agreed', value, faults: [] })

/** A chain of 2 s blocks whose answers the test sets, a clock that it moves, and a store in memory. */
function watchOver() {
  const chain = {
    chainId: id,
    final: agreed<BlockObservation | undefined>(block(100n)),
    at: (number: bigint): Reading<BlockObservation> => agreed(block(number)),
    reads: 0,
  }
  let known: BlockObservation | undefined
  let halts: readonly ChainHalt[] = []
  const store: FinalityStore = {
    newestFinal: async () => known,
    recordFinal: async (_, next) => {
      known = next
    },
    halt: async (evidence) => {
      halts = [{ ...evidence, haltedAt: new Date(0) }]
    },
    halts: async () => halts,
    resume: async () => undefined,
  }
  const time = { ms: 0 }
  const watch = createFinalityWatch({
    chain: {
      chainId: id,
      readFinal: async () => {
        chain.reads += 1
        return chain.final
      },
      readBlock: async (number) => chain.at(number),
    },
    blockTimeSeconds: 2,
    store,
    clock: { nowMs: () => time.ms, nowSeconds: () => unixSeconds(0n) },
    log: createLogger({ name: 'test', level: 'silent' }),
  })
  return { chain, store, time, watch }
}

describe('pin', () => {
  test('default: the agreed block, kept on record as it advances', async () => {
    const { chain, store, watch } = watchOver()
    expect(await watch.pin()).toEqual({ kind: 'pinned', block: block(100n) })
    chain.final = agreed<BlockObservation | undefined>(block(101n, hashB))
    expect(await watch.pin()).toEqual({ kind: 'pinned', block: block(101n, hashB) })
    expect(await store.newestFinal(id)).toEqual(block(101n, hashB))
  })

  test('behavior: not read again before the awaited block can be final', async () => {
    const { chain, time, watch } = watchOver()
    await watch.pin({ waitingFor: 104n })
    // Blocks 101 to 104 are missing; after three block times only the last one is.
    time.ms = 5_999
    await watch.pin({ waitingFor: 104n })
    expect(chain.reads).toBe(1)
    time.ms = 6_000
    await watch.pin({ waitingFor: 104n })
    expect(chain.reads).toBe(2)
  })

  test('behavior: for the very next block it is read at each call, for a far one every 15 s', async () => {
    const { chain, time, watch } = watchOver()
    await watch.pin({ waitingFor: 101n })
    await watch.pin({ waitingFor: 101n })
    expect(chain.reads).toBe(2)
    time.ms = 14_999
    await watch.pin({ waitingFor: 1_000n })
    expect(chain.reads).toBe(2)
    time.ms = 15_000
    await watch.pin({ waitingFor: 1_000n })
    expect(chain.reads).toBe(3)
  })

  test('behavior: a final block that goes back is waited out; nothing is halted', async () => {
    const { chain, store, watch } = watchOver()
    await watch.pin()
    chain.final = agreed<BlockObservation | undefined>(block(99n, hashB))
    expect(await watch.pin()).toEqual({ kind: 'behind', newest: 100n })
    expect(await store.halts()).toEqual([])
  })

  test('behavior: another hash for the block on record halts the chain, for good', async () => {
    const { chain, store, watch } = watchOver()
    await watch.pin()
    chain.final = agreed<BlockObservation | undefined>(block(105n))
    chain.at = (number) => agreed(block(number, hashB))
    const halt = { chainId: id, blockNumber: 100n, knownHash: hashA, foundHash: hashB }
    expect(await watch.pin()).toEqual({ kind: 'halted', halt })
    chain.at = (number) => agreed(block(number))
    expect((await watch.pin()).kind).toBe('halted')
    expect(await store.newestFinal(id)).toEqual(block(100n))
  })

  test('behavior: no quorum on the block on record is neither a halt nor a final block', async () => {
    const { chain, store, watch } = watchOver()
    await watch.pin()
    chain.final = agreed<BlockObservation | undefined>(block(105n))
    const faults = [{ provider: 'alpha#1', kind: 'differs' } as const]
    chain.at = () => ({ kind: 'disagreed', faults })
    expect(await watch.pin()).toEqual({ kind: 'unread', faults })
    expect(await store.halts()).toEqual([])
    expect(await store.newestFinal(id)).toEqual(block(100n))
  })
})
