import type { Topology, TopologyChain } from '../../../contracts/deploy/topology.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { devnetRoles } from '../../../devnet/topology.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import type { Address } from '../../../domain/identifiers.ts'
import type { Limits } from '../../../domain/rate-limit.ts'
import type { BenchChain, BenchChains } from './bench-chains.ts'
import { amounts } from './transfer-terms.ts'

/** Seconds until limits that were set just now are full. */
export const refillSeconds = 3 * 24 * 3_600

/** So much more than the bench moves, and so slowly refilled, that every transfer leaves limits and flow changed. */
const burst = rawAmount(amounts.out * 1_000n)

const limits: Limits = {
  burst,
  refillPerSecond: rawAmount(burst / BigInt(refillSeconds)),
  maxAmount: burst,
  minAmount: rawAmount(1n),
  delayThreshold: burst,
  delaySeconds: BigInt(refillSeconds),
}

/** One lane with one bucket: two required DVNs each way, ours with a quorum of two of three attestors. */
export function ourTopology({ home, host }: BenchChains, asset: Address): Topology {
  return {
    generation: 1,
    deployer: testAccounts.owner.address,
    roles: devnetRoles,
    chains: [home, host].map(topologyChain),
    lanes: [{ home: home.chain.chainId, host: host.chain.chainId }],
    buckets: [
      {
        home: home.chain.chainId,
        host: host.chain.chainId,
        asset,
        decimals: 18,
        receiptName: 'Receipt',
        receiptSymbol: 'R',
        bucketCapacity: burst * 2n,
        limits,
        seasoning: { seconds: refillSeconds, maxFreshPercent: 50 },
        exitLimits: { ...limits, minAmount: rawAmount(0n), burst: rawAmount(burst * 2n) },
      },
    ],
  }
}

function topologyChain({ chain, layerZero }: BenchChain): TopologyChain {
  const { endpoint, sendLibrary, receiveLibrary, dvn } = layerZero
  return {
    name: chain.name,
    chainId: chain.chainId,
    eid: chain.eid,
    layerZero: { endpoint, sendLibrary, receiveLibrary },
    otherDvns: [dvn],
    confirmations: chain.finality.depth,
    attestors: testAccounts.attestors.map((attestor) => attestor.address),
    attestorQuorum: 2,
    deliveryGas: 250_000n,
    fees: { dvnFee: 10n ** 13n, executorBaseFee: 10n ** 13n, feePerGas: 10n ** 9n },
  }
}

/** One chain's entry in a topology. @throws TypeError when there is none. */
export function entryOf(topology: Topology, { chain }: BenchChain): TopologyChain {
  const entry = topology.chains.find((candidate) => candidate.chainId === chain.chainId)
  if (entry === undefined) throw new TypeError(`The topology has no chain ${chain.name}`)
  return entry
}
