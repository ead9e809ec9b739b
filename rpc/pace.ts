/** How fast a provider may be asked: what the operator allows, and less for a while when the provider complains. */
export interface Pace {
  /** Takes leave for up to `wanted` calls. @returns For how many; zero: none now, see {@link Pace.waitMs}. */
  take(wanted: number): number
  /** Milliseconds until `queued` calls and one more could all have left. */
  waitMs(queued: number): number
  /** The provider said that it was too much; for how long it wants to be left alone, if it said so. */
  slowDown(restMs: number | undefined): void
}

const leastPerSecond = 1
/** A pace above this is none. */
const mostPerSecond = 2_000
const leastRestMs = 250
const mostRestMs = 30_000

/**
 * A token bucket of one second. A complaint rests the provider as long as it asks, else twice as long each time in a row, and
 * goes on at three quarters of the pace at which it complained; from there the pace grows by 2 % a second.
 *
 * @param options.callsPerSecond - The most, of JSON-RPC calls; `undefined`: no limit until the provider complains.
 * @param options.nowMs - A clock that never goes back.
 */
export function createPace({
  callsPerSecond = Number.POSITIVE_INFINITY,
  nowMs,
}: {
  readonly callsPerSecond?: number | undefined
  readonly nowMs: () => number
}): Pace {
  let rate = callsPerSecond
  let tokens = callsPerSecond
  let filledMs = nowMs()
  let restUntilMs = 0
  let restMs = leastRestMs
  let complainedMs = Number.NEGATIVE_INFINITY
  const sent: { readonly atMs: number; readonly calls: number }[] = []

  const fill = (): void => {
    const now = nowMs()
    const seconds = Math.max(0, now - filledMs) / 1_000
    filledMs = now
    if (rate < callsPerSecond) rate = Math.min(callsPerSecond, rate * 1.02 ** seconds)
    if (rate > mostPerSecond) rate = callsPerSecond
    tokens = rate === Number.POSITIVE_INFINITY ? rate : Math.min(Math.max(1, rate), tokens + seconds * rate)
    while (sent[0] !== undefined && sent[0].atMs < now - 1_000) sent.shift()
  }
  return {
    take(wanted) {
      fill()
      if (nowMs() < restUntilMs) return 0
      const taken = Math.min(wanted, Math.floor(tokens))
      tokens -= taken
      if (taken > 0) sent.push({ atMs: nowMs(), calls: taken })
      return taken
    },
    waitMs(queued) {
      fill()
      const lacking = Math.max(0, queued + 1 - tokens)
      return Math.max(0, restUntilMs - nowMs()) + (lacking === 0 ? 0 : Math.ceil((lacking * 1_000) / rate))
    },
    slowDown(asked) {
      fill()
      const now = nowMs()
      // Several calls that were on their way together complain together.
      if (now < restUntilMs) return
      restMs = now - complainedMs < 10_000 ? Math.min(restMs * 2, mostRestMs) : leastRestMs
      complainedMs = now
      restUntilMs = now + (asked ?? restMs)
      const recent = sent.reduce((sum, { calls }) => sum + calls, 0)
      rate = Math.max(leastPerSecond, 0.75 * Math.min(rate, Math.max(recent, leastPerSecond)))
      tokens = Math.min(tokens, rate)
      if (tokens === Number.POSITIVE_INFINITY) tokens = rate
    },
  }
}
