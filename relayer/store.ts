import type { Attestation } from '../domain/attestation.ts'
import type { Address, ChainId, Hex, UnixSeconds } from '../domain/identifiers.ts'
import type { MessageRecord } from '../domain/message-record.ts'
import type {
  EndedHold,
  Failures,
  HeldMessage,
  PacketHint,
  PacketKey,
  PreparedTransaction,
  SignedGroup,
  TrackedPacket,
} from './ports.ts'

/** What a transaction of ours is for. */
export type AttemptPurpose = 'relay' | 'release' | 'refund'

/** One of the transactions that were signed for an attempt's nonce. */
export interface AttemptVersion extends PreparedTransaction {
  /** Newest block when it first went out, and when it last did; `undefined` while it has not. */
  readonly sent: { readonly firstBlock: bigint; readonly lastBlock: bigint } | undefined
}

/** A transaction of ours whose end is not known yet. */
export interface OpenAttempt {
  readonly id: bigint
  readonly purpose: AttemptPurpose
  readonly nonce: bigint
  /** Every version that was signed, oldest first, one at least. */
  readonly versions: readonly [AttemptVersion, ...AttemptVersion[]]
  readonly packets: readonly TrackedPacket[]
  /** Newest block when its nonce was first seen used and none of its versions mined. */
  readonly unclearSince: bigint | undefined
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
  /** Takes up messages that final blocks hold. Those that are on record stay as they are. @returns How many are new. */
  recordSent(packets: readonly PacketHint[]): Promise<number>
  /** Messages of a source chain whose block was not final when last looked at, oldest first. */
  awaitingFinality(sourceChainId: ChainId): Promise<readonly PacketHint[]>
  /** What stands of these messages, in any order; those that are not tracked are absent. */
  tracked(keys: readonly PacketKey[]): Promise<readonly TrackedPacket[]>
  /** Executed messages to a chain whose execution was not final when last looked at, oldest first. */
  awaitingSettlement(destinationChainId: ChainId): Promise<readonly TrackedPacket[]>
  /** What a chain holds of executed messages, as the indexer says: a hint. First in the queue first. */
  openHolds(chainId: ChainId): Promise<readonly HeldMessage[]>
  /** Held messages, to a chain, whose end is not on record and of which the indexer has nothing held any more: hints. By the
   * block of that end. */
  endedHolds(chainId: ChainId): Promise<readonly EndedHold[]>
  markFinal(keys: readonly PacketKey[]): Promise<void>
  markOrphaned(key: PacketKey): Promise<void>
  /**
   * Keeps what a look found. Where an execution is new, `execution` says where it lies; one that is undone is forgotten.
   * `note` is for whoever asks what the message waits for; `undefined` leaves what was there.
   */
  recordLook(
    key: PacketKey,
    look: {
      readonly record: MessageRecord
      readonly execution: { readonly blockNumber: bigint; readonly txHash: string } | undefined
      readonly note: string | undefined
    },
  ): Promise<void>
  /** Keeps that a step failed, and puts the message off for `retryInSeconds`. */
  recordFailure(key: PacketKey, failed: Failures, retryInSeconds: bigint): Promise<void>
  openAttempts(destinationChainId: ChainId): Promise<readonly OpenAttempt[]>
  /** Commits the intent, signed transaction included, before anything is sent. @returns Its id. */
  recordIntent(options: {
    readonly destinationChainId: ChainId
    readonly purpose: AttemptPurpose
    readonly transaction: PreparedTransaction
    readonly packets: readonly PacketKey[]
  }): Promise<bigint>
  /** Commits another version before it is sent. */
  recordVersion(attemptId: bigint, transaction: PreparedTransaction): Promise<void>
  /** A version went out, at this newest block. */
  markSent(attemptId: bigint, txHash: string, headNumber: bigint): Promise<void>
  /** The attempt's nonce was used, and none of its versions found mined; `undefined`: that was taken back. */
  markUnclear(attemptId: bigint, sinceBlock: bigint | undefined): Promise<void>
  resolveAttempt(
    attemptId: bigint,
    resolution:
      | { readonly state: 'superseded' }
      | {
          readonly state: 'succeeded' | 'reverted'
          /** The version that was mined. */
          readonly txHash: string
          readonly blockNumber: bigint
          readonly gasUsed: bigint
        },
  ): Promise<void>
}
