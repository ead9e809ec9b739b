import { describe, expect, test } from 'vitest'
import type { ContractTotals } from '../../chaos/books.ts'
import type { ChainEvent } from '../../chaos/chain-event.ts'
import { judge } from '../../chaos/judge.ts'

const bucket = '2/1/0xa'

/** 100 locked in two locks, 70 of it minted and 30 waiting; 20 burned and released, 5 of it held back at home. */
const events: readonly ChainEvent[] = [
  { kind: 'locked', bucket, guid: 'm1', amount: 70n },
  { kind: 'locked', bucket, guid: 'm2', amount: 30n },
  { kind: 'minted', bucket, guid: 'm1', amount: 70n },
  { kind: 'held', as: 'waiting', bucket, guid: 'm2', amount: 30n },
  { kind: 'burned', bucket, guid: 'r', amount: 20n },
  { kind: 'released', bucket, guid: 'r', amount: 20n },
  { kind: 'exit-held', bucket, guid: 'r', amount: 5n },
]
const totals: ContractTotals = {
  vaultLocked: 80n,
  escrowBalance: 85n,
  bucketLevel: 50n,
  receiptSupply: 50n,
  reserved: 0n,
  waiting: 30n,
}
const ledger = {
  depositors: -100n,
  locked: 80n,
  'exits-held': 5n,
  paid: 15n,
  locks: -100n,
  outstanding: 50n,
  waiting: 30n,
  exited: 20n,
}
const found = { bucket, totals, ledger }

describe('judge', () => {
  test('default: books that agree are clean', () => {
    expect(judge(events, [found])).toEqual({
      messages: 3,
      doubled: [],
      missing: [],
      held: 1,
      differences: [],
      drift: 0n,
    })
  })
  test('behavior: a mint that the contract does not know of is one double and drift on both sides', () => {
    const verdict = judge([...events, { kind: 'minted', bucket, guid: 'm1', amount: 70n }], [found])
    expect(verdict.doubled).toEqual(['lock m1'])
    // Locks / minted, events / bucket, and the ledger's outstanding: 70 each.
    expect(verdict.differences.map(({ what }) => what)).toEqual([
      'locks / minted, held, sent home, rescued',
      'outstanding: events / bucket',
      'ledger: outstanding',
    ])
    expect(verdict.drift).toBe(210n)
  })
  test('behavior: a double mint that every book repeats is still seen, across the chains', () => {
    const doubled: ChainEvent[] = [...events, { kind: 'minted', bucket, guid: 'm1', amount: 70n }]
    const agreeing = {
      bucket,
      totals: { ...totals, bucketLevel: 120n, receiptSupply: 120n },
      ledger: { ...ledger, outstanding: 120n },
    }
    const { differences } = judge(doubled, [agreeing])
    expect(differences.map(({ what }) => what)).toEqual([
      'locks / minted, held, sent home, rescued',
      'locked at home / outstanding and held on the host',
    ])
  })
  test('behavior: a burn that was not released is missing and drift', () => {
    const verdict = judge(
      [...events, { kind: 'burned', bucket, guid: 'r2', amount: 8n }],
      [{ ...found, totals: { ...totals, bucketLevel: 42n, receiptSupply: 42n } }],
    )
    expect(verdict.missing).toEqual(['burn r2'])
    expect(verdict.drift).toBeGreaterThan(0n)
  })
  test.each(Object.keys(totals))('behavior: one base unit more in %s is drift', (name) => {
    const { drift } = judge(events, [{ ...found, totals: { ...totals, [name]: Reflect.get(totals, name) + 1n } }])
    expect(drift).toBeGreaterThan(0n)
  })
  test.each([
    ...Object.keys(ledger),
    'transit-out',
    'transit-release',
    'transit-refund',
    'unbacked-mints',
    'unbacked-exits',
    'departing',
    'claims',
    'delayed',
    'refund-only',
    'written-down',
    'voided',
  ])('behavior: one base unit more in the account %s of the ledger is drift of one', (account) => {
    const changed = { ...ledger, [account]: BigInt(Reflect.get(ledger, account) ?? 0n) + 1n }
    expect(judge(events, [{ ...found, ledger: changed }]).drift).toBe(1n)
  })
  test('behavior: a bucket that the ledger does not know is drift by all there is', () => {
    const { differences } = judge(events, [{ ...found, ledger: undefined }])
    expect(differences.map(({ what }) => what)).toContain('ledger: locked')
  })
  test('behavior: events of another bucket count for nothing here', () => {
    const other: ChainEvent[] = [
      { kind: 'locked', bucket: '3/1/0xa', guid: 'x', amount: 9n },
      { kind: 'minted', bucket: '3/1/0xa', guid: 'x', amount: 9n },
    ]
    expect(judge([...events, ...other], [found]).drift).toBe(0n)
  })
  test('behavior: claims and what was struck off stay owed', () => {
    const more: ChainEvent[] = [
      ...events,
      { kind: 'payout-failed', bucket, guid: 'r', amount: 4n },
      { kind: 'claimed', bucket, amount: 1n },
      { kind: 'exit-paid', bucket, guid: 'r', amount: 2n },
      { kind: 'exit-voided', bucket, guid: 'r', amount: 1n },
    ]
    // Held back: 5 - 2 - 1 = 2; claims: 4 - 1 = 3; struck off: 1, locked again; paid: 20 - 2 - 3 - 1 = 14.
    const { differences } = judge(more, [
      {
        bucket,
        totals: { ...totals, vaultLocked: 81n, escrowBalance: 86n },
        ledger: { ...ledger, locked: 81n, 'exits-held': 2n, claims: 3n, paid: 14n, exited: 19n, voided: 1n },
      },
    ])
    // What was struck off at home has no receipt on the host: that alone is left.
    expect(differences).toEqual([
      { bucket, what: 'locked at home / outstanding and held on the host', one: 81n, other: 80n },
    ])
  })
})
