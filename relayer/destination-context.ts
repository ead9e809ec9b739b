import type { UnixSeconds } from '../domain/identifiers.ts'
import type { FinalityWatch } from './finality.ts'
import type { LookContext } from './look.ts'
import type { LaneContext, LaneEvents } from './nonce-lane.ts'
import type { AttestorSet, ChainPort, FinalityStore, LaneState } from './ports.ts'
import type { SourceKnowledge } from './source-knowledge.ts'
import type { OpenAttempt, RelayStore } from './store.ts'

/** What a destination chain's passes need. */
export interface DestinationContext extends LookContext, LaneContext {
  readonly chain: ChainPort
  readonly finality: FinalityWatch
  readonly halts: Pick<FinalityStore, 'halts'>
  readonly sources: SourceKnowledge
  readonly store: RelayStore
  /** Whose signatures counted when last asked, and at which block that was. */
  readonly signers: { known: { readonly atBlock: bigint; readonly signers: AttestorSet } | undefined }
  /** From which block on holds are looked at again. */
  readonly holdLooks: { nextBlock: bigint }
  /** The most that a refund may cost in LayerZero fees, wei. */
  readonly maxRefundFee: bigint
}

/** What is out on a chain when a pass begins to send. */
export interface Out {
  readonly attempts: readonly OpenAttempt[]
  /** Nonces that are taken. */
  readonly nonces: readonly { readonly nonce: bigint }[]
  readonly state: LaneState
  /** Time of the chain. */
  readonly now: UnixSeconds
  readonly events: LaneEvents
}
