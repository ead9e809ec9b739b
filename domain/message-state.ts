import { assertNever } from './errors.ts'
import type { UnixSeconds } from './identifiers.ts'

/** Where a message stands, from the chains' point of view. */
export type MessageState =
  | 'sent'
  | 'final'
  | 'attested'
  | 'verifiable'
  | 'verified'
  | 'executed'
  | 'settled'
  | 'orphaned'

/** Every {@link MessageState}, in the order a message passes them; `orphaned` lies aside. */
export const messageStates: readonly MessageState[] = [
  'sent',
  'final',
  'attested',
  'verifiable',
  'verified',
  'executed',
  'settled',
  'orphaned',
]

/** What is known of one message. Each fact is monotone: once true it stays so, a reorg aside. */
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
  /** Its source block left the chain before it was final. */
  readonly orphaned: boolean
}

/**
 * The state that the facts amount to. Later facts win, because anyone may verify and execute: a message can be
 * executed without our having attested it.
 */
export function messageState(facts: MessageFacts): MessageState {
  if (facts.executed) return facts.executionFinal ? 'settled' : 'executed'
  if (facts.orphaned) return 'orphaned'
  if (facts.verified) return 'verified'
  if (!facts.final) return 'sent'
  if (!facts.attested) return 'final'
  return facts.verifiable ? 'verifiable' : 'attested'
}

/** Circumstances that {@link waitingFor} puts in words. */
export interface WaitingContext {
  readonly sourceChain: string
  readonly destinationChain: string
  readonly sourceBlock: bigint
  /** Newest final block of the source chain; absent when it could not be read. */
  readonly finalizedBlock: bigint | undefined
  /** What its hold waits for, in words, when it was delivered and is held. */
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
    case 'executed':
      return context.held ?? `Finality of its execution on ${context.destinationChain}.`
    case 'settled':
      return context.held
    case 'orphaned':
      return undefined
    default:
      return assertNever(state)
  }
}
