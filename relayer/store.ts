import type { Attestation } from '../domain/attestation.ts'
import type { Address, ChainId, Hex, UnixSeconds } from '../domain/identifiers.ts'
import type { PacketHint, PacketKey, PreparedTransaction, SignedGroup, TrackedPacket } from './ports.ts'

/** A transaction of ours whose end is not known yet. */
export interface OpenAttempt {
  readonly id: bigint
  readonly transaction: PreparedTransaction
  readonly packets: readonly PacketHint[]
  readonly broadcast: boolean
}

/** A row of the table that attestors submit to. Anybody who can write there wrote it. */
export interface SubmittedGroup {
  readonly sourceChainId: ChainId
  readonly destinationChainId: ChainId
  readonly sourceBlockNumber: bigint
  readonly sourceBlockHash: Hex
  /** What is said to be signed, in that order. */
  readonly packets: readonly Pick<PacketHint, 'encoded' | 'sourceTxHash'>[]
  readonly attestation: Attestation
}

/** Signatures as they lie in the shared database. */
export interface SignatureStore {
  /**
   * Rows of these attestors for groups to a chain with a message that is not executed, as far as the database knows,
   * oldest first.
   */
  submittedGroups(
    destinationChainId: ChainId,
    options: { readonly validAt: UnixSeconds; readonly attestors: readonly Address[] },
  ): Promise<readonly SubmittedGroup[]>
  /** Deletes rows that do not hold what they say, unless they have changed meanwhile. */
  discardSubmitted(rows: readonly SubmittedGroup[]): Promise<void>
  /** Keeps for whoever asks that a quorum has signed, and who. */
  markAttested(packets: readonly PacketKey[], attestors: readonly Address[]): Promise<void>
}

/** Groups that can be delivered as far as our attestors are concerned. */
export interface SignedGroupReader {
  /**
   * Groups to a chain with a quorum of signatures that count at that time, and at least one message that is not
   * executed, oldest first.
   */
  signedGroups(destinationChainId: ChainId, options: { readonly validAt: UnixSeconds }): Promise<readonly SignedGroup[]>
}

/**
 * The relayer's durable memory. Every method is one statement or one transaction; a fact that is recorded already
 * stays as it is, so that each call may be repeated after a crash.
 */
export interface RelayStore extends SignedGroupReader {
  /** Takes up messages that the indexer found on a chain and that are not tracked yet. @returns How many. */
  discover(sourceChainId: ChainId): Promise<number>
  /** Messages of a source chain whose block was not final when last looked at, oldest first. */
  awaitingFinality(sourceChainId: ChainId): Promise<readonly PacketHint[]>
  /** Of these messages those that are tracked, not executed, and whose time has come; in their order. */
  due(packets: readonly PacketHint[]): Promise<readonly PacketHint[]>
  /** Executed messages to a chain whose execution was not final when last looked at, oldest first. */
  awaitingSettlement(destinationChainId: ChainId): Promise<readonly TrackedPacket[]>
  markFinal(key: PacketKey): Promise<void>
  markOrphaned(key: PacketKey): Promise<void>
  markVerifiable(key: PacketKey): Promise<void>
  markExecuted(key: PacketKey, execution: { readonly blockNumber: bigint; readonly txHash: string }): Promise<void>
  /** The execution left the chain in a reorg: the message is to be delivered again. */
  unmarkExecuted(key: PacketKey): Promise<void>
  markSettled(key: PacketKey): Promise<void>
  /** Puts the next delivery off. `reason` is kept for whoever asks what the message waits for. */
  defer(key: PacketKey, options: { readonly reason: string; readonly retryInSeconds: number }): Promise<void>
  openAttempts(destinationChainId: ChainId): Promise<readonly OpenAttempt[]>
  /** Commits the intent, signed transaction included, before anything is sent. @returns Its id. */
  recordIntent(options: {
    readonly destinationChainId: ChainId
    readonly transaction: PreparedTransaction
    readonly packets: readonly PacketKey[]
  }): Promise<bigint>
  markBroadcast(attemptId: bigint): Promise<void>
  resolveAttempt(
    attemptId: bigint,
    resolution:
      | { readonly state: 'superseded' }
      | { readonly state: 'succeeded' | 'reverted'; readonly blockNumber: bigint; readonly gasUsed: bigint },
  ): Promise<void>
}
