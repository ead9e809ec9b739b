import type { BucketParameters, CompartmentParameters } from '../database/api/parameters.ts'
import type { AmountModel, LimiterModel } from './models.ts'

/** Base units as text of the asset that the limits are of. */
type ToAmount = (raw: string) => AmountModel

/** The limits of a bucket's mints. */
export const bucketLimiter = (
  set: Pick<
    BucketParameters,
    'burst' | 'refill_per_second' | 'max_amount' | 'min_amount' | 'delay_threshold' | 'delay_seconds'
  >,
  amount: ToAmount,
): LimiterModel => ({
  burst: amount(set.burst),
  refillPerSecond: amount(set.refill_per_second),
  perMessageMax: amount(set.max_amount),
  perMessageMin: amount(set.min_amount),
  delayThreshold: amount(set.delay_threshold),
  delaySeconds: Number(set.delay_seconds),
})

/** The limits of a compartment's locks, which have no delay. */
export const lockLimiter = (
  set: Pick<CompartmentParameters, 'entry_burst' | 'entry_refill_per_second' | 'entry_max_amount' | 'entry_min_amount'>,
  amount: ToAmount,
): LimiterModel => ({
  burst: amount(set.entry_burst),
  refillPerSecond: amount(set.entry_refill_per_second),
  perMessageMax: amount(set.entry_max_amount),
  perMessageMin: amount(set.entry_min_amount),
  delayThreshold: amount('0'),
  delaySeconds: 0,
})

/** The limits of a compartment's payouts, which have no minimum. */
export const exitLimiter = (
  set: Pick<
    CompartmentParameters,
    'exit_burst' | 'exit_refill_per_second' | 'exit_max_amount' | 'exit_delay_threshold' | 'exit_delay_seconds'
  >,
  amount: ToAmount,
): LimiterModel => ({
  burst: amount(set.exit_burst),
  refillPerSecond: amount(set.exit_refill_per_second),
  perMessageMax: amount(set.exit_max_amount),
  perMessageMin: amount('0'),
  delayThreshold: amount(set.exit_delay_threshold),
  delaySeconds: Number(set.exit_delay_seconds),
})
