import { type ChainId, unixSeconds } from '../../domain/identifiers.ts'
import type { Reorg } from '../../risk/breaker/deep-reorg.ts'
import type { QuorumReading } from '../../risk/breaker/rpc-disagreement.ts'
import type { HeadReading } from '../../risk/breaker/stalled-head.ts'
import type { ChainHalt } from '../ports.ts'
import type { Conditions } from './conditions.ts'
import type { ChainView } from './views.ts'

/** Number and time of a chain's newest block. */
export function headReading({ chain: { chainId }, head }: ChainView, conditions: Conditions): HeadReading {
  if (head.kind === 'unread') {
    return { chainId, head: conditions.unread(`head ${chainId}`, head.reason) }
  }
  const { number, time } = head.block
  return { chainId, head: { kind: 'read', value: { number, time: unixSeconds(time) } } }
}

/** Whether the providers of a chain contradict each other about its final block. */
export async function quorumReading(
  { chain, pinned, first }: ChainView,
  conditions: Conditions,
  newestFinal: bigint,
): Promise<QuorumReading> {
  const { chainId } = chain
  const disagreed = (blockNumber: bigint, providers: readonly string[]): QuorumReading => {
    const since = conditions.since(`quorum ${chainId}`, 'disagreed')
    return { chainId, answers: { kind: 'disagreed', since, blockNumber, providers } }
  }
  if (pinned.kind === 'unread') {
    const differing = pinned.faults.flatMap(({ provider, kind }) => (kind === 'differs' ? [provider] : []))
    if (differing.length > 0) return disagreed(newestFinal, differing)
  }
  if (first.kind === 'unread') {
    return { chainId, answers: conditions.unread(`quorum ${chainId}`, first.reason) }
  }
  const providers = await chain.contradictions(first.block)
  if (providers.length > 0) return disagreed(first.block.number, providers)
  return { chainId, answers: { kind: 'agreed' } }
}

/** The reorgs of final blocks that nobody has lifted yet. */
export const reorgsOf = (halts: readonly ChainHalt[], served: ReadonlySet<ChainId>): readonly Reorg[] =>
  halts
    .filter(({ chainId }) => served.has(chainId))
    .map(({ chainId, blockNumber, knownHash, foundHash, haltedAt }) => ({
      chainId,
      seenAt: unixSeconds(BigInt(Math.floor(haltedAt.getTime() / 1_000))),
      fromBlock: blockNumber,
      finalBlock: blockNumber,
      hashBefore: knownHash,
      hashAfter: foundHash,
    }))
