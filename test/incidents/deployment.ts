import { privateKeyToAccount } from 'viem/accounts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { testTokenAbi, testTokenBytecode } from '../../contracts/abi/TestToken.ts'
import { apply } from '../../contracts/deploy/apply.ts'
import { type BulkheadContracts, contractsOn } from '../../contracts/deploy/contracts.ts'
import { type ContractSpec, create2Address, deployStep } from '../../contracts/deploy/create2.ts'
import { plan } from '../../contracts/deploy/plan.ts'
import type { Step } from '../../contracts/deploy/step.ts'
import type { Topology, TopologyChain } from '../../contracts/deploy/topology.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { localChainExecutor } from '../../devnet/chain-executor.ts'
import { devnetRoles } from '../../devnet/topology.ts'
import { rawAmount } from '../../domain/amounts.ts'
import { type Address, address, type ChainId } from '../../domain/identifiers.ts'
import type { Limits } from '../../domain/rate-limit.ts'
import type { BucketKey } from '../../risk/breaker/scope.ts'
import { fillBuckets } from './fill-buckets.ts'
import { deliveryGas } from './forge-messages.ts'
import type { Breached } from './incident.ts'
import { attestorQuorum, type BucketTerms, type Holding, termsFor } from './limits.ts'
import type { Stage, StageChain } from './stage.ts'

/** One bucket with its compartment: full as it was before, at the limits of limits.ts. */
export interface ReplayBucket {
  readonly key: BucketKey
  readonly holding: Holding
  readonly terms: BucketTerms
  readonly home: StageChain
  readonly host: StageChain
  readonly escrow: Address
  readonly receipt: Address
}

/** A deployment of its own for one replay: its contracts, pathways and nonces are nobody else's. */
export interface ReplayDeployment {
  readonly stage: Stage
  readonly topology: Topology
  /** The buckets that name the breached chain, one per asset. */
  readonly buckets: readonly ReplayBucket[]
  /** A bucket that does not. */
  readonly others: readonly ReplayBucket[]
  contractsOn(chain: StageChain): BulkheadContracts
}

const owner = privateKeyToAccount(testAccounts.owner.privateKey)
const day = 86_400n

/**
 * Deploys by the plan, fills the buckets with what was there, sets the limits and hands the contracts to the timelock. Filling
 * takes limits that let it all in, so the plan is applied twice: first without the handover and with limits for filling,
 * then as it is. Four quiet days later every limiter is full, and no window of the guard has seen the filling.
 *
 * @param options.generation - One that nobody else on the stage has.
 * @param options.termsOf - Limits in force; default: those of limits.ts.
 */
export async function deployReplay(
  stage: Stage,
  options: {
    readonly generation: number
    readonly breached: Breached
    readonly holdings: readonly Holding[]
    readonly termsOf?: (holding: Holding) => BucketTerms
  },
): Promise<ReplayDeployment> {
  const { generation, breached, holdings, termsOf = termsFor } = options
  const [home, host] = breached === 'home' ? [stage.breached, stage.partner] : [stage.partner, stage.breached]
  // Shares a contract with the buckets that are attacked: their buckets contract, or their vault and token.
  const [otherHome, otherHost] = breached === 'home' ? [stage.third, stage.partner] : [stage.partner, stage.third]
  const wanted = [
    ...holdings.map((holding) => ({ holding, home, host })),
    ...holdings.slice(0, 1).map((holding) => ({ holding, home: otherHome, host: otherHost })),
  ].map((bucket) => ({ ...bucket, token: tokenSpec(generation, bucket.holding) }))
  const topology = (termsOfBucket: (holding: Holding) => BucketTerms): Topology => ({
    generation,
    deployer: testAccounts.owner.address,
    roles: devnetRoles,
    chains: stage.all.map(topologyChain),
    lanes: [
      { home: home.chainId, host: host.chainId },
      { home: otherHome.chainId, host: otherHost.chainId },
    ],
    buckets: wanted.map(({ holding, token, ...ends }) => ({
      home: ends.home.chainId,
      host: ends.host.chainId,
      asset: create2Address(token),
      decimals: holding.decimals,
      receiptName: `Receipt of ${holding.symbol}`,
      receiptSymbol: `b${holding.symbol}`,
      seasoning: { seconds: 86_400, maxFreshPercent: 10 },
      ...termsOfBucket(holding),
    })),
  })
  const final = topology(termsOf)
  const contracts = ({ chainId }: StageChain): BulkheadContracts => {
    const entry = final.chains.find((candidate) => candidate.chainId === chainId)
    if (entry === undefined) throw new TypeError(`The topology has no chain ${chainId}`)
    return contractsOn(final, entry)
  }
  const applyAll = async (steps: readonly Step[]): Promise<void> => {
    await apply(steps, (chainId) => localChainExecutor(chainOf(stage, chainId).node, owner))
  }

  await stage.whileMining(async () => {
    // The other bucket may have the same token.
    const tokens = [
      ...new Map(wanted.map(({ token, ...at }) => [`${at.home.chainId} ${token.label}`, { token, ...at }])).values(),
    ].map((bucket) => deployStep(bucket.home.chainId, bucket.token))
    const filling = plan(topology((holding) => fillingTerms(termsOf(holding))))
    await applyAll([...tokens, ...filling.filter(({ name }) => !name.endsWith('owner is the timelock'))])
  })
  const all = await Promise.all(
    wanted.map(async ({ holding, token, ...ends }): Promise<ReplayBucket> => {
      const asset = create2Address(token)
      const { client } = ends.host
      return {
        key: { home: ends.home.chainId, host: ends.host.chainId, asset },
        holding,
        terms: termsOf(holding),
        ...ends,
        escrow: address(
          await ends.home.client.readContract({
            address: contracts(ends.home).vault,
            abi: collateralVaultAbi,
            functionName: 'escrowOf',
            args: [ends.host.chain.eid, asset],
          }),
        ),
        receipt: address(
          await client.readContract({
            address: contracts(ends.host).buckets,
            abi: receiptBucketsAbi,
            functionName: 'receiptOf',
            args: [ends.home.chain.eid, asset],
          }),
        ),
      }
    }),
  )
  const deployment: ReplayDeployment = {
    stage,
    topology: final,
    buckets: all.slice(0, holdings.length),
    others: all.slice(holdings.length),
    contractsOn: contracts,
  }
  await stage.tick(day)
  await stage.whileMining(async () => {
    await fillBuckets(deployment)
    await applyAll(plan(final))
  })
  await stage.tick(4n * day)
  // Until all of it is final: a guard that looks earlier sees contracts without their last owner.
  const deepest = stage.all.map(({ chain }) => chain.finality.depth).sort((a, b) => Number(b - a))[0] ?? 0n
  for (let block = 0n; block <= deepest; block += 1n) await stage.tick()
  return deployment
}

const tokenSpec = (generation: number, { symbol, decimals }: Holding): ContractSpec => ({
  label: `replay ${generation}/${symbol}`,
  abi: testTokenAbi,
  bytecode: testTokenBytecode,
  args: [symbol, symbol, decimals],
})

/** Everything fits within an hour, and nothing waits. The source lets in 80 %. */
function fillingTerms({ bucketCapacity }: BucketTerms): BucketTerms {
  const twice = rawAmount(bucketCapacity * 2n)
  const limits: Limits = {
    burst: twice,
    refillPerSecond: rawAmount(twice / 3_600n),
    maxAmount: twice,
    minAmount: rawAmount(1n),
    delayThreshold: twice,
    delaySeconds: 0n,
  }
  const exitLimits = { ...limits, maxAmount: rawAmount(bucketCapacity), minAmount: rawAmount(0n) }
  return { bucketCapacity: twice, limits, exitLimits }
}

function topologyChain({ chain, layerZero }: StageChain): TopologyChain {
  const { endpoint, sendLibrary, receiveLibrary, dvn } = layerZero
  return {
    name: chain.name,
    chainId: chain.chainId,
    eid: chain.eid,
    layerZero: { endpoint, sendLibrary, receiveLibrary },
    otherDvns: [dvn],
    confirmations: chain.finality.depth,
    attestors: testAccounts.attestors.map((attestor) => attestor.address),
    attestorQuorum,
    deliveryGas,
    fees: { dvnFee: 10n ** 13n, executorBaseFee: 10n ** 13n, feePerGas: 10n ** 9n },
  }
}

/** A chain of the stage by its id. */
export function chainOf(stage: Stage, chainId: ChainId): StageChain {
  const chain = stage.all.find((candidate) => candidate.chainId === chainId)
  if (chain === undefined) throw new TypeError(`The stage has no chain ${chainId}`)
  return chain
}
