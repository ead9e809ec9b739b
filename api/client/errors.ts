/** What the API says of one failure. */
export interface ApiFailure {
  readonly message: string
  /** Stable name, such as `AS_OF_OUT_OF_RANGE`. */
  readonly code: string
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** Where in the answer it happened. */
  readonly path: readonly (string | number)[]
}

/** Base of what the client throws: callers match on class or `code`, never on message text. */
export abstract class BulkheadClientError extends Error {
  abstract readonly code: string
  abstract readonly retryable: boolean
  constructor(
    message: string,
    /** `retryAfterMs`: how long the API asks to wait. */
    options: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = new.target.name
    this.retryAfterMs = options.retryAfterMs
  }
  readonly retryAfterMs: number | undefined
}

/** The API refused the request, or could not answer all of it. `code` and `retryable` are those of the first failure. */
export class ApiError extends BulkheadClientError {
  readonly code: string
  readonly retryable: boolean
  constructor(
    readonly failures: readonly [ApiFailure, ...ApiFailure[]],
    retryAfterMs?: number,
  ) {
    super(failures.map(({ message }) => message).join('; '), { retryAfterMs })
    this.code = failures[0].code
    this.retryable = failures.every(({ retryable }) => retryable)
  }
}

/** Nothing answered, or not in time. */
export class ApiUnreachableError extends BulkheadClientError {
  readonly code = 'API_UNREACHABLE'
  readonly retryable = true
}

/** Something answered that is not the API. */
export class NotTheApiError extends BulkheadClientError {
  readonly code = 'NOT_THE_API'
  readonly retryable: boolean
  constructor(
    readonly facts: { readonly status: number },
    retryAfterMs?: number,
  ) {
    super(`What answers there, with status ${facts.status}, is not what was asked for.`, { retryAfterMs })
    this.retryable = facts.status >= 500 || facts.status === 429
  }
}
