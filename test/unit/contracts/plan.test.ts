import { keccak256, toHex } from 'viem'
import { describe, expect, test } from 'vitest'
import { UnsafePathwayError } from '../../../chains/pathway-dvns.ts'
import { contractsOn } from '../../../contracts/deploy/contracts.ts'
import { InvalidTopologyError } from '../../../contracts/deploy/invalid-topology.ts'
import { requiredDvns } from '../../../contracts/deploy/pathways.ts'
import { plan } from '../../../contracts/deploy/plan.ts'
import type { Step } from '../../../contracts/deploy/step.ts'
import type { Topology, TopologyBucket, TopologyChain } from '../../../contracts/deploy/topology.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { address, chainId, endpointId, zeroAddress } from '../../../domain/identifiers.ts'
import type { Limits } from '../../../domain/rate-limit.ts'

const at = (byte: string) => address(`0x${byte.repeat(20)}`)

function chain(name: string, id: number): TopologyChain {
  return {
    name,
    chainId: chainId(id),
    eid: endpointId(40_000 + id),
    layerZero: { endpoint: at('a1'), sendLibrary: at('a2'), receiveLibrary: at('a3') },
    otherDvns: [at('d1')],
    confirmations: 3n,
    attestors: [at('01'), at('02'), at('03')],
    attestorQuorum: 2,
    deliveryGas: 200_000n,
    fees: { dvnFee: 1n, executorBaseFee: 1n, feePerGas: 1n },
  }
}

const one = chain('one', 901)
const two = chain('two', 902)
const limits: Limits = {
  burst: rawAmount(4n),
  refillPerSecond: rawAmount(1n),
  maxAmount: rawAmount(3n),
  minAmount: rawAmount(2n),
  delayThreshold: rawAmount(0n),
  delaySeconds: 0n,
}
const exitLimits: Limits = { ...limits, minAmount: rawAmount(0n) }
const topology: Topology = {
  generation: 1,
  deployer: at('0f'),
  roles: {
    proposers: [at('0e')],
    executors: [at('0e')],
    timelockSeconds: 60n,
    guardian: at('b1'),
    guard: at('b2'),
    steward: at('b3'),
  },
  chains: [one, two],
  lanes: [{ home: one.chainId, host: two.chainId }],
  buckets: [
    {
      home: one.chainId,
      host: two.chainId,
      asset: at('aa'),
      decimals: 6,
      receiptName: 'Receipt',
      receiptSymbol: 'R',
      bucketCapacity: 5n,
      limits,
      exitLimits,
      seasoning: { seconds: 60, maxFreshPercent: 50 },
    },
  ],
}
const withBucket = (change: Partial<TopologyBucket>): Partial<Topology> => ({
  buckets: topology.buckets.map((bucket) => ({ ...bucket, ...change })),
})

describe('plan', () => {
  test('default: a lane opens at both ends after its DVNs are set', () => {
    const names = plan(topology).map((step) => `${step.chainId} ${step.name}`)
    expect(names.filter((name) => /(peer|DVNs)/.test(name))).toEqual([
      '901 vault ↔ two: DVNs for sending',
      '901 vault ↔ two: DVNs for receiving',
      '901 vault ↔ two: peer',
      '902 buckets ↔ one: DVNs for sending',
      '902 buckets ↔ one: DVNs for receiving',
      '902 buckets ↔ one: peer',
    ])
  })
  test('default: the timelock takes over last, on every contract', () => {
    const names = plan(topology)
      .filter((step) => step.chainId === one.chainId)
      .map((step) => step.name)
    expect(names.filter((name) => name.endsWith('owner is the timelock'))).toHaveLength(3)
    expect(names.at(-1)).toBe('relay worker: owner is the timelock')
  })
  test('default: the same topology gives the same addresses and transactions', () => {
    const text = (steps: ReturnType<typeof plan>) => steps.map((step) => `${step.to}${step.data}`)
    expect(text(plan(topology))).toEqual(text(plan(structuredClone(topology))))
  })
  test('behavior: required DVNs ascend and include our own', () => {
    const dvns = requiredDvns(topology, one, two.chainId)
    expect(dvns).toHaveLength(2)
    expect(dvns).toContain(contractsOn(topology, one).relayWorker)
    expect([...dvns].sort()).toEqual(dvns)
  })
  test.each<[string, Partial<Topology>]>([
    ['a generation of zero', { generation: 0 }],
    ['a fraction of a generation', { generation: 1.5 }],
    ['a generation that is no number', { generation: Number.NaN }],
    ['a quorum above the number of attestors', { chains: [{ ...one, attestorQuorum: 4 }, two] }],
    ['a quorum of nobody', { chains: [{ ...one, attestorQuorum: 0 }, two] }],
    ['an attestor named twice', { chains: [{ ...one, attestors: [at('01'), at('01')] }, two] }],
    ['a chain twice', { chains: [one, one, two] }],
    ['a lane to itself', { lanes: [{ home: one.chainId, host: one.chainId }] }],
    ['a lane to an unknown chain', { lanes: [{ home: one.chainId, host: chainId(999) }] }],
    ['a burst above the capacity', withBucket({ bucketCapacity: 3n })],
    ['a maximum above the burst', withBucket({ limits: { ...limits, maxAmount: rawAmount(5n) } })],
    ['a maximum of zero', withBucket({ limits: { ...limits, minAmount: rawAmount(0n), maxAmount: rawAmount(0n) } })],
    ['an exit with a minimum', withBucket({ exitLimits: limits })],
    ['an exit that takes too long', withBucket({ exitLimits: { ...exitLimits, refillPerSecond: rawAmount(0n) } })],
    ['an exit of too small parts', withBucket({ bucketCapacity: 4_000n })],
    ['an exit that wastes its refill', withBucket({ exitLimits: { ...exitLimits, maxAmount: exitLimits.burst } })],
    ['an exit with too long a delay', withBucket({ exitLimits: { ...exitLimits, delaySeconds: 1_296_001n } })],
    ['one account with two roles', { roles: { ...topology.roles, guard: at('b1') } }],
    ['a timelock slower than a full stop lasts', { roles: { ...topology.roles, timelockSeconds: 604_800n } }],
    ['a timelock that nobody can use', { roles: { ...topology.roles, proposers: [] } }],
    ['a bucket without its lane', { lanes: [{ home: two.chainId, host: one.chainId }] }],
  ])('error: InvalidTopologyError for %s', (_, change) => {
    expect(() => plan({ ...topology, ...change })).toThrow(InvalidTopologyError)
  })
  test('behavior: DVNs towards one chain take the place of the others there, and only there', () => {
    const three = chain('three', 903)
    const { relayWorker } = contractsOn(topology, one)
    const special = { ...one, otherDvnsTowards: [{ remote: two.chainId, dvns: [at('d7')] }] }
    const changed = { ...topology, chains: [special, two, three] }
    expect(requiredDvns(changed, special, two.chainId)).toEqual([relayWorker, at('d7')].sort())
    expect(requiredDvns(changed, special, three.chainId)).toEqual([relayWorker, at('d1')].sort())
    const [setConfig] = plan(changed).filter(({ name }) => name === 'vault ↔ two: DVNs for receiving')
    expect(setConfig?.data).toContain('d7'.repeat(20))
    expect(setConfig?.data).not.toContain('d1'.repeat(20))
  })
  test.each<[string, Partial<TopologyChain>]>([
    ['one required DVN, ours', { otherDvns: [] }],
    ['one required DVN, ours, towards one chain', { otherDvnsTowards: [{ remote: two.chainId, dvns: [] }] }],
    ['a zero address', { otherDvns: [zeroAddress] }],
    ['one DVN twice', { otherDvns: [at('d1'), at('d1')] }],
    ['our own DVN named again', { otherDvns: [contractsOn(topology, one).relayWorker] }],
    ['a dead DVN', { otherDvns: [address('0x747C741496a507E4B404b50463e691A8d692f6Ac')] }],
  ])('error: UnsafePathwayError for %s', (_, change) => {
    expect(() => plan({ ...topology, chains: [{ ...one, ...change }, two] })).toThrow(UnsafePathwayError)
  })
})

describe('generations', () => {
  const successor: Topology = { ...topology, generation: 2 }
  const addresses = (of: Topology) => of.chains.flatMap((on) => Object.values(contractsOn(of, on)))
  const text = ({ chainId: id, to, data }: Step): string => `${id} ${to} ${data}`
  const sent = (of: Topology) => plan(of).map(text)

  test('default: the first has the labels, and so the addresses, from before there were generations', () => {
    for (const label of ['CollateralVault', 'ReceiptBuckets', 'RelayWorker', 'TimelockController']) {
      const [onOne] = plan(topology).filter(({ name }) => name.startsWith(`deploy ${label} at`))
      expect(onOne?.data.slice(0, 66)).toBe(keccak256(toHex(`bulkhead/1/${label}`)))
    }
  })
  test('behavior: a successor has addresses of its own, each generation others', () => {
    const all = [topology, successor, { ...topology, generation: 3 }].flatMap((of) => addresses(of).slice(0, 4))
    expect(new Set(all).size).toBe(12)
  })
  test('behavior: nothing but the deployment of the libraries is in both plans', () => {
    const old = new Set(sent(topology))
    const shared = plan(successor).filter((step) => old.has(text(step)))
    expect(shared.map((step) => step.name.replace(/ at .*/, ''))).toEqual([
      'deploy Compartments',
      'deploy Buckets',
      'deploy Compartments',
      'deploy Buckets',
    ])
    expect(plan(successor)).toHaveLength(plan(topology).length)
  })
  test('behavior: no step of a successor calls the old contracts, or mentions them', () => {
    const all = sent(successor).join('\n')
    expect(addresses(topology).filter((old) => all.includes(old.slice(2)))).toEqual([])
  })
  test('behavior: the first is as it was, whatever comes after it', () => {
    const before = sent(topology)
    plan(successor)
    expect(sent(topology)).toEqual(before)
  })
})
