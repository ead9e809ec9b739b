import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../observability/logger.ts'
import type { Outcome, RpcAnswer, RpcCall } from './call.ts'
import type { RpcEndpoint } from './endpoint.ts'
import { askLogs, logRangeOf } from './logs.ts'
import { createProvider, type Provider } from './provider.ts'
import { isAboutTheQuestion } from './read-answer.ts'
import { createSizeLimit, type SizeLimit } from './size-limit.ts'

/** Asks whichever provider of a chain has an answer. */
export interface Gateway {
  /** Waits as long as it takes, minutes if need be; the same call again joins the one that is under way. */
  ask(call: RpcCall): Promise<RpcAnswer>
  close(): void
}

/** What a gateway is told and tells. */
export interface GatewayOptions {
  readonly endpoints: readonly RpcEndpoint[]
  readonly chainId: number
  readonly blockTimeSeconds: number
  /** The most that each provider is asked, in JSON-RPC calls. */
  readonly callsPerSecond?: number | undefined
  readonly log: Pick<Logger, 'warn' | 'info'>
  readonly onRequest?: ((provider: string, calls: number) => void) | undefined
  readonly onFault?: ((provider: string, reason: string) => void) | undefined
  /** A clock that never goes back. */
  readonly nowMs?: () => number
}

/** A provider, and how it has done. */
interface Source {
  readonly provider: Provider
  readonly ranges: SizeLimit
  restUntilMs: number
  restMs: number
  /** Newest block that it is known to have. */
  head: number
  /** How long it last took to say what its newest block is. */
  latencyMs: number
}

const leastRestMs = 500
/** With others to ask, one that fails is left alone for up to so long; an only one is asked again soon. */
const mostRestMs = { several: 60_000, only: 1_000 } as const
/** Longest wait for an answer while another provider could be asked, and when there is none. */
const timeoutMs = { several: 3_000, only: 8_000 } as const
/** After this long without an answer from anybody a call is given up. */
const giveUpMs = 300_000
/** An answer that came too late for whoever asked is kept for who asks again. */
const lateMs = 5_000
const keepMs = 60_000
const lookMs = 5_000
/** How often a part of a range is asked again of a provider that wants time. */
const mostAttempts = 20

/**
 * Asks the providers of one chain in the order they are given in, leaving out for a while those that fail, lag behind the
 * others or are much slower, and going on until one answers. Of a provider it takes no more than its pace and its ranges allow; what
 * those are it finds out. A block that one does not have is asked of the others; logs are not taken from one that has not come
 * to the end of their range.
 */
export function openGateway({
  endpoints,
  chainId,
  blockTimeSeconds,
  callsPerSecond,
  log,
  onRequest,
  onFault,
  nowMs = () => performance.now(),
}: GatewayOptions): Gateway {
  const closed = new AbortController()
  // Every call that waits listens.
  setMaxListeners(0, closed.signal)
  const sources = endpoints.map((endpoint): Source => {
    const provider = createProvider({ endpoint, callsPerSecond, onRequest, nowMs })
    const ranges = createSizeLimit(nowMs)
    return { provider, ranges, restUntilMs: 0, restMs: 0, head: -1, latencyMs: 0 }
  })
  const several = sources.length > 1
  const underWay = new Map<string, Promise<RpcAnswer>>()

  const pause = (ms: number): Promise<unknown> => sleep(ms, undefined, { signal: closed.signal }).catch(() => undefined)
  const fault = (source: Source, reason: string): void => {
    onFault?.(source.provider.name, reason)
    if (source.restMs === 0) {
      const facts = { event: 'rpc.provider-faulted', chainId, provider: source.provider.name, reason }
      log.warn(facts, 'An RPC provider gave no answer')
    }
    const most = several ? mostRestMs.several : mostRestMs.only
    source.restMs = Math.min(most, Math.max(leastRestMs, source.restMs * 2))
    source.restUntilMs = nowMs() + source.restMs
  }
  const good = (source: Source): void => {
    if (source.restMs === 0) return
    source.restMs = 0
    source.restUntilMs = 0
    log.info({ event: 'rpc.provider-answers', chainId, provider: source.provider.name }, 'It answers again')
  }

  /** Those that may be asked now, best first. */
  const inOrder = (): readonly Source[] => {
    const now = nowMs()
    const awake = sources.filter(({ restUntilMs }) => restUntilMs <= now)
    const newest = Math.max(...awake.map(({ head }) => head))
    const fastest = Math.min(...awake.map(({ latencyMs }) => latencyMs))
    const slack = Math.max(2, Math.ceil(6 / blockTimeSeconds))
    const handicap = ({ head, latencyMs, provider }: Source): number =>
      (head < newest - slack ? 4 : 0) + (latencyMs > 3 * fastest + 250 ? 2 : 0) + (provider.waitMs() > 250 ? 1 : 0)
    return awake
      .map((source) => ({ source, handicap: several ? handicap(source) : 0 }))
      .sort((a, b) => a.handicap - b.handicap)
      .map(({ source }) => source)
  }

  const askOne = async (source: Source, call: RpcCall, limitMs: number): Promise<Outcome> => {
    const ask = (one: RpcCall): Promise<Outcome> => source.provider.ask(one, { timeoutMs: limitMs })
    const range = logRangeOf(call)
    if (range === undefined) return ask(call)
    let parts = 0
    // What has been read of a range is not given up because the rest wants time.
    const askPart = async (one: RpcCall): Promise<Outcome> => {
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await ask(one)
        if (outcome.kind === 'result') parts += 1
        const waits = outcome.kind === 'limited' && (parts > 0 || !several) && attempt < mostAttempts
        if (!waits || closed.signal.aborted) return outcome
        await pause(source.provider.waitMs() + 50)
      }
    }
    const [logs, head] = await Promise.all([
      askLogs({ ask: askPart, limit: source.ranges }, call, range),
      range.to > source.head ? ask({ method: 'eth_blockNumber', params: [] }) : undefined,
    ])
    if (head?.kind === 'result') source.head = Number(head.result)
    return logs.kind === 'result' && range.to > source.head ? { kind: 'failed', reason: 'lagging' } : logs
  }

  const settle = async (call: RpcCall): Promise<RpcAnswer> => {
    const beganMs = nowMs()
    let failure: RpcAnswer = { kind: 'error', error: { code: -32_000, message: 'No RPC provider answers.' } }
    while (!closed.signal.aborted && nowMs() - beganMs < giveUpMs) {
      let word: RpcAnswer | undefined
      let limited = false
      const candidates = inOrder()
      for (const [index, source] of candidates.entries()) {
        const isLast = index === candidates.length - 1
        const outcome = await askOne(source, call, isLast ? timeoutMs.only : timeoutMs.several)
        if (outcome.kind === 'limited') limited = true
        else if (outcome.kind === 'failed') fault(source, outcome.reason)
        else {
          if (outcome.kind === 'error' && !isAboutTheQuestion(outcome.error)) onFault?.(source.provider.name, 'error')
          else good(source)
          if (outcome.kind === 'error' ? isAboutTheQuestion(outcome.error) : !isAbsentBlock(call, outcome))
            return outcome
          // A block that one lacks, and an error, may be otherwise with the next.
          if (word === undefined || outcome.kind === 'result') word = outcome
        }
      }
      if (word !== undefined) {
        failure = word
        // Whoever was too busy might have known better.
        if (!limited || nowMs() - beganMs > lateMs) return word
      }
      const awakeInMs = Math.min(
        ...sources.map(({ restUntilMs, provider }) => Math.max(restUntilMs - nowMs(), provider.waitMs())),
      )
      await pause(Math.min(1_000, Math.max(50, awakeInMs)))
    }
    return failure
  }

  /** Learns how far the providers are and how fast, so that one that lags or crawls is not the first to be asked. */
  const look = async (): Promise<void> => {
    while (!closed.signal.aborted) {
      await Promise.all(
        sources.map(async (source) => {
          if (source.restUntilMs > nowMs() || source.provider.waitMs() > 250) return
          const beganMs = nowMs()
          const outcome = await source.provider.ask(
            { method: 'eth_blockNumber', params: [] },
            { timeoutMs: timeoutMs.several },
          )
          source.latencyMs = nowMs() - beganMs
          if (outcome.kind === 'result') source.head = Number(outcome.result)
          else if (outcome.kind === 'failed') fault(source, outcome.reason)
        }),
      )
      await pause(lookMs)
    }
  }
  if (several) void look()

  return {
    ask(call) {
      const key = JSON.stringify([call.method, call.params])
      const before = underWay.get(key)
      if (before !== undefined) return before
      const beganMs = nowMs()
      const answer = settle(call)
      underWay.set(key, answer)
      void answer.then(() => {
        const forget = (): void => void (underWay.get(key) === answer && underWay.delete(key))
        if (nowMs() - beganMs < lateMs || isOfTheMoment(call)) forget()
        else setTimeout(forget, keepMs).unref()
      })
      return answer
    },
    close() {
      closed.abort()
      for (const { provider } of sources) provider.close()
    },
  }
}

/** Whether an answer says that there is no such block: a node that is behind says so of any block to come. */
const isAbsentBlock = ({ method }: RpcCall, answer: RpcAnswer): boolean =>
  /^eth_getBlockBy(?:Number|Hash)$/.test(method) && answer.kind === 'result' && answer.result === null

/** Whether a call is about what stands now, so that a late answer to it is stale. */
const isOfTheMoment = ({ method, params: [first] }: RpcCall): boolean =>
  !(logRangeOf({ method, params: [first] }) !== undefined || (/^eth_getBlockBy/.test(method) && isNumbered(first)))

const isNumbered = (value: unknown): boolean => typeof value === 'string' && value.startsWith('0x')
