import { keepLeases, type LeaseKeeping } from './lease-keeper.ts'

/**
 * Runs `work` while this process is the only one of its pool; others stand by. Should the lease be lost, `work` is told to
 * stop and is run again with the next one.
 *
 * @returns Once `work` has ended by itself, or `signal` is aborted.
 * @throws whatever `work` throws.
 */
export async function withLease(
  options: LeaseKeeping & { readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ended = new AbortController()
  const failures: unknown[] = []
  const units = [{ name: options.instance.pool, kind: options.instance.pool }]
  const signal = AbortSignal.any([options.signal, ended.signal])
  await keepLeases({ ...options, units, signal }, async (lease) => {
    try {
      await work(lease.signal)
      if (!lease.signal.aborted) ended.abort()
    } catch (error) {
      failures.push(error)
      ended.abort()
    }
  })
  if (failures.length > 0) throw failures[0]
}
