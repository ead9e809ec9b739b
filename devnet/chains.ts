import { encodeFunctionData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Chain } from '../chains/chain.ts'
import type { Deployment } from '../chains/deployment.ts'
import { testTokenAbi } from '../contracts/abi/TestToken.ts'
import { apply } from '../contracts/deploy/apply.ts'
import { create2Address, deployStep } from '../contracts/deploy/create2.ts'
import { plan } from '../contracts/deploy/plan.ts'
import type { Topology } from '../contracts/deploy/topology.ts'
import type { Address } from '../domain/identifiers.ts'
import { allTestAccounts, testAccounts } from './accounts.ts'
import { sendSequence } from './anvil/send-sequence.ts'
import { type RunningAnvil, startAnvil } from './anvil/start-anvil.ts'
import { devnetAssets, priceFeedSpec, tokenSpec } from './assets.ts'
import { localChainExecutor } from './chain-executor.ts'
import { deployLayerZero } from './layerzero/deploy-layerzero.ts'
import type { Supervisor } from './process/supervisor.ts'
import { chainDeployment, type DevnetLayerZero, devnetChains, devnetTopology } from './topology.ts'

/** The devnet's chains with everything deployed on them, blocks coming by themselves. */
export interface DevnetChains {
  readonly nodes: readonly { readonly chain: Chain; readonly node: RunningAnvil }[]
  readonly topology: Topology
  readonly deployment: Deployment
  /** By chain name. */
  readonly layerZero: Readonly<Record<string, DevnetLayerZero>>
}

/** Whole tokens that each test account gets of every asset. */
const tokensPerAccount = 100_000n

/**
 * Starts the chains, deploys LayerZero, test tokens, price feeds and Bulkhead, and funds the test accounts; then
 * block production begins.
 *
 * @param options.onStage - Told what begins, in words.
 * @param options.blockSeconds - Between blocks of every chain, instead of each chain's own time.
 */
export async function startChains(
  supervisor: Supervisor,
  { onStage, blockSeconds }: { readonly onStage: (stage: string) => void; readonly blockSeconds?: number },
): Promise<DevnetChains> {
  onStage('chains')
  const owner = privateKeyToAccount(testAccounts.owner.privateKey)
  const nodes = await Promise.all(
    devnetChains.map(async (chain) => {
      const node = await startAnvil({
        supervisor,
        name: `chain-${chain.name}`,
        chainId: chain.chainId,
        blockTimeSeconds: blockSeconds ?? chain.blockTimeSeconds,
        // Anvil finalizes two epochs back.
        slotsInAnEpoch: Math.ceil(Number(chain.finality.depth) / 2),
      })
      return { chain, node }
    }),
  )

  onStage('LayerZero')
  const layerZero: Record<string, DevnetLayerZero> = {}
  await Promise.all(
    nodes.map(async ({ chain, node }) => {
      const { endpoint, sendLibrary, receiveLibrary, dvn } = await deployLayerZero({
        chain: node,
        eid: chain.eid,
        remoteEids: devnetChains.filter((other) => other !== chain).map((other) => other.eid),
        owner,
        dvnSigner: testAccounts.layerZeroDvnSigner.address,
        workerAdmins: [testAccounts.layerZeroDvnSubmitter.address],
      })
      layerZero[chain.name] = { endpoint, sendLibrary, receiveLibrary, dvn }
    }),
  )

  onStage('contracts')
  const topology = devnetTopology((chain) => {
    const deployed = layerZero[chain.name]
    if (deployed === undefined) throw new TypeError(`LayerZero is not deployed on ${chain.name}`)
    return deployed
  })
  const assetSteps = nodes.flatMap(({ chain }) =>
    devnetAssets
      .filter((asset) => asset.chain === chain.name)
      .flatMap((asset) => [tokenSpec(asset), priceFeedSpec(asset)].map((spec) => deployStep(chain.chainId, spec))),
  )
  await apply([...assetSteps, ...plan(topology)], (chainId) => {
    const found = nodes.find(({ chain }) => chain.chainId === chainId)
    if (found === undefined) throw new TypeError(`No devnet chain has the id ${chainId}`)
    return localChainExecutor(found.node, owner)
  })
  await Promise.all(nodes.map(({ chain, node }) => fundAccounts(chain, node)))
  await Promise.all(nodes.map(({ node }) => node.startBlockProduction()))
  return {
    nodes,
    topology,
    layerZero,
    deployment: {
      chains: nodes.map(({ chain, node }) => chainDeployment(topology, chain, { rpcUrl: node.rpcUrl, startBlock: 0 })),
    },
  }
}

async function fundAccounts(chain: Chain, node: RunningAnvil): Promise<void> {
  const mint = (account: Address, amount: bigint) =>
    encodeFunctionData({ abi: testTokenAbi, functionName: 'mint', args: [account, amount] })
  const steps = devnetAssets
    .filter((asset) => asset.chain === chain.name)
    .flatMap((asset) =>
      allTestAccounts.map((account) => ({
        name: `fund ${account.name} with ${asset.symbol}`,
        to: create2Address(tokenSpec(asset)),
        data: mint(account.address, tokensPerAccount * 10n ** BigInt(asset.decimals)),
      })),
    )
  await sendSequence({ chain: node, account: privateKeyToAccount(testAccounts.owner.privateKey), steps })
}
