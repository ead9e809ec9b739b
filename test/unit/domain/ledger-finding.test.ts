import { describe, expect, test } from 'vitest'
import { bucketFindings, vaultFindings, worth } from '../../../domain/backing.ts'
import { address, chainId, guid } from '../../../domain/identifiers.ts'
import { type Account, toBalances } from '../../../domain/ledger-account.ts'
import { messageFindings, shortfallFindings, subjectId } from '../../../domain/ledger-finding.ts'
import type { LedgerMessage } from '../../../domain/ledger-message.ts'

const bucket = { hostChainId: chainId(2), homeChainId: chainId(1), asset: address(`0x${'aa'.repeat(20)}`) }
const balances = (given: Partial<Record<Account, bigint>>) => toBalances((account) => given[account] ?? 0n)
const message = (facts: Partial<LedgerMessage>): LedgerMessage => ({
  kind: 'mint',
  guid: guid(`0x${'11'.repeat(32)}`),
  sent: 100n,
  taken: 100n,
  unbacked: 0n,
  deliveries: 1,
  sentTo: undefined,
  takenBy: undefined,
  ...facts,
})
const kinds = (facts: Partial<LedgerMessage>) => messageFindings(bucket, message(facts)).map(({ kind }) => kind)

describe('messageFindings', () => {
  test('default: what arrived as it left, or did not arrive yet, is sound', () => {
    expect(kinds({})).toEqual([])
    expect(kinds({ taken: 0n, deliveries: 0 })).toEqual([])
  })
  test('behavior: what never left is named by what it should have been', () => {
    const forged = { sent: undefined, taken: 0n, unbacked: 5n }
    expect(kinds(forged)).toEqual(['mint-without-lock'])
    expect(kinds({ ...forged, kind: 'release' })).toEqual(['release-without-burn'])
    expect(kinds({ ...forged, kind: 'refund' })).toEqual(['refund-without-hold'])
  })
  test('behavior: another amount, more or less', () => {
    expect(kinds({ unbacked: 1n })).toEqual(['amount-mismatch'])
    expect(kinds({ taken: 99n })).toEqual(['amount-mismatch'])
  })
  test('behavior: to another receiver, where both are known', () => {
    const [sentTo, takenBy] = [address(`0x${'a1'.repeat(20)}`), address(`0x${'b2'.repeat(20)}`)]
    expect(kinds({ sentTo, takenBy })).toEqual(['receiver-mismatch'])
    expect(kinds({ sentTo, takenBy: sentTo })).toEqual([])
    expect(kinds({ takenBy })).toEqual([])
    expect(messageFindings(bucket, message({ sentTo, takenBy }))[0]?.evidence).toMatchObject({ sentTo, takenBy })
  })
  test('behavior: twice is double, even where the sums fit', () => {
    expect(kinds({ deliveries: 2 })).toEqual(['double-delivery'])
  })
  test('behavior: struck off by the owner, a forged exit is no finding any more', () => {
    expect(kinds({ kind: 'release', sent: undefined, taken: 0n, unbacked: 0n })).toEqual([])
  })
})

describe('shortfallFindings', () => {
  test('default: unbacked mints that transit covers are no shortfall of the bucket', () => {
    expect(shortfallFindings(bucket, balances({ 'unbacked-mints': -10n, 'transit-out': 10n }))).toEqual([])
  })
  test('behavior: each inequality that breaks is named with what it lacks', () => {
    const broken = balances({ 'unbacked-mints': -11n, 'transit-out': 10n, 'unbacked-exits': -7n, 'transit-refund': 2n })
    expect(shortfallFindings(bucket, broken)).toMatchObject([
      {
        kind: 'shortfall',
        evidence: { 'minted + held over locked': '1', 'released + refunded over burned + sent home': '5' },
      },
    ])
  })
})

describe('drift', () => {
  const owed = balances({ locked: 70n, 'exits-held': 20n, claims: 10n })
  test('default: an escrow that holds what it owes, or more, is sound', () => {
    expect(vaultFindings(bucket, owed, { locked: 70n, escrow: 100n, backing: 1_000_000_000n })).toEqual([])
    expect(vaultFindings(bucket, owed, { locked: 70n, escrow: 101n, backing: 1_000_000_000n })).toEqual([])
  })
  test('behavior: held exits and claims are owed too', () => {
    expect(vaultFindings(bucket, owed, { locked: 70n, escrow: 99n, backing: 1_000_000_000n })).toMatchObject([
      { kind: 'escrow-shortfall', evidence: { escrow: '99', owed: '100' } },
    ])
  })
  test('behavior: after a write-down to 90 %, 90 of 100 are enough and 89 are not', () => {
    expect(vaultFindings(bucket, owed, { locked: 70n, escrow: 90n, backing: 900_000_000n })).toEqual([])
    expect(vaultFindings(bucket, owed, { locked: 70n, escrow: 89n, backing: 900_000_000n })).toHaveLength(1)
  })
  test('behavior: worth rounds down, as payouts do: 99 at 90 % is 89', () => {
    expect(worth(99n, 900_000_000n)).toBe(89n)
  })
  test('behavior: one finding names every total that differs', () => {
    const ledger = balances({ outstanding: 5n, delayed: 3n, waiting: 1n })
    expect(bucketFindings(bucket, ledger, { bucketLevel: 5n, reserved: 3n, waiting: 1n })).toEqual([])
    expect(bucketFindings(bucket, ledger, { bucketLevel: 6n, reserved: 3n, waiting: 0n })).toMatchObject([
      {
        kind: 'drift',
        subject: { type: 'end', end: 'host' },
        evidence: { bucketLevel: '5 in the ledger, 6 on chain', waiting: '1 in the ledger, 0 on chain' },
      },
    ])
  })
})

describe('subjectId', () => {
  test('default: chain, bucket, end and message never share one', () => {
    const asset = bucket.asset
    expect(subjectId({ type: 'chain', chainId: chainId(2) })).toBe('chain:2')
    expect(subjectId({ type: 'bucket', bucket })).toBe(`bucket:2:1:${asset}`)
    expect(subjectId({ type: 'end', bucket, end: 'home' })).toBe(`bucket:2:1:${asset}:home`)
    expect(subjectId({ type: 'message', bucket, message: message({}) })).toBe(
      `bucket:2:1:${asset}:mint:0x${'11'.repeat(32)}`,
    )
  })
})
