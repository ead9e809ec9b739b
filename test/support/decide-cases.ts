import type { HoldTimes, Passage } from '../../domain/hold.ts'
import { address, guid, type Hex, unixSeconds } from '../../domain/identifiers.ts'
import { type Message, newRecord, type RecordedFacts } from '../../domain/message-record.ts'
import type { MessageState } from '../../domain/message-state.ts'
import type {
  DestinationObservation,
  HoldObservation,
  Observation,
  SourceObservation,
} from '../../domain/observation.ts'
import type { RelayPolicy } from '../../domain/relay-policy.ts'

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`

/** 2027-01-15T08:00:00Z. */
export const now = unixSeconds(1_800_000_000n)
const at = (seconds: bigint) => unixSeconds(now + seconds)

/** Plays every role; parks after an hour; tries again after 10, 20, 40 … at most 300 seconds. */
export const policy: RelayPolicy = {
  roles: ['observe', 'attest', 'deliver', 'guardian'],
  parkAfterSeconds: 3_600n,
  renewBeforeSeconds: 600n,
  retry: { baseSeconds: 10n, factor: 2n, capSeconds: 300n },
}

/** What the message says, and what others say under its guid and nonce. */
export const payloadHash = hash('a')
export const otherPayloadHash = hash('b')
const block = { number: 100n, hash: hash('c') }
const pinnedAt = { number: 104n, hash: hash('d') }
export const secondDvn = address(`0x${'e'.repeat(40)}`)

/** A message that was just found. */
export const message: Message = { guid: guid(hash('1')), payloadHash, sourceBlock: block, ...newRecord }

const facts = (known: Partial<RecordedFacts>): RecordedFacts => ({ ...newRecord.facts, ...known })
const onItsWay = { final: true, attested: true, verifiable: true, verified: true }

/** What is on record of a message in each state. What is halted had been attested. */
export const recorded: Readonly<Record<MessageState, RecordedFacts>> = {
  sent: facts({}),
  final: facts({ final: true }),
  attested: facts({ final: true, attested: true }),
  verifiable: facts({ final: true, attested: true, verifiable: true }),
  verified: facts(onItsWay),
  executed: facts({ ...onItsWay, execution: { kind: 'passed', outcome: 'minted', final: false } }),
  settled: facts({ ...onItsWay, execution: { kind: 'passed', outcome: 'minted', final: true } }),
  deferred: facts({ ...onItsWay, execution: { kind: 'held', final: true, releasableAt: undefined } }),
  refunding: facts({ ...onItsWay, execution: { kind: 'sent-home', final: true, paidBack: false } }),
  refunded: facts({ ...onItsWay, execution: { kind: 'sent-home', final: true, paidBack: true } }),
  parked: facts({ parked: true }),
  orphaned: facts({ orphaned: true }),
  halted: facts({ final: true, attested: true }),
}

/** One source observation of each kind. */
export const sources = {
  unread: { kind: 'unread', detail: 'timeout' },
  disagreed: { kind: 'disagreed', providers: ['rpc-b'] },
  pending: { kind: 'pending', finalBlock: 98n },
  absent: { kind: 'absent', finalBlock: 104n },
  differs: { kind: 'differs', payloadHash: otherPayloadHash, blockHash: hash('c') },
  ahead: { kind: 'ahead', nonce: 7n, outboundNonce: 6n },
  confirmed: { kind: 'confirmed', pinnedAt, block, payloadHash },
} as const satisfies { readonly [kind in SourceObservation['kind']]: SourceObservation & { readonly kind: kind } }

const waiting: HoldTimes = { side: 'mint', kind: 'waiting', heldAt: at(-600n), dueAt: unixSeconds(0n) }
const delayed: HoldTimes = { ...waiting, kind: 'delayed', dueAt: at(300n) }
const refundOnly: HoldTimes = { ...waiting, kind: 'refund-only', dueAt: at(-600n) }
/** Three days after it became so, anybody may send it home. */
const longRefundOnly: HoldTimes = { ...refundOnly, heldAt: at(-600_000n), dueAt: at(-259_200n) }
const held = (hold: HoldObservation): DestinationObservation => ({ kind: 'held', final: true, hold })
const open = (times: HoldTimes, passage: Passage) => held({ kind: 'open', times, passage })
const others = [secondDvn]

/** Every class of destination observation that is decided differently; what is before the colon is its kind. */
export const destinations = {
  unread: { kind: 'unread', detail: 'timeout' },
  disagreed: { kind: 'disagreed', providers: ['rpc-z'] },
  'unverified: by others': { kind: 'unverified', missing: { ours: true, others } },
  'unverified: by us': { kind: 'unverified', missing: { ours: true, others: [] } },
  'unverified: but by us': { kind: 'unverified', missing: { ours: false, others } },
  verifiable: { kind: 'verifiable' },
  committed: { kind: 'committed' },
  conflicting: { kind: 'conflicting', payloadHash: otherPayloadHash },
  'parked: and unverified': { kind: 'parked', missing: { ours: true, others } },
  'parked: verified anew': { kind: 'parked', missing: { ours: true, others: [] } },
  skipped: { kind: 'skipped' },
  'executed: not final': { kind: 'executed', outcome: 'minted', final: false },
  'executed: final': { kind: 'executed', outcome: 'minted', final: true },
  'held: unread': held({ kind: 'unread', detail: 'timeout' }),
  'held: delayed': open(delayed, { kind: 'from', at: delayed.dueAt }),
  'held: waiting': open(waiting, { kind: 'from', at: at(40n) }),
  'held: suspended': open(waiting, { kind: 'unknown' }),
  'held: passes': open(waiting, { kind: 'now' }),
  'held: refund-only': open(refundOnly, { kind: 'unknown' }),
  'held: goes home': open(longRefundOnly, { kind: 'unknown' }),
  'held: sent home': held({ kind: 'sent-home', refundGuid: guid(hash('9')), paidBack: false }),
  'held: paid back': held({ kind: 'sent-home', refundGuid: guid(hash('9')), paidBack: true }),
} as const satisfies Readonly<Record<string, DestinationObservation>>

/** Signatures: none, ours alone of two, and enough. */
export const signatures = {
  none: { had: 0, needed: 2, own: undefined },
  ours: { had: 1, needed: 2, own: { payloadHash, expiry: at(21_600n) } },
  enough: { had: 2, needed: 2, own: { payloadHash, expiry: at(21_600n) } },
} as const satisfies Readonly<Record<string, Observation['signatures']>>

/** A source that confirms, a destination that lacks our verification only, enough signatures, nothing tried. */
export const ready: Observation = {
  source: sources.confirmed,
  destination: destinations['unverified: by us'],
  halts: { source: undefined, destination: undefined },
  attempts: { kind: 'none' },
  signatures: signatures.enough,
}
