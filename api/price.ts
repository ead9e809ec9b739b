import { formatDecimal } from '../domain/amounts.ts'
import type { AmountModel, PriceModel } from './models.ts'

/** Decimals of a Chainlink-shaped feed in US dollars. The deployment names only such feeds. */
export const usdFeedDecimals = 8

/** A price that prices nothing: the feed's answer is zero or below. */
const isUsable = (price: PriceModel | undefined): price is PriceModel => price !== undefined && price.answer > 0n

/** US dollars scaled by 10^`decimals`: exact, so that sums of amounts with different decimals stay exact too. */
export interface ScaledUsd {
  readonly scaled: bigint
  readonly decimals: number
}

/** Value of an amount at a price; `undefined` when there is no price or it is not above zero. Exact. */
export function usdValue({ raw, decimals }: AmountModel, price: PriceModel | undefined): ScaledUsd | undefined {
  return isUsable(price) ? { scaled: raw * price.answer, decimals: decimals + price.decimals } : undefined
}

/** Exact sum; zero for none. */
export function sumUsd(values: readonly ScaledUsd[]): ScaledUsd {
  const decimals = Math.max(0, ...values.map((value) => value.decimals))
  return {
    scaled: values.reduce((sum, value) => sum + value.scaled * 10n ** BigInt(decimals - value.decimals), 0n),
    decimals,
  }
}

/** US dollars as exact decimal text. */
export const formatUsd = ({ scaled, decimals }: ScaledUsd): string => formatDecimal(scaled, decimals)

/** Part of a sum that is not below any part of it, 0 to 1 with six decimals, rounded down; `undefined` when the sum is 0. */
export function shareOf(part: ScaledUsd, whole: ScaledUsd): string | undefined {
  if (whole.scaled === 0n) return undefined
  const raise = (value: ScaledUsd, decimals: number): bigint => value.scaled * 10n ** BigInt(decimals - value.decimals)
  const decimals = Math.max(part.decimals, whole.decimals)
  return formatDecimal((raise(part, decimals) * 1_000_000n) / raise(whole, decimals), 6)
}
