import type { Chain } from '../../chains/chain.ts'
import type { FaultKind } from '../ports.ts'
import { askBlock, askChainId } from './answer.ts'
import { askFinal, descending, readPinnedFinal } from './pinned-final.ts'
import type { QuorumReader } from './quorum.ts'

/** What one provider says of its chain, beside the others. */
export interface ProviderExamination {
  readonly provider: string
  /** Why it cannot be read, or does not fit; empty when it is sound. */
  readonly problems: readonly (FaultKind | 'wrong-chain')[]
  readonly head: bigint | undefined
  readonly finalized: bigint | undefined
  /** Blocks its head is below the highest head reported. */
  readonly lag: bigint | undefined
}

/** A chain's providers, and whether enough of them agree on one final block now. */
export interface ChainExamination {
  readonly quorum: number
  readonly providers: readonly ProviderExamination[]
  readonly pinned: { readonly number: bigint; readonly hash: string } | undefined
  readonly isMet: boolean
}

/**
 * Asks every provider by itself for chain id, head, final block, and its hash of the block that the quorum pins.
 *
 * @param options.lagTolerance - Blocks behind the others that are no fault.
 */
export async function examineProviders({
  chain,
  quorum,
  lagTolerance,
}: {
  readonly chain: Chain
  readonly quorum: QuorumReader
  readonly lagTolerance: bigint
}): Promise<ChainExamination> {
  const [reading, answers] = await Promise.all([
    readPinnedFinal({ quorum, rule: chain.finality, lagTolerance }),
    quorum.survey(async (client) => ({
      chainId: await askChainId(client),
      head: (await askBlock(client, 'latest')).number,
      final: (await askFinal(client, chain.finality)).number,
    })),
  ])
  const pinned = reading.kind === 'agreed' ? reading.value : undefined
  const hashes =
    pinned === undefined ? [] : await quorum.survey(async (client) => (await askBlock(client, pinned.number)).hash)
  const heads = answers.flatMap((answer) => (answer.kind === 'answered' ? [answer.value.head] : []))
  const [highest = 0n] = heads.sort(descending)

  const providers = quorum.providers.map((provider): ProviderExamination => {
    const answer = answers.find((candidate) => candidate.provider === provider)
    if (answer === undefined || answer.kind === 'failed') {
      const problems = [answer?.fault ?? 'timeout']
      return { provider, problems, head: undefined, finalized: undefined, lag: undefined }
    }
    const { chainId, head, final } = answer.value
    const lag = highest - head
    const atPinned = hashes.find((candidate) => candidate.provider === provider)
    const problems = [
      ...(chainId === BigInt(chain.chainId) ? [] : (['wrong-chain'] as const)),
      ...(lag > lagTolerance ? (['lagging'] as const) : []),
      ...(atPinned?.kind === 'failed' && atPinned.fault !== 'lagging' ? [atPinned.fault] : []),
      ...(atPinned?.kind === 'answered' && atPinned.value !== pinned?.hash ? (['differs'] as const) : []),
    ]
    return { provider, problems, head, finalized: final < 0n ? undefined : final, lag }
  })
  return { quorum: quorum.size, providers, pinned, isMet: reading.kind === 'agreed' }
}
