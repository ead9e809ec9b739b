import { describe, expect, test } from 'vitest'
import { address, chainId } from '../../../../domain/identifiers.ts'
import type { Account } from '../../../../domain/ledger-account.ts'
import { bookTotals } from '../../../../relayer/guard/book-totals.ts'
import type { LedgerTotal } from '../../../../relayer/guard/ports.ts'

const bucket = { hostChainId: chainId(2), homeChainId: chainId(1), asset: address(`0x${'aa'.repeat(20)}`) }
const row = (eventKind: string, from: Account, to: Account, amount: bigint): LedgerTotal => ({
  bucket,
  eventKind,
  phase: 'booked',
  from,
  to,
  amount,
})

describe('bookTotals', () => {
  test('default: a bucket in which everything has happened', () => {
    // 100 locked, 5 of them rescued; 60 minted at once, 20 held, of which 8 came out and 4 went home; 30 burned.
    const totals = [
      row('locked', 'locks', 'transit-out', 100n),
      row('rescued', 'transit-out', 'exited', 5n),
      row('rescued', 'locked', 'paid', 5n),
      row('minted', 'transit-out', 'outstanding', 60n),
      row('held', 'transit-out', 'waiting', 20n),
      row('hold-changed', 'waiting', 'delayed', 12n),
      row('hold-released', 'delayed', 'outstanding', 8n),
      row('refund-sent', 'waiting', 'departing', 4n),
      row('refund-sent', 'departing', 'transit-refund', 4n),
      row('burned', 'outstanding', 'departing', 30n),
      row('burned', 'departing', 'transit-release', 30n),
      row('released', 'transit-release', 'exited', 25n),
      row('released', 'locked', 'paid', 25n),
      row('refunded', 'transit-refund', 'exited', 4n),
    ]
    expect(bookTotals(totals)).toEqual({
      locked: 100n,
      rescued: 5n,
      minted: 68n,
      held: 8n,
      sentHome: 4n,
      sentHomeAnnounced: 4n,
      burned: 30n,
      released: 25n,
      refunded: 4n,
    })
  })

  test('behavior: what arrived without having left counts as arrived, also when its departure is found later', () => {
    const forged = [row('minted', 'unbacked-mints', 'outstanding', 7n)]
    expect(bookTotals(forged)).toMatchObject({ minted: 7n, locked: 0n })
    const late = [
      ...forged,
      row('locked', 'locks', 'transit-out', 7n),
      row('locked', 'transit-out', 'unbacked-mints', 7n),
    ]
    expect(bookTotals(late)).toMatchObject({ minted: 7n, locked: 7n })
  })

  test('behavior: a forged exit that the owner struck off was never paid: first of the releases, then of the refunds', () => {
    const totals = [
      row('released', 'unbacked-exits', 'exited', 10n),
      row('refunded', 'unbacked-exits', 'exited', 6n),
      row('exit-voided', 'exited', 'unbacked-exits', 13n),
    ]
    expect(bookTotals(totals)).toMatchObject({ released: 0n, refunded: 3n })
    // Struck off and real: its burn stays, and so does it.
    expect(
      bookTotals([row('released', 'transit-release', 'exited', 10n), row('exit-voided', 'exited', 'voided', 10n)]),
    ).toMatchObject({ released: 10n })
  })

  test('behavior: nothing happened: zero, and no shortfall', () => {
    expect(Object.values(bookTotals([]))).toEqual(Array(9).fill(0n))
  })
})
