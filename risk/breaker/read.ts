import type { UnixSeconds } from '../../domain/identifiers.ts'
import type { Scope } from './scope.ts'
import { figures, type RuleName, type Trip, text, trip } from './trip.ts'

/** What a read came to. A failed read is no value: never zero, and never the last one that succeeded. */
export type Read<Value> = { readonly kind: 'read'; readonly value: Value } | Unread

/** A read that has failed since then. `reason` names the provider without its URL. */
export interface Unread {
  readonly kind: 'unread'
  readonly since: UnixSeconds
  readonly reason: string
}

/**
 * What not seeing is worth: after `unreadSeconds` an alert, and nothing else. Attestors that cannot read do not sign, and
 * whoever could stop minting by cutting wires would.
 */
export function blindness(
  { rule, scope, cause }: { readonly rule: RuleName; readonly scope: Scope; readonly cause: string },
  unread: Unread,
  { unreadSeconds, now }: { readonly unreadSeconds: bigint; readonly now: UnixSeconds },
): readonly Trip[] {
  const forSeconds = now - unread.since
  if (forSeconds <= unreadSeconds) return []
  return [
    trip({
      rule,
      scope,
      cause: `${cause} unread`,
      severity: 'critical',
      measures: [],
      evidence: [text('reason', unread.reason), ...figures('seconds', { forSeconds, unreadSeconds })],
    }),
  ]
}
