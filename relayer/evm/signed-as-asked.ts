import {
  parseSignature,
  parseTransaction,
  recoverTransactionAddress,
  recoverTypedDataAddress,
  serializeSignature,
  serializeTransaction,
} from 'viem'
import { type AttestationSubject, attestationTypedData } from '../../domain/attestation.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Address, address, type Hex } from '../../domain/identifiers.ts'
import type { UnsignedTransaction } from './signer.ts'

/** A remote signer returned something else than what it was asked to sign. It is never sent or submitted anywhere. */
export class SignedDifferentlyError extends DomainError {
  readonly code = 'SIGNED_DIFFERENTLY'
  readonly retryable = false
  constructor(readonly facts: { readonly signer: string; readonly account: Address; readonly differs: string }) {
    super(`The signer ${facts.signer} did not sign what it was asked to as ${facts.account}: ${facts.differs}.`, {
      hint:
        facts.differs === 'another chainId'
          ? 'A Web3Signer signs for the chain it was started for: give each chain its own with …_SIGNER_URL_<chainId>.'
          : 'Nothing was sent. Look at the signer before you let it go on.',
    })
  }
}

/** Half of the order of secp256k1: chains refuse signatures whose `s` is above it (EIP-2, and OpenZeppelin's ECDSA). */
const highestS = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

const fields = ['chainId', 'nonce', 'to', 'value', 'data', 'gas', 'maxFeePerGas', 'maxPriorityFeePerGas'] as const

/**
 * What is wrong with a transaction that a signer returned for `asked`; `undefined` when it is that transaction, byte for
 * byte, and `account` signed it.
 */
export async function transactionDifference(
  raw: Hex,
  { asked, account }: { readonly asked: UnsignedTransaction; readonly account: Address },
): Promise<string | undefined> {
  try {
    const { r, s, v: _, yParity, ...found } = parseTransaction(raw as `0x02${string}`)
    if (found.type !== 'eip1559') return 'another kind of transaction'
    if (r === undefined || s === undefined || yParity === undefined) return 'no signature'
    for (const field of fields) if (textOf(found[field]) !== textOf(asked[field])) return `another ${field}`
    const whole = serializeTransaction({ type: 'eip1559', ...asked }, { r, s, yParity })
    if (whole !== raw.toLowerCase()) return 'other bytes'
    if (BigInt(s) > highestS) return 'a signature that chains refuse'
    const by = address(await recoverTransactionAddress({ serializedTransaction: whole }))
    return by === account ? undefined : `signed by ${by}`
  } catch {
    return 'no transaction'
  }
}

/** Of a field, absent ones as the zero that they are encoded like. */
const textOf = (value: bigint | number | string | null | undefined): string =>
  value === undefined || value === null || value === '0x' ? '0' : String(value).toLowerCase()

/**
 * The signature of an attestation that a signer returned, in the form that contracts take: 65 bytes, v 27 or 28.
 *
 * @returns `undefined` when `account` did not sign `subject` with it.
 */
export async function attestationSignature(
  signature: Hex,
  { subject, account }: { readonly subject: AttestationSubject; readonly account: Address },
): Promise<Hex | undefined> {
  try {
    const parsed = parseSignature(signature)
    if (BigInt(parsed.s) > highestS) return undefined
    const canonical = serializeSignature(parsed)
    const by = await recoverTypedDataAddress({ ...attestationTypedData(subject), signature: canonical })
    return address(by) === account ? canonical : undefined
  } catch {
    return undefined
  }
}
