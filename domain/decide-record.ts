import { isQuorum } from './attestation.ts'
import { releasableAt } from './decide-hold.ts'
import type { Doubt } from './decision.ts'
import { assertNever } from './errors.ts'
import type { UnixSeconds } from './identifiers.ts'
import type { Execution, RecordedFacts } from './message-record.ts'
import type { DestinationObservation, Signatures, SourceObservation } from './observation.ts'

/**
 * The facts after a look. A read that failed changes nothing. What rests on the source stays once it is so; what rests
 * on the destination is what it says now.
 *
 * @param look.doubt - What the source says against it: see `sourceDoubt`.
 */
export function factsAfter(
  facts: RecordedFacts,
  look: {
    readonly source: SourceObservation
    readonly doubt: Doubt | undefined
    readonly destination: DestinationObservation
    readonly signatures: Signatures
    readonly now: UnixSeconds
  },
): RecordedFacts {
  const { source, doubt, destination, signatures, now } = look
  const isConfirmed = source.kind === 'confirmed' && doubt === undefined
  const isLost = doubt?.code === 'absent-at-source' || doubt?.code === 'differs-at-source'
  const isSeen = isConfirmed || doubt?.code === 'not-final'
  return {
    ...destinationFacts(facts, destination, now),
    final: facts.final || isConfirmed,
    orphaned: isLost || (facts.orphaned && !isSeen),
    attested: facts.attested || isQuorum(signatures),
  }
}

function destinationFacts(facts: RecordedFacts, destination: DestinationObservation, now: UnixSeconds): RecordedFacts {
  const untaken = { ...facts, verified: false, parked: false, execution: { kind: 'none' } as const }
  switch (destination.kind) {
    case 'unread':
    case 'disagreed':
      return facts
    case 'unverified':
      return { ...untaken, verifiable: destination.missing.others.length === 0 }
    case 'verifiable':
      return { ...untaken, verifiable: true }
    case 'committed':
      return { ...untaken, verifiable: true, verified: true }
    case 'conflicting':
    case 'skipped':
      return untaken
    case 'parked':
      return { ...untaken, verifiable: destination.missing.others.length === 0, parked: true }
    case 'executed':
      return { ...facts, parked: false, execution: passedExecution(facts.execution, destination) }
    case 'held':
      return { ...facts, parked: false, execution: heldExecution(facts.execution, destination, now) }
    default:
      return assertNever(destination)
  }
}

/** What was final stays final: a node that lags behind takes nothing back. */
const passedExecution = (
  before: Execution,
  { outcome, final }: Extract<DestinationObservation, { readonly kind: 'executed' }>,
): Execution => ({ kind: 'passed', outcome, final: final || (before.kind === 'passed' && before.final) })

function heldExecution(
  before: Execution,
  destination: Extract<DestinationObservation, { readonly kind: 'held' }>,
  now: UnixSeconds,
): Execution {
  const { hold } = destination
  const wasHeld = before.kind === 'held' || before.kind === 'sent-home'
  const final = destination.final || (wasHeld && before.final)
  switch (hold.kind) {
    case 'unread':
      // A hold that was sent home does not come back because it cannot be read.
      return wasHeld ? { ...before, final } : { kind: 'held', final, releasableAt: undefined }
    case 'open':
      return { kind: 'held', final, releasableAt: releasableAt(hold, now) }
    case 'sent-home':
      return { kind: 'sent-home', final, paidBack: hold.paidBack || (before.kind === 'sent-home' && before.paidBack) }
    default:
      return assertNever(hold)
  }
}

/**
 * Whether what the destination says now undoes what it said before: not at all, an execution that was not final, or one
 * that was. A hold that passes or goes home is no undoing; a final end that has become another is.
 */
export function undoing(before: Execution, after: Execution): 'none' | 'reorg' | 'deep-reorg' {
  if (before.kind === 'none') return 'none'
  const isEnd = (before.kind === 'passed' && before.final) || (before.kind === 'sent-home' && before.paidBack)
  if (after.kind === 'none') return isEnd || before.final ? 'deep-reorg' : 'reorg'
  return isEnd && after.kind !== before.kind ? 'deep-reorg' : 'none'
}
