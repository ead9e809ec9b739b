import { describe, expect, test } from 'vitest'
import type { ChainEvent } from '../../chaos/chain-event.ts'
import { fatesOf } from '../../chaos/fates.ts'

const bucket = '2/1/0xa'
const locked = (guid: string, amount: bigint): ChainEvent => ({ kind: 'locked', bucket, guid, amount })
const rescued = (guid: string, amount: bigint): ChainEvent => ({ kind: 'rescued', bucket, guid, amount })
const minted = (guid: string, amount: bigint): ChainEvent => ({ kind: 'minted', bucket, guid, amount })
const burned = (guid: string, amount: bigint): ChainEvent => ({ kind: 'burned', bucket, guid, amount })
const released = (guid: string, amount: bigint): ChainEvent => ({ kind: 'released', bucket, guid, amount })
const held = (guid: string, amount: bigint): ChainEvent => ({ kind: 'held', as: 'waiting', bucket, guid, amount })
const passed = (guid: string, amount: bigint): ChainEvent => ({ kind: 'hold-released', bucket, guid, amount })
const sentHome = (guid: string, lockGuid: string, amount: bigint): ChainEvent => ({
  kind: 'refund-sent',
  bucket,
  guid,
  lockGuid,
  amount,
})
const refunded = (guid: string, lockGuid: string, amount: bigint): ChainEvent => ({
  kind: 'refunded',
  bucket,
  guid,
  lockGuid,
  amount,
})

describe('fatesOf', () => {
  test('default: a lock minted and a burn released are two messages, none doubled, none missing', () => {
    const events = [locked('m', 5n), minted('m', 5n), burned('r', 3n), released('r', 3n)]
    expect(fatesOf(events)).toEqual({ messages: 2, doubled: [], missing: [], held: 0 })
  })
  test('behavior: a lock that is held is not missing, and is counted as held', () => {
    expect(fatesOf([locked('m', 5n), held('m', 5n)])).toEqual({ messages: 1, doubled: [], missing: [], held: 1 })
  })
  test('behavior: a hold that passes and is minted is one arrival', () => {
    const events = [locked('m', 5n), held('m', 5n), passed('m', 5n), minted('m', 5n)]
    expect(fatesOf(events)).toEqual({ messages: 1, doubled: [], missing: [], held: 0 })
  })
  test('behavior: a hold that passes and is minted twice is doubled', () => {
    const events = [locked('m', 5n), held('m', 5n), passed('m', 5n), minted('m', 5n), minted('m', 5n)]
    expect(fatesOf(events).doubled).toEqual(['lock m'])
  })
  test('behavior: a hold sent home is missing until it is refunded', () => {
    const events = [locked('m', 5n), held('m', 5n), sentHome('h', 'm', 5n)]
    expect(fatesOf(events)).toEqual({ messages: 2, doubled: [], missing: ['refund h'], held: 0 })
    expect(fatesOf([...events, refunded('h', 'm', 5n)]).missing).toEqual([])
  })
  test('behavior: a lock that was minted and then sent home without a hold is doubled', () => {
    const events = [locked('m', 5n), minted('m', 5n), sentHome('h', 'm', 5n), refunded('h', 'm', 5n)]
    expect(fatesOf(events).doubled).toEqual(['lock m'])
  })
  test.each([
    ['minted twice', [locked('m', 5n), minted('m', 5n), minted('m', 5n)], 'lock m'],
    ['minted in two parts', [locked('m', 5n), minted('m', 2n), minted('m', 3n)], 'lock m'],
    ['minted with one more', [locked('m', 5n), minted('m', 6n)], 'lock m'],
    ['minted without a lock', [minted('m', 5n)], 'lock m'],
    ['minted and held', [locked('m', 5n), minted('m', 5n), held('m', 5n)], 'lock m'],
    ['released twice', [burned('r', 5n), released('r', 5n), released('r', 5n)], 'burn r'],
    ['released without a burn', [released('r', 5n)], 'burn r'],
    ['refunded without a hold', [refunded('h', 'm', 5n)], 'refund h'],
    ['minted and rescued', [locked('m', 5n), minted('m', 5n), rescued('m', 5n)], 'lock m'],
  ] satisfies [string, ChainEvent[], string][])('behavior: %s is doubled', (_, events, key) => {
    expect(fatesOf(events).doubled).toEqual([key])
  })
  test.each([
    ['a lock that arrived nowhere', [locked('m', 5n)], 'lock m'],
    ['a lock that arrived short by one', [locked('m', 5n), minted('m', 4n)], 'lock m'],
    ['a burn that was not released', [burned('r', 5n)], 'burn r'],
    ['a hold that passed into nothing', [locked('m', 5n), held('m', 5n), passed('m', 5n)], 'lock m'],
  ] satisfies [string, ChainEvent[], string][])('behavior: %s is missing', (_, events, key) => {
    const { missing, doubled } = fatesOf(events)
    expect({ missing, doubled }).toEqual({ missing: [key], doubled: [] })
  })
  test('behavior: the order in which the chains are read does not matter', () => {
    expect(fatesOf([minted('m', 5n), locked('m', 5n)])).toEqual(fatesOf([locked('m', 5n), minted('m', 5n)]))
  })
})
