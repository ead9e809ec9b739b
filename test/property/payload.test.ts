import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rawAmount } from '../../domain/amounts.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Address, address, guid, type Hex } from '../../domain/identifiers.ts'
import { decodePayload, encodePayload, MalformedPayloadError, type Payload } from '../../domain/payload.ts'

const hexOf = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString('hex')}`
const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map(hexOf)

const anAddress: fc.Arbitrary<Address> = bytesOf(20).map(address)
const moved = { asset: anAddress, receiver: anAddress, amount: fc.bigInt(0n, 2n ** 128n - 1n).map(rawAmount) }
const payload: fc.Arbitrary<Payload> = fc.oneof(
  fc.record({ kind: fc.constant('mint' as const), ...moved, refundTo: anAddress }),
  fc.record({ kind: fc.constant('release' as const), ...moved }),
  fc.record({ kind: fc.constant('refund' as const), ...moved, refundTo: anAddress, lockGuid: bytesOf(32).map(guid) }),
  fc.record({ kind: fc.constant('noop' as const) }),
)

describe('payload', () => {
  test('property: what is encoded decodes to the same payload', () => {
    fc.assert(
      fc.property(payload, (original) => {
        expect(decodePayload(encodePayload(original))).toEqual(original)
      }),
    )
  })
  test('property: every truncation is refused', () => {
    fc.assert(
      fc.property(payload, (original) => {
        const encoded = encodePayload(original)
        for (let end = 2; end < encoded.length; end++) {
          expect(() => decodePayload(encoded.slice(0, end) as Hex)).toThrow(MalformedPayloadError)
        }
      }),
      { numRuns: 20 },
    )
  })
  test('property: every extension is refused', () => {
    fc.assert(
      fc.property(payload, fc.uint8Array({ minLength: 1, maxLength: 120 }), (original, tail) => {
        const extended: Hex = `${encodePayload(original)}${hexOf(tail).slice(2)}`
        expect(() => decodePayload(extended)).toThrow(MalformedPayloadError)
      }),
    )
  })
  test('property: any bytes are refused by name, or are the one encoding of their payload', () => {
    const plausible = fc
      .tuple(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 5 }), fc.constantFrom(0, 56, 76, 108, 7))
      .chain(([version, kind, length]) =>
        bytesOf(length).map((rest) => hexOf(Uint8Array.of(version, kind)).concat(rest.slice(2)) as Hex),
      )
    fc.assert(
      fc.property(fc.oneof(plausible, fc.uint8Array({ maxLength: 130 }).map(hexOf)), (bytes) => {
        let decoded: Payload
        try {
          decoded = decodePayload(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError)
          return
        }
        expect(encodePayload(decoded)).toBe(bytes)
      }),
      { numRuns: 500 },
    )
  })
})
