import type { ChainEvent } from './chain-event.ts'

/** What became of the messages, in numbers of messages. */
export interface Fates {
  /** All that left: locks, burns, holds sent home. */
  readonly messages: number
  /** Arrived more than once, with more than left, or without having left. */
  readonly doubled: readonly string[]
  /** Arrived nowhere, or with less than left. */
  readonly missing: readonly string[]
  /** Locks that are held on their host now. */
  readonly held: number
}

interface Message {
  readonly kind: 'lock' | 'burn' | 'refund'
  sent: bigint
  departures: number
  /** All that stands for it at its destination now. */
  taken: bigint
  arrivals: number
  holding: bigint
}

/**
 * Follows each message from the events of all chains, in any order of the chains but in order within each: every lock is
 * minted, held, sent home or rescued once, every burn is released once, and every hold that was sent home is refunded once,
 * each with the amount that left. Pure.
 */
export function fatesOf(events: readonly ChainEvent[]): Fates {
  const messages = new Map<string, Message>()
  const of = (kind: Message['kind'], guid: string): Message => {
    const key = `${kind} ${guid}`
    const known = messages.get(key) ?? { kind, sent: 0n, departures: 0, taken: 0n, arrivals: 0, holding: 0n }
    messages.set(key, known)
    return known
  }
  const depart = (message: Message, amount: bigint): void => {
    message.sent += amount
    message.departures += 1
  }
  const arrive = (message: Message, amount: bigint): void => {
    message.taken += amount
    message.arrivals += 1
  }
  for (const event of events) {
    switch (event.kind) {
      case 'locked':
        depart(of('lock', event.guid), event.amount)
        break
      case 'burned':
        depart(of('burn', event.guid), event.amount)
        break
      case 'refund-sent': {
        depart(of('refund', event.guid), event.amount)
        of('lock', event.lockGuid).holding -= event.amount
        break
      }
      case 'minted':
      case 'rescued':
        arrive(of('lock', event.guid), event.amount)
        break
      case 'held': {
        const lock = of('lock', event.guid)
        arrive(lock, event.amount)
        lock.holding += event.amount
        break
      }
      case 'hold-released': {
        // Its mint is counted by itself: what was held is not there any more.
        const lock = of('lock', event.guid)
        lock.taken -= event.amount
        lock.arrivals -= 1
        lock.holding -= event.amount
        break
      }
      case 'released':
        arrive(of('burn', event.guid), event.amount)
        break
      case 'refunded':
        arrive(of('refund', event.guid), event.amount)
        break
      default:
    }
  }
  const named = [...messages]
  const which = (test: (message: Message) => boolean): readonly string[] =>
    named.filter(([, message]) => test(message)).map(([key]) => key)
  return {
    messages: named.filter(([, { departures }]) => departures > 0).length,
    doubled: which(
      ({ sent, departures, taken, arrivals, holding }) =>
        taken > sent || arrivals > 1 || departures > 1 || holding < 0n,
    ),
    missing: which(({ sent, taken }) => taken < sent),
    held: which(({ holding }) => holding > 0n).length,
  }
}
