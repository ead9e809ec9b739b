import { print } from '@0no-co/graphql.web'
import type { TadaDocumentNode } from 'gql.tada'
import { failuresOf, field, parsed, retryAfterMs } from './answer.ts'
import { ApiError, ApiUnreachableError, BulkheadClientError, NotTheApiError } from './errors.ts'
import { pause } from './pause.ts'
import { type Connecting, type SubscribeOptions, type SubscriptionEvent, subscribeWith } from './subscribe.ts'

/** How a client reaches the API. */
export interface ClientOptions {
  /** Such as `https://api.example.org/graphql`. */
  readonly url: string
  /** Sent as a bearer token. */
  readonly apiKey?: string
  /** Longest wait for one attempt, milliseconds; 10,000 when left out. */
  readonly timeoutMs?: number
  /** Attempts after the first one that failed but may succeed; 3 when left out. Every request only reads. */
  readonly retries?: number
  /** In place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch
}

/** What belongs to one request. */
export interface RequestOptions {
  /** Ends the request and everything that waits for it. */
  readonly signal?: AbortSignal
}

/** A page of a list, as far as turning it needs. */
export interface Page<Node> {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** Variables of a document that turns pages. */
interface PagedVariables {
  readonly after?: string | null | undefined
}

/** Asks a Bulkhead API. Methods throw ApiError, ApiUnreachableError, NotTheApiError, and an aborted signal's reason. */
export interface BulkheadClient {
  /** The answer to a document. */
  query<Result, Variables>(
    document: TadaDocumentNode<Result, Variables>,
    ...rest: Record<string, never> extends Variables
      ? [variables?: Variables, options?: RequestOptions]
      : [variables: Variables, options?: RequestOptions]
  ): Promise<Result>
  /**
   * Every entry of a list, one page after the other. The document has a variable `$after` and asks for
   * `pageInfo { hasNextPage endCursor }`.
   *
   * @param pageOf - Finds the list in an answer.
   */
  entries<Result, Variables extends PagedVariables, Node>(
    document: TadaDocumentNode<Result, Variables>,
    variables: Variables,
    pageOf: (result: Result) => Page<Node>,
    options?: RequestOptions,
  ): AsyncGenerator<Node, void, undefined>
  /**
   * The one list that a document asks for, as CSV: the header row and the first page, then page by page if the document
   * has a variable `$after` and asks for `pageInfo { hasNextPage endCursor }`.
   */
  csv<Result, Variables>(
    document: TadaDocumentNode<Result, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): AsyncGenerator<string, void, undefined>
  /**
   * Events of a subscription. A connection that breaks is made again from the last id, so that nothing is lost and nothing comes
   * twice; once there was one, for as long as it takes.
   */
  subscribe<Result, Variables>(
    document: TadaDocumentNode<Result, Variables>,
    variables: Variables,
    options?: SubscribeOptions,
  ): AsyncGenerator<SubscriptionEvent<Result>, void, undefined>
}

const json = 'application/graphql-response+json, application/json'
const nextCursorHeader = 'bulkhead-next-cursor'
const defaultTimeoutMs = 10_000
/** Pause before the second attempt, milliseconds; each further one is twice as long. */
const firstPauseMs = 250

/** A client of the API at a URL. Needs `fetch` and nothing else, in a browser as in Node. */
export function createClient(options: ClientOptions): BulkheadClient {
  const { retries = 3 } = options
  const post = async (request: Request): Promise<Answered> => {
    const { signal } = request
    for (let attempt = 0; ; attempt += 1) {
      signal?.throwIfAborted()
      try {
        return await send(options, request)
      } catch (error) {
        signal?.throwIfAborted()
        if (attempt >= retries || !(error instanceof BulkheadClientError) || !error.retryable) throw error
        await pause(error.retryAfterMs ?? firstPauseMs * 2 ** attempt * (0.5 + Math.random()), signal)
      }
    }
  }
  const ask = async <Result, Variables>(
    document: TadaDocumentNode<Result, Variables>,
    variables: unknown,
    signal: AbortSignal | undefined,
  ) => dataOf(await post({ accept: json, document, variables, signal })) as Result
  return {
    query: (document, ...[variables, request]) => ask(document, variables, request?.signal),
    async *entries(document, variables, pageOf, request) {
      let { after } = variables
      for (;;) {
        const { nodes, pageInfo } = pageOf(await ask(document, { ...variables, after }, request?.signal))
        yield* nodes
        if (!pageInfo.hasNextPage) return
        after = nextPage(after, pageInfo.endCursor)
      }
    },
    async *csv(document, variables, request) {
      let after: string | null | undefined
      for (let isFirst = true; ; isFirst = false) {
        const page = { document, variables: isFirst ? variables : { ...variables, after }, signal: request?.signal }
        const { text, headers } = await post({ accept: 'text/csv', ...page })
        yield isFirst ? text : text.slice(text.indexOf('\r\n') + 2)
        const next = headers.get(nextCursorHeader)
        if (next === null) return
        after = nextPage(after, next)
      }
    },
    async *subscribe<Result, Variables>(
      document: TadaDocumentNode<Result, Variables>,
      variables: Variables,
      request: SubscribeOptions = {},
    ) {
      const query = print(document)
      const connecting: Connecting = {
        url: options.url,
        headers: { accept: 'text/event-stream', ...headersOf(options) },
        bodyFrom: (lastEventId) =>
          JSON.stringify({ query, variables, ...(lastEventId === undefined ? {} : { extensions: { lastEventId } }) }),
        fetch: options.fetch ?? globalThis.fetch,
        timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
        retries,
      }
      for await (const event of subscribeWith(connecting, request)) yield event as SubscriptionEvent<Result>
    },
  }
}

/** @throws TypeError when turning the page led to the same one. */
function nextPage(before: string | null | undefined, cursor: string | null): string | null {
  if (cursor === before) throw new TypeError('The document does not hand its variable $after to the list')
  return cursor
}

interface Request {
  readonly accept: string
  readonly document: Parameters<typeof print>[0]
  readonly variables: unknown
  readonly signal: AbortSignal | undefined
}

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

const headersOf = ({ apiKey }: ClientOptions): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
})

/** One attempt. Failures that the API names are thrown, whatever the status is. */
async function send(options: ClientOptions, { accept, document, variables, signal }: Request): Promise<Answered> {
  const { url, timeoutMs = defaultTimeoutMs, fetch = globalThis.fetch } = options
  const timeout = AbortSignal.timeout(timeoutMs)
  let answered: Answered
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept, ...headersOf(options) },
      body: JSON.stringify({ query: print(document), variables: variables ?? {} }),
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    })
    const { status, headers } = response
    answered = { status, headers, text: await response.text() }
  } catch (cause) {
    const what = timeout.aborted ? `The API did not answer within ${timeoutMs} ms.` : 'The API does not answer.'
    throw new ApiUnreachableError(what, { cause })
  }
  const { headers, status } = answered
  const [first, ...others] = failuresOf(answered)
  if (first !== undefined) throw new ApiError([first, ...others], retryAfterMs(headers))
  const isAsked = accept.includes((headers.get('content-type') ?? '').split(';')[0] ?? '')
  if (status !== 200 || !isAsked) throw new NotTheApiError({ status }, retryAfterMs(headers))
  return answered
}

function dataOf({ status, text }: Answered): unknown {
  const data = field(parsed(text), 'data')
  if (data === undefined || data === null) throw new NotTheApiError({ status })
  return data
}
