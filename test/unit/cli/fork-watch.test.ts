import { describe, expect, test } from 'vitest'
import { createForkWatch } from '../../../cli/fork-watch.ts'

const said = '{"level":40,"msg":"Encountered unrecoverable reorg","chain":"indexed","finalized_block":120}'

describe('createForkWatch', () => {
  test('default: it is dead once Ponder has said so and stood still for that long', () => {
    const watch = createForkWatch({ forMs: 10_000 })
    expect(watch.isDead({ indexed: 150n, atMs: 0 })).toBe(false)
    watch.heard(said, 1_000)
    expect(watch.isDead({ indexed: 150n, atMs: 2_000 })).toBe(false)
    expect(watch.isDead({ indexed: 150n, atMs: 10_999 })).toBe(false)
    expect(watch.isDead({ indexed: 150n, atMs: 11_000 })).toBe(true)
  })

  test('behavior: whoever goes on was only shown another fork', () => {
    const watch = createForkWatch({ forMs: 10_000 })
    watch.heard(said, 0)
    expect(watch.isDead({ indexed: 150n, atMs: 1_000 })).toBe(false)
    expect(watch.isDead({ indexed: 151n, atMs: 2_000 })).toBe(false)
    expect(watch.isDead({ indexed: 151n, atMs: 60_000 })).toBe(false)
    watch.heard(said, 61_000)
    expect(watch.isDead({ indexed: 151n, atMs: 71_000 })).toBe(true)
  })

  test('behavior: other lines say nothing of it', () => {
    const watch = createForkWatch({ forMs: 0 })
    watch.heard('{"level":40,"msg":"Detected reorg in local chain"}', 0)
    expect(watch.isDead({ indexed: 150n, atMs: 1_000 })).toBe(false)
  })
})
