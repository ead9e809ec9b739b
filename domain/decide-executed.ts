import { decideHold } from './decide-hold.ts'
import { type Look, type Step, transaction, wait } from './decide-step.ts'
import type { DestinationObservation } from './observation.ts'
import { isReplaced } from './packet-doubt.ts'

/** A message that its receiver took, with nothing held of it: there is only finality to wait for. */
export function decideExecuted(
  { message, doubt }: Look,
  { final }: Extract<DestinationObservation, { readonly kind: 'executed' }>,
): Step {
  const wasSettled = message.facts.execution.kind === 'passed' && message.facts.execution.final
  if (wasSettled) return wait({ code: 'execution-final' })
  if (!final) return wait({ code: 'execution-not-final' })
  const isDoubted = doubt !== undefined && !isReplaced(message, doubt)
  return {
    action: { kind: 'settle' },
    reason: isDoubted ? { code: 'executed-in-doubt', doubt } : { code: 'execution-final' },
  }
}

/**
 * A message that is held. Moving it on needs a source that has confirmed it once and is not in doubt now: a release pays
 * like a delivery, and a refund of what was never locked would cost a fee for nothing.
 */
export function decideHeld(look: Look, { hold }: Extract<DestinationObservation, { readonly kind: 'held' }>): Step {
  const { message, observation, facts, doubt, now } = look
  const { execution } = message.facts
  if (execution.kind === 'sent-home' && execution.paidBack) return wait({ code: 'refund-paid' })
  const step = decideHold(hold, now)
  if (step.action.kind !== 'releaseHold' && step.action.kind !== 'sendRefund') return step
  if (doubt !== undefined) return { action: { kind: 'withhold', parkableFrom: undefined }, reason: doubt }
  if (!facts.final && observation.source.kind === 'unread') {
    return wait({ code: 'source-unread', detail: observation.source.detail })
  }
  return transaction(step, 'deliver', look)
}
