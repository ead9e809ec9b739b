import type { UnixSeconds } from '../../domain/identifiers.ts'
import { type AttestationReading, attestorSilence } from './attestor-silence.ts'
import { type BackingReading, backingShortfall } from './backing-shortfall.ts'
import { type ConfigurationReading, configurationDrift } from './configuration-drift.ts'
import { deepReorg, type Reorg } from './deep-reorg.ts'
import { type ExitFinding, exitWithoutBurn } from './exit-without-burn.ts'
import { type LedgerDrift, ledgerDrift } from './ledger-drift.ts'
import { type MintFinding, mintWithoutLock } from './mint-without-lock.ts'
import { type NonceReading, outboundNonce } from './outbound-nonce.ts'
import { type FlowReading, outflowVelocity } from './outflow-velocity.ts'
import type { BreakerParameters } from './parameters.ts'
import { type PriceSignal, priceSignal } from './price-signal.ts'
import { type QuorumReading, rpcDisagreement } from './rpc-disagreement.ts'
import { type HeadReading, stalledHead } from './stalled-head.ts'
import type { Trip } from './trip.ts'

/** All that the rules read. What is left out of a list is not looked at; what could not be read stands in it as unread. */
export interface Snapshot {
  readonly backing: readonly BackingReading[]
  readonly mints: readonly MintFinding[]
  readonly exits: readonly ExitFinding[]
  readonly drifts: readonly LedgerDrift[]
  readonly quorums: readonly QuorumReading[]
  readonly reorgs: readonly Reorg[]
  readonly heads: readonly HeadReading[]
  readonly prices: readonly PriceSignal[]
  readonly flows: readonly FlowReading[]
  readonly attestation: readonly AttestationReading[]
  readonly configuration: readonly ConfigurationReading[]
  readonly pathways: readonly NonceReading[]
}

/** What a rule finds in a snapshot, and nothing else. None throws. */
type Rule = (snapshot: Snapshot, parameters: BreakerParameters, now: UnixSeconds) => readonly Trip[]

const rules: readonly Rule[] = [
  backingShortfall,
  mintWithoutLock,
  exitWithoutBurn,
  ledgerDrift,
  rpcDisagreement,
  deepReorg,
  stalledHead,
  priceSignal,
  outflowVelocity,
  attestorSilence,
  configurationDrift,
  outboundNonce,
]

/**
 * What all rules find, ordered by fingerprint. Whoever calls this leaves out the trips that the owner has acknowledged as
 * false alarms, by their fingerprints: else the guard would lay again what the owner has lifted.
 */
export function evaluate(snapshot: Snapshot, parameters: BreakerParameters, now: UnixSeconds): readonly Trip[] {
  return rules
    .flatMap((rule) => rule(snapshot, parameters, now))
    .sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : a.fingerprint > b.fingerprint ? 1 : 0))
}
