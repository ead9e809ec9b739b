import { formatUnits } from 'viem'
import type { ReplayResult } from './replay.ts'

/** Whether a replay kept what was promised: bound, other buckets, roles. */
export const isContained = ({ lostHere, bound, otherBucketsLost, rolesChanged }: ReplayResult): boolean =>
  lostHere <= bound && otherBucketsLost === 0n && !rolesChanged

/** One line of the table, for people; amounts are whole tokens, rounded down to four digits. */
export const headings = [
  'incident',
  'style',
  'asset',
  'end',
  'taken then',
  'lost here',
  'bound',
  '% of capacity',
  'others',
  'halt s',
  'review s',
  '',
] as const

/** The cells of one result, below {@link headings}. */
export function row(result: ReplayResult): readonly string[] {
  const { decimals, lostHere, bound, capacity } = result
  const whole = (amount: bigint): string =>
    Number(formatUnits(amount, decimals)).toLocaleString('en', { maximumFractionDigits: 2 })
  return [
    result.incident,
    result.style,
    result.asset,
    result.breached,
    whole(result.takenThen),
    whole(lostHere),
    whole(bound),
    (Number((lostHere * 1_000_000n) / capacity) / 10_000).toFixed(3),
    whole(result.otherBucketsLost),
    String(result.haltSeconds),
    result.reviewSeconds === undefined ? '' : String(result.reviewSeconds),
    isContained(result) ? 'contained' : 'NOT CONTAINED',
  ]
}

/** Lines of a table whose columns are as wide as they must be; numbers to the right. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const all = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)))
  const firstNumber = 4
  return all.map((cells) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column < firstNumber || column === headings.length - 1 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

/** JSON with every bigint as a decimal string. */
export const json = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner))
