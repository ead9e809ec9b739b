import type { Attestation } from '../domain/attestation.ts'
import type { ChainId } from '../domain/identifiers.ts'
import type { PacketHint, PacketKey, PreparedTransaction, TrackedPacket } from './ports.ts'

/** A transaction of ours whose end is not known yet. */
export interface OpenAttempt {
  readonly id: bigint
  readonly transaction: PreparedTransaction
  readonly packets: readonly PacketHint[]
  readonly broadcast: boolean
}

/**
 * The relayer's durable memory. Every method is one statement or one transaction; a fact that is recorded already
 * stays as it is, so that each call may be repeated after a crash.
 */
export interface RelayStore {
  /** Takes up messages that the indexer found on a chain and that are not tracked yet. @returns How many. */
  discover(sourceChainId: ChainId): Promise<number>
  /** Messages of a source chain whose block was not final when last looked at, oldest first. */
  awaitingFinality(sourceChainId: ChainId): Promise<readonly PacketHint[]>
  /** Final messages of a source chain that our attestors have still to sign, oldest first. */
  awaitingAttestation(sourceChainId: ChainId): Promise<readonly PacketHint[]>
  /** Attested messages to a chain that are not executed and whose time has come, oldest first. */
  awaitingDelivery(destinationChainId: ChainId): Promise<readonly TrackedPacket[]>
  /** Executed messages to a chain whose execution was not final when last looked at, oldest first. */
  awaitingSettlement(destinationChainId: ChainId): Promise<readonly TrackedPacket[]>
  attestationsOf(key: PacketKey): Promise<readonly Attestation[]>
  markFinal(key: PacketKey): Promise<void>
  markOrphaned(key: PacketKey): Promise<void>
  /** Keeps the signatures; a newer signature of the same attestor replaces an expired one. */
  recordAttestations(key: PacketKey, attestations: readonly Attestation[]): Promise<void>
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
