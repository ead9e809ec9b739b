import { DomainError } from './errors.ts'

declare const unit: unique symbol

/** Token base units on one chain (no decimals applied). */
export type RawAmount = bigint & { readonly [unit]: 'raw' }

/** The most one message can carry: the payload's amount field is a uint128. */
export const maxMessageAmount: RawAmount = (2n ** 128n - 1n) as RawAmount

/** A transfer of nothing; refused at both ends. */
export class ZeroAmountError extends DomainError {
  readonly code = 'AMOUNT_ZERO'
  readonly retryable = false
  constructor() {
    super('The amount is zero; a transfer must move at least one base unit.')
  }
}

/** An amount below zero or above what the payload can carry. */
export class AmountOutOfRangeError extends DomainError {
  readonly code = 'AMOUNT_OUT_OF_RANGE'
  readonly retryable = false
  constructor(readonly facts: { readonly amount: bigint }) {
    super(`The amount ${facts.amount} does not fit uint128 (0 to ${maxMessageAmount} base units).`)
  }
}

/** Text that is no decimal number, or has more decimals than the asset. */
export class InvalidDecimalError extends DomainError {
  readonly code = 'AMOUNT_INVALID'
  readonly retryable = false
  constructor(readonly facts: { readonly text: string; readonly decimals: number }) {
    super(`"${facts.text.slice(0, 80)}" is not a decimal amount with at most ${facts.decimals} decimals.`)
  }
}

/** Marks base units read from a chain or a database, where zero is a legal total. */
export const rawAmount = (value: bigint): RawAmount => value as RawAmount

/**
 * An amount that may be sent: between 1 and 2^128 − 1 base units.
 *
 * @throws {@link ZeroAmountError} for zero.
 * @throws {@link AmountOutOfRangeError} below zero or above uint128.
 */
export function transferAmount(value: bigint): RawAmount {
  if (value === 0n) throw new ZeroAmountError()
  if (value < 0n || value > maxMessageAmount) throw new AmountOutOfRangeError({ amount: value })
  return value as RawAmount
}

/**
 * Reads a decimal text ("12.5") as base units of a token with `decimals`; exact, never rounds.
 *
 * @throws {@link InvalidDecimalError} for anything else, more fraction digits than `decimals` included.
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text)
  const fraction = match?.[2] ?? ''
  if (!match || fraction.length > decimals) throw new InvalidDecimalError({ text, decimals })
  return BigInt(`${match[1] ?? '0'}${fraction.padEnd(decimals, '0')}`)
}

/** Base units as an exact decimal text without trailing zeros: `formatDecimal(1_500_000n, 6)` is "1.5". */
export function formatDecimal(amount: bigint, decimals: number): string {
  const sign = amount < 0n ? '-' : ''
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return sign + whole + (fraction === '' ? '' : `.${fraction}`)
}
