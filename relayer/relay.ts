import { setTimeout as sleep } from 'node:timers/promises'
import type { Deployment } from '../chains/deployment.ts'
import type { ChainRegistry } from '../chains/registry.ts'
import type { Clock } from '../observability/clock.ts'
import { describeError, type Logger } from '../observability/logger.ts'
import { attestSource } from './attest.ts'
import { deliverTo } from './deliver.ts'
import type { Attestor } from './evm/signer.ts'
import { createFinalityWatch } from './finality.ts'
import { observeSource } from './observe.ts'
import type { ChainPort, FinalityStore } from './ports.ts'
import { createReported } from './reported.ts'
import { settleOn } from './settle.ts'
import type { RelayStore } from './store.ts'

/** Everything a relayer works with. */
export interface RelayerOptions {
  readonly chains: readonly ChainPort[]
  readonly attestors: readonly Attestor[]
  readonly deployment: Deployment
  readonly registry: ChainRegistry
  readonly store: RelayStore
  readonly finalityStore: FinalityStore
  readonly clock: Clock
  readonly log: Logger
  /** Least pause between two passes over the same chain, in milliseconds; slow chains get a quarter of a block. */
  readonly pollMs: number
}

/**
 * Relays until `signal` is aborted, then finishes the passes under way. Each chain has two loops of its own, as
 * source and as destination: a dead RPC stops only the messages that need it.
 */
export async function runRelayer(options: RelayerOptions, signal: AbortSignal): Promise<void> {
  const { chains, attestors, deployment, registry, store, finalityStore, clock, log } = options
  await Promise.all(
    chains.flatMap((chain) => {
      const { blockTimeSeconds } = registry.byId(chain.chainId)
      const finality = createFinalityWatch({ chain, blockTimeSeconds, store: finalityStore, clock, log })
      const source = { chain, finality, deployment, reported: createReported(), store, log }
      const destination = { chain, finality, halts: finalityStore, store, log }
      return [
        loop({ name: 'source', chain, options, signal }, async () => {
          await observeSource(source)
          await attestSource(source, { attestors, registry, clock })
        }),
        loop({ name: 'destination', chain, options, signal }, async () => {
          await deliverTo(destination)
          await settleOn(destination)
        }),
      ]
    }),
  )
}

async function loop(
  {
    name,
    chain,
    options,
    signal,
  }: {
    readonly name: string
    readonly chain: ChainPort
    readonly options: RelayerOptions
    readonly signal: AbortSignal
  },
  pass: () => Promise<void>,
): Promise<void> {
  const { blockTimeSeconds } = options.registry.byId(chain.chainId)
  const pauseMs = Math.max(options.pollMs, blockTimeSeconds * 250)
  let failures = 0
  while (!signal.aborted) {
    try {
      await pass()
      failures = 0
    } catch (error) {
      failures += 1
      options.log.warn(
        { event: 'pass.failed', loop: name, chainId: chain.chainId, failures, error: describeError(error) },
        'A pass failed; it is repeated',
      )
    }
    await sleep(pauseMs * Math.min(2 ** failures, 16), undefined, { signal }).catch(() => undefined)
  }
}
