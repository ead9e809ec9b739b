import { greatest } from '../domain/integers.ts'
import type { Fees, LaneState } from './ports.ts'

/** By how much a replacement pays more, as a fraction: nodes want an eighth more than the transaction that they have. */
const step = { numerator: 9n, denominator: 8n }

const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b)
/** An eighth more, rounded up, one wei at least. */
const more = (wei: bigint): bigint =>
  greatest((wei * step.numerator + step.denominator - 1n) / step.denominator, wei + 1n)

/**
 * What a new transaction offers: twice the base fee, which lasts six full blocks, and the advised priority fee.
 *
 * @param options.maximum - The most per gas unit, wei.
 * @returns `undefined` while the base fee alone is above the maximum: it could not be mined.
 */
export function feesFor(
  { baseFeePerGas }: Pick<LaneState, 'baseFeePerGas'>,
  { priorityFee, maximum }: { readonly priorityFee: bigint; readonly maximum: bigint },
): Fees | undefined {
  if (baseFeePerGas > maximum) return undefined
  const maxFeePerGas = lesser(2n * baseFeePerGas + priorityFee, maximum)
  return { maxFeePerGas, maxPriorityFeePerGas: lesser(priorityFee, maxFeePerGas) }
}

/**
 * What a replacement offers: an eighth more than any version before it on both fees, and no less than a new transaction
 * would.
 *
 * @param options.times - How often the eighth is put on top: a node that refuses has something dearer than we know of.
 * @returns `undefined` when that is above the maximum.
 */
export function replacementFees(
  versions: readonly Fees[],
  { wanted, maximum, times = 1 }: { readonly wanted: Fees; readonly maximum: bigint; readonly times?: number },
): Fees | undefined {
  let maxFeePerGas = versions.reduce((most, fees) => greatest(most, fees.maxFeePerGas), 0n)
  let maxPriorityFeePerGas = versions.reduce((most, fees) => greatest(most, fees.maxPriorityFeePerGas), 0n)
  for (let time = 0; time < times; time += 1) {
    maxFeePerGas = more(maxFeePerGas)
    maxPriorityFeePerGas = more(maxPriorityFeePerGas)
  }
  if (maxFeePerGas > maximum) return undefined
  maxPriorityFeePerGas = greatest(maxPriorityFeePerGas, wanted.maxPriorityFeePerGas)
  maxFeePerGas = lesser(greatest(greatest(maxFeePerGas, wanted.maxFeePerGas), maxPriorityFeePerGas), maximum)
  return { maxFeePerGas, maxPriorityFeePerGas: lesser(maxPriorityFeePerGas, maxFeePerGas) }
}
