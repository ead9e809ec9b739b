import { type RawAmount, rawAmount } from './amounts.ts'
import { type UnixSeconds, unixSeconds } from './identifiers.ts'
import { type Limiter, roomAt } from './rate-limit.ts'

/** Where a message is held: on a host, before it is minted, or at home, before it is paid. */
export type HoldSide = 'mint' | 'exit'

/**
 * Why a message is held: it stands in the queue, has its room and waits for its time, or can only go home.
 *
 * @see contracts/src/HoldQueue.sol
 */
export type HoldKind = 'waiting' | 'delayed' | 'refund-only'

/** Every {@link HoldKind}, in the order of the contract's enum. */
export const holdKinds: readonly HoldKind[] = ['waiting', 'delayed', 'refund-only']

/** What became of a hold. `refunded` happens on hosts only, `voided` at home only. */
export type HoldStatus = 'open' | 'released' | 'refunded' | 'voided'

/** How long a host holds a message before it can only go home (`MAX_HOLD` of the buckets). */
const maxHoldSeconds = 604_800n
/** How much longer anybody but receiver and `refundTo` waits before sending it home (`REFUND_GRACE`). */
const refundGraceSeconds = 259_200n

/** What of a hold decides when it can move. */
export interface HoldTimes {
  readonly side: HoldSide
  readonly kind: HoldKind
  readonly heldAt: UnixSeconds
  /** Delayed: when its delay is over. Refund-only: since when. Waiting: zero. */
  readonly dueAt: UnixSeconds
}

/**
 * From when a hold can be sent home: by its receiver and its `refundTo`, and by anybody; `undefined` at home, from where
 * nothing is sent back.
 *
 * @see contracts/src/Buckets.sol, takeHome
 */
export function refundableFrom({
  side,
  kind,
  heldAt,
  dueAt,
}: HoldTimes): { readonly owners: UnixSeconds; readonly anybody: UnixSeconds } | undefined {
  if (side === 'exit') return undefined
  const owners = kind === 'refund-only' ? dueAt : heldAt + maxHoldSeconds
  return { owners: unixSeconds(owners), anybody: unixSeconds(owners + refundGraceSeconds) }
}

/** Whether `releaseHold` moves a hold on: now, from a time on, or at none that can be told as things are. */
export type Passage =
  | { readonly kind: 'now' }
  | { readonly kind: 'from'; readonly at: UnixSeconds }
  | { readonly kind: 'unknown' }

/** What of a bucket or compartment decides whether a hold passes. */
export interface HoldLimits {
  /** The bucket's limiter, or the compartment's for its exit. */
  readonly limiter: Limiter
  /** What the bucket's capacity leaves, base units; `undefined` at home, where it does not limit. */
  readonly room: RawAmount | undefined
  /** Base units of those that stand before it in the queue; zero for the next, and for what is delayed. */
  readonly ahead: RawAmount
  /** Nothing passes now, whatever the limits: state, review, backing, or more is taken than the capacity. */
  readonly suspended: boolean
  /** Time of the chain that holds it. */
  readonly now: UnixSeconds
}

/**
 * When an open hold can be released. A waiting one is the refill's time, rounded up: the call may then give it a delay
 * instead, where the flow is short. Of an exit, the part that one payout may move.
 *
 * @param hold.amount - Base units that are still held.
 * @see contracts/src/Buckets.sol and contracts/src/Compartments.sol, `release`
 */
export function passageOf(hold: HoldTimes & { readonly amount: RawAmount }, limits: HoldLimits): Passage {
  const { limiter, room, ahead, suspended, now } = limits
  if (hold.kind === 'refund-only' || suspended) return { kind: 'unknown' }
  if (hold.kind === 'delayed') return now < hold.dueAt ? { kind: 'from', at: hold.dueAt } : { kind: 'now' }
  const part = hold.side === 'exit' && hold.amount > limiter.maxAmount ? limiter.maxAmount : hold.amount
  const at = roomAt(limiter, { amount: part, room: room ?? rawAmount(part + ahead), ahead, now })
  if (at === undefined) return { kind: 'unknown' }
  if (at > now) return { kind: 'from', at }
  // There is room, but those before it have not used theirs yet.
  return ahead > 0n ? { kind: 'unknown' } : { kind: 'now' }
}

/** Circumstances that {@link holdWaitingFor} puts in words. */
export interface HoldContext {
  /** Name of the chain that holds it. */
  readonly chain: string
  /** How many stand before it in the queue. */
  readonly ahead: number
  /** Why nothing passes there now, in words; absent when only limits decide. */
  readonly closed: string | undefined
  /** Time of the chain that holds it. */
  readonly now: UnixSeconds
}

const moment = (time: bigint): string => new Date(Number(time) * 1000).toISOString().replace('.000Z', 'Z')

/** What an open hold waits for, as one sentence. */
export function holdWaitingFor(hold: HoldTimes, context: HoldContext): string {
  const { chain, ahead, closed, now } = context
  const home = refundableFrom(hold)
  if (home !== undefined && (hold.kind === 'refund-only' || now >= home.owners)) {
    const anybody = `${now >= home.anybody ? 'since' : 'from'} ${moment(home.anybody)}`
    return `Its way home from ${chain}: its receiver and refundTo can send it since ${moment(home.owners)}, anybody ${anybody}.`
  }
  const what = hold.side === 'mint' ? 'Minting' : 'Payouts'
  const suspended = closed === undefined ? undefined : `${what} on ${chain}, suspended now: ${closed}.`
  const ending = home === undefined ? '' : ` From ${moment(home.owners)} on it can only go home.`
  if (hold.kind === 'delayed') {
    if (now < hold.dueAt)
      return `The end of its delay on ${chain} at ${moment(hold.dueAt)}; then anybody can release it.`
    return `${suspended ?? `Somebody to release it on ${chain}.`} Its delay is over.${ending}`
  }
  const others = ahead === 1 ? '1 other is' : `${ahead} others are`
  const place = ahead === 0 ? 'It is the next.' : `${others} before it.`
  return `${suspended ?? `Room under the limits on ${chain}.`} ${place}${ending}`
}
