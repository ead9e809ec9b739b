import type { Action, Doubt, Reason } from './decision.ts'
import type { UnixSeconds } from './identifiers.ts'
import type { Message, RecordedFacts } from './message-record.ts'
import type { Observation } from './observation.ts'
import { nextTryAt, type RelayPolicy, type Role } from './relay-policy.ts'

/** What a decision rests on. */
export interface Look {
  readonly message: Message
  readonly observation: Observation
  readonly policy: RelayPolicy
  readonly now: UnixSeconds
  /** The facts with what this look saw. */
  readonly facts: RecordedFacts
  /** What source and own signature say against the packet. */
  readonly doubt: Doubt | undefined
}

/** What is to be done, and why. */
export interface Step {
  readonly action: Action
  readonly reason: Reason
}

/** Nothing to do before `until`. */
export const wait = (reason: Reason, until?: UnixSeconds): Step => ({ action: { kind: 'wait', until }, reason })

/** Nothing to do any more, until somebody looks into it. */
export const halt = (scope: 'source' | 'destination' | 'message', reason: Reason): Step => ({
  action: { kind: 'halt', scope },
  reason,
})

/** A step that takes a transaction: left to whoever plays `role`, one at a time, and with growing pauses after failures. */
export function transaction(step: Step, role: Role, { observation, policy, now }: Look): Step {
  const { attempts } = observation
  if (!policy.roles.includes(role)) return wait({ code: 'left-to-others', role })
  if (attempts.kind === 'in-flight') return wait({ code: 'attempt-in-flight' })
  if (attempts.kind === 'failed') {
    const next = nextTryAt(attempts, policy.retry)
    const { failures, lastFailure } = attempts
    if (now < next) return wait({ code: 'retry-later', failures, lastFailure }, next)
  }
  return step
}
