import { concatHex, hashTypedData } from 'viem'
import type { Address, ChainId, Hex } from './identifiers.ts'

/** What an attestor vouches for: this packet was sent, and is that deep in its source chain. */
export interface AttestationSubject {
  /** Chain that receives the message. */
  readonly chainId: ChainId
  /** `RelayWorker` on that chain. */
  readonly relayWorker: Address
  /** LayerZero packet header, 81 bytes. */
  readonly header: Hex
  readonly payloadHash: Hex
  /** Blocks on top of the source block. */
  readonly confirmations: bigint
  /** Last second, in the receiving chain's time, at which the signature counts. */
  readonly expiry: bigint
}

/** An attestor's signature; subject and signature belong to the same message. */
export interface Attestation {
  readonly attestor: Address
  readonly confirmations: bigint
  readonly expiry: bigint
  /** 65 bytes. */
  readonly signature: Hex
}

/**
 * EIP-712 typed data that attestors sign.
 *
 * @see contracts/src/RelayWorker.sol, `attestationDigest`
 */
export function attestationTypedData(subject: AttestationSubject) {
  const { chainId, relayWorker, header, payloadHash, confirmations, expiry } = subject
  return {
    domain: { name: 'Bulkhead RelayWorker', version: '1', chainId, verifyingContract: relayWorker },
    types: {
      Attestation: [
        { name: 'header', type: 'bytes' },
        { name: 'payloadHash', type: 'bytes32' },
        { name: 'confirmations', type: 'uint64' },
        { name: 'expiry', type: 'uint64' },
      ],
    },
    primaryType: 'Attestation',
    message: { header, payloadHash, confirmations, expiry },
  } as const
}

/** The 32 bytes that are signed. */
export const attestationDigest = (subject: AttestationSubject): Hex => hashTypedData(attestationTypedData(subject))

/** Signatures as `RelayWorker.relay` takes them: ascending by signer, concatenated. */
export function joinSignatures(attestations: readonly Pick<Attestation, 'attestor' | 'signature'>[]): Hex {
  const sorted = [...attestations].sort((a, b) => (a.attestor < b.attestor ? -1 : 1))
  return concatHex(sorted.map((attestation) => attestation.signature))
}

/** Whether that many valid signatures are enough for `RelayWorker`. A worker that asks for none takes nothing. */
export const isQuorum = ({ had, needed }: { readonly had: number; readonly needed: number }): boolean =>
  needed > 0 && had >= needed
