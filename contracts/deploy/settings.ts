import { rawAmount } from '../../domain/amounts.ts'
import { type Address, address, type ChainId } from '../../domain/identifiers.ts'
import { type Limits, mirror } from '../../domain/rate-limit.ts'
import { collateralVaultAbi } from '../abi/CollateralVault.ts'
import { endpointV2Abi } from '../abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../abi/ReceiptBuckets.ts'
import { relayWorkerAbi } from '../abi/RelayWorker.ts'
import { type BulkheadContracts, contractsOn } from './contracts.ts'
import { InvalidTopologyError } from './invalid-topology.ts'
import { executorConfig, ulnConfig } from './library-config.ts'
import { requiredDvns } from './pathways.ts'
import { roleNumbers } from './plan.ts'
import type { ContractCall } from './step.ts'
import type { Lane, Topology, TopologyBucket, TopologyChain } from './topology.ts'

/** What is planned for one setting, and how the answers of its reads show what it is. */
interface Planned<Value> {
  readonly chainId: ChainId
  /** The same view functions by which the plan's steps know whether they are applied. */
  readonly reads: readonly ContractCall[]
  readonly planned: Value
  /** @throws when the answers are not what the functions return. */
  found(answers: readonly unknown[]): Value
}

/** Something that a plan sets and that must stay as it is. Text is equal when the settings are. */
export type Setting =
  | (Planned<string> & {
      readonly kind: 'pathway'
      readonly item:
        | 'peer'
        | 'receiveLibrary'
        | 'receiveConfig'
        | 'sendLibrary'
        | 'sendConfig'
        | 'executorConfig'
        | 'deliveryGas'
      readonly lane: Lane
      /** Which of the lane's two contracts: the vault at home or the buckets on the host. */
      readonly end: 'home' | 'host'
    })
  | (Planned<string> & {
      readonly kind: 'authority'
      readonly item: 'owner' | 'delegate' | 'role'
      /** The contract, and of a role the account. */
      readonly subject: string
    })
  | (Planned<{ readonly attestors: readonly Address[]; readonly quorum: number }> & { readonly kind: 'attestors' })
  | (Planned<Limits & { readonly bucketCapacity: bigint }> & {
      readonly kind: 'limits'
      readonly which: 'bucket' | 'lock' | 'exit'
      readonly bucket: Lane & { readonly asset: Address }
    })

/**
 * Everything of a topology that decides which messages count, who may change that, and how much may pass.
 *
 * @throws {@link InvalidTopologyError} for a lane or bucket that names no chain of the topology.
 */
export function settings(topology: Topology): readonly Setting[] {
  return topology.chains.flatMap((chain) => [
    ...topology.lanes.flatMap((lane) => pathwaySettings(topology, chain, lane)),
    ...authoritySettings(topology, chain),
    attestorSetting(topology, chain),
    ...topology.buckets.flatMap((bucket) => limitSettings(topology, chain, bucket)),
  ])
}

function chainOf(topology: Topology, chainId: ChainId): TopologyChain {
  const chain = topology.chains.find((candidate) => candidate.chainId === chainId)
  if (chain === undefined) throw new InvalidTopologyError(`chain ${chainId} is named and not in it`)
  return chain
}

const text = (value: unknown): string => String(value).toLowerCase()

function pathwaySettings(topology: Topology, chain: TopologyChain, lane: Lane): readonly Setting[] {
  const { chainId } = chain
  const end = lane.home === chainId ? 'home' : 'host'
  if (end === 'host' && lane.host !== chainId) return []
  const remote = chainOf(topology, end === 'home' ? lane.host : lane.home)
  const [ours, theirs] = [contractsOn(topology, chain), contractsOn(topology, remote)]
  const application = end === 'home' ? ours.vault : ours.buckets
  const { endpoint, sendLibrary, receiveLibrary } = chain.layerZero
  const dvns = requiredDvns(topology, chain, remote.chainId)
  const lz = (functionName: string, args: readonly unknown[]): ContractCall => ({
    ...{ abi: endpointV2Abi, address: endpoint },
    ...{ functionName, args: [application, ...args] },
  })
  const own = (functionName: string): ContractCall => ({
    abi: end === 'home' ? collateralVaultAbi : receiptBucketsAbi,
    ...{ address: application, functionName, args: [remote.eid] },
  })
  const one = (
    item: Extract<Setting, { kind: 'pathway' }>['item'],
    reads: readonly ContractCall[],
    planned: string,
    found: (answers: readonly unknown[]) => string = ([answer]) => text(answer),
  ): Setting => ({ kind: 'pathway', chainId, item, lane, end, reads, planned, found })
  const library = (name: unknown, isDefault: unknown): string =>
    isDefault === false ? text(name) : `${text(name)}, LayerZero's default`

  return [
    one(
      'peer',
      [own('peers')],
      end === 'home' ? theirs.buckets : theirs.vault,
      ([peer]) => `0x${text(peer).slice(26)}`,
    ),
    one('receiveLibrary', [lz('getReceiveLibrary', [remote.eid])], receiveLibrary, ([answer]) => {
      const [name, isDefault]: readonly unknown[] = Array.isArray(answer) ? answer : []
      return library(name, isDefault)
    }),
    one('receiveConfig', [lz('getConfig', [receiveLibrary, remote.eid, 2])], ulnConfig(remote.confirmations, dvns)),
    one(
      'sendLibrary',
      [lz('getSendLibrary', [remote.eid]), lz('isDefaultSendLibrary', [remote.eid])],
      sendLibrary,
      ([name, isDefault]) => library(name, isDefault),
    ),
    one('sendConfig', [lz('getConfig', [sendLibrary, remote.eid, 2])], ulnConfig(chain.confirmations, dvns)),
    one('executorConfig', [lz('getConfig', [sendLibrary, remote.eid, 1])], executorConfig(ours.relayWorker)),
    one('deliveryGas', [own('deliveryGas')], String(remote.deliveryGas)),
  ]
}

const roleNames = ['none', 'steward', 'guard', 'guardian'] as const

function authoritySettings(topology: Topology, chain: TopologyChain): readonly Setting[] {
  const { chainId } = chain
  const contracts = contractsOn(topology, chain)
  const named: readonly (readonly [keyof BulkheadContracts, ContractCall['abi']])[] = [
    ['vault', collateralVaultAbi],
    ['buckets', receiptBucketsAbi],
    ['relayWorker', relayWorkerAbi],
  ]
  const one = (
    item: Extract<Setting, { kind: 'authority' }>['item'],
    subject: string,
    read: ContractCall,
    planned: string,
    found: (answers: readonly unknown[]) => string = ([answer]) => text(answer),
  ): Setting => ({ kind: 'authority', chainId, item, subject, reads: [read], planned, found })
  return named.flatMap(([name, abi]) => {
    const own = { abi, address: contracts[name] }
    const delegates = { abi: endpointV2Abi, address: chain.layerZero.endpoint, functionName: 'delegates' }
    return [
      one('owner', name, { ...own, functionName: 'owner', args: [] }, contracts.timelock),
      ...(name === 'relayWorker'
        ? []
        : [one('delegate', name, { ...delegates, args: [contracts[name]] }, contracts.timelock)]),
      ...(['guardian', 'guard', 'steward'] as const).map((role) => {
        const account = topology.roles[role]
        const read = { ...own, functionName: 'roleOf', args: [account] }
        const found = ([answer]: readonly unknown[]): string => roleNames[Number(answer)] ?? `role ${answer}`
        return one('role', `${name} ${account}`, read, roleNames[roleNumbers[role]], found)
      }),
    ]
  })
}

function attestorSetting(topology: Topology, chain: TopologyChain): Setting {
  const worker = { abi: relayWorkerAbi, address: contractsOn(topology, chain).relayWorker, args: [] }
  return {
    kind: 'attestors',
    chainId: chain.chainId,
    reads: [
      { ...worker, functionName: 'attestors' },
      { ...worker, functionName: 'quorum' },
    ],
    planned: { attestors: chain.attestors, quorum: chain.attestorQuorum },
    found: ([attestors, quorum]) => ({
      attestors: Array.isArray(attestors) ? attestors.map((attestor) => address(String(attestor))) : [],
      quorum: Number(quorum),
    }),
  }
}

function limitSettings(topology: Topology, chain: TopologyChain, planned: TopologyBucket): readonly Setting[] {
  const { chainId } = chain
  const { home, host, asset, bucketCapacity, limits, exitLimits } = planned
  const bucket = { home, host, asset }
  const one = (
    which: Extract<Setting, { kind: 'limits' }>['which'],
    reads: readonly ContractCall[],
    wanted: Limits,
  ): Setting => ({
    ...{ kind: 'limits', chainId, which, bucket, reads },
    planned: { ...wanted, bucketCapacity },
    found: ([capacity, found]) => ({ ...limitsIn(found), bucketCapacity: capacityIn(capacity) }),
  })
  if (home === chainId) {
    const vault = { abi: collateralVaultAbi, address: contractsOn(topology, chain).vault }
    const read = (functionName: string): ContractCall => ({
      ...vault,
      ...{ functionName, args: [chainOf(topology, host).eid, asset] },
    })
    return [
      one('lock', [read('bucketCapacity'), read('lockLimits')], mirror(limits)),
      one('exit', [read('bucketCapacity'), read('exitLimits')], exitLimits),
    ]
  }
  if (host === chainId) {
    const buckets = { abi: receiptBucketsAbi, address: contractsOn(topology, chain).buckets }
    const args = [chainOf(topology, home).eid, asset]
    return [
      one(
        'bucket',
        [
          { ...buckets, functionName: 'bucket', args },
          { ...buckets, functionName: 'limits', args },
        ],
        limits,
      ),
    ]
  }
  return []
}

/** The capacity alone, or in a bucket's struct. */
const capacityIn = (answer: unknown): bigint =>
  whole(typeof answer === 'bigint' ? answer : field(answer, 'bucketCapacity'))

function limitsIn(struct: unknown): Limits {
  const amount = (name: keyof Limits) => rawAmount(whole(field(struct, name)))
  return {
    burst: amount('burst'),
    refillPerSecond: amount('refillPerSecond'),
    maxAmount: amount('maxAmount'),
    minAmount: amount('minAmount'),
    delayThreshold: amount('delayThreshold'),
    delaySeconds: whole(field(struct, 'delaySeconds')),
  }
}

const field = (struct: unknown, name: string): unknown =>
  typeof struct === 'object' && struct !== null ? Reflect.get(struct, name) : undefined

/** A whole number of the ABI: small ones come as `number`. Anything else must not pass for zero. */
function whole(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return BigInt(value)
  throw new TypeError('The answer holds no such number')
}
