import type { UnixSeconds } from '../../domain/identifiers.ts'
import type { Read, Unread } from '../../risk/breaker/read.ts'
import type { ProviderFault, Reading } from '../ports.ts'
import type { Condition } from './ports.ts'

/** Remembers since when things have been as they are. What a round does not mention is forgotten with its end. */
export interface Conditions {
  /** Since when the subject has been in that state without a break, this round included. */
  since(subject: string, state: string): UnixSeconds
  /** A failed read of the subject, with its beginning. */
  unread(subject: string, reason: string): Unread
  current(): readonly Condition[]
}

/** @param now - When whatever is new begins. */
export function createConditions(known: readonly Condition[], now: UnixSeconds): Conditions {
  const before = new Map(known.map((condition) => [condition.subject, condition]))
  const current = new Map<string, Condition>()
  const since = (subject: string, state: string): UnixSeconds => {
    const last = before.get(subject)
    const condition = last?.state === state ? last : { subject, state, since: now }
    current.set(subject, condition)
    return condition.since
  }
  return {
    since,
    unread: (subject, reason) => ({ kind: 'unread', since: since(subject, 'unread'), reason }),
    current: () => [...current.values()],
  }
}

/** Providers and what was wrong with them, in words. */
export const faultsInWords = (faults: readonly ProviderFault[]): string =>
  faults.map(({ provider, kind }) => `${provider} ${kind}`).join(', ') || 'the providers do not agree'

/** What a quorum's reading is to a rule: a value that `decode` finds in it, or unread since the first failure. */
export function toRead<Raw, Value>(
  reading: Reading<Raw> | { readonly kind: 'unread'; readonly reason: string },
  {
    conditions,
    subject,
    decode,
  }: {
    readonly conditions: Conditions
    readonly subject: string
    readonly decode: (raw: Raw) => Value
  },
): Read<Value> {
  if (reading.kind === 'unread') return conditions.unread(subject, reading.reason)
  if (reading.kind === 'disagreed') return conditions.unread(subject, faultsInWords(reading.faults))
  try {
    return { kind: 'read', value: decode(reading.value) }
  } catch {
    // A quorum that says what the contract cannot say: no value, whatever it is.
    return conditions.unread(subject, 'the answer is not of the expected form')
  }
}
