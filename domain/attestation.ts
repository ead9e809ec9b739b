import { concatHex, hashTypedData, keccak256 } from 'viem'
import type { Address, ChainId, Hex } from './identifiers.ts'
import type { Packet } from './packet.ts'

/** What an attestor vouches for: these messages were sent, and are that deep in their source chain. */
export interface AttestationSubject {
  /** Chain that receives the messages. */
  readonly chainId: ChainId
  /** `RelayWorker` on that chain. */
  readonly relayWorker: Address
  /** {@link messageHash} of each, in the order in which they are relayed. */
  readonly messages: readonly Hex[]
  /** Blocks on top of the source block. */
  readonly confirmations: bigint
  /** Last second, in the receiving chain's time, at which the signature counts. */
  readonly expiry: bigint
}

/** An attestor's signature; subject and signature belong to the same list of messages. */
export interface Attestation {
  readonly attestor: Address
  readonly confirmations: bigint
  readonly expiry: bigint
  /** 65 bytes. */
  readonly signature: Hex
}

/** What stands for one message in the list that attestors sign. Header and payload hash: the guid alone binds no message. */
export const messageHash = ({ header, payloadHash }: Pick<Packet, 'header' | 'payloadHash'>): Hex =>
  keccak256(concatHex([header, payloadHash]))

/**
 * EIP-712 typed data that attestors sign: one signature for all of the messages, in their order.
 *
 * @see contracts/src/RelayWorker.sol, `attestationDigest`
 */
export function attestationTypedData(subject: AttestationSubject) {
  const { chainId, relayWorker, messages, confirmations, expiry } = subject
  return {
    domain: { name: 'Bulkhead RelayWorker', version: '1', chainId, verifyingContract: relayWorker },
    types: {
      Attestation: [
        { name: 'messages', type: 'bytes32[]' },
        { name: 'confirmations', type: 'uint64' },
        { name: 'expiry', type: 'uint64' },
      ],
    },
    primaryType: 'Attestation',
    message: { messages, confirmations, expiry },
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
