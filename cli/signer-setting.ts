import { DomainError } from '../domain/errors.ts'
import { type Address, address, type Hex } from '../domain/identifiers.ts'
import { type SignerApi, signerApis } from '../relayer/evm/remote-signer.ts'
import { EnvironmentError, required } from './environment.ts'
import { parsePrivateKey } from './private-key.ts'

/** Whose key it is; each role has variables of its own. `account` is who `lock`, `burn` and `refund` act for. */
export type SignerRole = (typeof roles)[number]

const roles = ['relayer', 'guard', 'attestor', 'account', 'guardian', 'deployer'] as const

/** A role has been given several keys. */
export class SignerAmbiguousError extends DomainError {
  readonly code = 'SIGNER_AMBIGUOUS'
  readonly retryable = false
  constructor(readonly facts: { readonly variables: readonly string[] }) {
    super(`Only one of ${facts.variables.join(' and ')} may be set.`, {
      hint: 'docs/operations/keys.md says how to choose.',
    })
  }
}

/** Where a role's key is. */
export type SignerSetting =
  | { readonly kind: 'plain'; readonly variable: string; readonly key: Hex }
  | { readonly kind: 'keystore'; readonly file: string; readonly passwordFile: string }
  | {
      readonly kind: 'remote'
      readonly account: Address
      readonly api: SignerApi
      /** @throws EnvironmentError when there is none for that chain. */
      readonly urlFor: (chainId: number) => string
    }

type Given = Readonly<Record<string, string>>

const prefixOf = (role: SignerRole): string => `BULKHEAD_${role.toUpperCase()}`

/**
 * Reads which key a role has: `BULKHEAD_<ROLE>_KEY`, `_KEYSTORE` with `_PASSWORD_FILE`, or `_SIGNER_URL` with
 * `_SIGNER_ADDRESS` and, if it is no Web3Signer, `_SIGNER_API`; `_SIGNER_URL_<chainId>` wins for that chain.
 *
 * @param given - The environment.
 * @throws EnvironmentError for what is missing or wrong, naming the variable and not its value;
 * {@link SignerAmbiguousError}.
 */
export function signerSetting(role: SignerRole, given: Given): SignerSetting {
  const prefix = prefixOf(role)
  const [plain, keystore] = [`${prefix}_KEY`, `${prefix}_KEYSTORE`]
  const urls = Object.keys(given).filter((name) => new RegExp(`^${prefix}_SIGNER_URL(_\\d+)?$`).test(name))
  const set = [...[plain, keystore].filter((name) => given[name] !== undefined), ...urls.slice(0, 1)]
  if (set.length > 1) throw new SignerAmbiguousError({ variables: set })
  const [key, file] = [given[plain], given[keystore]]
  if (key !== undefined) return { kind: 'plain', variable: plain, key: privateKey(plain, key) }
  if (file !== undefined) {
    const passwordFile = required(given[`${prefix}_PASSWORD_FILE`], `${prefix}_PASSWORD_FILE`)
    return { kind: 'keystore', file, passwordFile }
  }
  if (urls.length > 0) return remote(prefix, urls, given)
  throw new EnvironmentError(
    `The ${role} has no key: none of ${keystore}, ${prefix}_SIGNER_URL and ${plain} is set.`,
    `A keystore file, a remote signer or, on local chains, a plain key (devnet.json lists some): docs/operations/keys.md.`,
  )
}

/** Whether any variable says where a role's key is. */
export const hasSigner = (role: SignerRole, given: Given): boolean =>
  Object.keys(given).some((name) => new RegExp(`^${prefixOf(role)}_(KEY|KEYSTORE|SIGNER_URL(_\\d+)?)$`).test(name))

function privateKey(variable: string, text: string): Hex {
  const key = parsePrivateKey(text)
  if (key === undefined)
    throw new EnvironmentError(`The environment variable ${variable} is not a 32-byte private key.`)
  return key
}

function remote(prefix: string, urls: readonly string[], given: Given): SignerSetting {
  for (const name of urls) {
    const url = given[name] ?? ''
    if (/^https?:\/\//.test(url) && URL.canParse(url)) continue
    throw new EnvironmentError(`The environment variable ${name} is not an http(s) URL.`)
  }
  const addressName = `${prefix}_SIGNER_ADDRESS`
  const account = required(given[addressName], addressName, 'The account whose key the signer holds.')
  if (!/^0x[0-9a-fA-F]{40}$/.test(account)) {
    throw new EnvironmentError(`The environment variable ${addressName} is not an address.`)
  }
  const apiName = `${prefix}_SIGNER_API`
  const api = signerApis.find((known) => known === (given[apiName] ?? 'web3signer'))
  if (api === undefined)
    throw new EnvironmentError(`The environment variable ${apiName} is none of ${signerApis.join(', ')}.`)
  const urlFor = (chainId: number): string =>
    required(
      given[`${prefix}_SIGNER_URL_${chainId}`] ?? given[`${prefix}_SIGNER_URL`],
      `${prefix}_SIGNER_URL_${chainId}`,
    )
  return { kind: 'remote', account: address(account), api, urlFor }
}

/** The environment less every role's key: for processes that sign nothing. */
export const withoutSigners = (given: Given): Given =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([name]) =>
        !roles.some((role) => new RegExp(`^${prefixOf(role)}_(KEY|KEYSTORE|PASSWORD_FILE|SIGNER_.+)$`).test(name)),
    ),
  )
