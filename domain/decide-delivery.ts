import { isQuorum } from './attestation.ts'
import { halt, type Look, type Step, transaction, wait } from './decide-step.ts'
import type { Doubt } from './decision.ts'
import { assertNever } from './errors.ts'
import { type Address, type Hex, unixSeconds } from './identifiers.ts'
import type { DestinationObservation } from './observation.ts'
import { isReplaced } from './packet-doubt.ts'

/** What the destination may say of a message that nobody has executed. */
type Untaken = Exclude<DestinationObservation, { readonly kind: 'executed' | 'held' }>

/** A message that its receiver has not taken, as far as one can tell. */
export function decideDelivery(look: Look, destination: Untaken): Step {
  const { source } = look.observation
  const isBlind = destination.kind === 'unread' || destination.kind === 'disagreed'
  // It was taken when last seen.
  if (isBlind && look.facts.execution.kind !== 'none') return waitToRead(destination)
  if (source.kind === 'unread') return wait({ code: 'source-unread', detail: source.detail })
  if (look.doubt !== undefined) return decideDoubt(look, destination, look.doubt)
  if (isSignatureDue(look, destination)) return { action: { kind: 'attest' }, reason: { code: 'signature-due' } }
  switch (destination.kind) {
    case 'unread':
    case 'disagreed':
      return waitToRead(destination)
    case 'unverified':
    case 'parked':
      return decideRelay(look, destination.missing.others)
    case 'verifiable':
      return decideRelay(look, [])
    case 'committed':
      return transaction({ action: { kind: 'execute' }, reason: { code: 'execution-due' } }, 'deliver', look)
    case 'conflicting':
      return decideDoubt(look, destination, { code: 'conflicting-commit', payloadHash: destination.payloadHash })
    case 'skipped':
      return halt('message', { code: 'nonce-skipped' })
    default:
      return assertNever(destination)
  }
}

const waitToRead = (destination: Extract<Untaken, { readonly kind: 'unread' | 'disagreed' }>): Step =>
  destination.kind === 'unread'
    ? wait({ code: 'destination-unread', detail: destination.detail })
    : wait({ code: 'destination-disagreement', providers: destination.providers })

/**
 * Whether this process has to sign. Not once the content is committed, which takes no signature any more. A destination that cannot be read does not keep an attestor from signing what the source confirms.
 */
function isSignatureDue({ observation, policy, now }: Look, { kind }: Untaken): boolean {
  const { own } = observation.signatures
  const isTooLate = kind === 'committed' || kind === 'conflicting' || kind === 'skipped'
  if (isTooLate || !policy.roles.includes('attest')) return false
  return own === undefined || own.expiry - policy.renewBeforeSeconds <= now
}

/** A packet beyond doubt that has to be verified by us, committed and executed. */
function decideRelay(look: Look, missing: readonly Address[]): Step {
  const { signatures } = look.observation
  if (missing.length > 0) return wait({ code: 'other-dvns-missing', dvns: missing })
  if (!isQuorum(signatures)) {
    return wait({ code: 'signatures-missing', had: signatures.had, needed: signatures.needed })
  }
  return transaction({ action: { kind: 'deliver' }, reason: { code: 'delivery-due' } }, 'deliver', look)
}

/** A packet in doubt: given up where nothing is at stake, parked where it may delay others for too long, else withheld. */
function decideDoubt(look: Look, destination: Untaken, doubt: Doubt): Step {
  const { message, policy, now } = look
  if (isGivenUp(look, destination, doubt)) {
    return message.facts.orphaned ? wait(doubt) : { action: { kind: 'orphan' }, reason: doubt }
  }
  const payloadHash = parkableHash(look, destination)
  if (payloadHash === undefined) return { action: { kind: 'withhold', parkableFrom: undefined }, reason: doubt }
  const parkAfter = policy.parkAfterSeconds < 0n ? 0n : policy.parkAfterSeconds
  const parkableFrom = unixSeconds((message.doubtedSince ?? now) + parkAfter)
  if (now < parkableFrom || !policy.roles.includes('guardian')) {
    return { action: { kind: 'withhold', parkableFrom }, reason: doubt }
  }
  return transaction({ action: { kind: 'park', payloadHash }, reason: doubt }, 'guardian', look)
}

/**
 * Whether its source does not have this message, and its nonce at the destination needs no parking on its account: the
 * nonce is free, set aside or passed, or holds what another record answers for. So whoever invents records in a shared
 * database gets no nonce of an authentic message parked.
 */
function isGivenUp({ message }: Look, destination: Untaken, doubt: Doubt): boolean {
  if (isReplaced(message, doubt)) return true
  if (doubt.code !== 'absent-at-source' && doubt.code !== 'differs-at-source') return false
  switch (destination.kind) {
    case 'unverified':
      return destination.missing.ours
    case 'conflicting':
    case 'parked':
    case 'skipped':
      return true
    case 'unread':
    case 'disagreed':
    case 'verifiable':
    case 'committed':
      return false
    default:
      return assertNever(destination)
  }
}

/** What the endpoint has for a nonce that nobody has committed. */
const noPayloadHash: Hex = `0x${'0'.repeat(64)}`

/** The hash that `park` has to name; `undefined` when the nonce cannot or need not be parked, or is not known. */
function parkableHash({ message }: Look, destination: Untaken): Hex | undefined {
  switch (destination.kind) {
    case 'unverified':
    case 'verifiable':
      return noPayloadHash
    case 'committed':
      return message.payloadHash
    case 'conflicting':
      return destination.payloadHash
    case 'unread':
    case 'disagreed':
    case 'parked':
    case 'skipped':
      return undefined
    default:
      return assertNever(destination)
  }
}
