import { assertNever } from '../../domain/errors.ts'
import type { ChainId } from '../../domain/identifiers.ts'
import type { FinalityWatch, PinnedFinal } from '../finality.ts'
import type { BlockObservation, Reading } from '../ports.ts'
import { faultsInWords } from './conditions.ts'
import type { GuardChain } from './ports.ts'

/** A chain with the watch over its final blocks. */
export interface WatchedChain {
  readonly chain: GuardChain
  readonly finality: FinalityWatch
}

/** A block to read at, or why there is none. */
export type ViewBlock =
  | { readonly kind: 'pinned'; readonly block: BlockObservation }
  | { readonly kind: 'unread'; readonly reason: string }

/**
 * One chain in one round. `first` is pinned before any chain's `second`: what had arrived by a first block had left before
 * a second one.
 */
export interface ChainView {
  readonly chain: GuardChain
  readonly first: ViewBlock
  readonly second: ViewBlock
  readonly head: ViewBlock
  /** What the providers made of the final block. */
  readonly pinned: PinnedFinal
}

/** The chains of a round by id. */
export type ChainViews = ReadonlyMap<ChainId, ChainView>

/** Pins every chain's final block; a chain that cannot be pinned is `unread`. @throws when the database cannot be read. */
export const pinAll = (chains: readonly WatchedChain[]): Promise<readonly PinnedFinal[]> =>
  Promise.all(chains.map(({ finality }) => finality.pin()))

/** Reads heads and second final blocks, and puts them beside the first ones. @throws as {@link pinAll}. */
export async function viewChains(chains: readonly WatchedChain[], firsts: readonly PinnedFinal[]): Promise<ChainViews> {
  const [seconds, heads] = await Promise.all([pinAll(chains), Promise.all(chains.map(({ chain }) => chain.readHead()))])
  return new Map(
    chains.map(({ chain }, index) => {
      const [pinned, second, head] = [firsts[index], seconds[index], heads[index]]
      if (pinned === undefined || second === undefined || head === undefined) throw new TypeError('One per chain')
      return [chain.chainId, { chain, pinned, first: blockOf(pinned), second: blockOf(second), head: headOf(head) }]
    }),
  )
}

function blockOf(pinned: PinnedFinal): ViewBlock {
  switch (pinned.kind) {
    case 'pinned':
      return pinned
    case 'none':
      return { kind: 'unread', reason: 'no block is final yet' }
    case 'behind':
      return { kind: 'unread', reason: `the final block is below ${pinned.newest}, which was final before` }
    case 'halted':
      return { kind: 'unread', reason: `halted: final block ${pinned.halt.blockNumber} changed` }
    case 'unread':
      return { kind: 'unread', reason: faultsInWords(pinned.faults) }
    default:
      return assertNever(pinned)
  }
}

function headOf(reading: Reading<BlockObservation | undefined>): ViewBlock {
  if (reading.kind === 'disagreed') return { kind: 'unread', reason: faultsInWords(reading.faults) }
  if (reading.value === undefined) return { kind: 'unread', reason: 'there is no block' }
  return { kind: 'pinned', block: reading.value }
}

/** Reads contracts at a view's block; unread when there is none. */
export async function readAt(
  chain: GuardChain,
  at: ViewBlock,
  reads: Parameters<GuardChain['readContracts']>[0],
): Promise<Reading<readonly unknown[]> | Extract<ViewBlock, { kind: 'unread' }>> {
  if (at.kind === 'unread') return at
  if (reads.length === 0) return { kind: 'agreed', value: [], faults: [] }
  return chain.readContracts(reads, at.block)
}
