/** What is set for either; `numeric` columns are texts. Times are Unix seconds, `backing` parts per billion. */
interface StateParameters {
  readonly own_state: number
  readonly overlay_state: number
  readonly overlay_until: string
  readonly backing: string
  readonly bucket_capacity: string
}

/** All that is set for a bucket. */
export interface BucketParameters extends StateParameters {
  readonly burst: string
  readonly refill_per_second: string
  readonly max_amount: string
  readonly min_amount: string
  readonly delay_threshold: string
  readonly delay_seconds: string
  readonly seasoning_seconds: number
  readonly max_fresh_percent: number
}

/** All that is set for a compartment. */
export interface CompartmentParameters extends StateParameters {
  readonly entry_burst: string
  readonly entry_refill_per_second: string
  readonly entry_max_amount: string
  readonly entry_min_amount: string
  readonly exit_burst: string
  readonly exit_refill_per_second: string
  readonly exit_max_amount: string
  readonly exit_delay_threshold: string
  readonly exit_delay_seconds: string
}

/** Columns of all that is set for a bucket. */
export const bucketParameters: readonly (keyof BucketParameters)[] = [
  'own_state',
  'overlay_state',
  'overlay_until',
  'backing',
  'bucket_capacity',
  'burst',
  'refill_per_second',
  'max_amount',
  'min_amount',
  'delay_threshold',
  'delay_seconds',
  'seasoning_seconds',
  'max_fresh_percent',
]

/** Columns of all that is set for a compartment. */
export const compartmentParameters: readonly (keyof CompartmentParameters)[] = [
  'own_state',
  'overlay_state',
  'overlay_until',
  'backing',
  'bucket_capacity',
  'entry_burst',
  'entry_refill_per_second',
  'entry_max_amount',
  'entry_min_amount',
  'exit_burst',
  'exit_refill_per_second',
  'exit_max_amount',
  'exit_delay_threshold',
  'exit_delay_seconds',
]
