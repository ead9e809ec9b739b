import type { ChainId, Hex } from '../../domain/identifiers.ts'
import type { Measure } from './measure.ts'
import { type Scope, scopeId } from './scope.ts'

/** Every rule of the breaker. */
export type RuleName =
  | 'attestor-silence'
  | 'backing-shortfall'
  | 'configuration-drift'
  | 'deep-reorg'
  | 'exit-without-burn'
  | 'ledger-drift'
  | 'mint-without-lock'
  | 'outbound-nonce'
  | 'outflow-velocity'
  | 'price-signal'
  | 'rpc-disagreement'
  | 'stalled-head'

/** `warning`: somebody should look today. `critical`: somebody should look now. */
export type Severity = 'warning' | 'critical'

/** One fact that a trip rests on, as it was read. */
export type Evidence =
  | { readonly kind: 'block'; readonly chainId: ChainId; readonly number: bigint }
  | { readonly kind: 'transaction'; readonly chainId: ChainId; readonly hash: Hex }
  | {
      readonly kind: 'figure'
      readonly name: string
      readonly value: bigint
      /** `raw` are base units of the asset; `price` is an answer with its feed's decimals; `time` is Unix seconds. */
      readonly unit: 'raw' | 'bps' | 'seconds' | 'time' | 'blocks' | 'nonce' | 'count' | 'ppb' | 'price'
    }
  | { readonly kind: 'text'; readonly name: string; readonly value: string }

/** A rule found its condition met. */
export interface Trip {
  readonly rule: RuleName
  readonly scope: Scope
  readonly severity: Severity
  /** None: it only alerts. */
  readonly measures: readonly Measure[]
  readonly evidence: readonly Evidence[]
  /** Rule, scope and cause, without what changes while the cause lasts: one cause makes one row. */
  readonly fingerprint: string
}

/**
 * Makes a trip and its fingerprint.
 *
 * @param found.cause - Tells causes of one rule and scope apart; nothing that grows while the cause lasts.
 */
export function trip({ cause, ...found }: Omit<Trip, 'fingerprint'> & { readonly cause: string }): Trip {
  return { ...found, fingerprint: `${found.rule}/${scopeId(found.scope)}/${cause}` }
}

/** A block as evidence. */
export const block = (chainId: ChainId, number: bigint): Evidence => ({ kind: 'block', chainId, number })
/** A transaction as evidence. */
export const transaction = (chainId: ChainId, hash: Hex): Evidence => ({ kind: 'transaction', chainId, hash })
/** Words as evidence. */
export const text = (name: string, value: string): Evidence => ({ kind: 'text', name, value })
/** Figures of one unit as evidence, in the order given. */
export const figures = (
  unit: Extract<Evidence, { kind: 'figure' }>['unit'],
  values: Readonly<Record<string, bigint>>,
): readonly Evidence[] => Object.entries(values).map(([name, value]) => ({ kind: 'figure', name, value, unit }))
