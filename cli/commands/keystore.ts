import { writeFileSync } from 'node:fs'
import { getAddress } from 'viem'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { DomainError } from '../../domain/errors.ts'
import type { Hex } from '../../domain/identifiers.ts'
import { encryptKeystore } from '../../relayer/evm/keystore.ts'
import { parsePrivateKey } from '../private-key.ts'
import { readPasswordFile } from '../secret-file.ts'

/** The keystore file cannot be written: it exists, or its folder does not. */
export class KeystoreNotWrittenError extends DomainError {
  readonly code = 'KEYSTORE_NOT_WRITTEN'
  readonly retryable = false
  constructor(readonly facts: { readonly file: string; readonly reason: string }) {
    super(`The keystore ${facts.file} cannot be written: ${facts.reason}.`, {
      hint: 'An existing file is never overwritten: it may hold the only copy of a key.',
    })
  }
}

/** What standard input holds is no private key. */
export class NoPrivateKeyError extends DomainError {
  readonly code = 'PRIVATE_KEY_INVALID'
  readonly retryable = false
  constructor() {
    super('Standard input holds no private key: 64 hex digits, with or without 0x.', {
      hint: 'Give it by redirection or a pipe; it is not asked for, so that no terminal shows it.',
    })
  }
}

/**
 * `bulkhead keystore create <file>`: makes a key, writes it encrypted, and prints its address and nothing else.
 *
 * @throws SecretFileUnreadableError, SecretFileExposedError, {@link KeystoreNotWrittenError}
 */
export function createKeystore(file: string, { passwordFile }: { readonly passwordFile: string }): void {
  write(file, generatePrivateKey(), readPasswordFile(passwordFile))
}

/**
 * `bulkhead keystore import <file>`: as {@link createKeystore}, for the key on standard input.
 *
 * @throws as {@link createKeystore}, and {@link NoPrivateKeyError}
 */
export async function importKeystore(file: string, { passwordFile }: { readonly passwordFile: string }): Promise<void> {
  const password = readPasswordFile(passwordFile)
  const key = process.stdin.isTTY ? undefined : parsePrivateKey(await readInput())
  if (key === undefined) throw new NoPrivateKeyError()
  write(file, key, password)
}

async function readInput(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk
    if (text.length > 1_000) break
  }
  return text.trim()
}

function write(file: string, key: Hex, password: string): void {
  try {
    writeFileSync(file, encryptKeystore(key, password), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code === undefined) throw error
    throw new KeystoreNotWrittenError({ file, reason: code === 'EEXIST' ? 'it exists' : code })
  }
  process.stdout.write(`${getAddress(privateKeyToAddress(key))}\n`)
}
