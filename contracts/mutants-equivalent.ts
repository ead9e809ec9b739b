/** A mutant that no test can kill, because it does the same; and why. */
export interface EquivalentMutant {
  readonly file: string
  /** The line's text, trimmed. */
  readonly code: string
  readonly from: string
  readonly to: string
  /** Which `from` of its line, counted from 1. */
  readonly nth: number
  readonly reason: string
}

/** Looked up by contracts/mutate.ts, which complains of one that is killed or no longer there. */
export const equivalentMutants: readonly EquivalentMutant[] = [
  {
    file: 'Buckets.sol',
    code: 'return overlay > own && block.timestamp < self.until ? overlay : own;',
    from: '>',
    to: '>=',
    nth: 1,
    reason: 'Where the two states are equal it does not matter which of them is returned.',
  },
  {
    file: 'Compartments.sol',
    code: 'return restriction.overlay > restriction.own && block.timestamp < restriction.until',
    from: '>',
    to: '>=',
    nth: 1,
    reason: 'Where the two states are equal it does not matter which of them is returned.',
  },
]
