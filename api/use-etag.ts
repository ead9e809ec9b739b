import { createHash } from 'node:crypto'
import type { Plugin } from 'graphql-yoga'
import type { ApiContext } from './context.ts'

/** Seconds for which an answer that never changes is used without asking again. */
const settledSeconds = 86_400

/**
 * Answers to GET carry an ETag, a hash of what they say, and 304 takes their place where the caller has that already. An answer
 * that was read at final cuts alone stays as it is, and may be used for a day without asking; any other is asked for again.
 *
 * @param options.shared - Whether caches that many callers share may keep answers.
 */
export function useEtag({ shared }: { readonly shared: boolean }): Plugin<ApiContext> {
  const cacheControl = new WeakMap<Request, string>()
  return {
    onExecute({ args }) {
      const { contextValue: context } = args
      if (context.request.method !== 'GET') return undefined
      return {
        onExecuteDone({ result }) {
          if (!('data' in result) || result.errors !== undefined) return
          const who = shared ? 'public' : 'private'
          cacheControl.set(
            context.request,
            context.isSettled(Object.keys(result.data ?? {}))
              ? `${who}, max-age=${settledSeconds}, immutable`
              : `${who}, no-cache`,
          )
        },
      }
    },
    async onResponse({ request, response, setResponse, fetchAPI }) {
      const known = cacheControl.get(request)
      if (known === undefined) {
        response.headers.set('cache-control', 'no-store')
        return
      }
      const body = await response.text()
      const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
      const headers = new fetchAPI.Headers(response.headers)
      headers.set('etag', etag)
      headers.set('cache-control', known)
      headers.append('vary', 'Accept')
      const isKnown = namedIn(request.headers.get('if-none-match') ?? '', etag)
      setResponse(
        isKnown
          ? new fetchAPI.Response(null, { status: 304, headers })
          : new fetchAPI.Response(body, { status: response.status, headers }),
      )
    },
  }
}

/** Whether `If-None-Match` names an ETag, weak or strong. */
const namedIn = (header: string, etag: string): boolean =>
  header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
