import type { ApiFailure } from './errors.ts'

/** How long an answer asks to wait. */
export function retryAfterMs(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return seconds >= 0 ? seconds * 1_000 : undefined
}

/** What an answer says failed. */
export function failuresOf({
  headers,
  text,
}: {
  readonly headers: Headers
  readonly text: string
}): readonly ApiFailure[] {
  return headers.get('content-type')?.includes('json') === true ? failuresIn(parsed(text)) : []
}

/** What a GraphQL result says failed. */
export function failuresIn(result: unknown): readonly ApiFailure[] {
  const errors = field(result, 'errors')
  return Array.isArray(errors) ? errors.map(failureOf) : []
}

function failureOf(error: unknown): ApiFailure {
  const [message, path, extensions] = [field(error, 'message'), field(error, 'path'), field(error, 'extensions')]
  const code = field(extensions, 'code')
  return {
    message: typeof message === 'string' ? message : 'The API failed.',
    code: typeof code === 'string' ? code : 'UNKNOWN',
    retryable: field(extensions, 'retryable') === true,
    path: Array.isArray(path) ? path : [],
  }
}

/** A JSON text; `undefined` for what is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Property of an object; `undefined` of anything else. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
