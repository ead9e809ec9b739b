import type { Hex } from './identifiers.ts'
import { least } from './integers.ts'
import type { BucketEnd } from './ledger-event.ts'

/** A block that is final. */
export interface FinalBlock {
  readonly number: bigint
  readonly hash: Hex
}

/** How far a chain was posted. `hash` is `undefined` before its first block. */
export interface Cursor {
  readonly number: bigint
  readonly hash: Hex | undefined
}

/** How far one end of a bucket was posted; what was booked was announced. */
export interface EndCursors {
  /** All that happened up to here is in the balances. */
  readonly booked: Cursor
  /** All messages that left up to here are in transit or further. */
  readonly announced: Cursor
}

/**
 * A chain's newest final block, read twice: `second` after every chain's `first`. `unread` when either read failed or
 * the chain cannot be trusted now.
 */
export type ChainHeads = { readonly first: FinalBlock; readonly second: FinalBlock } | 'unread'

/** How far this round brings one end. */
export interface EndPlan {
  readonly announceTo: bigint
  readonly bookTo: bigint
}

type Ends<T> = Readonly<Record<BucketEnd, T>>

/**
 * How far each end of a bucket may be posted now.
 *
 * Messages that left are announced up to the second head. What happened on a chain is booked up to the first head, and
 * only once the *other* chain is announced up to its second: whatever arrived up to a first head had left, in a final
 * block, before any second head was read. An end whose chain lags behind its own cursor counts as unread.
 *
 * @param maxBlocks - The most blocks that one round goes forward, which bounds what it reads.
 */
export function planBucket(cursors: Ends<EndCursors>, heads: Ends<ChainHeads>, maxBlocks: bigint): Ends<EndPlan> {
  const announceTo = (end: BucketEnd): bigint => {
    const { announced } = cursors[end]
    const own = heads[end]
    if (own === 'unread') return announced.number
    return greatest(announced.number, least(own.second.number, announced.number + maxBlocks))
  }
  const isAnnounced = (end: BucketEnd): boolean => {
    const own = heads[end]
    return own !== 'unread' && announceTo(end) === own.second.number
  }
  const bookTo = (end: BucketEnd, other: BucketEnd): bigint => {
    const { booked } = cursors[end]
    const own = heads[end]
    if (own === 'unread' || !isAnnounced(other)) return booked.number
    const most = least(announceTo(end), booked.number + maxBlocks)
    return greatest(booked.number, least(own.first.number, most))
  }
  return {
    home: { announceTo: announceTo('home'), bookTo: bookTo('home', 'host') },
    host: { announceTo: announceTo('host'), bookTo: bookTo('host', 'home') },
  }
}

const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b)
