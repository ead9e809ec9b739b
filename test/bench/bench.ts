/** A benchmark's result. `figures` are medians unless their name says otherwise. */
export interface BenchResult {
  readonly figures: Readonly<Record<string, number>>
  /** Figures with a mark to reach. */
  readonly reach?: Readonly<Record<string, { readonly op: '<=' | '>='; readonly value: number }>>
}

/** A benchmark: `npm run bench -- <name>`. */
export interface Bench {
  readonly name: string
  readonly description: string
  run(say: (line: string) => void): Promise<BenchResult>
}

/** The middle value; the mean of the two in the middle for an even number. @throws RangeError when there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) throw new RangeError('The median of nothing')
  return (upper + lower) / 2
}
