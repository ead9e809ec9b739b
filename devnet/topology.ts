import type { Chain } from '../chains/chain.ts'
import type { ChainDeployment } from '../chains/deployment.ts'
import { chainRegistry } from '../chains/registry.ts'
import { create2Address } from '../contracts/deploy/create2.ts'
import { deployedChain } from '../contracts/deploy/deployed-chain.ts'
import type { LayerZeroContracts, Topology, TopologyRoles } from '../contracts/deploy/topology.ts'
import { rawAmount } from '../domain/amounts.ts'
import type { Address } from '../domain/identifiers.ts'
import type { Limits } from '../domain/rate-limit.ts'
import { testAccounts } from './accounts.ts'
import { type DevnetAsset, devnetAssets, priceFeedSpec, tokenSpec } from './assets.ts'

/** Where LayerZero was deployed on one devnet chain. */
export interface DevnetLayerZero extends LayerZeroContracts {
  /** LayerZero's own DVN contract, the second required one. */
  readonly dvn: Address
}

/** Gas that a message to any devnet chain buys: a payout alone must find 107,000 left. */
const deliveryGas = 250_000n

/** Who administers a devnet: the owner through a timelock of five seconds, and the fast roles. */
export const devnetRoles: TopologyRoles = {
  proposers: [testAccounts.owner.address],
  executors: [testAccounts.owner.address],
  timelockSeconds: 5n,
  guardian: testAccounts.guardian.address,
  guard: testAccounts.guard.address,
  steward: testAccounts.steward.address,
}

/** The devnet's chains: all local ones of the registry. */
export const devnetChains: readonly Chain[] = chainRegistry().chains.filter((chain) => chain.local)

/** Every pair of chains in both directions, and a bucket for each asset on each other chain. */
export function devnetTopology(layerZeroOn: (chain: Chain) => DevnetLayerZero): Topology {
  const lanes = devnetChains.flatMap((home) =>
    devnetChains.filter((host) => host !== home).map((host) => ({ home: home.chainId, host: host.chainId })),
  )
  return {
    generation: 1,
    deployer: testAccounts.owner.address,
    roles: devnetRoles,
    chains: devnetChains.map((chain) => {
      const { dvn, ...layerZero } = layerZeroOn(chain)
      return {
        name: chain.name,
        chainId: chain.chainId,
        eid: chain.eid,
        layerZero,
        otherDvns: [dvn],
        confirmations: chain.finality.depth,
        attestors: testAccounts.attestors.map((attestor) => attestor.address),
        attestorQuorum: 2,
        deliveryGas,
        fees: { dvnFee: 10n ** 13n, executorBaseFee: 10n ** 13n, feePerGas: 10n ** 9n },
      }
    }),
    lanes,
    buckets: devnetAssets.flatMap((asset) => {
      const home = devnetChains.find((chain) => chain.name === asset.chain)
      return devnetChains
        .filter((host) => home !== undefined && host !== home)
        .map((host) => ({
          home: home?.chainId ?? host.chainId,
          host: host.chainId,
          asset: create2Address(tokenSpec(asset)),
          decimals: asset.decimals,
          receiptName: `Bulkhead ${asset.name} locked on ${asset.chain}`,
          receiptSymbol: `b${asset.symbol}.${asset.chain}`,
          ...capacityAndLimits(asset),
        }))
    }),
  }
}

/**
 * Half the capacity at once, and again ten seconds later: ample for round trips and random traffic. The flow is
 * as wide as the rate, so that nothing is delayed.
 */
function capacityAndLimits({ bucketCapacity: wholeTokens, decimals }: DevnetAsset) {
  const bucketCapacity = wholeTokens * 10n ** BigInt(decimals)
  const burst = rawAmount(bucketCapacity / 2n)
  const limits: Limits = {
    burst,
    refillPerSecond: rawAmount(burst / 10n),
    maxAmount: burst,
    minAmount: rawAmount(1n),
    delayThreshold: burst,
    delaySeconds: 10n,
  }
  return {
    bucketCapacity,
    limits,
    // The most that one payout moves leaves room for what refills between two.
    exitLimits: { ...limits, minAmount: rawAmount(0n), burst: rawAmount(bucketCapacity) },
    seasoning: { seconds: 60, maxFreshPercent: 50 },
  }
}

/** One chain's entry in the deployment file. */
export function chainDeployment(
  topology: Topology,
  chain: Chain,
  { rpcUrl, startBlock }: { readonly rpcUrl: string; readonly startBlock: number },
): ChainDeployment {
  const entry = topology.chains.find((candidate) => candidate.chainId === chain.chainId)
  if (entry === undefined) throw new TypeError(`The topology has no chain ${chain.name}`)
  return deployedChain(topology, entry, {
    startBlock,
    rpcUrl,
    assets: devnetAssets
      .filter((asset) => asset.chain === chain.name)
      .map((asset) => ({
        symbol: asset.symbol,
        name: asset.name,
        address: create2Address(tokenSpec(asset)),
        decimals: asset.decimals,
        priceFeed: create2Address(priceFeedSpec(asset)),
      })),
  })
}
