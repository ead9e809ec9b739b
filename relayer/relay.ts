import type { Deployment } from '../chains/deployment.ts'
import type { ChainRegistry } from '../chains/registry.ts'
import type { Clock } from '../observability/clock.ts'
import type { Logger } from '../observability/logger.ts'
import type { Monitor } from '../observability/monitor.ts'
import { deliverTo } from './deliver.ts'
import { type DeliverySettings, destinationContext } from './delivery-settings.ts'
import { createFinalityWatch } from './finality.ts'
import { loop } from './loop.ts'
import { observeSource } from './observe.ts'
import type { ChainPort, FinalityStore } from './ports.ts'
import { createReported } from './reported.ts'
import { settleOn } from './settle.ts'
import { createSourceKnowledge } from './source-knowledge.ts'
import type { RelayStore } from './store.ts'

/** Everything a relayer works with. */
export interface RelayerOptions {
  readonly chains: readonly ChainPort[]
  readonly deployment: Deployment
  readonly registry: ChainRegistry
  readonly store: RelayStore
  readonly finalityStore: FinalityStore
  readonly clock: Clock
  readonly log: Logger
  readonly monitor?: Monitor | undefined
  /** How transactions are paid for; see {@link DeliverySettings}. */
  readonly delivery: DeliverySettings
  /** Least pause between two passes over the same chain, in milliseconds; slow chains get a quarter of a block. */
  readonly pollMs: number
}

/**
 * Relays until `signal` is aborted, then finishes the passes under way. Each chain has two loops of its own, as
 * source and as destination: a dead RPC stops only the messages that need it. Signatures come from attestors, which are
 * processes of their own.
 */
export async function runRelayer(options: RelayerOptions, signal: AbortSignal): Promise<void> {
  const { chains, deployment, registry, store, finalityStore, clock, log, monitor, delivery, pollMs } = options
  const watched = chains.map((chain) => {
    const { blockTimeSeconds } = registry.byId(chain.chainId)
    return {
      chain,
      finality: createFinalityWatch({ chain, blockTimeSeconds, store: finalityStore, clock, log, monitor }),
    }
  })
  const sources = createSourceKnowledge({ sources: watched, deployment })
  await Promise.all(
    watched.flatMap(({ chain, finality }) => {
      const source = { chain, finality, deployment, reported: createReported(), store, log }
      const facts = registry.byId(chain.chainId)
      const destination = destinationContext({
        chain,
        finality,
        rule: facts.finality,
        halts: finalityStore,
        sources,
        store,
        delivery,
        log,
        monitor,
      })
      return [
        loop({ name: 'source', chain: facts, pollMs, log, monitor, signal }, () => observeSource(source)),
        loop({ name: 'destination', chain: facts, pollMs, log, monitor, signal }, async () => {
          await deliverTo(destination)
          await settleOn(destination)
        }),
      ]
    }),
  )
}
