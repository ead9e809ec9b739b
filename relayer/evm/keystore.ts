import * as Keystore from 'ox/Keystore'
import { privateKeyToAddress } from 'viem/accounts'
import { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import { address, type Hex } from '../../domain/identifiers.ts'

/** A file is no keystore that can be opened. Names the file and the field, and nothing that stands in it. */
export class MalformedKeystoreError extends DomainError {
  readonly code = 'KEYSTORE_MALFORMED'
  readonly retryable = false
  constructor(readonly facts: { readonly file: string; readonly problem: string }) {
    super(`${facts.file} is no keystore of Web3 Secret Storage, version 3: ${facts.problem}.`, {
      hint: '`bulkhead keystore create` and `bulkhead keystore import` write one.',
    })
  }
}

/** The password does not open the keystore, or the keystore is damaged: the two cannot be told apart. */
export class WrongKeystorePasswordError extends DomainError {
  readonly code = 'KEYSTORE_PASSWORD_WRONG'
  readonly retryable = false
  constructor(readonly facts: { readonly file: string }) {
    super(`The password does not open the keystore ${facts.file}, or the file is damaged.`)
  }
}

const hexOf = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^(?:0x)?[0-9a-fA-F]{${2 * bytes}}$`), `is not ${bytes} bytes in hex`)
    .transform(withoutPrefix)
const salt = z
  .string()
  .regex(/^(?:0x)?(?:[0-9a-fA-F]{2}){8,64}$/, 'is not 8 to 64 bytes in hex')
  .transform(withoutPrefix)
const dklen = z.literal(32, 'is not 32')
const whole = (most: number) => z.number().int().min(1).max(most)

/** The most work that a file may ask for: four times what geth writes. A file must not hang or fill the machine. */
const cipher = {
  cipher: z.literal('aes-128-ctr', 'is not aes-128-ctr'),
  ciphertext: hexOf(32),
  cipherparams: z.object({ iv: hexOf(16) }),
  mac: hexOf(32),
}
const keystoreFile = z.object({
  version: z.literal(3, 'is not 3'),
  id: z.string(),
  address: hexOf(20).optional(),
  crypto: z.discriminatedUnion('kdf', [
    z.object({
      ...cipher,
      kdf: z.literal('scrypt'),
      kdfparams: z
        .object({ dklen, salt, n: whole(2 ** 20), r: whole(16), p: whole(16) })
        .refine(({ n }) => n > 1 && (n & (n - 1)) === 0, { message: 'is no power of two', path: ['n'] })
        .refine(({ n, r }) => n * r <= 2 ** 22, { message: 'asks for more than 512 MiB', path: ['n'] }),
    }),
    z.object({
      ...cipher,
      kdf: z.literal('pbkdf2'),
      kdfparams: z.object({ dklen, salt, c: whole(2 ** 22), prf: z.literal('hmac-sha256', 'is not hmac-sha256') }),
    }),
  ]),
})

function withoutPrefix(text: string): string {
  return text.replace(/^0x/, '').toLowerCase()
}

/**
 * Opens a keystore, which takes about a second of work by its design.
 *
 * @param options.file - What the keystore is called in errors.
 * @param options.text - The file's contents.
 * @returns The private key.
 * @throws {@link MalformedKeystoreError}, also when it holds another account than it says;
 * {@link WrongKeystorePasswordError}.
 * @see https://ethereum.org/developers/docs/data-structures-and-encoding/web3-secret-storage
 */
export function openKeystore({
  file,
  text,
  password,
}: {
  readonly file: string
  readonly text: string
  readonly password: string
}): Hex {
  const keystore = parse(file, text)
  let key: Hex
  try {
    key = Keystore.decrypt(keystore, Keystore.toKey(keystore, { password }))
  } catch {
    // Everything but the authentication code has been checked; the library's own text is left out.
    throw new WrongKeystorePasswordError({ file })
  }
  if (keystore.address !== undefined && privateKeyToAddress(key).toLowerCase() !== `0x${keystore.address}`) {
    throw new MalformedKeystoreError({ file, problem: 'its key is not the key of its address' })
  }
  return key
}

function parse(file: string, text: string) {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new MalformedKeystoreError({ file, problem: 'it is not JSON' })
  }
  const result = keystoreFile.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new MalformedKeystoreError({ file, problem: `its ${issue?.path.join('.') || 'contents'} cannot be used` })
}

/** Cost of the keystores that we write, as geth's: 256 MiB and about a second. */
const scryptCost = { n: 2 ** 18, r: 8, p: 1 }

/**
 * Encrypts a private key.
 *
 * @param options.cost - Of scrypt; geth's unless given.
 * @returns The keystore file's contents.
 */
export function encryptKeystore(
  key: Hex,
  password: string,
  { cost = scryptCost }: { readonly cost?: { readonly n: number; readonly r: number; readonly p: number } } = {},
): string {
  const [derived, options] = Keystore.scrypt({ password, ...cost })
  const keystore = Keystore.encrypt(key, derived, options)
  const holder = address(privateKeyToAddress(key)).slice(2)
  return `${JSON.stringify({ address: holder, ...keystore }, undefined, 2)}\n`
}
