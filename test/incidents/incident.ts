import { type Hex, parseUnits } from 'viem'
import { DomainError } from '../../domain/errors.ts'
import { type Holding, holdingsBefore, type IncidentName } from './limits.ts'

/**
 * Which end of the bucket the attacker speaks for. `home`: forged mints on the host. `host`: forged releases at home.
 * Whichever it is, attestors' quorum and second DVN take its word.
 */
export type Breached = 'home' | 'host'

/** One forged message that moves value. */
export interface ForgedTransfer {
  /** Seconds after the incident's first message. */
  readonly at: bigint
  readonly asset: Holding
  /** Base units, as it was then. */
  readonly amount: bigint
  /** Which of the attacker's accounts receives it, counted from 0. */
  readonly receiver: number
}

/** One forged message that is to administer something. */
export interface ForgedCommand {
  readonly at: bigint
  /** Vault or buckets, which take messages; or the contract that knows the attestors, which does not. */
  readonly to: 'application' | 'relay worker'
  readonly message: Hex
}

/** One incident as data. */
export interface Incident {
  readonly name: IncidentName
  /** What was lost, for people. */
  readonly lostThen: string
  readonly breached: Breached
  readonly transfers: readonly ForgedTransfer[]
  readonly commands?: readonly ForgedCommand[]
  /** Whether what was minted is burned again, so that collateral is paid for it. */
  readonly cashesOut?: boolean
  /** How long the replay goes on after the first message; default three hours, by when every delay is over. */
  readonly horizonSeconds?: bigint
}

/** An incident names an asset that limits.ts does not know. */
export class UnknownHoldingError extends DomainError {
  readonly code = 'INCIDENT_HOLDING_UNKNOWN'
  readonly retryable = false
  constructor(readonly facts: { readonly incident: IncidentName; readonly symbol: string }) {
    super(`${facts.incident} has no holding of ${facts.symbol}.`)
  }
}

/** Transfers of one incident: symbol, whole tokens, seconds after the first, receiver. */
export function transfersOf(
  incident: IncidentName,
  listed: readonly {
    readonly symbol: string
    readonly whole: string
    readonly at?: bigint
    readonly receiver?: number
  }[],
): readonly ForgedTransfer[] {
  return listed.map(({ symbol, whole, at = 0n, receiver = 0 }) => {
    const asset = holdingsBefore[incident].find((candidate) => candidate.symbol === symbol)
    if (asset === undefined) throw new UnknownHoldingError({ incident, symbol })
    return { at, asset, amount: parseUnits(whole, asset.decimals), receiver }
  })
}
