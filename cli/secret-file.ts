import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { DomainError } from '../domain/errors.ts'

/** A file with a secret in it cannot be read. */
export class SecretFileUnreadableError extends DomainError {
  readonly code = 'SECRET_FILE_UNREADABLE'
  readonly retryable = false
  constructor(readonly facts: { readonly file: string; readonly reason: string }) {
    super(`The file ${facts.file} cannot be read: ${facts.reason}.`)
  }
}

/** A file with a secret in it may be read or written by others than its owner. */
export class SecretFileExposedError extends DomainError {
  readonly code = 'SECRET_FILE_EXPOSED'
  readonly retryable = false
  constructor(readonly facts: { readonly file: string; readonly mode: string }) {
    super(`The file ${facts.file} is open to others than its owner (mode ${facts.mode}).`, {
      hint: `chmod 600 ${facts.file}; if others may have read it, replace what is in it.`,
    })
  }
}

/** Far above any keystore or password. */
const maxBytes = 65_536

/**
 * Reads a file that only its owner may open. Mode and contents are those of the same open file.
 *
 * @throws {@link SecretFileUnreadableError}, {@link SecretFileExposedError}; both name the file, never its contents.
 */
export function readSecretFile(file: string): string {
  let descriptor: number
  try {
    // Without waiting: a pipe in the file's place would hang.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw new SecretFileUnreadableError({ file, reason: reasonOf(error) })
  }
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw new SecretFileUnreadableError({ file, reason: 'it is no file' })
    if ((stat.mode & 0o077) !== 0) {
      throw new SecretFileExposedError({ file, mode: (stat.mode & 0o777).toString(8).padStart(3, '0') })
    }
    if (stat.size > maxBytes)
      throw new SecretFileUnreadableError({ file, reason: `it has more than ${maxBytes} bytes` })
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Reads a password: the file's contents without the line break at their end.
 *
 * @throws as {@link readSecretFile}, and {@link SecretFileUnreadableError} when there is none.
 */
export function readPasswordFile(file: string): string {
  const password = readSecretFile(file).replace(/\r?\n$/, '')
  if (password === '') throw new SecretFileUnreadableError({ file, reason: 'it is empty' })
  return password
}

/** `ENOENT` and its like. */
const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'it cannot be opened'
