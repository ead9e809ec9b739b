/** How many blocks of logs a provider gives at once, as far as it has shown. */
export interface RangeLimit {
  /** Blocks that may be asked for. */
  blocks(): number
  /** It gave the logs of so many blocks. */
  worked(blocks: number): void
  /** It did not; for whatever reason it names. */
  refused(blocks: number): void
}

/** How long a refusal keeps larger ranges from being tried again. */
const refusalMs = 60_000

/**
 * Finds the limit by trying, since providers word it as they please and some keep to another one than they name: half
 * of what was refused, then between what worked and what was refused.
 */
export function createRangeLimit(nowMs: () => number): RangeLimit {
  let limit = Number.POSITIVE_INFINITY
  let largestGood = 0
  let refusedAt = Number.POSITIVE_INFINITY
  let refusedMs = 0
  return {
    blocks: () => limit,
    worked(blocks) {
      if (nowMs() - refusedMs > refusalMs) refusedAt = Number.POSITIVE_INFINITY
      largestGood = Math.max(largestGood, blocks)
      if (blocks < limit) return
      limit = refusedAt === Number.POSITIVE_INFINITY ? limit * 2 : Math.max(limit, Math.floor((limit + refusedAt) / 2))
    },
    refused(blocks) {
      if (blocks <= largestGood) largestGood = 0
      refusedAt = blocks
      refusedMs = nowMs()
      limit = Math.max(1, largestGood === 0 ? Math.floor(blocks / 2) : largestGood)
    },
  }
}
