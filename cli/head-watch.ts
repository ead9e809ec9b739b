import { setTimeout as sleep } from 'node:timers/promises'
import type { Chain } from '../chains/chain.ts'
import { recordHead } from '../database/chain-head.ts'
import type { Sql } from '../database/connect.ts'
import { describeError, type Logger } from '../observability/logger.ts'
import type { Monitor } from '../observability/monitor.ts'
import type { EvmClient } from '../relayer/evm/client.ts'
import { readHead } from '../relayer/evm/head.ts'

/** The chain's newest block as it was last read, and when; a node that hangs leaves it to grow old. */
export interface SeenHead {
  number: bigint | undefined
  atMs: number
}

/** Records the head until `signal` is aborted; a failed read leaves the last record, whose age then shows. */
export async function watchHead({
  chain,
  client,
  sql,
  log,
  monitor,
  signal,
  seen,
}: {
  readonly chain: Chain
  readonly client: EvmClient
  readonly sql: Sql
  readonly log: Logger
  readonly monitor: Monitor
  readonly signal: AbortSignal
  readonly seen: SeenHead
}): Promise<void> {
  const name = { loop: 'head', chainId: chain.chainId }
  while (!signal.aborted) {
    const passEnded = monitor.passBegan(name)
    try {
      const head = await readHead(client, chain.finality)
      seen.number = head.head.number
      seen.atMs = performance.now()
      await recordHead(sql, { chainId: chain.chainId, ...head })
      passEnded('ok')
    } catch (error) {
      passEnded('failed')
      if (!signal.aborted)
        log.warn({ event: 'head.unreadable', chainId: chain.chainId, error: describeError(error) }, 'No head')
    }
    await sleep(Math.min(chain.blockTimeSeconds * 500, 5_000), undefined, { signal }).catch(() => undefined)
  }
}
