/** Lengths of the intervals that figures are added up over, seconds: an hour and a day, both in UTC. */
export const rollupIntervals = [3_600, 86_400] as const

/** Unix second at which the interval of `seconds` begins that `time` falls in. */
export function startOfInterval(time: bigint, seconds: number): bigint {
  const length = BigInt(seconds)
  return (time / length) * length
}
