import { type UnixSeconds, unixSeconds } from './identifiers.ts'

/**
 * What a process may do. `observe` only records what the chains say; `attest` signs; `deliver` sends transactions that
 * anybody may send; `guardian` parks. A process may play several.
 */
export type Role = 'observe' | 'attest' | 'deliver' | 'guardian'

/** When a step that failed is tried again. Seconds, and a factor per failure. */
export interface RetryPolicy {
  /** Wait after the first failure, seconds. */
  readonly baseSeconds: bigint
  /** By what each further failure multiplies it; at least 1. */
  readonly factor: bigint
  /** The longest wait, seconds. */
  readonly capSeconds: bigint
}

/** How a process treats messages. */
export interface RelayPolicy {
  readonly roles: readonly Role[]
  /**
   * How long a message may be in doubt without a break until a guardian parks it, seconds. Longer than the slowest
   * finality: what is not final yet is in doubt too.
   */
  readonly parkAfterSeconds: bigint
  /** How long before its expiry an attestor signs anew, seconds of the destination's time. */
  readonly renewBeforeSeconds: bigint
  readonly retry: RetryPolicy
}

/** Beyond this many failures the wait does not grow: it has met any sane cap by then. */
const growingFailures = 64n

const between = (low: bigint, value: bigint, high: bigint): bigint => (value < low ? low : value > high ? high : value)

/**
 * Seconds from the last try until the next: base · factor^(failures − 1), at most the cap. Never falls as failures
 * grow. A policy out of order is bent, not refused: a factor below 1 counts as 1, a negative time as none.
 */
export function retrySeconds(failures: bigint, { baseSeconds, factor, capSeconds }: RetryPolicy): bigint {
  const exponent = between(1n, failures, growingFailures) - 1n
  const growth = (factor < 1n ? 1n : factor) ** exponent
  return between(0n, (baseSeconds < 0n ? 0n : baseSeconds) * growth, capSeconds < 0n ? 0n : capSeconds)
}

/** When a step that failed `failures` times, the last time at `lastTriedAt`, is tried again. */
export const nextTryAt = (
  { failures, lastTriedAt }: { readonly failures: bigint; readonly lastTriedAt: UnixSeconds },
  policy: RetryPolicy,
): UnixSeconds => unixSeconds(lastTriedAt + retrySeconds(failures, policy))
