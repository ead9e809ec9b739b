import { type Address, type Hex, zeroAddress } from '../../domain/identifiers.ts'
import { bucketsAbi, bucketsBytecode } from '../abi/Buckets.ts'
import { collateralVaultAbi, collateralVaultBytecode, collateralVaultLinks } from '../abi/CollateralVault.ts'
import { compartmentsAbi, compartmentsBytecode } from '../abi/Compartments.ts'
import { receiptBucketsAbi, receiptBucketsBytecode, receiptBucketsLinks } from '../abi/ReceiptBuckets.ts'
import { relayWorkerAbi, relayWorkerBytecode } from '../abi/RelayWorker.ts'
import { timelockControllerAbi, timelockControllerBytecode } from '../abi/TimelockController.ts'
import { type ContractSpec, create2Address, link } from './create2.ts'
import type { Topology, TopologyChain } from './topology.ts'

/** Bulkhead's contracts on one chain. */
export interface BulkheadContracts {
  readonly vault: Address
  readonly buckets: Address
  readonly relayWorker: Address
  /** Owner of the other three, and LayerZero's delegate for vault and buckets. */
  readonly timelock: Address
}

/** Addresses of Bulkhead's contracts on a chain: known before anything is deployed. */
export function contractsOn(topology: Topology, chain: TopologyChain): BulkheadContracts {
  const known = contractsOf.get(topology) ?? new Map<TopologyChain, BulkheadContracts>()
  contractsOf.set(topology, known)
  const found = known.get(chain) ?? addressesOf(contractSpecs(topology, chain))
  known.set(chain, found)
  return found
}

/** A plan asks for the addresses at every step, and each is a hash of all its code. */
const contractsOf = new WeakMap<Topology, Map<TopologyChain, BulkheadContracts>>()

const addressesOf = ({
  vault,
  buckets,
  relayWorker,
  timelock,
}: ReturnType<typeof contractSpecs>): BulkheadContracts => ({
  vault: create2Address(vault),
  buckets: create2Address(buckets),
  relayWorker: create2Address(relayWorker),
  timelock: create2Address(timelock),
})

/** What each of a chain's contracts is made of, libraries first. */
export function contractSpecs(topology: Topology, chain: TopologyChain) {
  const { endpoint, sendLibrary, receiveLibrary } = chain.layerZero
  const { deployer, roles, generation } = topology
  // The label is part of the address; the first generation has the plain one.
  const own = (label: string): string => (generation === 1 ? label : `${label}, generation ${generation}`)
  const library = (label: string, abi: ContractSpec['abi'], bytecode: Hex): ContractSpec => ({
    label,
    abi,
    bytecode,
    args: [],
  })
  const compartments = library('Compartments', compartmentsAbi, compartmentsBytecode)
  const buckets = library('Buckets', bucketsAbi, bucketsBytecode)
  return {
    compartmentsLibrary: compartments,
    bucketsLibrary: buckets,
    vault: {
      label: own('CollateralVault'),
      abi: collateralVaultAbi,
      bytecode: link(collateralVaultBytecode, [[collateralVaultLinks.Compartments, create2Address(compartments)]]),
      args: [endpoint, deployer],
    },
    buckets: {
      label: own('ReceiptBuckets'),
      abi: receiptBucketsAbi,
      bytecode: link(receiptBucketsBytecode, [[receiptBucketsLinks.Buckets, create2Address(buckets)]]),
      args: [endpoint, deployer],
    },
    relayWorker: {
      label: own('RelayWorker'),
      abi: relayWorkerAbi,
      bytecode: relayWorkerBytecode,
      args: [endpoint, sendLibrary, receiveLibrary, deployer],
    },
    timelock: {
      label: own('TimelockController'),
      abi: timelockControllerAbi,
      bytecode: timelockControllerBytecode,
      args: [roles.timelockSeconds, roles.proposers, roles.executors, zeroAddress],
    },
  } satisfies Record<string, ContractSpec>
}
