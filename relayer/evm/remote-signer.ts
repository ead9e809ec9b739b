import { getTypesForEIP712Domain, HttpRequestError, numberToHex, RpcRequestError } from 'viem'
import { z } from 'zod'
import { type AttestationSubject, attestationTypedData } from '../../domain/attestation.ts'
import { assertNever, DomainError } from '../../domain/errors.ts'
import type { Address, Hex } from '../../domain/identifiers.ts'
import { evmClient } from './client.ts'
import { attestationSignature, SignedDifferentlyError, transactionDifference } from './signed-as-asked.ts'
import type { Attestor, TransactionSigner, UnsignedTransaction } from './signer.ts'

/** A remote signer did not answer, or not with JSON-RPC. Carries its host and port, and no more of its URL. */
export class SignerUnavailableError extends DomainError {
  readonly code = 'SIGNER_UNAVAILABLE'
  readonly retryable = true
  constructor(readonly facts: { readonly signer: string; readonly answer: string }) {
    super(`The signer ${facts.signer} does not answer: ${facts.answer}.`, {
      hint: 'Check that it runs, and the variable …_SIGNER_URL.',
    })
  }
}

/** A remote signer answered, and does not sign. Carries the number of its error, not its text. */
export class SignerRefusedError extends DomainError {
  readonly code = 'SIGNER_REFUSED'
  readonly retryable = false
  constructor(readonly facts: { readonly signer: string; readonly method: string; readonly answer: string }) {
    super(`The signer ${facts.signer} refuses ${facts.method}: ${facts.answer}.`, {
      hint: 'Its log says why: it may lack the account, the permission or the method (…_SIGNER_API).',
    })
  }
}

/**
 * What a remote signer speaks. All take the same transaction objects; methods and the form of typed data differ.
 *
 * @see docs/operations/keys.md
 */
export const signerApis = ['web3signer', 'clef', 'node'] as const
export type SignerApi = (typeof signerApis)[number]

/** Where a remote signer is, and whose key it holds. */
export interface RemoteSignerOptions {
  readonly account: Address
  readonly api: SignerApi
  /** Its URL for transactions of a chain. Secret. */
  readonly urlFor: (chainId: number) => string
  /** Longest wait for a signature. */
  readonly timeoutMs?: number
}

/**
 * A transaction signer in another process, asked by JSON-RPC. Whatever it returns is compared with what was asked for, byte
 * for byte.
 *
 * @returns Its `signTransaction` throws {@link SignerUnavailableError}, {@link SignerRefusedError} and
 * SignedDifferentlyError.
 */
export function remoteSigner(options: RemoteSignerOptions): TransactionSigner {
  const { account, api } = options
  const ask = asker(options)
  return {
    address: account,
    async signTransaction(asked) {
      const method = api === 'clef' ? 'account_signTransaction' : 'eth_signTransaction'
      const { signer, answer } = await ask(asked.chainId, method, [transactionParameter(account, asked)])
      const raw = signedTransaction.safeParse(answer)
      const differs = raw.success ? await transactionDifference(raw.data, { asked, account }) : 'no transaction'
      if (!raw.success || differs !== undefined) {
        throw new SignedDifferentlyError({ signer, account, differs: differs ?? 'no transaction' })
      }
      return raw.data
    },
  }
}

/** An attestor whose key is in another process; as {@link remoteSigner} otherwise. */
export function remoteAttestor(options: RemoteSignerOptions): Attestor {
  const { account, api } = options
  const ask = asker(options)
  return {
    address: account,
    async attest(subject) {
      const { method, parameter } = typedDataCall(api, subject)
      const { signer, answer } = await ask(subject.chainId, method, [account, parameter])
      const returned = bytes.safeParse(answer)
      const signature = returned.success ? await attestationSignature(returned.data, { subject, account }) : undefined
      if (signature === undefined) throw new SignedDifferentlyError({ signer, account, differs: 'another signature' })
      return { attestor: account, confirmations: subject.confirmations, expiry: subject.expiry, signature }
    },
  }
}

const bytes = z
  .string()
  .regex(/^0x(?:[0-9a-f]{2})+$/i)
  .transform((value) => value.toLowerCase() as Hex)
/** Web3Signer and anvil return the bytes, Clef and geth an object that has them beside the parsed transaction. */
const signedTransaction = z.union([bytes, z.object({ raw: bytes }).transform(({ raw }) => raw)])

/** Quantities as JSON-RPC writes them. The chain id is there for those that read it; Web3Signer has its own. */
const transactionParameter = (from: Address, asked: UnsignedTransaction) => ({
  from,
  to: asked.to,
  data: asked.data,
  value: numberToHex(asked.value ?? 0n),
  nonce: numberToHex(asked.nonce),
  gas: numberToHex(asked.gas),
  maxFeePerGas: numberToHex(asked.maxFeePerGas),
  maxPriorityFeePerGas: numberToHex(asked.maxPriorityFeePerGas),
  chainId: numberToHex(asked.chainId),
})

/** Web3Signer takes the typed data as a string of JSON, the others as an object. */
function typedDataCall(api: SignerApi, subject: AttestationSubject) {
  const { domain, types, primaryType, message } = attestationTypedData(subject)
  const text = JSON.stringify(
    { types: { EIP712Domain: getTypesForEIP712Domain({ domain }), ...types }, domain, primaryType, message },
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  )
  const object = (): unknown => JSON.parse(text)
  switch (api) {
    case 'web3signer':
      return { method: 'eth_signTypedData', parameter: text }
    case 'clef':
      return { method: 'account_signTypedData', parameter: object() }
    case 'node':
      return { method: 'eth_signTypedData_v4', parameter: object() }
    default:
      return assertNever(api)
  }
}

interface AnyCall {
  readonly Method: string
  readonly Parameters: readonly unknown[]
  readonly ReturnType: unknown
}

/** Asks the signer of a chain, one call per request: signers take no batches. */
function asker({ urlFor, timeoutMs = 10_000 }: RemoteSignerOptions) {
  const clients = new Map<string, ReturnType<typeof evmClient>>()
  return async (chainId: number, method: string, params: readonly unknown[]) => {
    const url = urlFor(chainId)
    const signer = new URL(url).host
    const client = clients.get(url) ?? evmClient([{ name: signer, url }], { timeoutMs, batch: false })
    clients.set(url, client)
    try {
      return { signer, answer: await client.request<AnyCall>({ method, params }) }
    } catch (error) {
      throw failure(error, { signer, method })
    }
  }
}

/** Only numbers and fixed words of what went wrong: a signer's text may repeat what it was sent. */
function failure(
  error: unknown,
  { signer, method }: { readonly signer: string; readonly method: string },
): DomainError {
  const causes = [...causesOf(error)]
  const rpc = causes.find((cause) => cause instanceof RpcRequestError)
  if (rpc !== undefined) return new SignerRefusedError({ signer, method, answer: `error ${rpc.code}` })
  const status = causes.find((cause) => cause instanceof HttpRequestError)?.status
  if (status === undefined) {
    const timedOut = causes.some(({ name }) => name === 'TimeoutError')
    return new SignerUnavailableError({ signer, answer: timedOut ? 'no answer in time' : 'no usable answer' })
  }
  return status >= 500 || status === 408 || status === 429
    ? new SignerUnavailableError({ signer, answer: `status ${status}` })
    : new SignerRefusedError({ signer, method, answer: `status ${status}` })
}

function* causesOf(error: unknown): Generator<Error> {
  for (let cause = error; cause instanceof Error; cause = cause.cause) yield cause
}
