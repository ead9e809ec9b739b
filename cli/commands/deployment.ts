import { type Abi, decodeFunctionResult, encodeFunctionData, erc20Abi } from 'viem'
import { type AssetDeployment, type ChainDeployment, parseDeployment } from '../../chains/deployment.ts'
import { contractsOn } from '../../contracts/deploy/contracts.ts'
import { deployedChain } from '../../contracts/deploy/deployed-chain.ts'
import type { ChainReader } from '../../contracts/deploy/step.ts'
import type { Topology, TopologyChain } from '../../contracts/deploy/topology.ts'
import { topologyToJson } from '../../contracts/deploy/topology-file.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Address } from '../../domain/identifiers.ts'
import type { ChainRpc } from '../../relayer/evm/chain-rpc.ts'
import { findFirstBlock } from '../../relayer/evm/first-block.ts'
import { openPlanReader } from '../../relayer/evm/plan-chain.ts'
import { readEnvironment } from '../environment.ts'
import { openTopology } from '../topology.ts'

/** A contract of the topology is not on its chain. */
export class NotDeployedError extends DomainError {
  readonly code = 'NOT_DEPLOYED'
  readonly retryable = false
  constructor(readonly facts: { readonly chain: string; readonly contracts: readonly string[] }) {
    super(`${facts.contracts.join(', ')} of ${facts.chain} ${facts.contracts.length === 1 ? 'is' : 'are'} not there.`, {
      hint: '`bulkhead plan` shows what is missing, `bulkhead apply` deploys it.',
    })
  }
}

/** An asset is no ERC-20 that says what it is, or has other decimals than the topology says. */
export class AssetUnreadableError extends DomainError {
  readonly code = 'ASSET_UNREADABLE'
  readonly retryable = false
  constructor(readonly facts: { readonly chain: string; readonly asset: Address; readonly problem: string }) {
    super(`The asset ${facts.asset} of ${facts.chain} ${facts.problem}.`)
  }
}

/** What the chains do not say. */
export interface DeploymentOptions {
  /** First block with our contracts, by the chain's name. */
  readonly startBlocks: ReadonlyMap<string, number>
  /** Chainlink-shaped feed in USD, by asset. */
  readonly priceFeeds: ReadonlyMap<Address, Address>
}

/**
 * `bulkhead deployment`: prints the deployment file of a topology that was applied, every figure read by quorum. Needs RPC URLs
 * and no key; no URL gets into the file.
 */
export async function deployment(file: string, options: DeploymentOptions): Promise<void> {
  const { topology, chains } = openTopology(readEnvironment(), file)
  const entries = await Promise.all(
    topology.chains.map(async (entry): Promise<ChainDeployment> => {
      const on = chains.get(entry.chainId)
      if (on === undefined) throw new TypeError(`${entry.name} is not open`)
      const reader = await openPlanReader(on)
      await assertDeployed(topology, entry, reader)
      return deployedChain(topology, entry, {
        startBlock: options.startBlocks.get(entry.name) ?? (await firstBlock(topology, entry, { ...on, ...reader })),
        assets: await readAssets(topology, entry, { reader, priceFeeds: options.priceFeeds }),
        rpcUrl: undefined,
      })
    }),
  )
  const buckets = topology.buckets.map(({ home, host, asset }) => ({ home, host, asset }))
  const printed = { chains: entries, buckets, topology: topologyToJson(topology) }
  // What a service would refuse is not printed.
  parseDeployment(JSON.parse(JSON.stringify(printed)))
  process.stdout.write(`${JSON.stringify(printed, undefined, 2)}\n`)
}

async function assertDeployed(topology: Topology, chain: TopologyChain, reader: ChainReader): Promise<void> {
  const contracts = Object.entries(contractsOn(topology, chain))
  const codes = await Promise.all(contracts.map(([, target]) => reader.code(target)))
  const missing = contracts.flatMap(([name], index) => (codes[index] === '0x' ? [name] : []))
  if (missing.length > 0) throw new NotDeployedError({ chain: chain.name, contracts: missing })
}

async function firstBlock(
  topology: Topology,
  chain: TopologyChain,
  { rpc, head }: { readonly rpc: ChainRpc; readonly head: bigint },
): Promise<number> {
  const { vault, buckets, relayWorker } = contractsOn(topology, chain)
  const firsts = await Promise.all(
    [vault, buckets, relayWorker].map((target) => findFirstBlock({ chain: chain.name, rpc, target, head })),
  )
  return Math.min(...firsts.map(Number))
}

async function readAssets(
  topology: Topology,
  chain: TopologyChain,
  { reader, priceFeeds }: { readonly reader: ChainReader; readonly priceFeeds: DeploymentOptions['priceFeeds'] },
): Promise<AssetDeployment[]> {
  const decimalsOf = new Map(
    topology.buckets
      .filter(({ home }) => home === chain.chainId)
      .map(({ asset, decimals }) => [asset, decimals] as const),
  )
  return Promise.all(
    [...decimalsOf].map(async ([asset, decimals]) => {
      const fail = (problem: string): never => {
        throw new AssetUnreadableError({ chain: chain.name, asset, problem })
      }
      const ask = async (functionName: 'symbol' | 'name' | 'decimals'): Promise<unknown> => {
        const abi: Abi = erc20Abi
        const data = await reader.call(asset, encodeFunctionData({ abi, functionName }))
        try {
          return decodeFunctionResult({ abi, functionName, data })
        } catch {
          return fail(`does not answer ${functionName}()`)
        }
      }
      const [symbol, name, found] = await Promise.all([ask('symbol'), ask('name'), ask('decimals')])
      if (found !== decimals) fail(`has ${found} decimals, and the topology says ${decimals}`)
      const priceFeed = priceFeeds.get(asset)
      return {
        ...{ symbol: String(symbol), name: String(name), address: asset, decimals },
        ...(priceFeed !== undefined && { priceFeed }),
      }
    }),
  )
}
