import { createTestClient, http } from 'viem'
import type { Chain } from '../../../chains/chain.ts'
import { devnetAlpha } from '../../../chains/devnet-alpha.ts'
import { devnetBeta } from '../../../chains/devnet-beta.ts'
import { type RunningAnvil, startAnvil } from '../../../devnet/anvil/start-anvil.ts'
import { openSupervisor } from '../../../devnet/process/supervisor.ts'
import type { Address } from '../../../domain/identifiers.ts'
import { type EvmClient, evmClient } from '../../../relayer/evm/client.ts'
import { passTime } from '../../support/pass-time.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import type { BenchContract } from './contracts.ts'
import { type BenchLayerZero, deployBenchLayerZero } from './layerzero.ts'

/** One chain, mining every transaction at once in a block of its own, with LayerZero on it. */
export interface BenchChain {
  readonly chain: Chain
  readonly chainId: number
  readonly node: RunningAnvil
  readonly rpcUrl: string
  readonly client: EvmClient
  readonly layerZero: BenchLayerZero
  /** `BatchCaller`. */
  readonly batchCaller: Address
}

/** Where collateral is locked, and where it is minted. */
export interface BenchChains {
  readonly home: BenchChain
  readonly host: BenchChain
  /** Moves both chains' clocks on, and mines a block on each. */
  passTime(seconds: number): Promise<void>
  /** Remembers both chains' states; the function that is returned brings them back, as often as it is called. */
  remember(): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** Starts both chains in a folder of their own. */
export async function startBenchChains(batchCaller: BenchContract): Promise<BenchChains> {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const start = async (chain: Chain, remote: Chain): Promise<BenchChain> => {
    const { chainId, name, blockTimeSeconds } = chain
    const node = await startAnvil({ supervisor, name: `bench-${name}`, chainId, blockTimeSeconds })
    const deployed = await deployBenchLayerZero({ node, eid: chain.eid, remoteEid: remote.eid, batchCaller })
    return { chain, chainId, node, rpcUrl: node.rpcUrl, client: evmClient([node.rpcUrl]), ...deployed }
  }
  const close = async (): Promise<void> => {
    await supervisor.close()
    folder.remove()
  }
  try {
    const home = await start(devnetAlpha, devnetBeta)
    const host = await start(devnetBeta, devnetAlpha)
    return {
      home,
      host,
      close,
      passTime: async (seconds) => {
        for (const { rpcUrl } of [home, host]) await passTime(rpcUrl, seconds)
      },
      remember: () => remember([home, host]),
    }
  } catch (error) {
    await close()
    throw error
  }
}

const testClient = ({ rpcUrl }: BenchChain) => createTestClient({ mode: 'anvil', transport: http(rpcUrl) })

async function remember(chains: readonly BenchChain[]): Promise<() => Promise<void>> {
  const snapshots = await Promise.all(chains.map(testClient).map(async (node) => ({ node, id: await node.snapshot() })))
  return async () => {
    for (const snapshot of snapshots) {
      await snapshot.node.revert({ id: snapshot.id })
      // Going back uses a snapshot up.
      snapshot.id = await snapshot.node.snapshot()
    }
  }
}
