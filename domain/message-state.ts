import { assertNever } from './errors.ts'
import type { UnixSeconds } from './identifiers.ts'

/**
 * Where a message stands, from the chains' point of view.
 *
 * On its way: `sent` (its block is not final), `final`, `attested` (our attestors signed), `verifiable` (every other
 * required DVN verified), `verified` (committed at the endpoint). Taken: `executed`, `settled` (that block is final).
 * Aside:
 *
 * - `deferred`: delivered, and its bucket or compartment holds it.
 * - `refunding`: a refund for it was sent home from the host, and is under way.
 * - `refunded`: its collateral is paid back at home.
 * - `parked`: nilified at the receiving endpoint, so that later nonces pass; it can be verified and committed anew.
 * - `orphaned`: a final block of its source lacks it.
 * - `halted`: nothing is done about it until an operator acts.
 *
 * @see docs/relayer.md
 */
export type MessageState = (typeof messageStates)[number]

/** Every {@link MessageState}: in the order a message passes them, then those that lie aside. */
export const messageStates = [
  'sent',
  'final',
  'attested',
  'verifiable',
  'verified',
  'executed',
  'settled',
  'deferred',
  'refunding',
  'refunded',
  'parked',
  'orphaned',
  'halted',
] as const

/** States that follow from {@link MessageFacts} alone; who knows what is parked or halted lays that over them. */
export type IndexedMessageState = Exclude<MessageState, 'parked' | 'halted'>

/** What is known of one message. Each fact is monotone: once true it stays so, a reorg or a release aside. */
export interface MessageFacts {
  /** The source block is final by its chain's rule. */
  readonly final: boolean
  /** Our attestors signed it, quorum reached. */
  readonly attested: boolean
  /** Every other required DVN has verified it. */
  readonly verifiable: boolean
  /** Its payload hash is committed at the receiving endpoint. */
  readonly verified: boolean
  /** Its receiver took it. */
  readonly executed: boolean
  /** The block of its execution is final. */
  readonly executionFinal: boolean
  /** Its receiver holds it, in whole or in part. */
  readonly held: boolean
  /** It was held, and then sent home by a REFUND message. */
  readonly sentHome: boolean
  /** Its collateral was paid back at home. */
  readonly paidBack: boolean
  /** Its source block left the chain before it was final. */
  readonly orphaned: boolean
}

/** States of a message that its receiver has not taken. */
type UntakenState = 'sent' | 'final' | 'attested' | 'verifiable' | 'verified' | 'orphaned'

/** The state of a message that its receiver has not taken. */
export function untakenState(
  facts: Pick<MessageFacts, 'final' | 'attested' | 'verifiable' | 'verified' | 'orphaned'>,
): UntakenState {
  if (facts.orphaned) return 'orphaned'
  if (facts.verified) return 'verified'
  if (!facts.final) return 'sent'
  if (!facts.attested) return 'final'
  return facts.verifiable ? 'verifiable' : 'attested'
}

/**
 * The state that the facts amount to. Later facts win, because anyone may verify and execute: a message can be
 * executed without our having attested it.
 */
export function messageState(facts: MessageFacts): IndexedMessageState {
  if (!facts.executed) return untakenState(facts)
  if (facts.sentHome) return facts.paidBack ? 'refunded' : 'refunding'
  if (facts.held) return 'deferred'
  return facts.executionFinal ? 'settled' : 'executed'
}

/** Circumstances that {@link waitingFor} puts in words. */
export interface WaitingContext {
  readonly sourceChain: string
  readonly destinationChain: string
  readonly sourceBlock: bigint
  /** Newest final block of the source chain; absent when it could not be read. */
  readonly finalizedBlock: bigint | undefined
  /** What its hold waits for, in words; absent when that is not known, or it is not held. */
  readonly held: string | undefined
  /** Why its last delivery failed, in words, and when the next one is due. */
  readonly failure: { readonly reason: string; readonly retryAt: UnixSeconds } | undefined
}

/** What the message waits for, in words; `undefined` once it waits for nothing. */
export function waitingFor(state: MessageState, context: WaitingContext): string | undefined {
  switch (state) {
    case 'sent':
      return context.finalizedBlock === undefined
        ? `Finality of block ${context.sourceBlock} on ${context.sourceChain}; its newest final block is not known.`
        : `Finality of block ${context.sourceBlock} on ${context.sourceChain}: final up to ${context.finalizedBlock}.`
    case 'final':
      return 'Signatures of our attestors.'
    case 'attested':
      return `Verification by the other required DVNs on ${context.destinationChain}.`
    case 'verifiable':
      return context.failure === undefined
        ? `A relay transaction on ${context.destinationChain}.`
        : `Another delivery on ${context.destinationChain}; the last one failed: ${context.failure.reason}`
    case 'verified':
      return context.failure === undefined
        ? `Execution on ${context.destinationChain}.`
        : `Another execution on ${context.destinationChain}; the last one failed: ${context.failure.reason}`
    case 'parked':
      return `Verification anew on ${context.destinationChain}, where its nonce is parked.`
    case 'executed':
      return `Finality of its execution on ${context.destinationChain}.`
    case 'deferred':
      return context.held ?? `Its release on ${context.destinationChain}, which holds it.`
    case 'refunding':
      return `Its refund, under way from ${context.destinationChain} to ${context.sourceChain}.`
    case 'halted':
      return `An operator: messages from ${context.sourceChain} to ${context.destinationChain} are halted, or its nonce was skipped.`
    case 'settled':
    case 'refunded':
    case 'orphaned':
      return undefined
    default:
      return assertNever(state)
  }
}
