import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type EvmClient, evmClient } from '../../../../relayer/evm/client.ts'
import { createQuorum } from '../../../../relayer/evm/quorum.ts'

/** A provider's part in a test: what it says when asked. */
type Says = () => Promise<string>

const says =
  (value: string, afterMs = 0): Says =>
  async () => {
    await sleep(afterMs)
    return value
  }
const fails: Says = () => Promise.reject(new TypeError('no'))
const hangs: Says = () => new Promise(() => undefined)

/** A quorum over providers named a, b, c … and a count of how often each was asked. */
function quorumOf(size: number, parts: readonly Says[], options = { timeoutMs: 200, hedgeMs: 50 }) {
  const providers = parts.map((_, index) => ({
    name: 'abcdef'.charAt(index),
    client: evmClient(['http://rpc.invalid']),
  }))
  const asked: string[] = []
  const ask = (client: EvmClient): Promise<string> => {
    const index = providers.findIndex((provider) => provider.client === client)
    asked.push(providers[index]?.name ?? '')
    return parts[index]?.() ?? Promise.reject(new TypeError('Nobody'))
  }
  const quorum = createQuorum({ providers, size, ...options })
  return { asked, quorum, read: () => quorum.read(ask, (value) => value), survey: () => quorum.survey(ask) }
}

const byName = (faults: readonly { readonly provider: string; readonly kind: string }[]) =>
  Object.fromEntries(faults.map(({ provider, kind }) => [provider, kind]))

describe('read', () => {
  test('default: k that agree are enough, and nobody else is asked', async () => {
    const { read, asked } = quorumOf(2, [says('x'), says('x'), says('x')])
    expect(await read()).toEqual({ kind: 'agreed', value: 'x', faults: [] })
    expect(asked).toHaveLength(2)
  })

  test('behavior: over several reads every provider is asked, so that a liar shows', async () => {
    const { read, asked } = quorumOf(2, [says('x'), says('x'), says('x')])
    for (let i = 0; i < 3; i += 1) await read()
    expect(new Set(asked)).toEqual(new Set(['a', 'b', 'c']))
  })

  test('behavior: one liar of three is outvoted and named', async () => {
    const { read } = quorumOf(2, [says('x'), says('y'), says('x')])
    const readings = [await read(), await read(), await read()]
    expect(readings.every((reading) => reading.kind === 'agreed' && reading.value === 'x')).toBe(true)
    expect(byName(readings.flatMap(({ faults }) => faults))).toEqual({ b: 'differs' })
  })

  test('behavior: a dead provider does not shrink the quorum: one poisoned and one dead of three agree on nothing', async () => {
    const { read } = quorumOf(2, [says('honest'), says('poisoned'), fails])
    const reading = await read()
    expect(reading.kind).toBe('disagreed')
    expect(byName(reading.faults)).toEqual({ a: 'differs', b: 'differs', c: 'malformed' })
  })

  test('behavior: three of three with two poisoned alike and one dead agree on nothing', async () => {
    const { read } = quorumOf(3, [says('poisoned'), says('poisoned'), fails])
    expect(await read()).toMatchObject({ kind: 'disagreed', faults: [{ provider: 'c', kind: 'malformed' }] })
  })

  test('behavior: a slow provider is not waited for, and named', async () => {
    const { read, asked } = quorumOf(2, [says('x'), hangs, says('x')])
    // The first read begins with b.
    expect(await read()).toEqual({ kind: 'agreed', value: 'x', faults: [{ provider: 'b', kind: 'timeout' }] })
    expect(asked).toEqual(['b', 'c', 'a'])
  })

  test('behavior: a provider that failed is asked last for a while', async () => {
    const { read, asked } = quorumOf(2, [says('x'), fails, says('x')])
    await read()
    asked.length = 0
    for (let i = 0; i < 16; i += 1) await read()
    expect(asked).not.toContain('b')
    for (let i = 0; i < 3; i += 1) await read()
    expect(asked).toContain('b')
  })

  test('behavior: with nobody answering it ends at the timeout, and is no agreement', async () => {
    const { read } = quorumOf(2, [hangs, hangs, hangs])
    const reading = await read()
    expect(reading.kind).toBe('disagreed')
    expect(byName(reading.faults)).toEqual({ a: 'timeout', b: 'timeout', c: 'timeout' })
  })

  test('behavior: fewer than k identical answers are no agreement, in whatever order they come', async () => {
    const orders = [
      [0, 20, 40],
      [40, 20, 0],
      [20, 0, 40],
    ]
    for (const [a = 0, b = 0, c = 0] of orders) {
      const { read } = quorumOf(2, [says('x', a), says('y', b), says('z', c)])
      expect((await read()).kind).toBe('disagreed')
    }
  })
})

describe('survey', () => {
  test('default: every provider answers for itself', async () => {
    const { survey } = quorumOf(2, [says('x'), fails, says('z')])
    expect([...(await survey())].sort((a, b) => (a.provider < b.provider ? -1 : 1))).toEqual([
      { kind: 'answered', provider: 'a', value: 'x' },
      { kind: 'failed', provider: 'b', fault: 'malformed' },
      { kind: 'answered', provider: 'c', value: 'z' },
    ])
  })
  test('behavior: when k have answered, the others get the hedge delay and no more', async () => {
    const { survey } = quorumOf(2, [says('x'), says('x'), hangs], { timeoutMs: 5_000, hedgeMs: 30 })
    const started = performance.now()
    const answers = await survey()
    expect(performance.now() - started).toBeLessThan(1_000)
    expect(answers.find(({ provider }) => provider === 'c')).toEqual({
      kind: 'failed',
      provider: 'c',
      fault: 'timeout',
    })
  })
})
