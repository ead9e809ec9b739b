import { DomainError } from '../domain/errors.ts'

/** The providers of a chain and the quorum asked of them cannot protect anything. */
export class InvalidRpcQuorumError extends DomainError {
  readonly code = 'RPC_QUORUM_INVALID'
  readonly retryable = false
  constructor(
    readonly facts: {
      readonly chain: string
      readonly quorum: number
      readonly providers: number
      readonly problem: string
    },
  ) {
    super(`A quorum of ${facts.quorum} of ${facts.providers} RPC providers of ${facts.chain}: ${facts.problem}.`, {
      hint: 'Set BULKHEAD_RPC_QUORUM_<chainId> above half of the URLs in BULKHEAD_RPC_URL_<chainId>.',
    })
  }
}

/**
 * Refuses a quorum that cannot be met, and one that two disjoint groups of providers could both meet.
 *
 * @param quorum - Identical answers needed, k.
 * @param providers - Providers there are, n.
 * @throws {@link InvalidRpcQuorumError} unless 1 ≤ k ≤ n < 2k.
 */
export function assertRpcQuorum(given: {
  readonly chain: string
  readonly quorum: number
  readonly providers: number
}): void {
  const { quorum, providers } = given
  const refuse = (problem: string): never => {
    throw new InvalidRpcQuorumError({ ...given, problem })
  }
  if (!Number.isSafeInteger(quorum) || quorum < 1) refuse('it takes at least one')
  if (quorum > providers) refuse('there are fewer providers than that')
  if (2 * quorum <= providers) refuse('two groups could agree on different answers')
}
