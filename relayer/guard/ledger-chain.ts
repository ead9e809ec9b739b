import { DomainError } from '../../domain/errors.ts'
import type { ChainId } from '../../domain/identifiers.ts'
import type { PinnedFinal } from '../finality.ts'
import type { LedgerChain } from '../ledger-ports.ts'
import type { WatchedChain } from './views.ts'

/** No final block of a chain can be relied on now. */
class ChainUnpinnedError extends DomainError {
  readonly code = 'CHAIN_UNPINNED'
  readonly retryable = true
  constructor(readonly facts: { readonly chainId: ChainId; readonly state: Exclude<PinnedFinal['kind'], 'pinned'> }) {
    super(`No final block of chain ${facts.chainId} can be relied on: ${facts.state}.`, {
      hint: '`bulkhead doctor` examines its providers.',
    })
  }
}

/** The chain as the ledger reads it: up to the final block that the watch vouches for, which never goes back. */
export function guardLedgerChain({ chain, finality }: WatchedChain): LedgerChain {
  return {
    ...chain.ledger,
    chainId: chain.chainId,
    async readFinalHead() {
      const pinned = await finality.pin()
      if (pinned.kind === 'none') return undefined
      if (pinned.kind !== 'pinned') throw new ChainUnpinnedError({ chainId: chain.chainId, state: pinned.kind })
      return pinned.block
    },
  }
}
