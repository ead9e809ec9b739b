/** How much a provider takes or gives at once, as far as it has shown: calls in a request, blocks in a range of logs. */
export interface SizeLimit {
  /** As much as may be asked for. */
  most(): number
  /** So much worked. */
  worked(size: number): void
  /** So much was refused, for whatever reason was named. */
  refused(size: number): void
}

/** How long a refusal keeps more from being tried again. */
const refusalMs = 60_000

/**
 * Finds the limit by trying, since providers word it as they please and some keep to another one than they name: half
 * of what was refused, then between what worked and what was refused.
 */
export function createSizeLimit(nowMs: () => number): SizeLimit {
  let limit = Number.POSITIVE_INFINITY
  let largestGood = 0
  let refusedAt = Number.POSITIVE_INFINITY
  let refusedMs = 0
  return {
    most: () => limit,
    worked(size) {
      if (nowMs() - refusedMs > refusalMs) refusedAt = Number.POSITIVE_INFINITY
      largestGood = Math.max(largestGood, size)
      if (size < limit) return
      limit = refusedAt === Number.POSITIVE_INFINITY ? limit * 2 : Math.max(limit, Math.floor((limit + refusedAt) / 2))
    },
    refused(size) {
      if (size <= largestGood) largestGood = 0
      refusedAt = size
      refusedMs = nowMs()
      limit = Math.max(1, largestGood === 0 ? Math.floor(size / 2) : largestGood)
    },
  }
}
