import { DomainError } from './errors.ts'
import type { BucketEnd, LogPlace } from './ledger-event.ts'

/**
 * Accounts of a bucket, in two books that each add up to zero.
 *
 * The *collateral book* is the vault's: where the tokens of the compartment belong. The *claims book* follows the claim
 * on them around: locked, on its way, receipt, on its way home, gone. An account that value comes from is never above
 * zero, every other is never below: PostgreSQL checks the same.
 */
export const accountSigns = {
  /** Collateral book: all that was ever locked. */
  depositors: -1,
  /** `locked` of the compartment. */
  locked: 1,
  /** Exits that left `locked` and wait for their payout. */
  'exits-held': 1,
  /** Payouts that the token refused. */
  claims: 1,
  /** All that was ever paid out. */
  paid: 1,
  /** What payouts lacked because a loss was written down. */
  'written-down': 1,

  /** Claims book: all that was ever locked. */
  locks: -1,
  /** Locked, and neither minted nor held nor rescued yet. */
  'transit-out': 1,
  /** Minted, held or rescued, though no lock's message was left to come from. */
  'unbacked-mints': -1,
  /** Supply of the receipt. */
  outstanding: 1,
  /** Holds of the host, by kind. */
  waiting: 1,
  delayed: 1,
  'refund-only': 1,
  /** Burned or sent home in blocks that are final, but not booked yet. */
  departing: -1,
  /** Burned, not released yet. */
  'transit-release': 1,
  /** Sent home, not refunded yet. */
  'transit-refund': 1,
  /** Released or refunded, though no message of the host was left to come from. */
  'unbacked-exits': -1,
  /** All that was ever released, refunded or rescued. */
  exited: 1,
  /** Exits of real messages that the owner struck off. */
  voided: 1,
} as const

/** An account of a bucket. */
export type Account = keyof typeof accountSigns

/** Every {@link Account}. */
export const accounts = Object.keys(accountSigns).filter(isAccount)

/** Balance per account, base units of the asset. */
export type Balances = Readonly<Record<Account, bigint>>

/** A value moved between two accounts of one book, because of one event. */
export interface LedgerEntry extends LogPlace {
  /** On which chain the event is. */
  readonly end: BucketEnd
  /** Whether it says that a message left, or what its chain did. */
  readonly phase: Phase
  /** Counts the entries of one event and phase. */
  readonly part: number
  readonly from: Account
  readonly to: Account
  /** Base units, above zero. */
  readonly amount: bigint
  readonly eventKind: string
  readonly guid: string | undefined
}

/** A source event is announced when it is final, and booked, like every other event, up to an older block. */
export type Phase = 'announced' | 'booked'

/** Events of final blocks contradict what was booked before: a log was missing, or its block was another. */
export class LedgerContradictionError extends DomainError {
  readonly code = 'LEDGER_CONTRADICTION'
  readonly retryable = false
  constructor(readonly facts: { readonly eventKind: string; readonly what: string } & LogPlace) {
    super(
      `The ${facts.eventKind} event in log ${facts.logIndex} of block ${facts.blockNumber} contradicts the ledger: ${facts.what}.`,
      { hint: 'The chain was read incompletely, or a final block changed. Rebuild the bucket from other RPCs.' },
    )
  }
}

/** Whether a text names an account. */
export function isAccount(name: string): name is Account {
  return Object.hasOwn(accountSigns, name)
}

/** Balances of a bucket in which nothing has happened. */
export function emptyBalances(): Balances {
  return toBalances(() => 0n)
}

/** Balances given one by one. */
export function toBalances(balanceOf: (account: Account) => bigint): Balances {
  return {
    depositors: balanceOf('depositors'),
    locked: balanceOf('locked'),
    'exits-held': balanceOf('exits-held'),
    claims: balanceOf('claims'),
    paid: balanceOf('paid'),
    'written-down': balanceOf('written-down'),
    locks: balanceOf('locks'),
    'transit-out': balanceOf('transit-out'),
    'unbacked-mints': balanceOf('unbacked-mints'),
    outstanding: balanceOf('outstanding'),
    waiting: balanceOf('waiting'),
    delayed: balanceOf('delayed'),
    'refund-only': balanceOf('refund-only'),
    departing: balanceOf('departing'),
    'transit-release': balanceOf('transit-release'),
    'transit-refund': balanceOf('transit-refund'),
    'unbacked-exits': balanceOf('unbacked-exits'),
    exited: balanceOf('exited'),
    voided: balanceOf('voided'),
  }
}

/** Whether a balance lies on its account's side of zero. */
export const isAllowed = (account: Account, balance: bigint): boolean => balance * BigInt(accountSigns[account]) >= 0n
