/** The smaller of two. */
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** The larger of two. */
export const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b)
