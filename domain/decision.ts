import type { Address, Hex, UnixSeconds } from './identifiers.ts'
import type { MessageRecord, Standing } from './message-record.ts'
import type { ChainHalt } from './observation.ts'
import type { Role } from './relay-policy.ts'

/**
 * What to do about a message now.
 *
 * - `wait`: nothing, before `until` at least; `undefined` until something changes.
 * - `withhold`: nothing, because the packet itself is in doubt. A guardian may park it from `parkableFrom` on;
 *   `undefined` while there is nothing to park, or the endpoint cannot be read.
 * - `attest`: sign exactly this content, and keep what was signed.
 * - `deliver`: one relay transaction with our signatures: verify, commit, execute.
 * - `execute`: it is committed; only execute it. The same transaction without signatures.
 * - `park`: the guardian's `park` with this payload hash, which the endpoint compares with its own; zero for none.
 * - `releaseHold`, `sendRefund`: the hold's call; the second pays the LayerZero fee home.
 * - `settle`: record its end; no more looks are needed.
 * - `rollBack`: record that its execution is undone; the next look goes on from what the chain says now.
 * - `orphan`: record that its source does not have it; no more looks are needed.
 * - `halt`: do nothing more about any message from or to that chain, which an operator has to look at, or about this
 *   message alone, for as long as it is decided anew.
 */
export type Action =
  | { readonly kind: 'wait'; readonly until: UnixSeconds | undefined }
  | { readonly kind: 'withhold'; readonly parkableFrom: UnixSeconds | undefined }
  | { readonly kind: 'attest' }
  | { readonly kind: 'deliver' }
  | { readonly kind: 'execute' }
  | { readonly kind: 'park'; readonly payloadHash: Hex }
  | { readonly kind: 'releaseHold' }
  | { readonly kind: 'sendRefund' }
  | { readonly kind: 'settle' }
  | { readonly kind: 'rollBack' }
  | { readonly kind: 'orphan' }
  | { readonly kind: 'halt'; readonly scope: 'source' | 'destination' | 'message' }

/** Doubts about the packet itself: no shortfall, limit or closed bucket is among them. */
export type Doubt =
  | { readonly code: 'not-final'; readonly finalBlock: bigint | undefined }
  | { readonly code: 'source-disagreement'; readonly providers: readonly string[] }
  | { readonly code: 'absent-at-source'; readonly finalBlock: bigint }
  | { readonly code: 'differs-at-source'; readonly payloadHash: Hex; readonly blockHash: Hex }
  | { readonly code: 'ahead-of-source'; readonly nonce: bigint; readonly outboundNonce: bigint }
  | { readonly code: 'conflicting-commit'; readonly payloadHash: Hex }
  | { readonly code: 'signed-otherwise'; readonly payloadHash: Hex }

/** Why that is to be done. Codes are metrics labels; the rest is for logs and people. */
export type Reason =
  | Doubt
  | { readonly code: 'source-unread' | 'destination-unread' | 'hold-unread'; readonly detail: string }
  | { readonly code: 'destination-disagreement'; readonly providers: readonly string[] }
  | { readonly code: 'source-halted' | 'destination-halted'; readonly because: ChainHalt }
  /** Its own signature is missing or about to expire. */
  | { readonly code: 'signature-due' }
  | { readonly code: 'signatures-missing'; readonly had: number; readonly needed: number }
  | { readonly code: 'other-dvns-missing'; readonly dvns: readonly Address[] }
  | { readonly code: 'delivery-due' | 'execution-due' | 'release-due' | 'refund-due' }
  /** What is due is another process's to do. */
  | { readonly code: 'left-to-others'; readonly role: Role }
  | { readonly code: 'attempt-in-flight' }
  | { readonly code: 'retry-later'; readonly failures: bigint; readonly lastFailure: string }
  | { readonly code: 'execution-not-final' }
  | { readonly code: 'execution-final' }
  /** Executed and final, although its source does not confirm it: for the guard to look into. */
  | { readonly code: 'executed-in-doubt'; readonly doubt: Doubt }
  | { readonly code: 'hold-delayed' | 'hold-waiting' | 'hold-suspended' | 'refund-not-due' }
  | { readonly code: 'refund-under-way' }
  | { readonly code: 'refund-paid' }
  | { readonly code: 'execution-undone' }
  | { readonly code: 'final-execution-gone' }
  | { readonly code: 'final-source-gone'; readonly doubt: Doubt }
  | { readonly code: 'nonce-skipped' }

/** Name of a {@link Reason}. */
export type ReasonCode = Reason['code']

/**
 * What `decide` answers: where the message stands now, what to do, and why. `record` is to be stored, whatever comes of
 * the action, and to be handed to the next look.
 */
export type Decision = Standing & {
  readonly action: Action
  readonly reason: Reason
  readonly record: MessageRecord
}
