import { DomainError } from '../../domain/errors.ts'

/** A topology that must not be deployed. */
export class InvalidTopologyError extends DomainError {
  readonly code = 'TOPOLOGY_INVALID'
  readonly retryable = false
  constructor(problem: string) {
    super(`The topology is not deployable: ${problem}.`)
  }
}
