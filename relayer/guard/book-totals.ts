import { type RawAmount, rawAmount } from '../../domain/amounts.ts'
import { least } from '../../domain/integers.ts'
import type { Account } from '../../domain/ledger-account.ts'
import type { LedgerTotal } from './ports.ts'

/** What moved in a bucket since the beginning, base units: the sums of the backing rule. */
export interface BookTotals {
  readonly locked: RawAmount
  readonly rescued: RawAmount
  readonly minted: RawAmount
  /** In holds that are open. */
  readonly held: RawAmount
  /** Sent home as the host booked it, and as far as final blocks announce it. */
  readonly sentHome: RawAmount
  readonly sentHomeAnnounced: RawAmount
  readonly burned: RawAmount
  /** Without exits that the owner struck off as never sent. */
  readonly released: RawAmount
  readonly refunded: RawAmount
}

const holdAccounts: readonly Account[] = ['waiting', 'delayed', 'refund-only']

/**
 * The sums out of a bucket's journal, all of one moment. A message whose departure is found after its arrival is moved within the journal once
 * more: such entries count for neither.
 *
 * @see docs/ledger.md, which accounts an event moves between
 */
export function bookTotals(totals: readonly LedgerTotal[]): BookTotals {
  const sum = (matches: (total: LedgerTotal) => boolean): RawAmount =>
    rawAmount(totals.filter(matches).reduce((all, { amount }) => all + amount, 0n))
  const exits = (eventKind: string): bigint => sum((total) => total.eventKind === eventKind && total.to === 'exited')
  const struck = sum(({ from, to }) => from === 'exited' && to === 'unbacked-exits')
  const released = exits('released')
  // Which of the two a struck exit came with, the journal does not say: releases first, refunds for the rest.
  const struckReleases = least(struck, released)
  return {
    locked: sum(({ from }) => from === 'locks'),
    rescued: rawAmount(exits('rescued')),
    minted: sum(({ to }) => to === 'outstanding'),
    held: rawAmount(sum(({ to }) => holdAccounts.includes(to)) - sum(({ from }) => holdAccounts.includes(from))),
    sentHome: sum(({ from, to }) => holdAccounts.includes(from) && to === 'departing'),
    sentHomeAnnounced: sum(({ from, to }) => from === 'departing' && to === 'transit-refund'),
    burned: sum(({ from, to }) => from === 'departing' && to === 'transit-release'),
    released: rawAmount(released - struckReleases),
    refunded: rawAmount(exits('refunded') - (struck - struckReleases)),
  }
}
