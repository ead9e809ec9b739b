/** Where a chain's node answers, and the only name it has in logs, errors and metrics. */
export interface RpcEndpoint {
  readonly name: string
  /** Secret: operators put keys into paths, queries, credentials and host names. */
  readonly url: string
}

/** `fetch` refuses URLs with credentials: they become the header that they stand for. */
export function withoutCredentials(url: string): { readonly href: string; readonly authorization: string | undefined } {
  const parsed = new URL(url)
  const { username, password } = parsed
  if (username === '' && password === '') return { href: parsed.href, authorization: undefined }
  parsed.username = ''
  parsed.password = ''
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { href: parsed.href, authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}

/** What the system calls a request's failure, `ECONNREFUSED` and its like; the error's own message may hold the host. */
export function systemCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined
  return typeof code === 'string' ? code : 'request failed'
}
