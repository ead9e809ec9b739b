import { assertNever } from '../../domain/errors.ts'
import type { Address, ChainId, UnixSeconds } from '../../domain/identifiers.ts'
import type { Limits } from '../../domain/rate-limit.ts'
import { type Measure, proposeReview, proposeStop, stopLocking, stopMinting } from './measure.ts'
import type { BreakerParameters } from './parameters.ts'
import { blindness, type Read } from './read.ts'
import type { BucketKey, Lane, Scope } from './scope.ts'
import { type Evidence, figures, type Trip, text, trip } from './trip.ts'

/** What decides which messages one of our contracts takes for authentic. */
export type ReceivingItem = 'peer' | 'receiveLibrary' | 'receiveConfig'
/** What decides how a message leaves, and what it costs to deliver. */
export type SendingItem = 'sendLibrary' | 'sendConfig' | 'executorConfig' | 'deliveryGas'
/** Whose word counts on a chain. */
export type AuthorityItem = 'owner' | 'delegate' | 'role'

/** Limits with the capacity that bounds them, base units. */
export type CappedLimits = Limits & { readonly bucketCapacity: bigint }

/** One thing that the plan says, beside what the chain says. `planned` and `found` are text that is equal when they agree. */
export type ConfigurationReading =
  | {
      readonly kind: 'pathway'
      readonly item: ReceivingItem | SendingItem
      readonly lane: Lane
      /** Which of the lane's two contracts: the vault at home or the buckets on the host. */
      readonly end: 'home' | 'host'
      readonly planned: string
      readonly found: Read<string>
    }
  | {
      readonly kind: 'authority'
      readonly item: AuthorityItem
      readonly chainId: ChainId
      /** The contract, and of a role the account. */
      readonly subject: string
      readonly planned: string
      readonly found: Read<string>
    }
  | {
      readonly kind: 'attestors'
      readonly chainId: ChainId
      readonly planned: AttestorSet
      readonly found: Read<AttestorSet>
    }
  | {
      readonly kind: 'limits'
      readonly which: 'bucket' | 'lock' | 'exit'
      readonly bucket: BucketKey
      readonly planned: CappedLimits
      readonly found: Read<CappedLimits>
    }

/** Who signs for a relay worker, and how many must. */
export interface AttestorSet {
  readonly attestors: readonly Address[]
  readonly quorum: number
}

/**
 * A chain that is configured otherwise than the plan says. What would let forged messages in (receiving library and config,
 * peer, attestors, whose word counts) stops minting and locking where it counts; looser limits stop minting in their bucket;
 * a changed way out stops locks; the rest alerts. Nothing here proves a loss, so nothing takes eligibility.
 */
export function configurationDrift(
  { configuration }: { readonly configuration: readonly ConfigurationReading[] },
  { unreadSeconds }: BreakerParameters,
  now: UnixSeconds,
): readonly Trip[] {
  return configuration.flatMap((reading) => {
    const { scope, cause } = whereabouts(reading)
    const found = { rule: 'configuration-drift', scope, cause } as const
    if (reading.found.kind === 'unread') return blindness(found, reading.found, { unreadSeconds, now })
    const drift = driftOf(reading)
    if (drift === undefined) return []
    const severity = drift.measures.length > 0 ? 'critical' : 'warning'
    return [trip({ ...found, severity, ...drift })]
  })
}

function whereabouts(reading: ConfigurationReading): { readonly scope: Scope; readonly cause: string } {
  switch (reading.kind) {
    case 'pathway':
      return { scope: { kind: 'lane', lane: reading.lane }, cause: `${reading.item} ${reading.end}` }
    case 'authority':
      return { scope: { kind: 'chain', chainId: reading.chainId }, cause: `${reading.item} ${reading.subject}` }
    case 'attestors':
      return { scope: { kind: 'chain', chainId: reading.chainId }, cause: 'attestors' }
    case 'limits': {
      const kind = reading.which === 'bucket' ? 'bucket' : 'compartment'
      return { scope: { kind, bucket: reading.bucket }, cause: `${reading.which} limits` }
    }
    default:
      return assertNever(reading)
  }
}

interface Drift {
  readonly measures: readonly Measure[]
  readonly evidence: readonly Evidence[]
}

function driftOf(reading: ConfigurationReading): Drift | undefined {
  if (reading.found.kind === 'unread') return undefined
  switch (reading.kind) {
    case 'pathway':
    case 'authority': {
      const found = reading.found.value
      if (found === reading.planned) return undefined
      const measures = reading.kind === 'pathway' ? ofPathway(reading) : ofAuthority[reading.item]
      return { measures, evidence: [text('planned', reading.planned), text('found', found)] }
    }
    case 'attestors':
      return ofAttestors(reading.planned, reading.found.value)
    case 'limits':
      return ofLimits(reading.planned, reading.found.value)
    default:
      return assertNever(reading)
  }
}

function ofPathway({ item, end }: Extract<ConfigurationReading, { kind: 'pathway' }>): readonly Measure[] {
  switch (item) {
    case 'peer':
    case 'receiveLibrary':
    case 'receiveConfig':
      return [stopMinting, stopLocking, end === 'host' ? proposeStop : proposeReview]
    case 'sendLibrary':
    case 'sendConfig':
      return [stopLocking]
    case 'executorConfig':
    case 'deliveryGas':
      return []
    default:
      return assertNever(item)
  }
}

/** A stray guardian, guard or steward delays, and costs nothing: see docs/contracts.md, What buckets share. */
const ofAuthority: Readonly<Record<AuthorityItem, readonly Measure[]>> = {
  owner: [stopMinting, stopLocking],
  delegate: [stopMinting, stopLocking],
  role: [],
}

/** Strangers or a smaller quorum can forge; attestors that a guardian removed cannot. */
function ofAttestors(planned: AttestorSet, found: AttestorSet): Drift | undefined {
  const strangers = found.attestors.filter((attestor) => !planned.attestors.includes(attestor))
  const missing = planned.attestors.filter((attestor) => !found.attestors.includes(attestor))
  const isLooser = strangers.length > 0 || found.quorum < planned.quorum
  if (!isLooser && missing.length === 0 && found.quorum === planned.quorum) return undefined
  return {
    measures: isLooser ? [stopMinting, stopLocking] : [],
    evidence: [
      ...strangers.map((attestor) => text('stranger', attestor)),
      ...missing.map((attestor) => text('missing', attestor)),
      ...figures('count', { plannedQuorum: BigInt(planned.quorum), foundQuorum: BigInt(found.quorum) }),
    ],
  }
}

const limitNames = ['burst', 'refillPerSecond', 'maxAmount', 'minAmount', 'delayThreshold', 'delaySeconds'] as const

/** @see contracts/src/RateLimit.sol, `isLooser`, to which the capacity is added. */
function ofLimits(planned: CappedLimits, found: CappedLimits): Drift | undefined {
  const names = ['bucketCapacity', ...limitNames] as const
  const changed = names.filter((name) => planned[name] !== found[name])
  if (changed.length === 0) return undefined
  const flowsFaster =
    planned.delaySeconds !== 0n &&
    (found.delaySeconds < planned.delaySeconds || found.delayThreshold > planned.delayThreshold)
  const isLooser =
    flowsFaster ||
    found.minAmount < planned.minAmount ||
    found.burst > planned.burst ||
    found.refillPerSecond > planned.refillPerSecond ||
    found.maxAmount > planned.maxAmount ||
    found.bucketCapacity > planned.bucketCapacity
  return {
    measures: isLooser ? [stopMinting] : [],
    evidence: changed.flatMap((name) => [
      text('planned', `${name} ${planned[name]}`),
      text('found', `${name} ${found[name]}`),
    ]),
  }
}
