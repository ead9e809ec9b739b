import type { HoldTimes, Passage } from './hold.ts'
import type { Address, Guid, Hex, UnixSeconds } from './identifiers.ts'

/** A block by number and hash. */
export interface BlockId {
  readonly number: bigint
  readonly hash: Hex
}

/** Of what came of an execution, all that is an end: minted, released, refunded, nothing to do, or struck off as forged. */
export type PassedOutcome = 'minted' | 'released' | 'refunded' | 'noop' | 'voided'

/** A read that failed, or that was not made. Never taken for absence. `detail` is free text for logs, without secrets. */
interface Unread {
  readonly kind: 'unread'
  readonly detail: string
}

/** Too few of the chain's RPC providers said the same. `providers`: names of those that differ from the others. */
interface Disagreed {
  readonly kind: 'disagreed'
  readonly providers: readonly string[]
}

/**
 * What the source chain says of a message, by a quorum of RPC providers at one pinned final block.
 *
 * - `pending`: the chain has this very message in this very block, which is not final. A block that nobody has seen is
 *   `unread`: else whoever invents a message would have it wait for ever, and be parked.
 * - `absent`: the block of that number is final and lacks the message.
 * - `differs`: the same guid was sent with another payload, or in another block, which is final.
 * - `ahead`: the block is final, and the source's outbound nonce at the pinned block is below the message's.
 * - `confirmed`: found in `block` with `payloadHash`, at or below the pinned final block `pinnedAt`, between our own
 *   contracts.
 */
export type SourceObservation =
  | Unread
  | Disagreed
  | { readonly kind: 'pending'; readonly finalBlock: bigint | undefined }
  | { readonly kind: 'absent'; readonly finalBlock: bigint }
  | { readonly kind: 'differs'; readonly payloadHash: Hex; readonly blockHash: Hex }
  | { readonly kind: 'ahead'; readonly nonce: bigint; readonly outboundNonce: bigint }
  | { readonly kind: 'confirmed'; readonly pinnedAt: BlockId; readonly block: BlockId; readonly payloadHash: Hex }

/** Required DVNs that have not verified the message: whether ours (the `RelayWorker`) has not, and which others. */
export interface MissingDvns {
  readonly ours: boolean
  readonly others: readonly Address[]
}

/**
 * What holds a message after its execution, or what became of that. Of an exit in parts, the part that is due first.
 *
 * - `open`: still held. `passage` comes from `passageOf`, by the limits and the time of the chain that holds it.
 * - `sent-home`: the host sent `refundGuid`, a message of its own. `paidBack` once home paid it, in a final block.
 */
export type HoldObservation =
  | Unread
  | { readonly kind: 'open'; readonly times: HoldTimes; readonly passage: Passage }
  | { readonly kind: 'sent-home'; readonly refundGuid: Guid; readonly paidBack: boolean }

/**
 * What the destination chain says of a message, at one block.
 *
 * - `unverified`: its nonce is free, and the receive library does not take it for verifiable yet.
 * - `verifiable`: every required DVN has verified it, ours too: it only has to be committed.
 * - `committed`: its payload hash is at the endpoint, not executed.
 * - `conflicting`: another payload hash is there at this nonce.
 * - `parked`: the nonce is nilified there. To be delivered it must be verified again by whoever is missing.
 * - `skipped`: the nonce is passed, the endpoint has no hash for it, and it was not executed: it can never be.
 * - `executed`: its receiver took it and nothing is held (any more). `final`: the block of that outcome is final.
 * - `held`: its receiver took it and held it. `final`: the block of the execution is final.
 */
export type DestinationObservation =
  | Unread
  | Disagreed
  | { readonly kind: 'unverified'; readonly missing: MissingDvns }
  | { readonly kind: 'verifiable' }
  | { readonly kind: 'committed' }
  | { readonly kind: 'conflicting'; readonly payloadHash: Hex }
  | { readonly kind: 'parked'; readonly missing: MissingDvns }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'executed'; readonly outcome: PassedOutcome; readonly final: boolean }
  | { readonly kind: 'held'; readonly final: boolean; readonly hold: HoldObservation }

/**
 * Our transactions for the step that is due now, as our own records have them. Counted anew with each change of state.
 *
 * - `in-flight`: one is out and its end is not known: nothing else is sent.
 * - `failed`: the last `failures` (at least 1) of them failed, the last at `lastTriedAt`. `lastFailure` is its reason, in
 *   words.
 */
export type Attempts =
  | { readonly kind: 'none' }
  | { readonly kind: 'in-flight' }
  | {
      readonly kind: 'failed'
      readonly failures: bigint
      readonly lastTriedAt: UnixSeconds
      readonly lastFailure: string
    }

/** What one attestor signed for a pathway and nonce, from a store of its own. */
export interface OwnSignature {
  readonly payloadHash: Hex
  /** Last second, in the destination's time, at which it counts. */
  readonly expiry: UnixSeconds
}

/** Signatures of our attestors under a message. */
export interface Signatures {
  /** How many attestors' signatures for exactly this content are at hand and not expired. */
  readonly had: number
  /** How many `RelayWorker` needs; zero is a worker that takes nothing. */
  readonly needed: number
  /** What the attestor of this process signed for this pathway and nonce, whatever its content; absent when nothing. */
  readonly own: OwnSignature | undefined
}

/** Why nothing is done on a chain: a reorg below finality, or a person's word. */
export type ChainHalt = 'deep-reorg' | 'operator'

/** All that one look at a message sees. */
export interface Observation {
  readonly source: SourceObservation
  readonly destination: DestinationObservation
  readonly halts: { readonly source: ChainHalt | undefined; readonly destination: ChainHalt | undefined }
  readonly attempts: Attempts
  readonly signatures: Signatures
}
