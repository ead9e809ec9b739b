import type { ChainId, UnixSeconds } from '../../domain/identifiers.ts'
import { stopMinting } from './measure.ts'
import type { BreakerParameters } from './parameters.ts'
import { blindness, type Unread } from './read.ts'
import { block, figures, type Trip, text, trip } from './trip.ts'

/** How the providers of a chain answered the same question about one pinned block. `unread`: too few did. */
export interface QuorumReading {
  readonly chainId: ChainId
  readonly answers:
    | { readonly kind: 'agreed' }
    | {
        readonly kind: 'disagreed'
        readonly since: UnixSeconds
        readonly blockNumber: bigint
        /** Names of the providers that contradict the others, without their URLs. */
        readonly providers: readonly string[]
      }
    | Unread
}

/**
 * Providers that contradict each other about one block for longer than the parameter. Minting stops in every bucket that
 * names the chain. Too few answers is another thing, and only alerts: nobody signs then.
 */
export function rpcDisagreement(
  { quorums }: { readonly quorums: readonly QuorumReading[] },
  { rpcDisagreementSeconds, unreadSeconds }: BreakerParameters,
  now: UnixSeconds,
): readonly Trip[] {
  return quorums.flatMap(({ chainId, answers }) => {
    const found = { rule: 'rpc-disagreement', scope: { kind: 'chain', chainId }, cause: 'providers' } as const
    if (answers.kind === 'agreed') return []
    if (answers.kind === 'unread') return blindness(found, answers, { unreadSeconds, now })
    const forSeconds = now - answers.since
    if (forSeconds <= rpcDisagreementSeconds) return []
    return [
      trip({
        ...found,
        severity: 'critical',
        measures: [stopMinting],
        evidence: [
          block(chainId, answers.blockNumber),
          ...answers.providers.map((provider) => text('provider', provider)),
          ...figures('seconds', { forSeconds, rpcDisagreementSeconds }),
        ],
      }),
    ]
  })
}
