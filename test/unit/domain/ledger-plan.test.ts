import { describe, expect, test } from 'vitest'
import { type ChainHeads, planBucket } from '../../../domain/ledger-plan.ts'

const hash = `0x${'bb'.repeat(32)}` as const
const at = (booked: bigint, announced = booked) => ({
  booked: { number: booked, hash },
  announced: { number: announced, hash },
})
const heads = (first: bigint, second: bigint): ChainHeads => ({
  first: { number: first, hash },
  second: { number: second, hash },
})
const many = 1_000n

describe('planBucket', () => {
  test('default: booked up to the first head, announced up to the second', () => {
    const cursors = { home: at(10n), host: at(20n) }
    expect(planBucket(cursors, { home: heads(15n, 16n), host: heads(22n, 25n) }, many)).toEqual({
      home: { bookTo: 15n, announceTo: 16n },
      host: { bookTo: 22n, announceTo: 25n },
    })
  })
  test('behavior: while the other chain is unread, nothing is booked, but what left is announced', () => {
    const cursors = { home: at(10n), host: at(20n) }
    expect(planBucket(cursors, { home: heads(15n, 16n), host: 'unread' }, many)).toEqual({
      home: { bookTo: 10n, announceTo: 16n },
      host: { bookTo: 20n, announceTo: 20n },
    })
  })
  test('behavior: a chain whose head lies behind its cursor counts as unread, and goes nowhere', () => {
    const cursors = { home: at(10n, 30n), host: at(20n) }
    expect(planBucket(cursors, { home: heads(15n, 16n), host: heads(22n, 25n) }, many)).toEqual({
      home: { bookTo: 15n, announceTo: 30n },
      host: { bookTo: 20n, announceTo: 25n },
    })
  })
  test('behavior: far behind, all that left is announced first, in steps; then both are booked', () => {
    const behind = { home: at(0n), host: at(0n) }
    const newest = { home: heads(25n, 25n), host: heads(5n, 5n) }
    expect(planBucket(behind, newest, 10n)).toEqual({
      home: { bookTo: 10n, announceTo: 10n },
      host: { bookTo: 0n, announceTo: 5n },
    })
    const announced = { home: at(10n, 25n), host: at(0n, 5n) }
    expect(planBucket(announced, newest, 10n)).toEqual({
      home: { bookTo: 20n, announceTo: 25n },
      host: { bookTo: 5n, announceTo: 5n },
    })
  })
})
