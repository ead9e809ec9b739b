import { setTimeout as sleep } from 'node:timers/promises'

/** Repeats `attempt` until it gives something; fails with what was waited for after `timeoutMs`. */
export async function eventually<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  { timeoutMs = 60_000, pauseMs = 150 }: { readonly timeoutMs?: number; readonly pauseMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  let lastError: unknown
  while (performance.now() < deadline) {
    try {
      const result = await attempt()
      if (result !== undefined) return result
    } catch (error) {
      lastError = error
    }
    await sleep(pauseMs)
  }
  throw new Error(`Not in ${timeoutMs} ms: ${what}`, { cause: lastError })
}
