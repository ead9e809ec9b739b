import { assertNever } from '../domain/errors.ts'
import { type UnixSeconds, unixSeconds } from '../domain/identifiers.ts'
import {
  type BucketState,
  bucketStates,
  type CompartmentState,
  compartmentStates,
  type HeldMint,
  type Measure,
} from './breaker/measure.ts'
import { type BucketKey, bucketId, touches } from './breaker/scope.ts'
import type { Trip } from './breaker/trip.ts'

/** What is in force at one end of a bucket, as its `states` function says; or that it could not be read. */
export type StateInForce<State> =
  | {
      readonly kind: 'read'
      /** The owner's own value, which lasts. */
      readonly own: State
      /** What is laid over it, and counts before `until`. */
      readonly overlay: State
      readonly until: UnixSeconds
      /** When the last full stop that a guardian laid ends or ended, from the events; `undefined` for none. */
      readonly stopEnds: UnixSeconds | undefined
    }
  | { readonly kind: 'unread' }

/** Both ends of one bucket. */
export interface BucketInForce {
  readonly bucket: BucketKey
  readonly onHost: StateInForce<BucketState>
  readonly atHome: StateInForce<CompartmentState>
}

/** A call that the role Guard may make. `because` are the fingerprints of the trips that ask for it. */
export type GuardCall =
  | {
      /** `ReceiptBuckets.tightenBucket` on the host. */
      readonly kind: 'tightenBucket'
      readonly bucket: BucketKey
      readonly state: 'noMinting' | 'notEligible'
      readonly because: readonly string[]
    }
  | {
      /** `ReceiptBuckets.voidHold` on the host. */
      readonly kind: 'voidHold'
      readonly bucket: BucketKey
      readonly hold: HeldMint
      readonly because: readonly string[]
    }
  | {
      /** `CollateralVault.tightenCompartment` at home. */
      readonly kind: 'tightenCompartment'
      readonly bucket: BucketKey
      readonly state: 'noLocking'
      readonly because: readonly string[]
    }

/** What only a guardian may do, and a person decides. `notBefore`: the contract refuses it until then. */
export type Proposal =
  | { readonly kind: 'stop' | 'review'; readonly bucket: BucketKey; readonly notBefore: UnixSeconds | undefined }
  | Extract<Measure, { kind: 'proposePark' }>

/** What to do now, what to do again when it lapses, and what to put before the guardian. */
export interface Tightenings {
  readonly calls: readonly GuardCall[]
  /** In force until `at` and asked for still. The contract refuses a renewal before that second (`NotTighter`). */
  readonly renewals: readonly { readonly at: UnixSeconds; readonly call: GuardCall }[]
  readonly proposals: readonly Proposal[]
}

/** `GUARDIAN_MAX` of contracts/src/Roles.sol: how long an overlay lasts, and no full stop may follow another. */
const guardianMaxSeconds = 604_800n

/**
 * The fewest calls that bring everything the trips ask for in force: one per bucket and one per compartment, at the strictest
 * level asked for there, and none where that or more is in force. Nothing here can loosen, nor ask for a full stop. Where the
 * state in force could not be read the call is made all the same: the contract refuses what is not tighter.
 *
 * @param trips - What the rules found, in any order.
 * @param inForce - Every bucket of the deployment; a trip touches no other.
 * @param now - Time of the newest blocks read; a call's simulation has the last word.
 * @returns Calls and proposals in an order that depends on nothing but their content: eligibility first, then minting, holds,
 * locks.
 */
export function tightenings(trips: readonly Trip[], inForce: readonly BucketInForce[], now: UnixSeconds): Tightenings {
  const due = inForce.flatMap((end) => planFor(end, trips, now))
  const calls = due.filter(({ at }) => at === undefined).map(({ call }) => call)
  return {
    calls: [...calls, ...voids(trips, inForce)].sort(byWeight),
    renewals: due
      .flatMap(({ call, at }) => (at === undefined ? [] : [{ call, at }]))
      .sort((a, b) => Number(a.at - b.at) || byWeight(a.call, b.call)),
    proposals: proposals(trips, inForce, now),
  }
}

interface Planned {
  readonly call: GuardCall
  /** When it can be made; `undefined` for now. */
  readonly at: UnixSeconds | undefined
}

function planFor(
  { bucket, onHost, atHome }: BucketInForce,
  trips: readonly Trip[],
  now: UnixSeconds,
): readonly Planned[] {
  const touching = trips.filter(({ scope }) => touches(scope, bucket))
  const asking = (state: BucketState | CompartmentState): readonly string[] =>
    [
      ...new Set(touching.filter(({ measures }) => measures.some((measure) => asksFor(measure, state))).map(idOf)),
    ].sort()
  const planned: Planned[] = []
  const [noMinting, notEligible, noLocking] = [asking('noMinting'), asking('notEligible'), asking('noLocking')]
  if (noMinting.length + notEligible.length > 0) {
    const [state, because] =
      notEligible.length > 0 ? (['notEligible', notEligible] as const) : (['noMinting', noMinting] as const)
    const when = whenTo(state, onHost, { states: bucketStates, now })
    if (when !== 'never') planned.push({ call: { kind: 'tightenBucket', bucket, state, because }, at: when.at })
  }
  if (noLocking.length > 0) {
    const when = whenTo('noLocking', atHome, { states: compartmentStates, now })
    const call = { kind: 'tightenCompartment', bucket, state: 'noLocking', because: noLocking } as const
    if (when !== 'never') planned.push({ call, at: when.at })
  }
  return planned
}

const idOf = ({ fingerprint }: Trip): string => fingerprint

const asksFor = (measure: Measure, state: BucketState | CompartmentState): boolean =>
  (measure.kind === 'tightenBucket' || measure.kind === 'tightenCompartment') && measure.state === state

/** When a state can be laid: now, when what lies there lapses, or never because the owner's own is as tight. */
function whenTo<State extends string>(
  wanted: State,
  there: StateInForce<State>,
  { states, now }: { readonly states: readonly State[]; readonly now: UnixSeconds },
): { readonly at: UnixSeconds | undefined } | 'never' {
  if (there.kind === 'unread') return { at: undefined }
  const level = (state: State): number => states.indexOf(state)
  if (level(there.own) >= level(wanted)) return 'never'
  return level(there.overlay) >= level(wanted) && now < there.until ? { at: there.until } : { at: undefined }
}

/** Each hold once, for all the trips that ask for it. */
function voids(trips: readonly Trip[], inForce: readonly BucketInForce[]): readonly GuardCall[] {
  const known = new Set(inForce.map(({ bucket }) => bucketId(bucket)))
  const found = new Map<string, Extract<GuardCall, { kind: 'voidHold' }>>()
  for (const { measures, fingerprint } of trips) {
    for (const measure of measures) {
      if (measure.kind !== 'voidHold' || measure.hold.kind === 'refund-only') continue
      const id = bucketId(measure.bucket)
      if (!known.has(id)) continue
      const because = [...(found.get(`${id}:${measure.hold.id}`)?.because ?? []), fingerprint]
      found.set(`${id}:${measure.hold.id}`, { ...measure, because: [...new Set(because)].sort() })
    }
  }
  return [...found.values()]
}

function proposals(trips: readonly Trip[], inForce: readonly BucketInForce[], now: UnixSeconds): readonly Proposal[] {
  const found = inForce.flatMap(({ bucket, onHost, atHome }): readonly Proposal[] => {
    const kinds = new Set(
      trips.filter(({ scope }) => touches(scope, bucket)).flatMap(({ measures }) => measures.map(({ kind }) => kind)),
    )
    const stop = kinds.has('proposeStop') ? fullStop(onHost, { full: 'stopped', now }) : 'never'
    const review = kinds.has('proposeReview') ? fullStop(atHome, { full: 'review', now }) : 'never'
    return [
      ...(stop === 'never' ? [] : [{ kind: 'stop', bucket, notBefore: stop.from } as const]),
      ...(review === 'never' ? [] : [{ kind: 'review', bucket, notBefore: review.from } as const]),
    ]
  })
  const parks = trips.flatMap(({ measures }) =>
    measures.flatMap((measure) => (measure.kind === 'proposePark' ? [measure] : [])),
  )
  const keyed = [...found, ...parks].map((proposal) => [proposalId(proposal), proposal] as const)
  return [...new Map(keyed)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, proposal]) => proposal)
}

/** From when the contract lets a guardian begin a full stop (`StoppedRecently`); never what is in force. */
function fullStop<State>(
  there: StateInForce<State>,
  { full, now }: { readonly full: State; readonly now: UnixSeconds },
): { readonly from: UnixSeconds | undefined } | 'never' {
  if (there.kind === 'unread') return { from: undefined }
  if (there.own === full || (there.overlay === full && now < there.until)) return 'never'
  const from = there.stopEnds === undefined ? now : unixSeconds(there.stopEnds + guardianMaxSeconds)
  return { from: now < from ? from : undefined }
}

function proposalId(proposal: Proposal): string {
  switch (proposal.kind) {
    case 'stop':
    case 'review':
      return `${proposal.kind}:${bucketId(proposal.bucket)}`
    case 'proposePark':
      return `park:${proposal.chainId}:${proposal.receiver}:${proposal.source}:${proposal.message.nonce}:${proposal.message.payloadHash}`
    default:
      return assertNever(proposal)
  }
}

function weight(call: GuardCall): string {
  switch (call.kind) {
    case 'tightenBucket':
      return `${call.state === 'notEligible' ? 0 : 1}:${bucketId(call.bucket)}`
    case 'voidHold':
      return `2:${bucketId(call.bucket)}:${call.hold.id}`
    case 'tightenCompartment':
      return `3:${bucketId(call.bucket)}`
    default:
      return assertNever(call)
  }
}

/** Text order, which is the same everywhere. */
const byWeight = (a: GuardCall, b: GuardCall): number => (weight(a) < weight(b) ? -1 : 1)
