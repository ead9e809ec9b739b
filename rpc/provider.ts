import { systemClock } from '../observability/clock.ts'
import type { Outcome, RpcCall } from './call.ts'
import { type RpcEndpoint, systemCode, withoutCredentials } from './endpoint.ts'
import { createPace } from './pace.ts'
import { isBatchTooLarge, readAnswer, retryAfterMs } from './read-answer.ts'
import { createSizeLimit } from './size-limit.ts'

/** One RPC provider. Its calls leave in batches, at its pace. */
export interface Provider {
  readonly name: string
  /** Never throws; whatever goes wrong is an outcome. */
  ask(call: RpcCall, options: { readonly timeoutMs: number }): Promise<Outcome>
  /** Milliseconds until a call could leave. */
  waitMs(): number
  /** Breaks off what is on its way. */
  close(): void
}

interface Waiting {
  readonly call: RpcCall
  readonly timeoutMs: number
  readonly settle: (outcome: Outcome) => void
}

/** What became of an HTTP request. */
type Reply =
  | { readonly kind: 'body'; readonly body: unknown }
  | { readonly kind: 'limited'; readonly retryAfterMs: number | undefined }
  /** `answered`: the provider said something, which was no answer. */
  | { readonly kind: 'failed'; readonly reason: string; readonly answered: boolean }

const mostInBatch = 100
/** Requests on their way at once; calls that come meanwhile leave together when one of them is back. */
const mostInFlight = 4
/** How long the first call of a batch waits for company; longer while another request is on its way, half as long as one takes. */
const leastWindowMs = 3
const mostWindowMs = 50

/**
 * Calls to a provider, as many in one HTTP request as it takes: one that refuses a batch is asked for fewer at once, whatever it calls
 * the reason.
 *
 * @param options.onRequest - Told of each HTTP request and how many calls are in it.
 */
export function createProvider({
  endpoint: { name, url },
  callsPerSecond,
  onRequest,
  nowMs,
}: {
  readonly endpoint: RpcEndpoint
  readonly callsPerSecond?: number | undefined
  readonly onRequest?: ((provider: string, calls: number) => void) | undefined
  readonly nowMs: () => number
}): Provider {
  const pace = createPace({ callsPerSecond, nowMs })
  const { href, authorization } = withoutCredentials(url)
  const headers = { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) }
  const queue: Waiting[] = []
  const onTheirWay = new Set<AbortController>()
  const batches = createSizeLimit(nowMs)
  const batchLimit = (): number => Math.min(mostInBatch, batches.most())
  let inFlight = 0
  let latencyMs = 0
  let timer: NodeJS.Timeout | undefined

  const schedule = (): void => {
    if (timer !== undefined || queue.length === 0 || inFlight >= mostInFlight) return
    const company = inFlight === 0 ? leastWindowMs : Math.min(mostWindowMs, Math.max(leastWindowMs, latencyMs / 2))
    timer = setTimeout(flush, Math.max(queue.length >= batchLimit() ? 0 : company, pace.waitMs(0)))
  }
  const flush = (): void => {
    timer = undefined
    const batch = queue.splice(0, pace.take(Math.min(queue.length, batchLimit())))
    if (batch.length > 0) {
      inFlight += 1
      void send(batch).finally(() => {
        inFlight -= 1
        schedule()
      })
    }
    schedule()
  }

  const send = async (batch: readonly Waiting[]): Promise<void> => {
    const fail = (calls: readonly Waiting[], outcome: Outcome): void => {
      for (const { settle } of calls) settle(outcome)
    }
    const reply = await post(batch)
    if (reply.kind === 'limited') {
      pace.slowDown(reply.retryAfterMs)
      return fail(batch, { kind: 'limited' })
    }
    const [first, ...others] = batch
    if (first === undefined) return
    if (reply.kind === 'failed') {
      const failed: Outcome = { kind: 'failed', reason: reply.reason }
      if (others.length === 0 || !reply.answered) return fail(batch, failed)
      return probe(first, others, failed)
    }
    if (others.length === 0) return settleAll([first], [reply.body])
    if (Array.isArray(reply.body)) return settleAll(batch, inOrder(reply.body, batch.length))
    // One word about the whole of a batch.
    const word = readAnswer(reply.body)
    if (word.kind !== 'limited') return probe(first, others, { kind: 'failed', reason: 'malformed' })
    pace.slowDown(undefined)
    fail(batch, word)
  }
  /** Whether it was the batch that was refused shows when one of its calls is sent alone. */
  const probe = async (first: Waiting, others: readonly Waiting[], failed: Outcome): Promise<void> => {
    const reply = await post([first])
    if (reply.kind === 'body') {
      settleAll([first], [reply.body])
      batches.refused(others.length + 1)
      queue.unshift(...others)
      return
    }
    if (reply.kind === 'limited') pace.slowDown(reply.retryAfterMs)
    for (const { settle } of [first, ...others]) settle(reply.kind === 'limited' ? { kind: 'limited' } : failed)
  }
  const settleAll = (calls: readonly Waiting[], elements: readonly unknown[]): void => {
    const tooLarge: Waiting[] = []
    let limited = false
    for (const [index, waiting] of calls.entries()) {
      const outcome = readAnswer(elements[index])
      if (outcome.kind === 'error' && calls.length > 1 && isBatchTooLarge(outcome.error)) tooLarge.push(waiting)
      else waiting.settle(outcome)
      limited ||= outcome.kind === 'limited'
    }
    if (limited) pace.slowDown(undefined)
    if (tooLarge.length > 0) batches.refused(calls.length)
    else if (calls.length > 1) batches.worked(calls.length)
    queue.unshift(...tooLarge)
  }

  const post = async (batch: readonly Waiting[]): Promise<Reply> => {
    onRequest?.(name, batch.length)
    const breaking = new AbortController()
    onTheirWay.add(breaking)
    const late = setTimeout(() => breaking.abort(), Math.max(...batch.map(({ timeoutMs }) => timeoutMs)))
    const beganMs = nowMs()
    const calls = batch.map(({ call }, id) => ({ jsonrpc: '2.0', id, ...call }))
    try {
      const body = JSON.stringify(calls.length === 1 ? calls[0] : calls)
      const response = await fetch(href, { method: 'POST', headers, body, signal: breaking.signal })
      if (response.status === 429) {
        await response.body?.cancel()
        return { kind: 'limited', retryAfterMs: retryAfterMs(response.headers.get('retry-after'), systemClock.nowMs()) }
      }
      const text = await response.text()
      latencyMs += (nowMs() - beganMs - latencyMs) / 4
      const parsed = parse(text)
      // Some say what is wrong in JSON-RPC under another status than 200.
      if (!response.ok && !isAnswer(parsed)) {
        return { kind: 'failed', reason: `http-${response.status}`, answered: true }
      }
      return parsed === undefined
        ? { kind: 'failed', reason: 'malformed', answered: true }
        : { kind: 'body', body: parsed }
    } catch (error) {
      const reason = breaking.signal.aborted ? 'timeout' : systemCode(error)
      return { kind: 'failed', reason, answered: false }
    } finally {
      clearTimeout(late)
      onTheirWay.delete(breaking)
    }
  }
  return {
    name,
    ask: (call, { timeoutMs }) =>
      new Promise((settle) => {
        queue.push({ call, timeoutMs, settle })
        if (queue.length === batchLimit()) {
          clearTimeout(timer)
          timer = undefined
        }
        schedule()
      }),
    waitMs: () => pace.waitMs(queue.length),
    close() {
      clearTimeout(timer)
      for (const breaking of onTheirWay) breaking.abort()
    },
  }
}

/** Elements of a batch's response by the id of their call, which is its place. */
function inOrder(elements: readonly unknown[], count: number): readonly unknown[] {
  const ordered: unknown[] = new Array(count)
  for (const element of elements) {
    const id: unknown = typeof element === 'object' && element !== null ? Reflect.get(element, 'id') : undefined
    if (typeof id === 'number') ordered[id] = element
  }
  return ordered
}

const isAnswer = (parsed: unknown): boolean =>
  Array.isArray(parsed) || (typeof parsed === 'object' && parsed !== null && 'jsonrpc' in parsed && 'error' in parsed)

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
