/** A repeatable stream of choices. */
export interface Random {
  /** From 0 (included) to 1 (excluded). */
  fraction(): number
  /** One of the items, each as likely. @throws RangeError for an empty list. */
  pick<T>(items: readonly T[]): T
}

/**
 * Equal seeds give equal streams. Not for secrets.
 *
 * @see Mulberry32, a 32-bit generator in the public domain.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    fraction,
    pick: (items) => {
      const item = items[Math.floor(fraction() * items.length)]
      if (item === undefined) throw new RangeError('Nothing to pick from')
      return item
    },
  }
}
