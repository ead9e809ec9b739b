import { decideDelivery } from './decide-delivery.ts'
import { decideExecuted, decideHeld } from './decide-executed.ts'
import { factsAfter, undoing } from './decide-record.ts'
import { halt, type Look, type Step, wait } from './decide-step.ts'
import type { Decision } from './decision.ts'
import { assertNever } from './errors.ts'
import type { UnixSeconds } from './identifiers.ts'
import { type Message, standingOf } from './message-record.ts'
import type { Observation } from './observation.ts'
import { isGone, signatureDoubt, sourceDoubt } from './packet-doubt.ts'
import type { RelayPolicy } from './relay-policy.ts'

/**
 * Where a message stands, and what this process is to do about it now. Pure and total: every input has an answer, none
 * throws. The same input has the same answer, so after a restart it is simply asked again.
 *
 * - Nothing is signed, delivered or executed unless the source, read at a pinned final block, confirms exactly this
 *   content in exactly this block. Signing rests on the source alone, delivering on the destination too.
 * - Doubt about the packet itself withholds it; a guardian parks it once the doubt has lasted for `parkAfterSeconds`, so
 *   that its nonce delays no other. Limits, shortfalls and closed buckets are not looked at before delivery: the bucket
 *   holds what is over them.
 * - A failed read is waited for. It neither raises a doubt nor ends one.
 * - What anybody else did counts as done.
 * - A reorg rolls back what was not final. If it takes what was, its chain halts.
 *
 * @param now - Time of the destination chain. `attempts.lastTriedAt` and `doubtedSince` count by it too.
 * @see docs/relayer.md
 */
export function decide(message: Message, observation: Observation, policy: RelayPolicy, now: UnixSeconds): Decision {
  const { source, destination, halts, signatures } = observation
  if (halts.source !== undefined) return stopped(message, wait({ code: 'source-halted', because: halts.source }))
  if (halts.destination !== undefined) {
    return stopped(message, wait({ code: 'destination-halted', because: halts.destination }))
  }
  const doubt = sourceDoubt(message, source)
  if (message.facts.final && doubt !== undefined && isGone(doubt)) {
    return stopped(message, halt('source', { code: 'final-source-gone', doubt }))
  }
  const facts = factsAfter(message.facts, { source, doubt, destination, signatures, now })
  const undone = undoing(message.facts.execution, facts.execution)
  if (undone === 'deep-reorg') return stopped(message, halt('destination', { code: 'final-execution-gone' }))

  const look: Look = {
    message,
    observation,
    policy,
    now,
    facts,
    doubt: doubt ?? (source.kind === 'unread' ? undefined : signatureDoubt(message, signatures)),
  }
  const step: Step =
    undone === 'reorg' ? { action: { kind: 'rollBack' }, reason: { code: 'execution-undone' } } : stepFor(look)
  const standing = step.action.kind === 'halt' ? ({ state: 'halted' } as const) : standingOf(facts)
  return { ...standing, ...step, record: { facts, doubtedSince: doubtedSince(look) } }
}

function stepFor(look: Look): Step {
  const { destination } = look.observation
  switch (destination.kind) {
    case 'executed':
      return decideExecuted(look, destination)
    case 'held':
      return decideHeld(look, destination)
    case 'unread':
    case 'disagreed':
    case 'unverified':
    case 'verifiable':
    case 'committed':
    case 'conflicting':
    case 'parked':
    case 'skipped':
      return decideDelivery(look, destination)
    default:
      return assertNever(destination)
  }
}

/** Since when the packet has been in doubt. A source that cannot be read leaves it as it was. */
function doubtedSince({ message, observation, doubt, now }: Look): UnixSeconds | undefined {
  const { source, destination } = observation
  if (source.kind === 'unread') return message.doubtedSince
  const isDoubted = doubt !== undefined || destination.kind === 'conflicting'
  return isDoubted ? (message.doubtedSince ?? now) : undefined
}

/** Nothing further is done, and nothing that this look saw is recorded. What has ended stays so while chains are halted. */
function stopped({ facts, doubtedSince }: Message, step: Step): Decision {
  const standing = standingOf(facts)
  const hasEnded = standing.state === 'settled' || standing.state === 'refunded'
  return {
    ...(hasEnded && step.action.kind === 'wait' ? standing : { state: 'halted' as const }),
    ...step,
    record: { facts, doubtedSince },
  }
}
