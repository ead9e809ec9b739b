/** How far an indexer has come with the blocks that it has to do. */
export interface IndexProgress {
  /** Newest block that is indexed. */
  readonly indexed: number
  /** Block that it has to reach. */
  readonly target: number
  /** Of the blocks that there are to do, 0 to 1; 1 only when all are done. */
  readonly share: number
  /** Blocks per second over the last minute; `undefined` until two looks tell it. */
  readonly blocksPerSecond: number | undefined
  /** Seconds until the target at that pace; `undefined` while nothing moves. */
  readonly etaSeconds: number | undefined
}

/** How far back the pace is taken from. */
const windowMs = 60_000

/**
 * Follows an indexer from look to look. The pace is that of the last minute, so that a long start counts for little and a
 * stretch without events does not promise what the next one will not keep.
 *
 * @param from - First block there is to do.
 */
export function followProgress(
  from: number,
): (look: { readonly atMs: number; readonly indexed: number; readonly target: number }) => IndexProgress {
  const looks: { readonly atMs: number; readonly indexed: number }[] = []
  return ({ atMs, indexed, target }) => {
    // A new Ponder, or a reorg: what was done before says nothing of the pace.
    if ((looks.at(-1)?.indexed ?? 0) > indexed) looks.length = 0
    looks.push({ atMs, indexed })
    while (looks.length > 2 && (looks[1]?.atMs ?? atMs) <= atMs - windowMs) looks.shift()
    const first = looks[0] ?? { atMs, indexed }
    const seconds = (atMs - first.atMs) / 1_000
    const left = Math.max(0, target - indexed)
    const blocksPerSecond = seconds > 0 ? (indexed - Math.max(first.indexed, from)) / seconds : undefined
    const all = Math.max(1, target - from + 1)
    const done = Math.min(all, Math.max(0, indexed - from + 1))
    return {
      indexed,
      target,
      share: left === 0 ? 1 : Math.min(0.9999, done / all),
      blocksPerSecond: blocksPerSecond === undefined ? undefined : Math.max(0, blocksPerSecond),
      etaSeconds:
        left === 0
          ? 0
          : blocksPerSecond === undefined || blocksPerSecond <= 0
            ? undefined
            : Math.ceil(left / blocksPerSecond),
    }
  }
}
