import { pad } from 'viem'
import type { Address, ChainId, Hex } from '../../domain/identifiers.ts'
import { type Limits, mirror } from '../../domain/rate-limit.ts'
import { collateralVaultAbi } from '../abi/CollateralVault.ts'
import { endpointV2Abi } from '../abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../abi/ReceiptBuckets.ts'
import { relayWorkerAbi } from '../abi/RelayWorker.ts'
import { contractSpecs, contractsOn } from './contracts.ts'
import { deployStep } from './create2.ts'
import { InvalidTopologyError } from './invalid-topology.ts'
import { configType, executorConfig, ulnConfig } from './library-config.ts'
import { assertPathways, requiredDvns } from './pathways.ts'
import { type ContractCall, callStep, type Step } from './step.ts'
import {
  guardianMaxSeconds,
  type Lane,
  maxExitSeconds,
  type Topology,
  type TopologyBucket,
  type TopologyChain,
} from './topology.ts'

/**
 * Every transaction that a topology needs, in order per chain. Chains do not wait for each other: addresses are
 * known beforehand. Each step tells whether it is applied, so that a plan may be applied again and again. The plan of
 * another generation touches nothing of this one.
 *
 * @throws {@link InvalidTopologyError} before anything is planned: a bucket without its lane, an unknown chain, a quorum
 * that cannot be met, a generation that is not 1 or a whole number above; UnsafePathwayError for a lane with fewer than two
 * independent required DVNs.
 */
export function plan(topology: Topology): readonly Step[] {
  validate(topology)
  return topology.chains.flatMap((chain) => [
    ...deploySteps(topology, chain),
    ...workerSteps(topology, chain),
    ...topology.lanes.flatMap((lane) => laneSteps(topology, chain, lane)),
    ...bucketSteps(topology, chain),
    ...roleSteps(topology, chain),
  ])
}

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const same = (a: unknown, b: Hex): boolean => typeof a === 'string' && a.toLowerCase() === b.toLowerCase()

function validate(topology: Topology): void {
  const fail = (problem: string): never => {
    throw new InvalidTopologyError(problem)
  }
  const { generation } = topology
  if (!Number.isSafeInteger(generation) || generation < 1) fail(`${generation} is no generation`)
  const known = new Set<ChainId>(topology.chains.map((chain) => chain.chainId))
  if (known.size !== topology.chains.length) fail('a chain appears twice')
  for (const chain of topology.chains) {
    if (new Set(chain.attestors).size !== chain.attestors.length) fail(`${chain.name} names an attestor twice`)
    if (chain.attestorQuorum < 1 || chain.attestorQuorum > chain.attestors.length) {
      fail(`${chain.name} wants ${chain.attestorQuorum} signatures of ${chain.attestors.length} attestors`)
    }
  }
  assertPathways(topology)
  const { proposers, executors, timelockSeconds, guardian, guard, steward } = topology.roles
  if (proposers.length === 0 || executors.length === 0) fail('nobody could propose to the timelock, or execute')
  if (timelockSeconds >= guardianMaxSeconds) {
    fail(`a timelock of ${timelockSeconds} s could not extend a guardian's stop, which lasts ${guardianMaxSeconds} s`)
  }
  if (new Set([guardian, guard, steward]).size !== 3) fail('an account can have one role only')
  const lanes = new Set<string>()
  for (const { home, host } of topology.lanes) {
    if (home === host) fail(`chain ${home} has a lane to itself`)
    if (!known.has(home) || !known.has(host)) fail(`the lane ${home} → ${host} names an unknown chain`)
    lanes.add(`${home}:${host}`)
  }
  for (const bucket of topology.buckets) {
    if (!lanes.has(`${bucket.home}:${bucket.host}`)) {
      fail(`the bucket of ${bucket.asset} has no lane ${bucket.home} → ${bucket.host}`)
    }
    const { bucketCapacity, limits, exitLimits } = bucket
    for (const { minAmount, maxAmount, burst } of [limits, exitLimits]) {
      if (minAmount > maxAmount || maxAmount > burst || maxAmount === 0n) {
        fail(`the bucket of ${bucket.asset} has not minimum ≤ maximum ≤ burst, or a maximum of zero`)
      }
    }
    if (limits.burst > bucketCapacity) fail(`the bucket of ${bucket.asset} has a burst above its capacity`)
    if (isExitTooTight(exitLimits, bucketCapacity)) {
      fail(`the exit of ${bucket.asset} has a minimum, or takes more than ${maxExitSeconds} s to pay everything`)
    }
  }
}

/** The vault's own rule: everything is paid in time by one payout an hour, whose refill finds room meanwhile. */
function isExitTooTight({ minAmount, refillPerSecond, maxAmount, burst, delaySeconds }: Limits, all: bigint): boolean {
  if (delaySeconds * 2n > maxExitSeconds) return true
  const seconds = maxExitSeconds - delaySeconds
  const leastPayout = ceilDiv(all * 3_600n, seconds)
  return (
    minAmount !== 0n ||
    refillPerSecond < ceilDiv(all, seconds) ||
    maxAmount < leastPayout ||
    burst < maxAmount + leastPayout
  )
}

const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b

function deploySteps(topology: Topology, chain: TopologyChain): readonly Step[] {
  return Object.values(contractSpecs(topology, chain)).map((spec) => deployStep(chain.chainId, spec))
}

function workerSteps(topology: Topology, chain: TopologyChain): readonly Step[] {
  const { relayWorker } = contractsOn(topology, chain)
  const call = (functionName: string, args: readonly unknown[]): ContractCall => ({
    abi: relayWorkerAbi,
    address: relayWorker,
    functionName,
    args,
  })
  const attestors = [...chain.attestors].sort(ascending)
  const remotes = topology.chains.filter((remote) =>
    topology.lanes.some(
      ({ home, host }) =>
        (home === chain.chainId && host === remote.chainId) || (host === chain.chainId && home === remote.chainId),
    ),
  )
  return [
    callStep({
      chainId: chain.chainId,
      name: `relay worker: ${chain.attestorQuorum} of ${attestors.length} attestors`,
      owned: relayWorker,
      call: call('setAttestors', [attestors, chain.attestorQuorum]),
      done: [
        { read: call('quorum', []), is: (quorum) => quorum === chain.attestorQuorum },
        {
          read: call('attestors', []),
          is: (known) =>
            Array.isArray(known) &&
            known.length === attestors.length &&
            attestors.every((attestor, i) => same(known[i], attestor)),
        },
      ],
    }),
    ...remotes.map((remote) => {
      const route = { ...remote.fees, maxGas: remote.deliveryGas }
      return callStep({
        chainId: chain.chainId,
        name: `relay worker: fees towards ${remote.name}`,
        owned: relayWorker,
        call: call('setRoute', [remote.eid, route]),
        done: [
          {
            read: call('route', [remote.eid]),
            is: (known) => Object.entries(route).every(([name, value]) => field(known, name) === value),
          },
        ],
      })
    }),
  ]
}

/** Wiring of one lane's end on `chain`: the vault at home, the buckets on the host. */
function laneSteps(topology: Topology, chain: TopologyChain, lane: Lane): readonly Step[] {
  const isHome = lane.home === chain.chainId
  if (!isHome && lane.host !== chain.chainId) return []
  const remote = topology.chains.find((other) => other.chainId === (isHome ? lane.host : lane.home))
  if (remote === undefined) throw new InvalidTopologyError(`the lane ${lane.home} → ${lane.host} names no known chain`)

  const ours = contractsOn(topology, chain)
  const theirs = contractsOn(topology, remote)
  const application = isHome ? ours.vault : ours.buckets
  const peer = isHome ? theirs.buckets : theirs.vault
  const title = `${isHome ? 'vault' : 'buckets'} ↔ ${remote.name}`
  const end = isHome ? 'home' : 'host'
  const on = { chainId: chain.chainId, owned: application, group: title } as const
  const sending = { ...on, pathway: { lane, end, direction: 'sending' } } as const
  const receiving = { ...on, pathway: { lane, end, direction: 'receiving' } } as const
  const dvns = requiredDvns(topology, chain, remote.chainId)
  const { endpoint, sendLibrary, receiveLibrary } = chain.layerZero

  const own = (functionName: string, args: readonly unknown[]): ContractCall => ({
    abi: isHome ? collateralVaultAbi : receiptBucketsAbi,
    address: application,
    functionName,
    args,
  })
  const lz = (functionName: string, args: readonly unknown[]): ContractCall => ({
    abi: endpointV2Abi,
    address: endpoint,
    functionName,
    args,
  })
  const config = (
    pathway: typeof sending | typeof receiving,
    library: Address,
    type: number,
    encoded: Hex,
    what: string,
  ): Step =>
    callStep({
      ...pathway,
      name: `${title}: ${what}`,
      call: lz('setConfig', [application, library, [{ eid: remote.eid, configType: type, config: encoded }]]),
      done: [
        {
          read: lz('getConfig', [application, library, remote.eid, type]),
          is: (result) => same(result, encoded),
        },
      ],
    })

  return [
    callStep({
      ...sending,
      name: `${title}: send library`,
      call: lz('setSendLibrary', [application, remote.eid, sendLibrary]),
      done: [
        { read: lz('isDefaultSendLibrary', [application, remote.eid]), is: (isDefault) => isDefault === false },
        { read: lz('getSendLibrary', [application, remote.eid]), is: (library) => same(library, sendLibrary) },
      ],
    }),
    callStep({
      ...receiving,
      name: `${title}: receive library`,
      call: lz('setReceiveLibrary', [application, remote.eid, receiveLibrary, 0n]),
      done: [
        {
          read: lz('getReceiveLibrary', [application, remote.eid]),
          is: (result) => Array.isArray(result) && same(result[0], receiveLibrary) && result[1] === false,
        },
      ],
    }),
    config(sending, sendLibrary, configType.executor, executorConfig(ours.relayWorker), 'executor'),
    config(sending, sendLibrary, configType.uln, ulnConfig(chain.confirmations, dvns), 'DVNs for sending'),
    config(receiving, receiveLibrary, configType.uln, ulnConfig(remote.confirmations, dvns), 'DVNs for receiving'),
    callStep({
      ...on,
      name: `${title}: delivery gas`,
      call: own('setDeliveryGas', [remote.eid, remote.deliveryGas]),
      done: [{ read: own('deliveryGas', [remote.eid]), is: (gas) => gas === remote.deliveryGas }],
    }),
    // Last, because it opens the lane: by now its configuration is complete.
    callStep({
      ...receiving,
      name: `${title}: peer`,
      call: own('setPeer', [remote.eid, peer]),
      done: [{ read: own('peers', [remote.eid]), is: (known) => same(known, pad(peer, { size: 32 })) }],
    }),
  ]
}

function bucketSteps(topology: Topology, chain: TopologyChain): readonly Step[] {
  const { vault, buckets } = contractsOn(topology, chain)
  const { chainId } = chain
  const eidOf = (id: ChainId): number => topology.chains.find((other) => other.chainId === id)?.eid ?? 0
  return topology.buckets.flatMap((bucket) => {
    const { bucketCapacity, limits, exitLimits } = bucket
    if (bucket.home === chainId) {
      const key = [eidOf(bucket.host), bucket.asset]
      const call = { abi: collateralVaultAbi, address: vault }
      const title = `compartment of ${bucket.asset} towards chain ${bucket.host}`
      return [
        callStep({
          ...{ chainId, owned: vault },
          name: title,
          call: { ...call, functionName: 'openCompartment', args: key },
          done: [{ read: { ...call, functionName: 'isOpen', args: key }, is: (open) => open === true }],
        }),
        callStep({
          ...{ chainId, owned: vault },
          name: `${title}: limits`,
          call: {
            ...call,
            functionName: 'setCompartmentLimits',
            args: [...key, bucketCapacity, encodable(limits), encodable(exitLimits)],
          },
          done: [
            { read: { ...call, functionName: 'bucketCapacity', args: key }, is: (known) => known === bucketCapacity },
            { read: { ...call, functionName: 'lockLimits', args: key }, is: sameLimits(mirror(limits)) },
            { read: { ...call, functionName: 'exitLimits', args: key }, is: sameLimits(exitLimits) },
          ],
        }),
      ]
    }
    if (bucket.host === chainId) {
      const call = { abi: receiptBucketsAbi, address: buckets }
      const key = [eidOf(bucket.home), bucket.asset]
      const { receiptName, receiptSymbol, decimals } = bucket
      const read = { ...call, functionName: 'bucket', args: key }
      return [
        callStep({
          ...{ chainId, owned: buckets },
          name: `bucket ${receiptSymbol}`,
          call: {
            ...call,
            functionName: 'openBucket',
            args: [...key, receiptName, receiptSymbol, decimals],
          },
          done: [{ read, is: (result) => hasReceipt(result) }],
        }),
        callStep({
          ...{ chainId, owned: buckets },
          name: `bucket ${receiptSymbol}: limits`,
          call: { ...call, functionName: 'setBucketLimits', args: [...key, bucketCapacity, encodable(limits)] },
          done: [
            { read, is: (result) => field(result, 'bucketCapacity') === bucketCapacity },
            { read: { ...call, functionName: 'limits', args: key }, is: sameLimits(limits) },
          ],
        }),
        ...seasoningSteps(bucket, { chainId, call, key }),
      ]
    }
    return []
  })
}

function seasoningSteps(
  { receiptSymbol, seasoning }: TopologyBucket,
  on: {
    readonly chainId: ChainId
    readonly call: Pick<ContractCall, 'abi' | 'address'>
    readonly key: readonly unknown[]
  },
): readonly Step[] {
  if (seasoning.seconds === 0) return []
  return [
    callStep({
      ...{ chainId: on.chainId, owned: on.call.address },
      name: `bucket ${receiptSymbol}: seasoning`,
      call: {
        ...on.call,
        functionName: 'setSeasoning',
        args: [...on.key, seasoning.seconds, seasoning.maxFreshPercent],
      },
      done: [
        {
          read: { ...on.call, functionName: 'seasoning', args: on.key },
          is: (known) =>
            Array.isArray(known) &&
            known[1] === BigInt(seasoning.seconds) &&
            known[2] === BigInt(seasoning.maxFreshPercent),
        },
      ],
    }),
  ]
}

/** Numbers of the contracts' `Role`. */
export const roleNumbers = { steward: 1, guard: 2, guardian: 3 } as const

/** Roles, and then the handover: from here on everything the owner does waits at the timelock. */
function roleSteps(topology: Topology, chain: TopologyChain): readonly Step[] {
  const { vault, buckets, relayWorker, timelock } = contractsOn(topology, chain)
  const { chainId } = chain
  const contracts = [
    { name: 'vault', call: { abi: collateralVaultAbi, address: vault } },
    { name: 'buckets', call: { abi: receiptBucketsAbi, address: buckets } },
    { name: 'relay worker', call: { abi: relayWorkerAbi, address: relayWorker } },
  ]
  return contracts.flatMap(({ name, call }) => [
    ...(['guardian', 'guard', 'steward'] as const).map((role) => {
      const account = topology.roles[role]
      return callStep({
        ...{ chainId, owned: call.address },
        name: `${name}: ${role} ${account}`,
        call: { ...call, functionName: 'setRole', args: [account, roleNumbers[role]] },
        done: [
          {
            read: { ...call, functionName: 'roleOf', args: [account] },
            is: (known) => known === roleNumbers[role],
          },
        ],
      })
    }),
    callStep({
      ...{ chainId, owned: call.address },
      name: `${name}: owner is the timelock`,
      call: { ...call, functionName: 'transferOwnership', args: [timelock] },
      done: [{ read: { ...call, functionName: 'owner', args: [] }, is: (known) => same(known, timelock) }],
    }),
  ])
}

/** As the ABI's struct wants it: a uint32 is a number. */
function encodable(limits: Limits) {
  return { ...limits, delaySeconds: Number(limits.delaySeconds) }
}

function sameLimits(limits: Limits): (result: unknown) => boolean {
  return (result) => Object.entries(encodable(limits)).every(([name, value]) => field(result, name) === value)
}

function hasReceipt(bucket: unknown): boolean {
  const receipt = field(bucket, 'receipt')
  return typeof receipt === 'string' && BigInt(receipt) !== 0n
}

function field(struct: unknown, name: string): unknown {
  return typeof struct === 'object' && struct !== null ? Reflect.get(struct, name) : undefined
}
