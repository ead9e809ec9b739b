/** A benchmark's result. `figures` are medians unless their name says otherwise. */
export interface BenchResult {
  readonly figures: Readonly<Record<string, number>>
  /** Figures that are made of others, by name. */
  readonly breakdown?: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Figures with a mark to reach. */
  readonly reach?: Readonly<Record<string, { readonly op: '<=' | '>='; readonly value: number }>>
  /** Chains that were left up to be looked at, and how to end them. */
  readonly kept?: {
    readonly chains: readonly { readonly name: string; readonly chainId: number; readonly rpcUrl: string }[]
    end(): Promise<void>
  }
}

/** What a benchmark may be asked beside its name; each knows which of it means something to it. */
export interface BenchOptions {
  readonly kills?: number | undefined
  /** Seconds. */
  readonly gap?: number | undefined
  readonly seed?: number | undefined
  /** Measure with ten times as much too. */
  readonly growth?: boolean | undefined
  /** Measure only subscriptions. */
  readonly sse?: boolean | undefined
  /** Events to index. */
  readonly events?: number | undefined
  /** Leave the chains up. */
  readonly keep?: boolean | undefined
}

/** A benchmark: `npm run bench -- <name>`. */
export interface Bench {
  readonly name: string
  readonly description: string
  run(say: (line: string) => void, options: BenchOptions): Promise<BenchResult>
}

/** The middle value; the mean of the two in the middle for an even number. @throws RangeError when there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) throw new RangeError('The median of nothing')
  return (upper + lower) / 2
}
