import pino, { type Logger as PinoLogger } from 'pino'

/** One JSON line per event: facts first (`event` is a stable name), then a sentence. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>

/** How much is logged. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * A logger that writes JSON lines to standard error, so that standard output stays free for results.
 *
 * @param options.redact - Applied to each whole line: see `createRedactor`.
 */
export function createLogger({
  name,
  level,
  redact = withoutSecrets,
}: {
  readonly name: string
  readonly level: LogLevel
  readonly redact?: (text: string) => string
}): Logger {
  const stderr = pino.destination(2)
  return pino({ name, level, base: { service: name } }, { write: (line) => stderr.write(redact(line)) })
}

/**
 * What may be logged of an error: its class, code and first line. URLs lose everything after the host, because RPC
 * URLs hold keys.
 */
export function describeError(error: unknown): {
  readonly name: string
  readonly code?: string
  readonly message: string
} {
  if (!(error instanceof Error)) return { name: 'unknown', message: withoutSecrets(String(error)) }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const text = 'shortMessage' in error && typeof error.shortMessage === 'string' ? error.shortMessage : error.message
  return { name: error.name, ...code, message: withoutSecrets(text.split('\n')[0] ?? '') }
}

/** Cuts every URL in `text` down to scheme and host. */
export function withoutSecrets(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/@"'\\]*@)?([^\s/"'?#\\]+)[^\s"'\\]*/gi, '$1$2')
}
