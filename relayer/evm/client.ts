import { createPublicClient, fallback, http, type PublicClient } from 'viem'
import { type RpcEndpoint, systemCode, withoutCredentials } from '../../rpc/endpoint.ts'

/** Reads one chain. Bulkhead passes chain ids and addresses itself, so the client carries no chain of its own. */
export type EvmClient = PublicClient

/** Told of each HTTP request: whom it goes to, and how many JSON-RPC calls are in it. */
export type OnRequest = (provider: string, calls: number) => void

/**
 * A read client over one or several RPC endpoints; with several, the next one is asked when one fails. A bare URL gets its
 * position for a name.
 *
 * @param options.timeoutMs - Longest wait for one request.
 * @param options.batch - Whether calls of the same moment go out as one HTTP request.
 */
export function evmClient(
  endpoints: readonly (RpcEndpoint | string)[],
  {
    timeoutMs = 10_000,
    batch = true,
    onRequest,
  }: { readonly timeoutMs?: number; readonly batch?: boolean; readonly onRequest?: OnRequest | undefined } = {},
): EvmClient {
  const transports = endpoints.map((endpoint, index) =>
    secretHttp(typeof endpoint === 'string' ? { name: `rpc#${index + 1}`, url: endpoint } : endpoint, {
      timeoutMs,
      batch,
      onRequest,
    }),
  )
  const [only] = transports
  return createPublicClient({
    transport: transports.length === 1 && only !== undefined ? only : fallback(transports, { retryCount: 0 }),
    cacheTime: 0,
  })
}

/** A request did not get through to a provider. Carries no more than the system's word for it. */
class RequestFailedError extends Error {}

let opened = 0

/**
 * HTTP transport whose URL viem never sees, because viem writes URLs into its errors: it is handed a placeholder with
 * the provider's name, and the real one is put in at the last moment.
 */
function secretHttp(
  { name, url }: RpcEndpoint,
  {
    timeoutMs,
    batch,
    onRequest,
  }: { readonly timeoutMs: number; readonly batch: boolean; readonly onRequest: OnRequest | undefined },
) {
  opened += 1
  // Numbered: viem puts calls to equal URLs into one batch, and two chains may use the same name.
  const placeholder = `http://rpc.invalid/${opened}/${encodeURIComponent(name)}`
  return http(placeholder, {
    batch,
    retryCount: 0,
    timeout: timeoutMs,
    fetchFn: async (_, init) => {
      onRequest?.(name, callsIn(init?.body))
      try {
        const { href, authorization } = withoutCredentials(url)
        const headers = new Headers(init?.headers)
        if (authorization !== undefined) headers.set('authorization', authorization)
        return await fetch(href, { ...init, headers })
      } catch (error) {
        if (init?.signal?.aborted === true) throw error
        throw new RequestFailedError(systemCode(error))
      }
    },
  })
}

/** JSON-RPC calls in a request's body: one, or as many as its batch has. */
function callsIn(body: unknown): number {
  const parsed: unknown = typeof body === 'string' ? JSON.parse(body) : undefined
  return Array.isArray(parsed) ? parsed.length : 1
}
