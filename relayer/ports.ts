/**
 * What the relayer needs from the outside: chains, signers and its durable store. `relayer/evm` and `database` fit
 * these; `cli/compose.ts` joins them.
 */
import type { RawAmount } from '../domain/amounts.ts'
import type { Attestation } from '../domain/attestation.ts'
import type { HoldTimes, Passage } from '../domain/hold.ts'
import type { Address, ChainId, EndpointId, Guid, Hex, UnixSeconds } from '../domain/identifiers.ts'
import type { MessageRecord } from '../domain/message-record.ts'
import type { MessageState } from '../domain/message-state.ts'
import type { PassedOutcome } from '../domain/observation.ts'

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
  /** What stands of it. `facts.final` is what the database says, which is only a hint. */
  readonly record: MessageRecord
  /** Our failures with the step that was due in `state`; `undefined` when there are none. */
  readonly failed: Failures | undefined
}

/** Steps of one message that failed in a row. */
export interface Failures {
  readonly count: bigint
  readonly state: MessageState
  /** Time of the receiving chain. */
  readonly lastTriedAt: UnixSeconds
  /** Why the last one failed, in words. */
  readonly reason: string
}

/** A group that a quorum of attestors signed, with one expiry and one confirmation count. */
export interface SignedGroup {
  readonly sourceChainId: ChainId
  readonly destinationChainId: ChainId
  readonly sourceBlockNumber: bigint
  readonly sourceBlockHash: Hex
  /** Every message of the group, in the order that was signed. */
  readonly packets: readonly PacketHint[]
  /** At least quorum many, of the same list, confirmations and expiry; ascending by attestor. */
  readonly attestations: readonly Attestation[]
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

/** What is wrong with a provider's answer. An error in place of an answer counts as `unreachable`. */
export type FaultKind = 'unreachable' | 'timeout' | 'malformed' | 'lagging' | 'differs'

/** A provider that could not be believed, by its name; never its URL. */
export interface ProviderFault {
  readonly provider: string
  readonly kind: FaultKind
}

/** What a quorum of RPC providers says. `faults` are the providers that were not among those who agreed. */
export type Reading<T> =
  | { readonly kind: 'agreed'; readonly value: T; readonly faults: readonly ProviderFault[] }
  | { readonly kind: 'disagreed'; readonly faults: readonly ProviderFault[] }

/** A message that an endpoint sent. */
export interface SentPacket {
  /** `PacketSent.encodedPayload`. */
  readonly encoded: Hex
  readonly txHash: Hex
}

/** The messages that an endpoint sent in one block. */
export interface SentPackets {
  readonly blockHash: Hex
  /** In the order of the block. */
  readonly packets: readonly SentPacket[]
}

/** The messages that an endpoint sent in one of several blocks. */
export interface SentInBlock extends SentPackets {
  readonly blockNumber: bigint
}

/** One direction between two contracts: what LayerZero counts nonces by. */
export interface OutboundPathway {
  readonly sender: Address
  readonly dstEid: EndpointId
  readonly receiver: Address
}

/** What the source chain itself, by quorum, says of a hinted message. Only `confirmed` may be signed. */
export type SourceEvidence =
  /** Too few providers answered. */
  | { readonly kind: 'unread'; readonly faults: readonly ProviderFault[] }
  /** Enough answered, and not alike. */
  | { readonly kind: 'disagreed'; readonly faults: readonly ProviderFault[] }
  /** Its block is not final. */
  | { readonly kind: 'pending' }
  /** The final block of that number holds no message of that guid. */
  | { readonly kind: 'absent' }
  /** Another block hash, another content, or not between our contracts. */
  | { readonly kind: 'differs' }
  /** Its nonce is above what the source has sent: whatever the events say, it was not sent. */
  | { readonly kind: 'ahead'; readonly outboundNonce: bigint }
  | { readonly kind: 'confirmed' }

/** What the receiving chain says of a message. */
export type DestinationEvidence =
  /** Nothing is committed. `missingDvns`: required ones, ours left out, that have not verified it. */
  | { readonly kind: 'waiting'; readonly missingDvns: readonly Address[] }
  /** Its payload hash is committed; it can be executed. */
  | { readonly kind: 'committed' }
  /** Another payload is committed under its nonce. */
  | { readonly kind: 'conflicting'; readonly payloadHash: Hex; readonly missingDvns: readonly Address[] }
  /** Its receiver nilified the nonce: later ones run, and it has to be verified again by the DVNs that are missing. */
  | { readonly kind: 'parked'; readonly missingDvns: readonly Address[] }
  /** Its nonce is used up and no receiver of ours took it: skipped, burned or cleared, or used for something else. */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'executed'; readonly blockNumber: bigint; readonly txHash: Hex; readonly outcome: TakenAs }

/** What its receiver made of a message when it took it. */
export type TakenAs = Exclude<PassedOutcome, 'voided'> | 'held'

/** Where a message was executed. */
export interface Execution {
  readonly guid: Guid
  readonly blockNumber: bigint
}

/** Messages that attestors signed together, in that order. */
export interface DeliveryGroup {
  readonly messages: readonly GroupMessage[]
  readonly attestations: readonly Attestation[]
}

/** A message of a group: delivered now, or left out (delivered before, parked) and named by its `messageHash` alone. */
export type GroupMessage =
  | { readonly kind: 'delivered'; readonly packet: PacketHint }
  | { readonly kind: 'left-out'; readonly messageHash: Hex }

/** The attestors that a `RelayWorker` counts, and how many of them must sign. */
export interface AttestorSet {
  readonly attestors: readonly Address[]
  readonly quorum: number
}

/** One contract call of ours, to be sent as one transaction. */
export interface Call {
  readonly to: Address
  readonly data: Hex
  /** Wei. */
  readonly value: bigint
  /** Gas units, the transaction's limit. */
  readonly gas: bigint
}

/** What a transaction pays at most, wei per gas unit. */
export interface Fees {
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

/** A signed transaction. */
export interface PreparedTransaction {
  readonly signer: Address
  readonly nonce: bigint
  readonly txHash: Hex
  readonly raw: Hex
  readonly fees: Fees
}

/** What a node says to a signed transaction. */
export type BroadcastOutcome =
  /** It has it, now or already. */
  | { readonly kind: 'accepted' }
  /** Its nonce is used: by this one, by an earlier version, or by somebody else. */
  | { readonly kind: 'nonce-used' }
  /** It pays too little, by the base fee or beside what the node has for this nonce. */
  | { readonly kind: 'underpriced' }
  /** It can never be mined as it is. */
  | { readonly kind: 'refused'; readonly reason: string }

/** What relayed messages came to, by the logs of a call. */
export interface RelayOutcome {
  /** Messages that their receivers took. */
  readonly executed: readonly { readonly guid: Guid; readonly outcome: TakenAs }[]
  /** Messages that were not delivered, with the reason in words. */
  readonly failed: readonly { readonly guid: Guid; readonly reason: string }[]
}

/** A transaction that was mined. */
export interface MinedCall extends RelayOutcome {
  readonly txHash: Hex
  readonly success: boolean
  readonly blockNumber: bigint
  readonly gasUsed: bigint
}

/** What a call would do if it were mined on top of the newest block. */
export type Simulation =
  | ({ readonly kind: 'ran' } & RelayOutcome)
  | { readonly kind: 'reverted'; readonly reason: string }

/** The newest block, and which nonce of our signer comes next after it. */
export interface LaneState {
  readonly head: BlockObservation
  /** Wei per gas unit. */
  readonly baseFeePerGas: bigint
  /** Gas units of a block. */
  readonly gasLimit: bigint
  readonly signer: Address
  readonly nextNonce: bigint
}

/** One chain as a source of messages. Every method asks a quorum of providers, afresh, and does not throw. */
export interface SourceChainPort {
  readonly chainId: ChainId
  readonly eid: EndpointId
  /** The newest final block by the chain's rule; `undefined` while there is none. */
  readFinal(): Promise<Reading<BlockObservation | undefined>>
  readBlock(number: bigint): Promise<Reading<BlockObservation>>
  /** What the endpoint sent in one block. */
  readSent(blockNumber: bigint): Promise<Reading<SentPackets>>
  /** Blocks of a range, both ends included, in which the endpoint sent anything, in their order. */
  readSentRange(range: {
    readonly fromBlock: bigint
    readonly toBlock: bigint
  }): Promise<Reading<readonly SentInBlock[]>>
  /** Newest outbound nonce of each pathway at a pinned block, in their order. */
  readOutboundNonces(pathways: readonly OutboundPathway[], at: BlockObservation): Promise<Reading<readonly bigint[]>>
}

/** One chain as source and destination of messages, read and not written. */
export interface ReadChainPort extends SourceChainPort {
  /** What was taken in these blocks, none of which is above the pinned one; what was not is absent. */
  readExecutions(executions: readonly Execution[], at: BlockObservation): Promise<Reading<ReadonlyMap<Guid, TakenAs>>>
  /**
   * What the newest block says of each message, in their order. One provider is enough to decide whether to deliver:
   * the contracts check every signature and every nonce again, so a lie costs gas and nothing else.
   */
  readDestinations(packets: readonly PacketHint[]): Promise<readonly DestinationEvidence[]>
}

/**
 * One chain, as source and as destination. Every method reads the chain afresh. Those that return a {@link Reading} ask
 * a quorum of providers and do not throw; the others ask one, and throw when it cannot be read.
 */
export interface ChainPort extends ReadChainPort, HoldReader, HoldEndReader {
  /** Whose signatures the chain's `RelayWorker` counts now. One provider is enough, as above. */
  readAttestors(): Promise<AttestorSet>
  readLane(): Promise<LaneState>
  /** What the node advises to pay above the base fee, wei per gas unit. */
  readPriorityFee(): Promise<bigint>
  /** The relay transaction for these groups. Reads nothing. */
  relayCall(groups: readonly DeliveryGroup[]): Call
  simulate(call: Call): Promise<Simulation>
  /** Signs, sends nothing. */
  sign(call: Call, options: { readonly nonce: bigint; readonly fees: Fees }): Promise<PreparedTransaction>
  /** The same call and nonce at other fees. */
  resign(transaction: PreparedTransaction, fees: Fees): Promise<PreparedTransaction>
  /** @throws when no node can be asked, or when its answer is none of these. It may have the transaction all the same. */
  broadcast(raw: Hex): Promise<BroadcastOutcome>
  /** Of these transactions those that are mined, by hash. */
  readMined(txHashes: readonly Hex[]): Promise<ReadonlyMap<Hex, MinedCall>>
}

/** A hold as the indexer shows it: a hint. Amounts are base units, times those of the chain that holds it. */
export interface OpenHold extends HoldTimes {
  readonly eid: EndpointId
  readonly asset: Address
  /** Within its endpoint id and asset. */
  readonly id: number
  readonly guid: Guid
  readonly receiver: Address
  /** Zero at home. */
  readonly refundTo: Address
  readonly amount: RawAmount
}

/** A hold of a message that we track. */
export interface HeldMessage {
  readonly packet: TrackedPacket
  readonly hold: OpenHold
}

/** A message that is not held any more, as the indexer shows it: a hint. */
export interface EndedHold {
  readonly packet: TrackedPacket
  readonly as: 'released' | 'refunded' | 'voided'
  /** Block of the event that ended it; of an exit in parts, the last. */
  readonly blockNumber: bigint
  /** Of one that was sent home, the message that took it, and whether home has paid that in a final block, by our record. */
  readonly refund: { readonly guid: Guid; readonly paidBack: boolean } | undefined
}

/** Reads how holds ended. */
export interface HoldEndReader {
  readonly chainId: ChainId
  /** By guid of the message that was held; what did not end in its block is absent. */
  readHoldEnds(ended: readonly EndedHold[], at: BlockObservation): Promise<Reading<ReadonlyMap<Guid, EndedHold['as']>>>
}

/** What the chain says of a hold. `unknown`: it holds nothing with these particulars (yet, or any more). */
export type HoldReading = { readonly kind: 'unknown' } | { readonly kind: 'open'; readonly passage: Passage }

/** What one chain holds. */
export interface HoldReader {
  /**
   * Whether the newest block holds exactly these, and when each passes, in their order.
   *
   * @param holds - Every open one of a queue, so that what stands before another is known; by id.
   */
  readHolds(holds: readonly OpenHold[], now: UnixSeconds): Promise<readonly HoldReading[]>
  /** LayerZero fee of sending a hold home, wei. */
  quoteRefund(homeEid: EndpointId): Promise<bigint>
  releaseCall(hold: OpenHold): Call
  refundCall(hold: OpenHold, feeWei: bigint): Call
}

/** A reorg of final blocks: two quorums, at two times, gave one final block two hashes. */
export interface ChainHalt {
  readonly chainId: ChainId
  readonly blockNumber: bigint
  /** Hash that the block had when it was taken for final. */
  readonly knownHash: Hex
  /** Hash that it has instead. */
  readonly foundHash: Hex
  readonly haltedAt: Date
}

/** Which final blocks we have relied on, and which chains broke that. Durable. */
export interface FinalityStore {
  /** Newest block of a chain that we took for final. */
  newestFinal(chainId: ChainId): Promise<Pick<BlockObservation, 'number' | 'hash'> | undefined>
  /** Keeps a final block that is newer than the one on record. */
  recordFinal(chainId: ChainId, block: BlockObservation): Promise<void>
  /** Halts a chain; one that is halted keeps its first evidence. */
  halt(evidence: Omit<ChainHalt, 'haltedAt'>): Promise<void>
  /** Every chain that is halted now. */
  halts(): Promise<readonly ChainHalt[]>
  /** Lifts a halt and forgets the block that it was about. @returns The halt, or `undefined` when there was none. */
  resume(chainId: ChainId): Promise<ChainHalt | undefined>
}
