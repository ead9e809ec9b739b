import { arbitrum, arbitrumSepolia, base, baseSepolia, mainnet, optimism, optimismSepolia, sepolia } from 'viem/chains'

/** A real chain, before its file is generated: what no package says, and where the packages say the rest. */
export interface RealChain {
  readonly name: string
  /** What LayerZero calls it: folder of its deployments. */
  readonly network: string
  /** EIP-155 chain id. */
  readonly chainId: number
  readonly blockTimeSeconds: number
  /** Blocks that the tag `finalized` is behind the head at least. */
  readonly finalizedDepth: number
  /** Why that rule is the chain's finality. */
  readonly finality: readonly string[]
}

/** Two epochs of 32 slots of 12 s: what Ethereum needs at least to make a block final. */
const ethereumFinalitySeconds = 2 * 32 * 12

const ethereum = {
  blockTimeSeconds: 12,
  finality: [
    'Casper finality: two epochs of attestations, 64 slots. A block below the tag is undone only if a third of the stake',
    'is slashed. The node knows, so the tag is better than any count of blocks.',
  ],
}
const opStack = {
  blockTimeSeconds: 2,
  finality: [
    'The tag is the newest block that follows from finalized Ethereum blocks alone. What is newer the sequencer alone has',
    'said (unsafe), or can go with a reorg of Ethereum (safe). At least as far back as Ethereum needs: 768 s, 384 blocks.',
  ],
}
const nitro = {
  blockTimeSeconds: 0.25,
  finality: [
    'The tag is the newest block whose batch is in a finalized Ethereum block. What is newer the sequencer alone has said.',
    'Blocks of a quarter second: at least as far back as Ethereum needs: 768 s, 3,072 blocks.',
  ],
}

const real = (
  name: string,
  network: string,
  { id: chainId }: { readonly id: number },
  kind: { readonly blockTimeSeconds: number; readonly finality: readonly string[] },
): RealChain => ({
  ...{ name, network, chainId, ...kind },
  finalizedDepth: Math.floor(ethereumFinalitySeconds / kind.blockTimeSeconds),
})

/** The chains that `chains/generate.ts` writes files for. Ids are viem's. */
export const realChains: readonly RealChain[] = [
  real('ethereum', 'ethereum-mainnet', mainnet, ethereum),
  real('arbitrum', 'arbitrum-mainnet', arbitrum, nitro),
  real('base', 'base-mainnet', base, opStack),
  real('optimism', 'optimism-mainnet', optimism, opStack),
  real('sepolia', 'sepolia-testnet', sepolia, ethereum),
  real('arbitrum-sepolia', 'arbsep-testnet', arbitrumSepolia, nitro),
  real('base-sepolia', 'basesep-testnet', baseSepolia, opStack),
  real('optimism-sepolia', 'optsep-testnet', optimismSepolia, opStack),
]
