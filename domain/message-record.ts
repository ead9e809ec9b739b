import { assertNever } from './errors.ts'
import type { Guid, Hex, UnixSeconds } from './identifiers.ts'
import { type MessageState, untakenState } from './message-state.ts'
import type { BlockId, PassedOutcome } from './observation.ts'

/**
 * What a message's execution came to when last seen. `final`: the block of it is final, and it can never be undone.
 * `sent-home`: the host sent it back; `paidBack` once home paid it in a final block.
 */
export type Execution =
  | { readonly kind: 'none' }
  | { readonly kind: 'passed'; readonly outcome: PassedOutcome; readonly final: boolean }
  | { readonly kind: 'held'; readonly final: boolean; readonly releasableAt: UnixSeconds | undefined }
  | { readonly kind: 'sent-home'; readonly final: boolean; readonly paidBack: boolean }

/** What the chains have said of a message so far. */
export interface RecordedFacts {
  /** Its source confirmed it at a final block. Stays: what is final and goes all the same halts its chain. */
  readonly final: boolean
  readonly orphaned: boolean
  /** Signatures of our attestors reached their quorum once. Stays when they expire. */
  readonly attested: boolean
  readonly verifiable: boolean
  readonly verified: boolean
  readonly parked: boolean
  readonly execution: Execution
}

/** What stands of one message after a look, to be handed to the next. */
export interface MessageRecord {
  readonly facts: RecordedFacts
  /** Since when the message has been in doubt without a break; `undefined` while it is in none. */
  readonly doubtedSince: UnixSeconds | undefined
}

/** A message as `decide` takes it: one content in one source block, and what stands of it. */
export interface Message extends MessageRecord {
  readonly guid: Guid
  readonly payloadHash: Hex
  readonly sourceBlock: BlockId
}

/** The record of a message that was just discovered. */
export const newRecord: MessageRecord = {
  facts: {
    final: false,
    orphaned: false,
    attested: false,
    verifiable: false,
    verified: false,
    parked: false,
    execution: { kind: 'none' },
  },
  doubtedSince: undefined,
}

/** A state with what belongs to it. */
export type Standing =
  | { readonly state: Exclude<MessageState, 'executed' | 'settled' | 'deferred'> }
  /** With what came of it. */
  | { readonly state: 'executed' | 'settled'; readonly outcome: PassedOutcome }
  /** Held, with the time from which it can be released where one can be told: it may be past. */
  | { readonly state: 'deferred'; readonly releasableAt: UnixSeconds | undefined }

/** Where the facts put a message. `parked` lies over everything that is neither taken nor orphaned. */
export function standingOf(facts: RecordedFacts): Standing {
  const { execution } = facts
  switch (execution.kind) {
    case 'none': {
      const state = untakenState(facts)
      return { state: facts.parked && state !== 'orphaned' ? 'parked' : state }
    }
    case 'passed':
      return { state: execution.final ? 'settled' : 'executed', outcome: execution.outcome }
    case 'held':
      return { state: 'deferred', releasableAt: execution.releasableAt }
    case 'sent-home':
      return { state: execution.paidBack ? 'refunded' : 'refunding' }
    default:
      return assertNever(execution)
  }
}
