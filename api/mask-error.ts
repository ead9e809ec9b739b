import { randomUUID } from 'node:crypto'
import type { GraphQLError } from 'graphql'
import { createGraphQLError } from 'graphql-yoga'
import { DomainError } from '../domain/errors.ts'
import { describeError, type Logger } from '../observability/logger.ts'
import { RequestError } from './errors.ts'

/** Failures outside the API's own whose message the caller may read. */
const publicCodes: readonly string[] = [
  'DATABASE_UNAVAILABLE',
  'QUERY_TIMEOUT',
  'UNKNOWN_CHAIN',
  'CHAIN_UNREADABLE',
  'TOO_MANY_STREAMS',
  'AMOUNT_ZERO',
  'AMOUNT_OUT_OF_RANGE',
]

const isPublic = (error: unknown): error is DomainError =>
  error instanceof RequestError || (error instanceof DomainError && publicCodes.includes(error.code))

/** By its name: a bundler or test runner may load a second copy of graphql, whose classes are others. */
const isGraphQLError = (error: unknown): error is GraphQLError =>
  error instanceof Error && error.name === 'GraphQLError' && 'extensions' in error

/** What lies under the errors that GraphQL wraps around it. */
function origin(error: unknown): unknown {
  return isGraphQLError(error) && error.originalError !== undefined && error.originalError !== null
    ? origin(error.originalError)
    : error
}

/**
 * The error as the caller sees it: always with a stable `extensions.code`. Failures that are ours to fix are logged
 * and shown as INTERNAL with the id of the log line, nothing else.
 */
export function maskError(error: unknown, log: Logger): GraphQLError {
  const cause = origin(error)
  const place = isGraphQLError(error) ? placeOf(error) : {}
  if (isPublic(cause)) {
    if (cause.retryable && !(cause instanceof RequestError))
      log.warn({ event: 'api.unavailable', error: describeError(cause.cause ?? cause) }, cause.message)
    const hint = cause.hint === undefined || cause.code === 'DATABASE_UNAVAILABLE' ? {} : { hint: cause.hint }
    const http = cause instanceof RequestError && cause.http !== undefined ? { http: cause.http } : {}
    return createGraphQLError(cause.message, {
      ...place,
      extensions: { code: cause.code, retryable: cause.retryable, ...hint, ...http },
    })
  }
  if (isGraphQLError(cause)) {
    const { code } = cause.extensions
    return createGraphQLError(isGraphQLError(error) ? error.message : cause.message, {
      ...place,
      extensions: { ...cause.extensions, code: typeof code === 'string' ? code : 'BAD_REQUEST' },
    })
  }
  const errorId = randomUUID()
  log.error({ event: 'api.error', errorId, path: place.path?.join('.'), error: describeError(cause) }, 'Not answered')
  return createGraphQLError('Something went wrong inside; the error id names the log line.', {
    ...place,
    extensions: { code: 'INTERNAL', retryable: false, errorId },
  })
}

const placeOf = ({ nodes, path }: GraphQLError) => ({
  ...(nodes === undefined ? {} : { nodes }),
  ...(path === undefined ? {} : { path }),
})
