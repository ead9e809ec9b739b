import { HttpRequestError, TimeoutError } from 'viem'
import { DocumentsInvalidError } from '../api/errors.ts'
import { InvalidDeploymentError } from '../chains/deployment.ts'
import { UnsafePathwayError } from '../chains/pathway-dvns.ts'
import { UnknownChainError } from '../chains/registry.ts'
import { InvalidRpcQuorumError } from '../chains/rpc-quorum.ts'
import { InvalidTopologyError } from '../contracts/deploy/invalid-topology.ts'
import { InvalidTopologyFileError } from '../contracts/deploy/topology-file.ts'
import { DatabaseOfOtherKindError } from '../database/migrate.ts'
import { InvalidDecimalError } from '../domain/amounts.ts'
import { DomainError } from '../domain/errors.ts'
import { InvalidIdentifierError } from '../domain/identifiers.ts'
import { MalformedKeystoreError, WrongKeystorePasswordError } from '../relayer/evm/keystore.ts'
import { InvalidBreakerParametersError } from '../risk/breaker/parameters.ts'
import { EnvironmentError } from './environment.ts'
import { RangeInvalidError } from './index-range.ts'
import { SecretFileExposedError, SecretFileUnreadableError } from './secret-file.ts'
import { SignerAmbiguousError } from './signer-setting.ts'
import { PlainKeyRefusedError } from './signers.ts'

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
  /** `message`: on its way, or held where it arrived. */
  waiting: 6,
} as const

/** Codes of errors that say: not to be had here and now. */
const unavailable = new Set([
  'ANVIL_START',
  'BINARY_MISSING',
  'DATABASE_UNAVAILABLE',
  'DEVNET_RUNNING',
  'DIRECTORY_UNREACHABLE',
  'DISK_FULL',
  'MONITOR_PORT_TAKEN',
  'PORT_TAKEN',
  'POSTGRES_START',
  'PROCESS_TABLE_UNREADABLE',
  'USER_UNKNOWN',
])

/** Codes of errors that say: there is no such thing. */
const absent = new Set(['HOLD_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'NOT_DEPLOYED'])

const wrongUsage = [
  EnvironmentError,
  RangeInvalidError,
  InvalidIdentifierError,
  InvalidDecimalError,
  UnknownChainError,
  InvalidDeploymentError,
  InvalidRpcQuorumError,
  InvalidTopologyError,
  InvalidTopologyFileError,
  UnsafePathwayError,
  InvalidBreakerParametersError,
  DatabaseOfOtherKindError,
  SignerAmbiguousError,
  PlainKeyRefusedError,
  SecretFileUnreadableError,
  SecretFileExposedError,
  MalformedKeystoreError,
  WrongKeystorePasswordError,
  DocumentsInvalidError,
]

/** The exit status that an error amounts to. */
export function exitCodeOf(error: unknown): number {
  if (wrongUsage.some((kind) => error instanceof kind)) return exitCode.usage
  if (error instanceof DomainError) {
    if (absent.has(error.code)) return exitCode.notFound
    return error.retryable || unavailable.has(error.code) ? exitCode.unavailable : exitCode.refused
  }
  return exitCode.unexpected
}

/** A node's RPC did not answer. */
export class RpcUnavailableError extends DomainError {
  readonly code = 'RPC_UNAVAILABLE'
  readonly retryable = true
  constructor(cause: unknown) {
    super('A chain does not answer.', { cause, hint: 'Check the RPC URLs, and that the nodes are running.' })
  }
}

/** There is no room left where something was to be written. */
export class NoSpaceError extends DomainError {
  readonly code = 'DISK_FULL'
  readonly retryable = false
  constructor(cause: unknown) {
    super('The disk is full.', { cause, hint: 'Free some space, or choose another --data-dir.' })
  }
}

/** An error of a library under the name that we give it; any other error as it is. */
export function named(error: unknown): unknown {
  if (error instanceof HttpRequestError || error instanceof TimeoutError) return new RpcUnavailableError(error)
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return new NoSpaceError(error)
  return error
}
