import { privateKeyToAccount } from 'viem/accounts'
import { type Attestation, type AttestationSubject, attestationTypedData } from '../../domain/attestation.ts'
import { type Address, address, type Hex } from '../../domain/identifiers.ts'

/** A transaction to sign, of EIP-1559's kind. */
export interface UnsignedTransaction {
  readonly chainId: number
  readonly to: Address
  readonly data: Hex
  /** Wei; none when absent. */
  readonly value?: bigint
  readonly nonce: number
  readonly gas: bigint
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

/** Signs transactions of one account, on any chain. */
export interface TransactionSigner {
  readonly address: Address
  /** @returns The signed transaction, exactly what was asked for. */
  signTransaction(transaction: UnsignedTransaction): Promise<Hex>
}

/** Signs what it was asked to attest; looking at the chain first is the caller's part. */
export interface Attestor {
  readonly address: Address
  attest(subject: AttestationSubject): Promise<Attestation>
}

/** A transaction signer that holds its key in this process: a plain one of a local chain, or one from a keystore. */
export function localSigner(key: Hex): TransactionSigner {
  const account = privateKeyToAccount(key)
  return {
    address: address(account.address),
    signTransaction: (transaction) => account.signTransaction({ type: 'eip1559', ...transaction }),
  }
}

/** An attestor that holds its key in this process, as {@link localSigner} does. */
export function localAttestor(key: Hex): Attestor {
  const account = privateKeyToAccount(key)
  return {
    address: address(account.address),
    attest: async (subject) => ({
      attestor: address(account.address),
      confirmations: subject.confirmations,
      expiry: subject.expiry,
      signature: await account.signTypedData(attestationTypedData(subject)),
    }),
  }
}
