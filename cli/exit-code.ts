import { UnknownChainError } from '../chains/registry.ts'
import { AmountOutOfRangeError, InvalidDecimalError, ZeroAmountError } from '../domain/amounts.ts'
import { DomainError } from '../domain/errors.ts'
import { InvalidIdentifierError } from '../domain/identifiers.ts'
import { EnvironmentError } from './environment.ts'

/** What a script can tell from the exit status. */
export const exitCode = {
  ok: 0,
  /** A defect, or something nobody foresaw. */
  unexpected: 1,
  /** The command line or the environment is wrong; nothing was done. */
  usage: 2,
  /** What was asked for does not exist. */
  notFound: 3,
  /** Refused for a named reason, by us or by a contract; nothing has moved. */
  refused: 4,
  /** A node, the database, a port or a binary cannot be had; may work later. */
  unavailable: 5,
  /** `message`: on its way, not executed yet. */
  waiting: 6,
} as const

/** The exit status that an error amounts to. */
export function exitCodeOf(error: unknown): number {
  if (
    error instanceof EnvironmentError ||
    error instanceof InvalidIdentifierError ||
    error instanceof InvalidDecimalError ||
    error instanceof UnknownChainError
  ) {
    return exitCode.usage
  }
  if (error instanceof ZeroAmountError || error instanceof AmountOutOfRangeError) return exitCode.refused
  if (error instanceof DomainError)
    return unavailable.has(error.code) || error.retryable ? exitCode.unavailable : exitCode.refused
  return exitCode.unexpected
}

const unavailable = new Set(['PORT_TAKEN', 'DISK_FULL', 'MISSING_BINARY', 'DATABASE_UNAVAILABLE', 'DEVNET_RUNNING'])
