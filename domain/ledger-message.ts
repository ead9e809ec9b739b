import type { HoldKind } from './hold.ts'
import type { Address, Guid } from './identifiers.ts'
import type { Account } from './ledger-account.ts'

/** What a message carries: collateral that was locked, burned receipts, or a hold that goes home. */
export type MessageKind = 'mint' | 'release' | 'refund'

/** What the ledger knows of one message in one bucket. Amounts are base units. */
export interface LedgerMessage {
  readonly kind: MessageKind
  readonly guid: Guid
  /** What left; `undefined` while no final block of the source says that it did. */
  readonly sent: bigint | undefined
  /** What arrived, or was rescued, and came out of `sent`. */
  readonly taken: bigint
  /** What arrived beyond it. */
  readonly unbacked: bigint
  /** How often it arrived; a rescue counts too. */
  readonly deliveries: number
  /** For whom it left, and who got it, or whose hold it is; `undefined` while that is not known, and of a refund. */
  readonly sentTo: Address | undefined
  readonly takenBy: Address | undefined
}

/** A hold on the host; its id is its own within the bucket. */
export interface LedgerHold {
  readonly id: number
  readonly guid: Guid
  readonly kind: HoldKind
  /** Base units that are held; zero once it is gone. */
  readonly amount: bigint
}

/** Where the value of a message lies while it is on its way. */
export const transitOf = {
  mint: 'transit-out',
  release: 'transit-release',
  refund: 'transit-refund',
} as const satisfies Record<MessageKind, Account>

/** Where value comes from that arrives with a message but never left. */
export const unbackedOf = {
  mint: 'unbacked-mints',
  release: 'unbacked-exits',
  refund: 'unbacked-exits',
} as const satisfies Record<MessageKind, Account>

/** Text that is equal for the same message of a bucket only. */
export const messageId = ({ kind, guid }: Pick<LedgerMessage, 'kind' | 'guid'>): string => `${kind}:${guid}`

/** A message of which nothing is known yet. */
export const unknownMessage = (kind: MessageKind, guid: Guid): LedgerMessage => ({
  kind,
  guid,
  sent: undefined,
  taken: 0n,
  unbacked: 0n,
  deliveries: 0,
  sentTo: undefined,
  takenBy: undefined,
})
