import type { ChainId, EndpointId } from '../domain/identifiers.ts'
import type { LayerZeroOnChain } from './layerzero.ts'
import type { KnownProtocols } from './protocols.ts'

/**
 * When a block of a chain counts as final for money.
 *
 * `tag`: the node's own `finalized` block; `depth` bounds how many blocks that is at least, which is what the
 * attestors report as confirmations. `depth`: the head less `depth` blocks.
 */
export type FinalityRule =
  | { readonly kind: 'tag'; readonly depth: bigint }
  | { readonly kind: 'depth'; readonly depth: bigint }

/** What differs per chain and is known before anything is deployed there. */
export interface Chain {
  readonly name: string
  readonly chainId: ChainId
  /** LayerZero V2 endpoint id. */
  readonly eid: EndpointId
  readonly blockTimeSeconds: number
  readonly finality: FinalityRule
  /**
   * How many RPC providers must give the same answer before money rests on it, unless the environment says otherwise.
   * One is for throw-away chains with one node; a real chain wants two of three or more, of different operators.
   */
  readonly rpcQuorum: number
  /** A throw-away chain on this machine: plain keys are accepted only here. */
  readonly local: boolean
  /** What LayerZero has deployed there; absent on local chains, which get one of their own. */
  readonly layerZero?: LayerZeroOnChain
  /** What others have there and can be indexed by name. */
  readonly protocols?: KnownProtocols
}

/**
 * How many blocks apart those are that the index keeps whether or not they have an event of ours: every block of a local
 * chain, about one in a minute of any other.
 */
export const indexedBlockInterval = ({ local, blockTimeSeconds }: Chain): number =>
  local ? 1 : Math.max(1, Math.round(60 / blockTimeSeconds))
