import { createPublicClient, fallback, http, type PublicClient } from 'viem'

/** Reads one chain. Bulkhead passes chain ids and addresses itself, so the client carries no chain of its own. */
export type EvmClient = PublicClient

/**
 * A read client over one or several RPC URLs; with several, the next one is asked when one fails. Calls of the same
 * moment go out as one HTTP request.
 *
 * @param options.timeoutMs - Longest wait for one request.
 */
export function evmClient(rpcUrls: readonly string[], options: { readonly timeoutMs?: number } = {}): EvmClient {
  const transports = rpcUrls.map((url) =>
    http(url, { batch: true, retryCount: 0, timeout: options.timeoutMs ?? 10_000 }),
  )
  const [only] = transports
  return createPublicClient({
    transport: transports.length === 1 && only !== undefined ? only : fallback(transports, { retryCount: 0 }),
    cacheTime: 0,
  })
}
