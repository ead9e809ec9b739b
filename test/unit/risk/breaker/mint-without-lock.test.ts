import { describe, expect, test } from 'vitest'
import { type MintFinding, mintWithoutLock } from '../../../../risk/breaker/mint-without-lock.ts'
import { breached, guidOf, hashOf, heldMint, otherToken, raw } from '../breaker-stage.ts'

const minted: MintFinding = {
  bucket: breached,
  guid: guidOf(1n),
  problem: 'no-lock',
  amount: raw(5n),
  hostBlock: 40n,
  txHash: hashOf(1n),
  hold: undefined,
}
const held: MintFinding = { ...minted, guid: guidOf(7n), txHash: hashOf(2n), hold: heldMint(900n) }

describe('mintWithoutLock', () => {
  test('default: any mint without a lock takes eligibility and locks', () => {
    const [trip, ...others] = mintWithoutLock({ mints: [minted] })
    expect(others).toEqual([])
    expect(trip?.measures.map(({ kind }) => kind)).toEqual(['tightenBucket', 'tightenCompartment', 'proposeStop'])
    expect(trip?.measures[0]).toEqual({ kind: 'tightenBucket', state: 'notEligible' })
    expect(trip?.evidence).toEqual([
      { kind: 'text', name: 'no-lock', value: guidOf(1n) },
      { kind: 'figure', name: 'amount', value: 5n, unit: 'raw' },
      { kind: 'block', chainId: 2, number: 40n },
      { kind: 'transaction', chainId: 2, hash: hashOf(1n) },
    ])
  })
  test('default: what is still held is voided', () => {
    const [trip] = mintWithoutLock({ mints: [minted, held] })
    expect(trip?.measures.at(-1)).toEqual({ kind: 'voidHold', bucket: breached, hold: heldMint(900n) })
  })
  test('behavior: one row per bucket, however many mints', () => {
    const other = { ...minted, bucket: { ...breached, asset: otherToken } }
    const trips = mintWithoutLock({ mints: [minted, other, held, { ...minted, guid: guidOf(9n) }] })
    expect(trips.map(({ evidence }) => evidence.length)).toEqual([12, 4])
    expect(new Set(trips.map(({ fingerprint }) => fingerprint)).size).toBe(2)
  })
  test('behavior: what never passes is not voided, which the contract would refuse', () => {
    const [trip] = mintWithoutLock({ mints: [{ ...held, hold: heldMint(900n, { kind: 'refund-only' }) }] })
    expect(trip?.measures.some(({ kind }) => kind === 'voidHold')).toBe(false)
  })
  test('default: without findings nothing', () => {
    expect(mintWithoutLock({ mints: [] })).toEqual([])
  })
})
