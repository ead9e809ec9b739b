import type { Address, Guid } from './identifiers.ts'
import { least } from './integers.ts'
import {
  type Account,
  type Balances,
  isAllowed,
  LedgerContradictionError,
  type LedgerEntry,
  type Phase,
} from './ledger-account.ts'
import type { LedgerEvent } from './ledger-event.ts'
import {
  type LedgerHold,
  type LedgerMessage,
  type MessageKind,
  messageId,
  transitOf,
  unbackedOf,
  unknownMessage,
} from './ledger-message.ts'

/** What a bucket's ledger says: its balances, and those of its messages and holds that the events to post name. */
export interface LedgerState {
  readonly balances: Balances
  readonly messages: readonly LedgerMessage[]
  readonly holds: readonly LedgerHold[]
}

/** What posting changed. */
export interface Posting {
  readonly balances: Balances
  /** Every message and every hold that changed, as it is now. */
  readonly messages: readonly LedgerMessage[]
  readonly holds: readonly LedgerHold[]
  readonly entries: readonly LedgerEntry[]
}

/** What leaves or arrives with a message. Base units; `receiver` as far as it is known. */
export interface Transfer {
  readonly kind: MessageKind
  readonly guid: Guid
  readonly amount: bigint
  readonly receiver: Address | undefined
}

/** The journal, open at the page of one event. Every method throws {@link LedgerContradictionError}. */
export interface JournalPage {
  /** Moves value; nothing is written for zero. */
  move(from: Account, to: Account, amount: bigint): void
  /** A message left. What of it had arrived, though nobody had seen it leave, is backed now. */
  send(left: Transfer, from: Account): void
  /** A message arrived, as far as possible out of what had left. */
  arrive(arrived: Transfer, to: Account): void
  /** An exit will not be paid: it counts as locked again, and as never arrived as far as it had never left. */
  strike(guid: Guid, amount: bigint): void
  /** The host begins to hold a message that arrived. */
  hold(hold: LedgerHold): void
  /** A hold moves on: it becomes of another kind, or goes away to another account. */
  moveHold(holdId: number, amount: bigint, to: LedgerHold['kind'] | 'outstanding' | 'departing'): void
}

/** A bucket's journal while events are posted to it. */
export interface Journal {
  at(event: LedgerEvent, phase: Phase): JournalPage
  close(): Posting
}

/** Opens the journal of a bucket at what its ledger says now; `state` itself stays as it is. */
export function openJournal(state: LedgerState): Journal {
  const balances: Record<Account, bigint> = { ...state.balances }
  const messages = new Map<string, LedgerMessage>()
  const holds = new Map<number, LedgerHold>()
  const entries: LedgerEntry[] = []
  const messagesBefore = new Map(state.messages.map((message) => [messageId(message), message]))
  const holdsBefore = new Map(state.holds.map((hold) => [hold.id, hold]))

  const find = (kind: MessageKind, guid: Guid): LedgerMessage => {
    const id = messageId({ kind, guid })
    return messages.get(id) ?? messagesBefore.get(id) ?? unknownMessage(kind, guid)
  }
  const keep = (message: LedgerMessage): void => {
    messages.set(messageId(message), message)
  }

  return {
    at(event, phase) {
      const { end, blockNumber, blockHash, logIndex, kind: eventKind } = event
      const guid = 'guid' in event ? event.guid : undefined
      let part = 0
      const refuse = (what: string): never => {
        throw new LedgerContradictionError({ eventKind, what, blockNumber, blockHash, logIndex })
      }
      const move: JournalPage['move'] = (from, to, amount) => {
        if (amount === 0n) return
        balances[from] -= amount
        balances[to] += amount
        for (const account of [from, to]) {
          if (!isAllowed(account, balances[account])) refuse(`"${account}" would be ${balances[account]}`)
        }
        entries.push({ end, blockNumber, blockHash, logIndex, phase, part, from, to, amount, eventKind, guid })
        part += 1
      }

      return {
        move,
        send({ kind, guid, amount, receiver }, from) {
          const before = find(kind, guid)
          if (before.sent !== undefined) refuse(`${guid} had left before`)
          const late = least(before.unbacked, amount)
          move(from, transitOf[kind], amount)
          move(transitOf[kind], unbackedOf[kind], late)
          keep({
            ...before,
            sent: amount,
            taken: before.taken + late,
            unbacked: before.unbacked - late,
            sentTo: receiver,
          })
        },
        arrive({ kind, guid, amount, receiver }, to) {
          const before = find(kind, guid)
          const backed = least(amount, (before.sent ?? 0n) - before.taken)
          const unbacked = amount - backed
          move(transitOf[kind], to, backed)
          move(unbackedOf[kind], to, unbacked)
          keep({
            ...before,
            taken: before.taken + backed,
            unbacked: before.unbacked + unbacked,
            deliveries: before.deliveries + 1,
            takenBy: receiver ?? before.takenBy,
          })
        },
        strike(guid, amount) {
          const release = find('release', guid)
          const message = release.deliveries > 0 ? release : find('refund', guid)
          const unbacked = least(message.unbacked, amount)
          move('exits-held', 'locked', amount)
          move('exited', 'unbacked-exits', unbacked)
          move('exited', 'voided', amount - unbacked)
          keep({ ...message, unbacked: message.unbacked - unbacked })
        },
        hold(hold) {
          holds.set(hold.id, hold)
        },
        moveHold(holdId, amount, to) {
          const before = holds.get(holdId) ?? holdsBefore.get(holdId)
          if (before === undefined || before.amount !== amount) {
            return refuse(`hold ${holdId} is of ${before?.amount ?? 'nothing'}`)
          }
          move(before.kind, to, amount)
          const gone = to === 'outstanding' || to === 'departing'
          holds.set(holdId, gone ? { ...before, amount: 0n } : { ...before, kind: to })
        },
      }
    },
    close: () => ({ balances, messages: [...messages.values()], holds: [...holds.values()], entries }),
  }
}
