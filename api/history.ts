import type { BucketIntervalRow, CompartmentIntervalRow, HistoryKey } from '../database/api/history.ts'
import { greatest, least } from '../domain/integers.ts'
import { RangeTooLongError } from './errors.ts'
import type { Interval } from './generated/resolver-types.ts'

/** Most intervals in one history. */
const longestHistory = 1_000n

const secondsOf: Readonly<Record<Interval, number>> = { HOUR: 3_600, DAY: 86_400 }

/** Which intervals of whose history are asked for; times as `DateTime` arguments give them. */
export function historyKey(
  of: Pick<HistoryKey, 'chainId' | 'eid' | 'asset'>,
  { interval, from, to }: { readonly interval: Interval; readonly from: string; readonly to: string },
): HistoryKey {
  return { ...of, intervalSeconds: secondsOf[interval], from: wholeSeconds(from), to: wholeSeconds(to) }
}

/** A moment in whole seconds, rounded up: nothing starts between two. */
const wholeSeconds = (time: string): bigint => BigInt(Math.ceil(Number(time)))

/** An interval, whether or not something passed in it. */
export interface Point<Row> {
  /** Unix seconds. */
  readonly startsAt: bigint
  readonly complete: boolean
  /** What passed in it; absent when nothing did. */
  readonly row: Row | undefined
  /** The newest interval before it in which something passed. */
  readonly before: Row | undefined
}

/**
 * Every interval of `key` from `openedAt` on, as far as its chain is read.
 *
 * @param rows - Its rows in order of their start: also one before `key.from`, and one without a start.
 * @throws {@link RangeTooLongError} above 1,000 intervals.
 */
export function pointsOf<Row extends BucketIntervalRow | CompartmentIntervalRow>(
  key: HistoryKey,
  openedAt: bigint,
  rows: readonly Row[],
): readonly Point<Row>[] {
  const seconds = BigInt(key.intervalSeconds)
  const down = (time: bigint): bigint => (time / seconds) * seconds
  const readTo = BigInt(rows[0]?.read_to ?? 0)
  const first = greatest(down(key.from + seconds - 1n), down(openedAt))
  const end = least(key.to, readTo + 1n)
  const intervals = first < end ? (end - first + seconds - 1n) / seconds : 0n
  if (intervals > longestHistory) {
    throw new RangeTooLongError({ intervals: intervals.toString(), limit: Number(longestHistory) })
  }
  const started = new Map(
    rows.flatMap((row) => (row.starts_at === null ? [] : [[BigInt(row.starts_at), row] as const])),
  )
  let before = [...started].findLast(([startsAt]) => startsAt < first)?.[1]
  return Array.from({ length: Number(intervals) }, (_, nth) => {
    const startsAt = first + BigInt(nth) * seconds
    const row = started.get(startsAt)
    const point = { startsAt, complete: startsAt + seconds <= readTo, row, before }
    before = row ?? before
    return point
  })
}
