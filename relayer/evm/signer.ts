import { privateKeyToAccount } from 'viem/accounts'
import { type Attestation, type AttestationSubject, attestationTypedData } from '../../domain/attestation.ts'
import { type Address, address, type Hex } from '../../domain/identifiers.ts'

/** Signs transactions of one account, on any chain. */
export interface TransactionSigner {
  readonly address: Address
  signTransaction(transaction: {
    readonly chainId: number
    readonly to: Address
    readonly data: Hex
    /** Wei; none when absent. */
    readonly value?: bigint
    readonly nonce: number
    readonly gas: bigint
    readonly maxFeePerGas: bigint
    readonly maxPriorityFeePerGas: bigint
  }): Promise<Hex>
}

/** Signs what it was asked to attest; looking at the chain first is the caller's part. */
export interface Attestor {
  readonly address: Address
  attest(subject: AttestationSubject): Promise<Attestation>
}

/** A transaction signer from a plain key: for local chains. */
export function localSigner(key: Hex): TransactionSigner {
  const account = privateKeyToAccount(key)
  return {
    address: address(account.address),
    signTransaction: (transaction) => account.signTransaction({ type: 'eip1559', ...transaction }),
  }
}

/** An attestor from a plain key: for local chains. */
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
