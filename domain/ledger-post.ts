import { assertNever } from './errors.ts'
import type { Guid } from './identifiers.ts'
import type { LedgerEvent } from './ledger-event.ts'
import { type JournalPage, type LedgerState, openJournal, type Posting } from './ledger-journal.ts'

/** Events of one bucket, each end's in the order in which they happened. */
export interface PostedEvents {
  /** Of both ends; all but those of messages that leave are passed over. */
  readonly announce: readonly LedgerEvent[]
  readonly book: { readonly home: readonly LedgerEvent[]; readonly host: readonly LedgerEvent[] }
}

/**
 * Posts events to a bucket: first what left either chain, then what each chain did. So a message that arrived is found
 * among those that left, when its source was read later than its destination.
 *
 * What arrives without having left is posted too, from an account that says so: the ledger always equals the chain.
 *
 * @throws {@link LedgerContradictionError} when a balance would change sides or a hold is another: events are missing.
 */
export function postEvents(state: LedgerState, { announce: leaving, book: happened }: PostedEvents): Posting {
  const journal = openJournal(state)
  for (const event of leaving) announce(event, journal.at(event, 'announced'))
  for (const events of [happened.home, happened.host]) {
    let previous: LedgerEvent | undefined
    for (const event of events) {
      const page = journal.at(event, 'booked')
      if (event.end === 'home') bookHome(event, previous, page)
      else bookHost(event, previous, page)
      previous = event
    }
  }
  return journal.close()
}

/** Messages and holds whose state posting these events asks for. */
export function namedBy(events: readonly LedgerEvent[]): {
  readonly guids: readonly Guid[]
  readonly holdIds: readonly number[]
} {
  const guids = events.flatMap((event) => ('guid' in event ? [event.guid] : []))
  const holdIds = events.flatMap((event) => ('holdId' in event ? [event.holdId] : []))
  return { guids: [...new Set(guids)], holdIds: [...new Set(holdIds)] }
}

function announce(event: LedgerEvent, page: JournalPage): void {
  if (event.kind === 'locked') page.send({ ...event, kind: 'mint' }, 'locks')
  if (event.kind === 'burned') page.send({ ...event, kind: 'release' }, 'departing')
  if (event.kind === 'refund-sent') page.send({ ...event, kind: 'refund', receiver: undefined }, 'departing')
}

function bookHome(
  event: Extract<LedgerEvent, { end: 'home' }>,
  previous: LedgerEvent | undefined,
  page: JournalPage,
): void {
  switch (event.kind) {
    case 'locked':
      page.move('depositors', 'locked', event.amount)
      break
    case 'released':
      page.arrive({ ...event, kind: 'release' }, 'exited')
      page.move('locked', 'paid', event.amount)
      break
    case 'refunded':
    // A rescue takes the lock's own message back.
    case 'rescued':
      page.arrive({ ...event, kind: event.kind === 'rescued' ? 'mint' : 'refund', receiver: undefined }, 'exited')
      page.move('locked', 'paid', event.amount)
      break
    case 'exit-held':
      // A part of a hold that gets a delay of its own is announced like a hold, but it was held already.
      if (follows(previous, event.guid, ['released', 'refunded'])) page.move('paid', 'exits-held', event.amount)
      break
    case 'exit-released':
      page.move('exits-held', 'paid', event.amount)
      break
    case 'exit-voided':
      page.strike(event.guid, event.amount)
      break
    case 'payout-failed':
      page.move('paid', 'claims', event.amount)
      break
    case 'claimed':
      page.move('claims', 'paid', event.amount)
      break
    case 'paid-below-par':
      page.move('paid', 'written-down', event.amount)
      break
    default:
      assertNever(event)
  }
}

function bookHost(
  event: Extract<LedgerEvent, { end: 'host' }>,
  previous: LedgerEvent | undefined,
  page: JournalPage,
): void {
  switch (event.kind) {
    case 'minted':
      // What leaves a hold is booked as it leaves.
      if (follows(previous, event.guid, ['hold-released'])) break
      page.arrive({ ...event, kind: 'mint' }, 'outstanding')
      break
    case 'held':
      page.arrive({ ...event, kind: 'mint' }, event.holdKind)
      page.hold({ id: event.holdId, guid: event.guid, kind: event.holdKind, amount: event.amount })
      break
    case 'hold-changed':
      page.moveHold(event.holdId, event.amount, event.holdKind)
      break
    case 'hold-released':
      page.moveHold(event.holdId, event.amount, 'outstanding')
      break
    case 'burned':
      page.move('outstanding', 'departing', event.amount)
      break
    case 'refund-sent':
      page.moveHold(event.holdId, event.amount, 'departing')
      break
    default:
      assertNever(event)
  }
}

/** Whether an event comes right after another of the same message: both are of one call, then. */
const follows = (previous: LedgerEvent | undefined, guid: Guid, kinds: readonly LedgerEvent['kind'][]): boolean =>
  previous !== undefined && kinds.includes(previous.kind) && 'guid' in previous && previous.guid === guid
