/** Of which bucket an event is: `<host>/<home>/<asset>`, by chain ids. */
export type BucketName = string

/** How a host holds a message. */
export type HeldAs = 'waiting' | 'delayed' | 'refund-only'

/** What a vault or a bucket says has happened, as an outsider reads it. Amounts are base units of the asset. */
export type ChainEvent =
  | ({ readonly kind: 'locked' | 'rescued' } & Moved)
  | ({ readonly kind: 'minted' } & Moved)
  /** `as` and `amount` are of now: a hold that changes replaces what was said before. */
  | ({ readonly kind: 'held' | 'hold-changed'; readonly as: HeldAs } & Moved)
  /** A hold passed; its mint is an event of its own. */
  | ({ readonly kind: 'hold-released' } & Moved)
  | ({ readonly kind: 'refund-sent'; readonly lockGuid: string } & Moved)
  | ({ readonly kind: 'burned' } & Moved)
  | ({ readonly kind: 'released' } & Moved)
  | ({ readonly kind: 'refunded'; readonly lockGuid: string } & Moved)
  /** Of what a release or a refund was to pay: this much waits, was paid after all, or was struck off. */
  | ({ readonly kind: 'exit-held' | 'exit-paid' | 'exit-voided' } & Moved)
  /** The token refused, and what is owed became a claim. */
  | ({ readonly kind: 'payout-failed' } & Moved)
  | { readonly kind: 'claimed'; readonly bucket: BucketName; readonly amount: bigint }

interface Moved {
  readonly bucket: BucketName
  /** Of the message; of `rescued`, of the lock. */
  readonly guid: string
  readonly amount: bigint
}
