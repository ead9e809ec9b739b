/**
 * What the relayer needs from the outside: chains, signers and its durable store. `relayer/evm` and `database` fit
 * these; `cli/compose.ts` joins them.
 */
import type { Attestation } from '../domain/attestation.ts'
import type { Address, ChainId, EndpointId, Guid, Hex } from '../domain/identifiers.ts'

/** A message is one content in one source block: after a reorg the same guid can carry something else. */
export interface PacketKey {
  readonly guid: Guid
  readonly payloadHash: Hex
  readonly sourceBlockHash: Hex
}

/** A message found by the indexer: a hint to look at its chain, never a fact to sign. */
export interface PacketHint extends PacketKey {
  readonly sourceChainId: ChainId
  readonly destinationChainId: ChainId
  readonly sourceBlockNumber: bigint
  readonly sourceTxHash: Hex
  readonly nonce: bigint
  /** LayerZero packet, as in `PacketSent.encodedPayload`. */
  readonly encoded: Hex
}

/** A message the relayer works on. */
export interface TrackedPacket extends PacketHint {
  readonly executed: { readonly blockNumber: bigint } | undefined
}

/** Newest and newest final block of a chain. */
export interface HeadObservation {
  readonly head: BlockObservation
  /** `undefined` while no block is final yet. */
  readonly finalized: BlockObservation | undefined
}

/** One block as its chain's node reports it; time in Unix seconds. */
export interface BlockObservation {
  readonly number: bigint
  readonly hash: Hex
  readonly time: bigint
}

/** What the source chain itself says of a hinted message. */
export type SourceEvidence =
  | { readonly kind: 'present'; readonly blockHash: Hex; readonly blockNumber: bigint; readonly encoded: Hex }
  | { readonly kind: 'absent' }

/** What the receiving chain says of a message. */
export interface DestinationEvidence {
  /** Payload hash at the endpoint is the message's: committed, not yet executed. */
  readonly committed: boolean
  readonly executed: boolean
  /** Required DVNs, ours left out, that have not verified it. Empty once it is committed or executed. */
  readonly missingDvns: readonly Address[]
}

/** One message ready for the relay transaction. */
export interface Delivery {
  readonly packet: PacketHint
  readonly attestations: readonly Attestation[]
}

/** A signed transaction that has not left yet. */
export interface PreparedTransaction {
  readonly signer: Address
  readonly nonce: bigint
  readonly txHash: Hex
  readonly raw: Hex
}

/** How a transaction ended, or that it has not. */
export type TransactionOutcome =
  | { readonly kind: 'pending' }
  /** Its nonce was used by another transaction: this one can never be mined. */
  | { readonly kind: 'superseded' }
  | {
      readonly kind: 'mined'
      readonly success: boolean
      readonly blockNumber: bigint
      readonly gasUsed: bigint
      /** Messages it executed. */
      readonly executed: readonly Guid[]
      /** Messages it could not deliver, with the reason in words. */
      readonly failed: readonly { readonly guid: Guid; readonly reason: string }[]
    }

/** One chain, as source and as destination. Every method reads the chain afresh and throws when it cannot. */
export interface ChainPort {
  readonly chainId: ChainId
  readonly eid: EndpointId
  readHead(): Promise<HeadObservation>
  /** Looks for exactly this message in its transaction, at the block that is canonical now. */
  readSource(hint: PacketHint): Promise<SourceEvidence>
  readDestination(packet: PacketHint): Promise<DestinationEvidence>
  /** Block and transaction that executed the message, when it was executed at all. */
  findExecution(packet: PacketHint): Promise<{ readonly blockNumber: bigint; readonly txHash: Hex } | undefined>
  /** Next nonce of our signer, from the newest block. */
  readNonce(): Promise<bigint>
  /** Simulates and signs, sends nothing. @throws when the simulation fails. */
  prepareRelay(options: {
    readonly deliveries: readonly Delivery[]
    readonly nonce: bigint
  }): Promise<PreparedTransaction>
  /** Sends a signed transaction; one that the node knows already is a success. */
  broadcast(raw: Hex): Promise<void>
  readOutcome(transaction: PreparedTransaction): Promise<TransactionOutcome>
}
