/**
 * Base of every named failure: callers match on class or `code`, never on message text.
 *
 * `retryable` says whether the same call may succeed later without anybody changing its arguments.
 */
export abstract class DomainError extends Error {
  /** Stable name of the failure, in capitals: part of the public interface. */
  abstract readonly code: string
  abstract readonly retryable: boolean
  /** What the reader can do about it, when there is something. */
  readonly hint: string | undefined

  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.hint = options.hint
  }
}

/** Thrown by {@link assertNever}: a variant reached a `switch` that does not know it. */
export class UnknownVariantError extends DomainError {
  readonly code = 'UNKNOWN_VARIANT'
  readonly retryable = false
}

/**
 * Ends every `switch` over a discriminated union; a missing case fails the type check here.
 *
 * @throws {@link UnknownVariantError} when reached at run time with data from outside the type system.
 */
export function assertNever(value: never): never {
  throw new UnknownVariantError(`Unknown variant: ${JSON.stringify(value)}.`)
}
