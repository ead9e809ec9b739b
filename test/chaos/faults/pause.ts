import { setTimeout as sleep } from 'node:timers/promises'
import type { ChaosChain } from '../stage.ts'

/** Stops a chain's node in its tracks, and lets it go on. */
export async function pause({ node }: ChaosChain, forMs: number): Promise<void> {
  const pid = node.pid()
  if (pid === undefined) throw new TypeError(`${node.name} is not running`)
  process.kill(pid, 'SIGSTOP')
  try {
    await sleep(forMs)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
}
