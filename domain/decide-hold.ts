import { type Step, wait } from './decide-step.ts'
import { assertNever } from './errors.ts'
import { refundableFrom } from './hold.ts'
import type { UnixSeconds } from './identifiers.ts'
import type { HoldObservation } from './observation.ts'

/** When an open hold can be released, where that can be told; a time that is past means now. */
export function releasableAt(hold: HoldObservation, now: UnixSeconds): UnixSeconds | undefined {
  if (hold.kind !== 'open' || goesHome(hold, now)) return undefined
  const { times, passage } = hold
  if (passage.kind === 'from') return passage.at
  if (passage.kind === 'unknown') return undefined
  return times.kind === 'delayed' ? times.dueAt : now
}

/**
 * What to do about a message that is held: release it when it passes; send it home when it never will and its owners
 * have had their grace. Sending home costs a fee that is ours, so it is left to the owners first.
 */
export function decideHold(hold: HoldObservation, now: UnixSeconds): Step {
  switch (hold.kind) {
    case 'unread':
      return wait({ code: 'hold-unread', detail: hold.detail })
    case 'sent-home':
      return hold.paidBack
        ? { action: { kind: 'settle' }, reason: { code: 'refund-paid' } }
        : wait({ code: 'refund-under-way' })
    case 'open': {
      const home = refundableFrom(hold.times)
      if (home !== undefined && goesHome(hold, now)) {
        return now < home.anybody
          ? wait({ code: 'refund-not-due' }, home.anybody)
          : { action: { kind: 'sendRefund' }, reason: { code: 'refund-due' } }
      }
      if (hold.passage.kind === 'now') return { action: { kind: 'releaseHold' }, reason: { code: 'release-due' } }
      // Where no release can be told, the next moment that changes anything is the one from which it goes home.
      if (hold.passage.kind === 'unknown') return wait({ code: 'hold-suspended' }, home?.owners)
      return wait({ code: hold.times.kind === 'delayed' ? 'hold-delayed' : 'hold-waiting' }, hold.passage.at)
    }
    default:
      return assertNever(hold)
  }
}

/** Whether a hold can only go home: refund-only, or held for too long on a host. */
function goesHome({ times }: Extract<HoldObservation, { readonly kind: 'open' }>, now: UnixSeconds): boolean {
  const home = refundableFrom(times)
  return home !== undefined && (times.kind === 'refund-only' || now >= home.owners)
}
