import type { HoldKind } from './hold.ts'
import type { Address, ChainId, EndpointId, Guid, Hex } from './identifiers.ts'

/** Bulkhead's unit of risk: receipts on `hostChainId` for `asset`, which is locked on `homeChainId`. */
export interface BucketKey {
  readonly hostChainId: ChainId
  readonly homeChainId: ChainId
  /** The asset on its home chain. */
  readonly asset: Address
}

/** The two chains of a bucket, by what they are to it. */
export type BucketEnd = 'home' | 'host'

/** Where a log stands on its chain; block hash and log index tell it from every other. */
export interface LogPlace {
  readonly blockNumber: bigint
  readonly blockHash: Hex
  /** Place among all logs of its block. */
  readonly logIndex: number
}

/** What `CollateralVault` says. Amounts are base units of the asset. */
type HomeFact =
  | { readonly kind: 'locked' | 'released'; readonly guid: Guid; readonly amount: bigint; readonly receiver: Address }
  | {
      readonly kind:
        | 'refunded'
        /** `guid` is the lock's: it was undone at home. */
        | 'rescued'
        | 'exit-held'
        | 'exit-released'
        | 'exit-voided'
        | 'payout-failed'
      readonly guid: Guid
      readonly amount: bigint
    }
  | { readonly kind: 'claimed'; readonly amount: bigint }
  /** `amount` is what the payout lacked: owed less paid. */
  | { readonly kind: 'paid-below-par'; readonly amount: bigint }

/** What `ReceiptBuckets` says. */
type HostFact =
  | { readonly kind: 'minted' | 'burned'; readonly guid: Guid; readonly amount: bigint; readonly receiver: Address }
  | {
      readonly kind: 'held' | 'hold-changed'
      readonly receiver: Address
      readonly guid: Guid
      readonly amount: bigint
      readonly holdId: number
      /** What the hold is from now on. */
      readonly holdKind: HoldKind
    }
  | { readonly kind: 'hold-released'; readonly guid: Guid; readonly amount: bigint; readonly holdId: number }
  /** `guid` is the REFUND message's; what was held goes home. */
  | { readonly kind: 'refund-sent'; readonly guid: Guid; readonly amount: bigint; readonly holdId: number }

/** One event that moves value, of one bucket. */
export type LedgerEvent = LogPlace & {
  /** The other chain of its bucket. */
  readonly remoteEid: EndpointId
  readonly asset: Address
} & ((HomeFact & { readonly end: 'home' }) | (HostFact & { readonly end: 'host' }))

/** Text that is equal for equal buckets only. */
export const bucketId = ({ hostChainId, homeChainId, asset }: BucketKey): string =>
  `${hostChainId}:${homeChainId}:${asset}`

/** The order in which a chain's events happened. */
export const byPlace = (a: LogPlace, b: LogPlace): number =>
  a.blockNumber === b.blockNumber ? a.logIndex - b.logIndex : a.blockNumber < b.blockNumber ? -1 : 1
