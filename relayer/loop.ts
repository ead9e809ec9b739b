import { setTimeout as sleep } from 'node:timers/promises'
import type { Chain } from '../chains/chain.ts'
import { LeaseLostError } from '../domain/lease-lost.ts'
import { describeError, type Logger } from '../observability/logger.ts'
import type { Monitor } from '../observability/monitor.ts'

/**
 * Repeats a pass over one chain until `signal` is aborted, then finishes the one under way. A pass that fails is
 * repeated, after longer and longer pauses; one that finds its lease lost is the last.
 *
 * @param options.pollMs - Least pause between two passes, in milliseconds; slow chains get an eighth of a block.
 */
export async function loop(
  {
    name,
    chain: { chainId, blockTimeSeconds },
    pollMs,
    log,
    monitor,
    signal,
  }: {
    readonly name: string
    readonly chain: Chain
    readonly pollMs: number
    readonly log: Logger
    readonly monitor?: Monitor | undefined
    readonly signal: AbortSignal
  },
  pass: () => Promise<void>,
): Promise<void> {
  const pauseMs = Math.max(pollMs, blockTimeSeconds * 125)
  let failures = 0
  while (!signal.aborted) {
    const ended = monitor?.passBegan({ loop: name, chainId })
    try {
      await pass()
      failures = 0
      ended?.('ok')
    } catch (error) {
      failures += 1
      ended?.('failed')
      log.warn(
        { event: 'pass.failed', loop: name, chainId, failures, error: describeError(error) },
        error instanceof LeaseLostError ? 'A pass lost its lease' : 'A pass failed; it is repeated',
      )
      if (error instanceof LeaseLostError) return
    }
    await sleep(pauseMs * Math.min(2 ** failures, 16), undefined, { signal }).catch(() => undefined)
  }
  monitor?.loopEnded({ loop: name, chainId })
}
