import type { Deployment } from '../chains/deployment.ts'
import type { ChainRegistry } from '../chains/registry.ts'
import type { Clock } from '../observability/clock.ts'
import type { Logger } from '../observability/logger.ts'
import type { Monitor } from '../observability/monitor.ts'
import { deliverTo } from './deliver.ts'
import { type DeliverySettings, destinationContext } from './delivery-settings.ts'
import { followEndedHolds } from './ended-holds.ts'
import { createFinalityWatch } from './finality.ts'
import { type HeldLease, keepLeases, type LeaseKeeping } from './lease-keeper.ts'
import type { Lease } from './lease-ports.ts'
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
  /** The shared memory, every write to which is refused once that lease is lost. */
  readonly storeUnder: (lease: Lease) => RelayStore
  /** How this relayer shares the work with others on the same database, which have the same deployment. */
  readonly leases: Omit<LeaseKeeping, 'log'>
  readonly finalityStore: FinalityStore
  readonly clock: Clock
  readonly log: Logger
  readonly monitor?: Monitor | undefined
  /** How transactions are paid for; see {@link DeliverySettings}. */
  readonly delivery: DeliverySettings
  /** Least pause between two passes over the same chain, in milliseconds; slow chains get an eighth of a block. */
  readonly pollMs: number
}

/**
 * Relays until `signal` is aborted, then finishes the passes under way and gives its leases back. Each chain is two units of
 * work, as source and as destination, each a loop of its own that runs while this process holds the unit's lease: a dead
 * RPC stops only the messages that need it. Signatures come from attestors, which are processes of their own.
 */
export async function runRelayer(options: RelayerOptions, signal: AbortSignal): Promise<void> {
  const { chains, deployment, registry, storeUnder, leases, finalityStore, clock, log, monitor, delivery, pollMs } =
    options
  const watched = chains.map((chain) => {
    const { blockTimeSeconds } = registry.byId(chain.chainId)
    return {
      chain,
      finality: createFinalityWatch({ chain, blockTimeSeconds, store: finalityStore, clock, log, monitor }),
    }
  })
  const sources = createSourceKnowledge({ sources: watched, deployment })
  const work = watched.flatMap(({ chain, finality }) => {
    const facts = registry.byId(chain.chainId)
    const observe = (lease: HeldLease): Promise<void> => {
      const source = { chain, finality, deployment, reported: createReported(), store: storeUnder(lease), log }
      return loop({ name: 'source', chain: facts, pollMs, log, monitor, signal: lease.signal }, () =>
        observeSource(source),
      )
    }
    const deliver = (lease: HeldLease): Promise<void> => {
      const destination = destinationContext({
        chain: sendingUnder(lease, chain),
        finality,
        rule: facts.finality,
        halts: finalityStore,
        sources,
        store: storeUnder(lease),
        delivery,
        log,
        monitor,
      })
      return loop({ name: 'destination', chain: facts, pollMs, log, monitor, signal: lease.signal }, async () => {
        await deliverTo(destination)
        await settleOn(destination)
        await followEndedHolds(destination)
      })
    }
    return [
      // Whoever holds this one alone sends transactions to the chain.
      { name: `destination:${chain.chainId}`, kind: 'destination', run: deliver },
      { name: `source:${chain.chainId}`, kind: 'source', run: observe },
    ]
  })
  const byName = new Map(work.map(({ name, run }) => [name, run]))
  await keepLeases({ ...leases, log, monitor, units: work, signal }, async (lease) => byName.get(lease.unit)?.(lease))
}

/** A chain to which nothing is sent once the lease has run out, or is about to: a stopped process may wake up in between. */
const sendingUnder = (lease: HeldLease, chain: ChainPort): ChainPort => ({
  ...chain,
  async broadcast(raw) {
    lease.assertHeld()
    return chain.broadcast(raw)
  },
})
