import type { IncomingMessage } from 'node:http'
import type { ExecutionArgs } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ApiKeyRequiredError, ApiKeyUnknownError, QueryTooCostlyError, RateLimitedError } from '../errors.ts'
import { costOf } from './cost.ts'
import type { Caller, Keyring } from './keyring.ts'

/** Who may ask, and how much. */
export interface AccessSettings {
  /** Whether requests without a key are refused. */
  readonly keysRequired: boolean
  /** Points that all requests of one address without a key may spend in a minute. */
  readonly anonymousPointsPerMinute: number
  /** Points that one operation may cost. */
  readonly maxCost: number
  /** Proxies in front of the API, each of which adds the address it was asked from to `x-forwarded-for`. */
  readonly proxies: number
}

export const defaultAccess: AccessSettings = {
  keysRequired: false,
  anonymousPointsPerMinute: 600_000,
  maxCost: 100_000,
  proxies: 0,
}

/** Headers that say what an operation costs and what is left: draft-ietf-httpapi-ratelimit-headers. */
export const accessHeaders: readonly string[] = ['ratelimit', 'ratelimit-policy', 'retry-after', 'bulkhead-cost']

const windowSeconds = 60

interface Account {
  /** What its points are counted under: names of keys and addresses never meet. */
  readonly id: string
  readonly pointsPerMinute: number
}

/**
 * Lets an operation pass when its key is known, and its cost within what one may cost and what its caller has left of this
 * minute. A key comes as `Authorization: Bearer`; without one, the caller is the address that asks. Points are counted in
 * this process.
 *
 * @throws {@link ApiKeyRequiredError}, {@link ApiKeyUnknownError}, {@link QueryTooCostlyError}, {@link RateLimitedError}
 */
export function useAccess({
  keyring,
  settings,
}: {
  readonly keyring: Keyring
  readonly settings: AccessSettings
}): Plugin {
  const accounts = new WeakMap<Request, Account>()
  const spent = new WeakMap<Request, Readonly<Record<string, string>>>()
  const limiters = new Map<number, RateLimiterMemory>()
  const limiterOf = (points: number): RateLimiterMemory => {
    const made = limiters.get(points) ?? new RateLimiterMemory({ points, duration: windowSeconds })
    limiters.set(points, made)
    return made
  }
  const spend = async (request: Request, cost: number): Promise<void> => {
    const account = accounts.get(request)
    if (account === undefined) throw new TypeError('Nobody is known to pay')
    const { id, pointsPerMinute } = account
    const limiter = limiterOf(pointsPerMinute)
    const outcome = await limiter.consume(id, cost).catch((refused: unknown) => refused)
    if (!(outcome instanceof RateLimiterRes)) throw outcome
    const isRefused = outcome.consumedPoints > pointsPerMinute
    // What was not answered is not paid.
    if (isRefused) await limiter.reward(id, cost)
    const left = isRefused ? Math.max(0, pointsPerMinute - (outcome.consumedPoints - cost)) : outcome.remainingPoints
    const seconds = Math.max(1, Math.ceil(outcome.msBeforeNext / 1_000))
    spent.set(request, {
      'ratelimit-policy': `"points";q=${pointsPerMinute};w=${windowSeconds}`,
      ratelimit: `"points";r=${left};t=${seconds}`,
      'bulkhead-cost': String(cost),
    })
    if (isRefused) throw new RateLimitedError({ cost, left, retryAfterSeconds: seconds })
  }
  const pay = async (args: ExecutionArgs): Promise<void> => {
    const { request } = args.contextValue as { readonly request: Request }
    const cost = costOf({
      schema: args.schema,
      document: args.document,
      operationName: args.operationName ?? undefined,
      variables: args.variableValues ?? {},
    })
    if (cost > settings.maxCost) throw new QueryTooCostlyError({ cost, limit: settings.maxCost })
    await spend(request, cost)
  }
  return {
    async onParams({ request, context }) {
      const key = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
      if (key === undefined && settings.keysRequired) throw new ApiKeyRequiredError()
      const caller: Caller | undefined = key === undefined ? undefined : await keyring(key)
      if (key !== undefined && caller === undefined) throw new ApiKeyUnknownError()
      accounts.set(
        request,
        caller === undefined
          ? {
              id: `address ${addressOf(request, context, settings.proxies)}`,
              pointsPerMinute: settings.anonymousPointsPerMinute,
            }
          : { id: `key ${caller.name}`, pointsPerMinute: caller.pointsPerMinute },
      )
    },
    onExecute: ({ args }) => pay(args),
    onSubscribe: ({ args }) => pay(args),
    onResponse({ request, response }) {
      for (const [name, value] of Object.entries(spent.get(request) ?? {})) response.headers.set(name, value)
    },
  }
}

/** The address that asks, as the outermost of `proxies` saw it; that of the connection without any. */
function addressOf(request: Request, context: object, proxies: number): string {
  const forwarded = (request.headers.get('x-forwarded-for') ?? '').split(',').map((part) => part.trim())
  const told = proxies > 0 ? forwarded.at(-proxies) : undefined
  if (told !== undefined && told !== '') return told
  const { req } = context as { readonly req?: IncomingMessage }
  return req?.socket.remoteAddress ?? 'unknown'
}
