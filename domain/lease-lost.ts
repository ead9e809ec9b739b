import { DomainError } from './errors.ts'

/** The process does not hold the lease any more: nothing was written, nothing was sent. Whoever holds it goes on. */
export class LeaseLostError extends DomainError {
  readonly code = 'LEASE_LOST'
  readonly retryable = true
  constructor(
    readonly facts: { readonly unit: string; readonly token: bigint },
    options: { readonly cause?: unknown } = {},
  ) {
    super(`The lease on ${facts.unit} with token ${facts.token} has run out or is another process's.`, {
      ...options,
      hint: 'Nothing is lost. If it happens often, the process or the database stalls for longer than a lease lasts.',
    })
  }
}
