import type { Address, ChainId, EndpointId } from '../../domain/identifiers.ts'
import type { Limits } from '../../domain/rate-limit.ts'

/** Where LayerZero lives on one chain. */
export interface LayerZeroContracts {
  readonly endpoint: Address
  readonly sendLibrary: Address
  readonly receiveLibrary: Address
}

/** One chain of a deployment: what is there already and what Bulkhead adds. */
export interface TopologyChain {
  readonly name: string
  readonly chainId: ChainId
  readonly eid: EndpointId
  readonly layerZero: LayerZeroContracts
  /** Required DVNs besides Bulkhead's own relay worker; at least one. */
  readonly otherDvns: readonly Address[]
  /** Blocks of this chain that every DVN waits for before it verifies a message from here. */
  readonly confirmations: bigint
  /** Who signs for the relay worker on this chain, and how many signatures count. */
  readonly attestors: readonly Address[]
  readonly attestorQuorum: number
  /** Gas units that a message to this chain buys for its delivery. */
  readonly deliveryGas: bigint
  /** What the relay worker charges for messages to this chain, in wei of the sending chain. */
  readonly fees: { readonly dvnFee: bigint; readonly executorBaseFee: bigint; readonly feePerGas: bigint }
}

/** Home chain towards host chain: collateral is locked on one, receipts are minted on the other. */
export interface Lane {
  readonly home: ChainId
  readonly host: ChainId
}

/** One bucket on its host, with its compartment on its home. */
export interface TopologyBucket extends Lane {
  readonly asset: Address
  readonly decimals: number
  readonly receiptName: string
  readonly receiptSymbol: string
  /** Base units; the most that may be outstanding. */
  readonly bucketCapacity: bigint
  /** Of the bucket on its host; the vault lets 80 % of its burst and rate in. */
  readonly limits: Limits
  /** Of releases and refunds at home: no minimum, and no smaller maximum than the bucket's. */
  readonly exitLimits: Limits
}

/** A whole deployment as data. `plan` turns it into transactions. */
export interface Topology {
  /** Owner of every contract, and LayerZero's delegate for each. */
  readonly owner: Address
  readonly chains: readonly TopologyChain[]
  readonly lanes: readonly Lane[]
  readonly buckets: readonly TopologyBucket[]
}
