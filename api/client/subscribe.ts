import { failuresIn, failuresOf, field, parsed, retryAfterMs } from './answer.ts'
import { ApiError, ApiUnreachableError, BulkheadClientError, NotTheApiError } from './errors.ts'
import { serverSentEvents } from './event-stream.ts'
import { pause } from './pause.ts'

/** What belongs to one subscription. */
export interface SubscribeOptions {
  /** Goes on after the event that had this id; starts now when left out. */
  readonly lastEventId?: string | undefined
  /** Ends the subscription. */
  readonly signal?: AbortSignal | undefined
}

/** An event of a subscription. */
export interface SubscriptionEvent<Result> {
  readonly data: Result
  /** Where to go on after it: `lastEventId` of another subscription, at any time, with any process of the API. */
  readonly id: string
}

/** How one connection is asked for. */
export interface Connecting {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  bodyFrom(lastEventId: string | undefined): string
  readonly fetch: typeof globalThis.fetch
  /** Longest wait for the first byte, milliseconds. */
  readonly timeoutMs: number
  /** Attempts after the first one until there is a connection at all. */
  readonly retries: number
}

/** The API sends something at least every twelve seconds. */
const silentMs = 30_000
const firstPauseMs = 250
const longestPauseMs = 10_000

/** Events with data, over as many connections as it takes. */
export async function* subscribeWith(
  connecting: Connecting,
  { lastEventId, signal }: SubscribeOptions,
): AsyncGenerator<SubscriptionEvent<unknown>, void, undefined> {
  let place = lastEventId
  let wasConnected = false
  for (let failures = 0; ; ) {
    signal?.throwIfAborted()
    let waitMs: number | undefined
    try {
      for await (const { event, data, id } of connection(connecting, { lastEventId: place, signal })) {
        failures = 0
        wasConnected = true
        if (event === 'complete') return
        const result = data === undefined ? undefined : parsed(data)
        const [first, ...others] = failuresIn(result)
        if (first !== undefined) throw new ApiError([first, ...others])
        place = id ?? place
        if (event === 'next') yield { data: field(result, 'data'), id: place ?? '' }
      }
    } catch (error) {
      signal?.throwIfAborted()
      const mayPass = error instanceof BulkheadClientError && error.retryable
      if (!mayPass || (!wasConnected && failures >= connecting.retries)) throw error
      waitMs = error.retryAfterMs
    }
    await pause(waitMs ?? Math.min(firstPauseMs * 2 ** failures, longestPauseMs) * (0.5 + Math.random()), signal)
    failures += 1
  }
}

/** The events of one connection, until it ends. @throws ApiError, ApiUnreachableError, NotTheApiError */
async function* connection(
  { url, headers, bodyFrom, fetch, timeoutMs }: Connecting,
  { lastEventId, signal }: SubscribeOptions,
) {
  const silence = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const expect = (withinMs: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => silence.abort(), withinMs)
  }
  expect(timeoutMs)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body: bodyFrom(lastEventId),
      signal: signal === undefined ? silence.signal : AbortSignal.any([silence.signal, signal]),
    })
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (response.status !== 200 || !isStream || response.body === null) {
      const [first, ...others] = failuresOf({ headers: response.headers, text: await response.text() })
      if (first !== undefined) throw new ApiError([first, ...others], retryAfterMs(response.headers))
      throw new NotTheApiError({ status: response.status }, retryAfterMs(response.headers))
    }
    const heard = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        expect(silentMs)
        controller.enqueue(chunk)
      },
    })
    yield* serverSentEvents(response.body.pipeThrough(heard))
  } catch (cause) {
    if (cause instanceof BulkheadClientError) throw cause
    throw new ApiUnreachableError('The connection to the API broke.', { cause })
  } finally {
    clearTimeout(timer)
  }
}
