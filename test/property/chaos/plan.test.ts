import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChaosTargets, chaosPlan, type Fault, providersEach } from '../../chaos/plan.ts'

const targets: ChaosTargets = {
  killable: ['relayer-1', 'relayer-2', 'attestor-1', 'guard', 'indexer-alpha', 'postgres'],
  quorumReaders: ['relayer-1', 'relayer-2', 'attestor-1', 'guard'],
  trustingReaders: [{ process: 'indexer-alpha', chain: 'alpha' }],
  chains: [
    { name: 'alpha', finalityDepth: 4 },
    { name: 'beta', finalityDepth: 3 },
  ],
}
const seeds = fc.integer({ min: 0, max: 2 ** 31 })
const counts = fc.integer({ min: 0, max: 150 })
const planOf = (seed: number, kills: number) => chaosPlan({ seed, kills, gapMs: 5_000, targets })
const holds = (check: (plan: ReturnType<typeof planOf>, kills: number) => void): void =>
  fc.assert(fc.property(seeds, counts, (seed, kills) => check(planOf(seed, kills), kills)))

/** Whether spans with the same name ever overlap. */
function overlaps(spans: readonly { readonly name: string; readonly from: number; readonly to: number }[]): boolean {
  return spans.some((one, index) =>
    spans.slice(index + 1).some((other) => one.name === other.name && one.from < other.to && other.from < one.to),
  )
}
const span = (atMs: number, name: string, forMs: number) => ({ name, from: atMs, to: atMs + forMs })

describe('chaosPlan', () => {
  test('property: equal seeds give equal plans', () => {
    fc.assert(
      fc.property(seeds, counts, (seed, kills) => {
        expect(planOf(seed, kills)).toEqual(planOf(seed, kills))
      }),
    )
  })
  test('default: another seed gives another plan', () => {
    expect(planOf(1, 20)).not.toEqual(planOf(2, 20))
  })
  test('property: exactly as many kills as asked for, spread over everybody as evenly as can be', () => {
    holds((plan, kills) => {
      const killed = plan.flatMap(({ fault }) => (fault.kind === 'kill' ? [fault.target] : []))
      expect(killed).toHaveLength(kills)
      const each = targets.killable.map((name) => killed.filter((target) => target === name).length)
      expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1)
    })
  })
  test('property: sorted by time, and over within the time that the kills take', () => {
    holds((plan, kills) => {
      const times = plan.map(({ atMs }) => atMs)
      expect(times).toEqual([...times].sort((a, b) => a - b))
      expect(times.every((atMs) => atMs >= 0 && atMs < kills * 5_000)).toBe(true)
    })
  })
  test('invariant: no reorg reaches a final block', () => {
    holds((plan) => {
      for (const { fault } of plan) {
        if (fault.kind !== 'reorg') continue
        const depth = targets.chains.find(({ name }) => name === fault.chain)?.finalityDepth ?? 0
        expect(fault.depth).toBeGreaterThanOrEqual(1)
        expect(fault.depth).toBeLessThanOrEqual(depth)
      }
    })
  })
  test('invariant: of the providers of a process and chain, at most one misbehaves at a time', () => {
    holds((plan) => {
      const spans = plan.flatMap(({ atMs, fault }) =>
        fault.kind === 'rpc' || fault.kind === 'cut'
          ? [span(atMs, `${fault.process} ${fault.chain}`, fault.forMs)]
          : [],
      )
      expect(overlaps(spans)).toBe(false)
    })
  })
  test('invariant: a chain is paused once at a time', () => {
    holds((plan) => {
      const pauses = plan.flatMap(({ atMs, fault }) =>
        fault.kind === 'pause' ? [span(atMs, fault.chain, fault.forMs)] : [],
      )
      expect(overlaps(pauses)).toBe(false)
    })
  })
  test('invariant: nobody is in trouble with a chain that it does not read', () => {
    holds((plan) => {
      for (const { fault } of plan) {
        if ((fault.kind !== 'rpc' && fault.kind !== 'cut') || fault.process !== 'indexer-alpha') continue
        expect(fault.chain).toBe('alpha')
      }
    })
  })
  test('invariant: only who asks a quorum is lied to', () => {
    holds((plan) => {
      for (const { fault } of plan) {
        if (fault.kind !== 'rpc') continue
        if (['lie', 'lag', 'mempool'].includes(fault.trouble.kind))
          expect(targets.quorumReaders).toContain(fault.process)
        const providers = targets.quorumReaders.includes(fault.process) ? providersEach : 1
        expect(fault.provider).toBeLessThan(providers)
      }
    })
  })
  test('default: a long plan has every kind of fault', () => {
    const kinds = new Set<Fault['kind']>(planOf(7, 100).map(({ fault }) => fault.kind))
    expect([...kinds].sort()).toEqual(['cut', 'kill', 'pause', 'reorg', 'replay', 'rpc'])
  })
})
