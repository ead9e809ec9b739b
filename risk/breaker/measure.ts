import type { RawAmount } from '../../domain/amounts.ts'
import type { HoldKind } from '../../domain/hold.ts'
import type { Address, ChainId, Guid, Hex, UnixSeconds } from '../../domain/identifiers.ts'
import type { BucketKey } from './scope.ts'

/** States of a bucket, by the number that stands on chain (`BucketState` of contracts/src/interfaces/IReceiptBuckets.sol). */
export const bucketStates = ['open', 'noMinting', 'notEligible', 'stopped'] as const
/** States of a compartment, by the number on chain (`CompartmentState` of contracts/src/interfaces/ICollateralVault.sol). */
export const compartmentStates = ['open', 'noLocking', 'review'] as const

export type BucketState = (typeof bucketStates)[number]
export type CompartmentState = (typeof compartmentStates)[number]

/** A message that a host holds, as `voidHold` wants it repeated: from the last `Held` or `HoldChanged` event. */
export interface HeldMint {
  readonly id: number
  readonly guid: Guid
  readonly receiver: Address
  readonly refundTo: Address
  /** Base units. */
  readonly amount: RawAmount
  readonly kind: HoldKind
  readonly heldAt: UnixSeconds
  readonly dueAt: UnixSeconds
}

/** A message that is verified at its receiver and not executed. */
export interface VerifiedMessage {
  readonly nonce: bigint
  readonly payloadHash: Hex
}

/**
 * What a trip asks for. The first three are all that the role Guard may do; the `propose…` are the guardian's, a person's,
 * and never become a call of the guard. A trip without a measure only alerts.
 *
 * @see contracts/src/Roles.sol, `_tighten`; contracts/src/ReceiptBuckets.sol, `voidHold`; `Messenger.park` is the guardian's
 */
export type Measure =
  | { readonly kind: 'tightenBucket'; readonly state: 'noMinting' | 'notEligible' }
  | { readonly kind: 'tightenCompartment'; readonly state: 'noLocking' }
  | { readonly kind: 'voidHold'; readonly bucket: BucketKey; readonly hold: HeldMint }
  | { readonly kind: 'proposeStop' }
  | { readonly kind: 'proposeReview' }
  | {
      readonly kind: 'proposePark'
      /** Chain and contract that were to receive the message. */
      readonly chainId: ChainId
      readonly receiver: 'vault' | 'buckets'
      readonly source: ChainId
      readonly message: VerifiedMessage
    }

/** The bucket mints nothing; what arrives waits. What it is worth as collateral stays as it is. */
export const stopMinting: Measure = { kind: 'tightenBucket', state: 'noMinting' }
/** Besides, its receipts back no new debt, and strict feeds fall silent: for proof, never for a signal. */
export const withdrawEligibility: Measure = { kind: 'tightenBucket', state: 'notEligible' }
/** The compartment takes no locks; payouts go on. */
export const stopLocking: Measure = { kind: 'tightenCompartment', state: 'noLocking' }
/** To the guardian: stop the bucket, so that what arrives can only go home. */
export const proposeStop: Measure = { kind: 'proposeStop' }
/** To the guardian: hold payouts of the compartment until the owner has said what it is worth. */
export const proposeReview: Measure = { kind: 'proposeReview' }
