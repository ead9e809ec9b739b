import type { RawAmount } from './amounts.ts'
import type { ChainId } from './identifiers.ts'

/** What one end of a transfer says of an amount now. Amounts are base units. */
export interface EndReading {
  readonly chainId: ChainId
  readonly end: 'source' | 'destination'
  /** State in force, by the contracts' names. */
  readonly state: string
  /** Whether that state, or a write-down, lets nothing in. */
  readonly closed: boolean
  readonly minAmount: RawAmount
  /** `undefined` where one message may move any amount. */
  readonly maxAmount: RawAmount | undefined
  /** What the capacity, or what there is, still allows; `undefined` where nothing of the kind bounds it. */
  readonly capacityRoom: RawAmount | undefined
  /** What passes at once. */
  readonly room: RawAmount
  /** Until the amount passes if nobody else moves anything, seconds; `undefined`: never as things are. */
  readonly waitSeconds: bigint | undefined
}

/** A limit that stands in the way. */
export type Limit = 'state' | 'minimum' | 'maximum' | 'capacity' | 'rate' | 'delay'

/** What a transfer would meet. */
export interface Preflight {
  /** Whether it passes at once, later, or never as things are. */
  readonly verdict: 'passes' | 'waits' | 'refused'
  /** The limit that decides, and where; `undefined` when none does. */
  readonly binding: { readonly end: EndReading['end']; readonly chainId: ChainId; readonly limit: Limit } | undefined
  /** The most that passes both ends at once. */
  readonly room: RawAmount
  /** The longer of the two waits; `undefined`: never as things are. */
  readonly waitSeconds: bigint | undefined
  readonly ends: readonly [EndReading, EndReading]
}

/**
 * Puts both ends of a transfer together. What an end never lets pass binds before what the other merely delays; of two waits
 * the longer binds. Waits are those of an amount that arrives now: by the time it does, more may have refilled, or less.
 */
export function preflight(amount: RawAmount, ends: readonly [EndReading, EndReading]): Preflight {
  const [source, destination] = ends
  const { room } = destination.room < source.room ? destination : source
  const never = ends.find(({ waitSeconds }) => waitSeconds === undefined)
  if (never !== undefined) {
    return { verdict: 'refused', binding: bindingOf(amount, never), room, waitSeconds: undefined, ends }
  }
  const [sourceWait, destinationWait] = [source.waitSeconds ?? 0n, destination.waitSeconds ?? 0n]
  const slower = sourceWait > destinationWait ? source : destination
  const waitSeconds = slower.waitSeconds ?? 0n
  return waitSeconds === 0n
    ? { verdict: 'passes', binding: undefined, room, waitSeconds, ends }
    : { verdict: 'waits', binding: bindingOf(amount, slower), room, waitSeconds, ends }
}

function bindingOf(amount: RawAmount, { end, chainId, ...reading }: EndReading): Preflight['binding'] {
  return { end, chainId, limit: limitOf(amount, reading) }
}

function limitOf(
  amount: RawAmount,
  { closed, minAmount, maxAmount, capacityRoom, room, waitSeconds }: Omit<EndReading, 'end' | 'chainId'>,
): Limit {
  if (closed) return 'state'
  if (amount < minAmount) return 'minimum'
  if (waitSeconds === undefined && maxAmount !== undefined && amount > maxAmount) return 'maximum'
  if (capacityRoom !== undefined && amount > capacityRoom) return 'capacity'
  return amount > room ? 'rate' : 'delay'
}
