import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attestationExpiry } from '../../../domain/attestation-expiry.ts'
import { unixSeconds } from '../../../domain/identifiers.ts'

const hour = 3_600n
/** A midnight, and so a point of the grid. */
const midnight = 20_000n * 24n * hour
const renewBeforeSeconds = hour / 2n
const at = (blockTime: bigint, now: bigint) =>
  attestationExpiry({ blockTime, now: unixSeconds(now), renewBeforeSeconds }) - midnight

describe('attestationExpiry', () => {
  test('default: a block of one o’clock, signed at once, counts until noon', () => {
    expect(at(midnight + hour, midnight + hour + 20n)).toBe(12n * hour)
  })
  test('behavior: a block on the grid has its lifetime and no more, one a second later the next point', () => {
    expect(at(midnight, midnight + 20n)).toBe(6n * hour)
    expect(at(midnight + 1n, midnight + 20n)).toBe(12n * hour)
  })
  test('behavior: within the half hour before it expires the next point is signed, not before', () => {
    const due = midnight + 12n * hour - renewBeforeSeconds
    expect(at(midnight + hour, due - 1n)).toBe(12n * hour)
    expect(at(midnight + hour, due)).toBe(18n * hour)
  })
  test('behavior: who comes days later signs for the future', () => {
    expect(at(midnight + hour, midnight + 50n * hour)).toBe(54n * hour)
  })
  test('property: who looks later agrees, until the first has to renew', () => {
    const seconds = fc.bigInt(0n, 1_000_000n)
    fc.assert(
      fc.property(seconds, seconds, seconds, (block, one, wait) => {
        const blockTime = midnight + block
        const first = at(blockTime, blockTime + one)
        const second = at(blockTime, blockTime + one + wait)
        if (blockTime + one + wait < first + midnight - renewBeforeSeconds) expect(second).toBe(first)
        else expect(second).toBeGreaterThan(first)
        expect(first + midnight).toBeGreaterThan(blockTime + one + renewBeforeSeconds)
        expect(first + midnight).toBeGreaterThanOrEqual(blockTime + 6n * hour)
        expect((first + midnight) % (6n * hour)).toBe(0n)
      }),
    )
  })
})
