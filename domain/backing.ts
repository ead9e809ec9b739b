/** Backing of a bucket or compartment that has lost nothing, in parts per billion (`FULLY_BACKED` of the contracts). */
export const fullyBacked = 1_000_000_000n

/** Decimals of a backing: parts per billion. */
export const backingDecimals = 9
