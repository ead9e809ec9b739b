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
  /** Required DVNs besides Bulkhead's own relay worker, at least one: their contracts on this chain. */
  readonly otherDvns: readonly Address[]
  /** The same towards and from particular chains, in place of {@link otherDvns}. */
  readonly otherDvnsTowards?: readonly { readonly remote: ChainId; readonly dvns: readonly Address[] }[] | undefined
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

/** How long a full stop of a guardian lasts: `GUARDIAN_MAX` of the contracts. The owner must be able to act before. */
export const guardianMaxSeconds = 7n * 86_400n

/** The longest that paying out everything may take: `MAX_EXIT` of the vault. */
export const maxExitSeconds = 30n * 86_400n

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
  /** How long receipts season, in seconds (zero: not at all), and which share of the supply may be younger, in percent. */
  readonly seasoning: { readonly seconds: number; readonly maxFreshPercent: number }
  /** Of releases and refunds at home: no minimum, and a refill that pays out the capacity within {@link maxExitSeconds}. */
  readonly exitLimits: Limits
}

/** Who administers a deployment, the same accounts on every chain. */
export interface TopologyRoles {
  /** Who may propose to the timelock, and cancel. */
  readonly proposers: readonly Address[]
  /** Who may carry out what has waited long enough. */
  readonly executors: readonly Address[]
  /** How long everything that the owner does has to wait, in seconds. */
  readonly timelockSeconds: bigint
  /** Tightens at once. */
  readonly guardian: Address
  /** The automatic circuit breaker. */
  readonly guard: Address
  /** Moves limits within the owner's. */
  readonly steward: Address
}

/** A whole deployment as data. `plan` turns it into transactions. */
export interface Topology {
  /**
   * Which deployment beside others on the same chains this is: 1, 2, … A successor is the next; it has addresses of its
   * own, and the libraries, which hold nothing, in common with the one before.
   */
  readonly generation: number
  /** Sends the plan, and owns the contracts until its last steps hand them to the timelock. */
  readonly deployer: Address
  readonly roles: TopologyRoles
  readonly chains: readonly TopologyChain[]
  readonly lanes: readonly Lane[]
  readonly buckets: readonly TopologyBucket[]
}
