import { DomainError } from '../domain/errors.ts'
import type { ChainId, EndpointId } from '../domain/identifiers.ts'
import type { Chain } from './chain.ts'
import { devnetAlpha } from './devnet-alpha.ts'
import { devnetBeta } from './devnet-beta.ts'
import { devnetGamma } from './devnet-gamma.ts'
import { arbitrum } from './generated/arbitrum.ts'
import { arbitrumSepolia } from './generated/arbitrum-sepolia.ts'
import { base } from './generated/base.ts'
import { baseSepolia } from './generated/base-sepolia.ts'
import { ethereum } from './generated/ethereum.ts'
import { optimism } from './generated/optimism.ts'
import { optimismSepolia } from './generated/optimism-sepolia.ts'
import { sepolia } from './generated/sepolia.ts'

/** Every chain Bulkhead knows. To add one, name it in `real-chains.ts`, run `npm run generate`, and name it here. */
export const knownChains: readonly Chain[] = [
  ...[ethereum, arbitrum, base, optimism],
  ...[sepolia, arbitrumSepolia, baseSepolia, optimismSepolia],
  ...[devnetAlpha, devnetBeta, devnetGamma],
]

/** A chain that is not in the registry. */
export class UnknownChainError extends DomainError {
  readonly code = 'UNKNOWN_CHAIN'
  readonly retryable = false
  constructor(readonly facts: { readonly given: string; readonly known: readonly Chain[] }) {
    super(`Unknown chain "${facts.given}".`, {
      hint: `Known chains: ${facts.known.map((chain) => `${chain.name} (${chain.chainId})`).join(', ')}.`,
    })
  }
}

/** Look-ups over a fixed set of chains; the only place that converts between chain ids and endpoint ids. */
export interface ChainRegistry {
  readonly chains: readonly Chain[]
  /** @throws {@link UnknownChainError} */
  byId(id: ChainId | number): Chain
  /** @throws {@link UnknownChainError} */
  byEid(eid: EndpointId | number): Chain
  /** By name or decimal chain id. @throws {@link UnknownChainError} */
  byName(nameOrId: string): Chain
}

/** A registry over `chains`, by default all that Bulkhead knows. */
export function chainRegistry(chains: readonly Chain[] = knownChains): ChainRegistry {
  const find = (matches: (chain: Chain) => boolean, given: string): Chain => {
    const chain = chains.find(matches)
    if (chain === undefined) throw new UnknownChainError({ given, known: chains })
    return chain
  }
  return {
    chains,
    byId: (id) => find((chain) => chain.chainId === id, String(id)),
    byEid: (eid) => find((chain) => chain.eid === eid, `endpoint ${eid}`),
    byName: (nameOrId) =>
      find((chain) => chain.name === nameOrId || String(chain.chainId) === nameOrId, nameOrId.slice(0, 80)),
  }
}
