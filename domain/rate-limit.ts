import type { RawAmount } from './amounts.ts'
import { rawAmount } from './amounts.ts'
import { type UnixSeconds, unixSeconds } from './identifiers.ts'
import { least } from './integers.ts'

/**
 * What an owner sets, in base units. All zero, which is what an unset limiter holds, is closed.
 *
 * @see contracts/src/RateLimit.sol, the twin of this file; test/vectors/rate-limit.json binds the two.
 */
export interface Limits {
  /** The most that may be stored up, and so the most that may pass at once. */
  readonly burst: RawAmount
  /** What becomes available again each second. */
  readonly refillPerSecond: RawAmount
  /** The most that one message may move; at most `burst`. */
  readonly maxAmount: RawAmount
  /** The least that one message may move; at most `maxAmount`. */
  readonly minAmount: RawAmount
  /** What may pass without delay in `delaySeconds`: the size of the flow. */
  readonly delayThreshold: RawAmount
  /** How long the rest waits; zero delays nothing. */
  readonly delaySeconds: bigint
}

/** Limits and what is left of them as of `updatedAt`, which may lie ahead: until then nothing accrues. */
export interface Limiter extends Limits {
  readonly stored: RawAmount
  readonly flow: RawAmount
  readonly updatedAt: UnixSeconds
}

/** Whether an amount passes; in the contract's order, the first that applies. */
export type Verdict = 'fits' | 'below-minimum' | 'above-maximum' | 'no-room' | 'rate-exceeded' | 'delayed'

/** Every {@link Verdict}, in the order of the contract's enum. */
export const verdicts: readonly Verdict[] = [
  'fits',
  'below-minimum',
  'above-maximum',
  'no-room',
  'rate-exceeded',
  'delayed',
]

/** Seconds since `updatedAt`; none while that lies ahead. */
const elapsed = (limiter: Limiter, now: UnixSeconds): bigint => (now > limiter.updatedAt ? now - limiter.updatedAt : 0n)
const latest = (limiter: Limiter, now: UnixSeconds): UnixSeconds => (now > limiter.updatedAt ? now : limiter.updatedAt)

/** What is stored at `now`. Exact. */
function accrued(limiter: Limiter, now: UnixSeconds): RawAmount {
  return rawAmount(least(limiter.burst, limiter.stored + elapsed(limiter, now) * limiter.refillPerSecond))
}

/** The flow at `now`, rounded down: multiplies before it divides. An unset delay accrues nothing. */
function accruedFlow(limiter: Limiter, now: UnixSeconds): RawAmount {
  if (limiter.delaySeconds === 0n) return limiter.flow
  const refill = (elapsed(limiter, now) * limiter.delayThreshold) / limiter.delaySeconds
  return rawAmount(least(limiter.delayThreshold, limiter.flow + refill))
}

/**
 * What may pass at `now`.
 *
 * @param room - What the capacity leaves, zero while closed.
 */
export function available(limiter: Limiter, room: RawAmount, now: UnixSeconds): RawAmount {
  return rawAmount(least(room, accrued(limiter, now)))
}

/**
 * Takes an amount from a limiter, or says why not. `delayed` has taken its room too, but none of the flow; any other
 * verdict but `fits` leaves the limiter as it was.
 *
 * @param request.room - What the capacity leaves, zero while closed.
 * @param request.ahead - What is due to whoever came first, and left alone; zero unless some wait.
 */
export function take(
  limiter: Limiter,
  request: {
    readonly amount: RawAmount
    readonly room: RawAmount
    readonly ahead?: RawAmount
    readonly now: UnixSeconds
  },
): { readonly verdict: Verdict; readonly limiter: Limiter } {
  const { amount, room, ahead = 0n, now } = request
  if (amount < limiter.minAmount) return { verdict: 'below-minimum', limiter }
  if (amount > limiter.maxAmount) return { verdict: 'above-maximum', limiter }
  if (amount + ahead > room) return { verdict: 'no-room', limiter }
  const stored = accrued(limiter, now)
  if (amount + ahead > stored) return { verdict: 'rate-exceeded', limiter }

  const taken = { ...limiter, stored: rawAmount(stored - amount), updatedAt: latest(limiter, now) }
  if (limiter.delaySeconds === 0n) return { verdict: 'fits', limiter: taken }
  const flow = accruedFlow(limiter, now)
  if (amount > flow) return { verdict: 'delayed', limiter: { ...taken, flow } }
  return { verdict: 'fits', limiter: { ...taken, flow: rawAmount(flow - amount) } }
}

/**
 * The second at which a limiter has room for an amount, if nothing else passes: `now`, or the refill's time, rounded up.
 * `undefined` when it never has as things are. A delay that the flow may impose then is not in it.
 *
 * @param request.room - What the capacity leaves, zero while closed.
 * @param request.ahead - What is due to whoever came first, and passes before it.
 * @see contracts/src/RateLimit.sol, `wait`
 */
export function roomAt(
  limiter: Limiter,
  request: {
    readonly amount: RawAmount
    readonly room: RawAmount
    readonly ahead: RawAmount
    readonly now: UnixSeconds
  },
): UnixSeconds | undefined {
  const { amount, room, ahead, now } = request
  if (amount < limiter.minAmount || amount > limiter.maxAmount || amount + ahead > room) return undefined
  const missing = amount + ahead - accrued(limiter, now)
  if (missing <= 0n) return now
  if (limiter.refillPerSecond === 0n) return undefined
  const refillSeconds = (missing + limiter.refillPerSecond - 1n) / limiter.refillPerSecond
  return unixSeconds(latest(limiter, now) + refillSeconds)
}

/**
 * Sets new limits: accrues at the old ones, then stored := min(stored, new burst, available before), so that nothing
 * becomes available by it.
 *
 * @param change.room - What the capacity left before the change, zero while closed.
 */
export function reconfigure(
  limiter: Limiter,
  change: { readonly limits: Limits; readonly room: RawAmount; readonly now: UnixSeconds },
): Limiter {
  const { limits, room, now } = change
  return {
    ...limits,
    stored: rawAmount(least(available(limiter, room, now), limits.burst)),
    flow: rawAmount(least(accruedFlow(limiter, now), limits.delayThreshold)),
    updatedAt: latest(limiter, now),
  }
}

/** The part of a host's burst and rate that the vault lets in, in hundredths: the mirror fills up first. */
const mirrorPercent = 80n

/**
 * The limits of a lock for those of its host's bucket: {@link mirrorPercent} of burst and rate, rounded down; the
 * maximum never above that burst; no delay, which the host imposes.
 */
export function mirror(host: Limits): Limits {
  const burst = rawAmount((host.burst * mirrorPercent) / 100n)
  return {
    burst,
    refillPerSecond: rawAmount((host.refillPerSecond * mirrorPercent) / 100n),
    maxAmount: rawAmount(least(host.maxAmount, burst)),
    minAmount: host.minAmount,
    delayThreshold: rawAmount(0n),
    delaySeconds: 0n,
  }
}
