/** What is seen of an indexer and of its chain at one moment. */
export interface Sighting {
  readonly atMs: number
  /** Newest indexed block; `undefined` while history is read, or when it cannot be told. */
  readonly indexed: bigint | undefined
  /** Newest block of the chain; `undefined` when its node does not answer. */
  readonly head: bigint | undefined
}

/**
 * Says of each sighting whether the indexer has stood still for `limitMs` while its chain was ahead of it, or for
 * `firstLimitMs` before its first step: a start may have to wait for the lock of one that was killed. A chain that does
 * not answer, and history, whose reading has no even pace, are no fault of the indexer's: they start the time anew.
 */
export function createStallWatch({
  limitMs,
  firstLimitMs,
}: {
  readonly limitMs: number
  readonly firstLimitMs: number
}): (sighting: Sighting) => boolean {
  let steps = false
  let last: { readonly indexed: bigint; readonly sinceMs: number } | undefined
  return ({ atMs, indexed, head }) => {
    if (indexed === undefined || head === undefined || head <= indexed) {
      last = undefined
      return false
    }
    if (last?.indexed !== indexed) {
      steps ||= last !== undefined
      last = { indexed, sinceMs: atMs }
    }
    return atMs - last.sinceMs >= (steps ? limitMs : Math.max(limitMs, firstLimitMs))
  }
}
