/** What Ponder says when its chain no longer has a block that it took for final. It says so once and goes no further. */
const words = 'unrecoverable reorg'

/** Follows whether an index is still of the fork that its chain is on. */
export interface ForkWatch {
  /** A line that Ponder wrote. */
  heard(line: string, atMs: number): void
  /** Whether Ponder said so `forMs` ago or earlier, and has indexed nothing since. */
  isDead(look: { readonly indexed: bigint | undefined; readonly atMs: number }): boolean
}

/**
 * Takes Ponder's word once it has stood still for a while: a provider that was on another fork for a moment makes it say the same, and
 * then it goes on.
 */
export function createForkWatch({ forMs }: { readonly forMs: number }): ForkWatch {
  let heardMs: number | undefined
  let indexedThen: bigint | undefined
  return {
    heard(line, atMs) {
      if (line.includes(words)) heardMs ??= atMs
    },
    isDead({ indexed, atMs }) {
      if (heardMs === undefined) return false
      indexedThen ??= indexed
      if (indexed !== indexedThen) {
        heardMs = undefined
        indexedThen = undefined
        return false
      }
      return atMs - heardMs >= forMs
    },
  }
}
