import type { Deployment } from '../../chains/deployment.ts'
import type { ChainRegistry } from '../../chains/registry.ts'
import type { Clock } from '../../observability/clock.ts'
import type { Logger } from '../../observability/logger.ts'
import type { Monitor } from '../../observability/monitor.ts'
import type { Attestor } from '../evm/signer.ts'
import { createFinalityWatch } from '../finality.ts'
import { loop } from '../loop.ts'
import type { FinalityStore, SourceChainPort } from '../ports.ts'
import { createReported } from '../reported.ts'
import { createAgenda } from './agenda.ts'
import { attestChain } from './attest-chain.ts'
import type { AttestorContext } from './context.ts'
import type { AttestationBoard, AttestorStore } from './ports.ts'

/** Everything an attestor works with. */
export interface AttestorOptions {
  readonly chains: readonly SourceChainPort[]
  readonly attestor: Attestor
  readonly deployment: Deployment
  readonly registry: ChainRegistry
  /** The attestor's own. */
  readonly store: AttestorStore
  /** The attestor's own too: nobody else's word makes a block final, or lifts a halt. */
  readonly finalityStore: FinalityStore
  /** Shared with relayers and other attestors. */
  readonly board: AttestationBoard
  readonly clock: Clock
  readonly log: Logger
  readonly monitor?: Monitor | undefined
  /** Least pause between two passes over the same chain, in milliseconds; slow chains get an eighth of a block. */
  readonly pollMs: number
}

/** What the passes over one chain need. It remembers what it did in memory: see {@link createAgenda}. */
export function attestorContext(options: Omit<AttestorOptions, 'chains'>, chain: SourceChainPort): AttestorContext {
  const { registry, finalityStore, clock, log, monitor } = options
  const { blockTimeSeconds, finality } = registry.byId(chain.chainId)
  return {
    ...options,
    chain,
    finality: createFinalityWatch({ chain, blockTimeSeconds, store: finalityStore, clock, log, monitor }),
    confirmations: finality.depth,
    agenda: createAgenda(),
    reported: createReported(),
  }
}

/** Attests until `signal` is aborted, then finishes the passes under way. Each source chain has a loop of its own. */
export async function runAttestor(options: AttestorOptions, signal: AbortSignal): Promise<void> {
  const { chains, registry, log, monitor, pollMs } = options
  await Promise.all(
    chains.map((port) => {
      const context = attestorContext(options, port)
      const chain = registry.byId(port.chainId)
      return loop({ name: 'attestor', chain, pollMs, log, monitor, signal }, () => attestChain(context))
    }),
  )
}
