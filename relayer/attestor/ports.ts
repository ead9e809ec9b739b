/** What an attestor needs besides its source chains: a store that is its own, and the board where signatures are gathered. */
import type { Attestation } from '../../domain/attestation.ts'
import type { Address, ChainId, Hex } from '../../domain/identifiers.ts'
import type { BlockId } from '../../domain/observation.ts'
import type { Packet } from '../../domain/packet.ts'

/** A message as its source chain sent it. */
export interface GroupPacket {
  readonly packet: Packet
  /** `PacketSent.encodedPayload`. */
  readonly encoded: Hex
  readonly txHash: Hex
}

/** All messages of ours in one source block to one destination chain, in the order of the block: what is signed at once. */
export interface MessageGroup {
  readonly sourceChainId: ChainId
  readonly block: BlockId
  readonly destinationChainId: ChainId
  readonly relayWorker: Address
  readonly packets: readonly GroupPacket[]
}

/** What an attestor's signature says besides the messages. */
export interface SignatureTerms {
  readonly confirmations: bigint
  /** Last second, in the destination's time, at which it counts. */
  readonly expiry: bigint
}

/** What was signed for one nonce of a pathway. */
export interface SignedMessage {
  readonly payloadHash: Hex
  readonly block: BlockId
}

/** What an attestor has signed, in a database of its own. */
export interface AttestorStore {
  /** What was signed for the nonces of a group, in its order, whatever the content, and the group's newest terms. */
  recall(
    attestor: Address,
    group: MessageGroup,
  ): Promise<{
    readonly messages: readonly (SignedMessage | undefined)[]
    readonly newest: SignatureTerms | undefined
  }>
  /**
   * Records, in one transaction, that a group is going to be signed on these terms. What is on record stays.
   *
   * @returns The terms on record for that expiry: what is to be signed.
   * @throws SignedOtherwiseError when a nonce stands with another content or block, or the group with another list;
   * nothing is recorded then.
   */
  record(attestor: Address, group: MessageGroup, terms: SignatureTerms): Promise<SignatureTerms>
}

/** A block in which somebody says there are messages that wait for delivery, and what this attestor submitted for it. */
export interface HintedBlock {
  readonly number: bigint
  /** Digests as `submit` returned them. */
  readonly submitted: readonly string[]
}

/** The shared database, as attestors use it: hints come from there, signatures go there. Nothing of it is believed. */
export interface AttestationBoard {
  /** Blocks of a source chain that are said to hold messages that are not executed, lowest first. */
  hintedBlocks(sourceChainId: ChainId, attestor: Address): Promise<readonly HintedBlock[]>
  /** Adds a signature, or puts it right where somebody changed it. @returns A digest of what now stands there. */
  submit(group: MessageGroup, attestation: Attestation): Promise<string>
}
