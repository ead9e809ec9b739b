import { withoutSecrets } from './logger.ts'

/** Text as it may be shown: see {@link createRedactor}. */
export type Redact = (text: string) => string

/** Shorter secrets are not searched for: they would be found in words that give nothing away. */
const minLength = 10

/**
 * A last line behind the rule that no error or log carries a secret: cuts URLs down to scheme and host, and replaces what
 * is left of the given secrets, wherever a node, a driver or a library may have repeated them.
 *
 * @param secrets - Keys, and URLs with credentials or tokens. Of a URL each part that may be secret is looked for: user
 * and password, path segments and query values; of a database's, the password and query values. Each also URL-encoded, in
 * base64 and as inside JSON; a key also without its `0x`. Parts below 10 characters are left alone.
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const parts = new Set(secrets.flatMap(partsOf).filter((part) => part.length >= minLength))
  const forms = [...new Set([...parts].flatMap(formsOf))].sort((a, b) => b.length - a.length)
  if (forms.length === 0) return withoutSecrets
  const pattern = new RegExp(forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'gi')
  return (text) => withoutSecrets(text).replace(pattern, '[redacted]')
}

function partsOf(secret: string): readonly string[] {
  if (!secret.includes('://')) return [secret.replace(/^0x/, '')]
  if (!URL.canParse(secret)) return [secret]
  const { protocol, username, password, pathname, searchParams, hash } = new URL(secret)
  const values = [password, ...searchParams.values()]
  if (protocol.startsWith('postgres')) return values.map(decoded)
  const credentials = username === '' && password === '' ? [] : [`${decoded(username)}:${decoded(password)}`]
  return [...credentials, username, ...values, ...pathname.split('/'), hash.slice(1)].map(decoded)
}

function formsOf(part: string): readonly string[] {
  const base64 = Buffer.from(part).toString('base64')
  const trimmed = base64.replace(/=+$/, '')
  return [
    part,
    encodeURIComponent(part),
    JSON.stringify(part).slice(1, -1),
    trimmed,
    trimmed.replace(/\+/g, '-').replace(/\//g, '_'),
  ]
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
