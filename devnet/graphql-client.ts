import { DomainError } from '../domain/errors.ts'

/** The API did not answer, or answered with errors. */
export class GraphqlRequestError extends DomainError {
  readonly code = 'GRAPHQL_REQUEST'
  readonly retryable = true
  constructor(problem: string, options: { readonly cause?: unknown } = {}) {
    super(`The GraphQL API cannot be queried: ${problem}.`, options)
  }
}

/**
 * Sends one query.
 *
 * @returns `data`, in the shape that the query asks for; that shape is the caller's claim.
 * @throws {@link GraphqlRequestError}
 */
export async function queryGraphql<T>(url: string, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(10_000),
  }).catch((cause: unknown) => {
    throw new GraphqlRequestError('it does not answer', { cause })
  })
  const body = (await response.json()) as { readonly data?: T; readonly errors?: readonly { message: string }[] }
  if (body.errors !== undefined || body.data === undefined || body.data === null) {
    throw new GraphqlRequestError(body.errors?.map((error) => error.message).join('; ') ?? 'it gave no data')
  }
  return body.data
}
