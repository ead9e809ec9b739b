import { formatDecimal } from '../domain/amounts.ts'
import { backingDecimals } from '../domain/backing.ts'

/** States of a bucket, by the number that stands on chain. */
export const bucketStates = ['OPEN', 'NO_MINT', 'NOT_ELIGIBLE', 'STOPPED'] as const
/** States of a compartment, by the number that stands on chain. */
const compartmentStates = ['OPEN', 'NO_LOCK', 'REVIEW'] as const

/** Name of a bucket's state. @throws TypeError for a number that is no state. */
export const bucketStateName = (state: number): (typeof bucketStates)[number] => named(bucketStates, state)

/** Name of a compartment's state. @throws TypeError for a number that is no state. */
export const compartmentStateName = (state: number): (typeof compartmentStates)[number] =>
  named(compartmentStates, state)

/** A backing in parts per billion as exact decimal text, 0 to 1. */
export const backingRatio = (backing: string): string => formatDecimal(BigInt(backing), backingDecimals)

function named<Name extends string>(names: readonly Name[], state: number): Name {
  const name = names[state]
  if (name === undefined) throw new TypeError(`A bucket or compartment has the unknown state ${state}`)
  return name
}
