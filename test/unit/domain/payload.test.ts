import { describe, expect, test } from 'vitest'
import { AmountOutOfRangeError, rawAmount } from '../../../domain/amounts.ts'
import { address, guid, type Hex } from '../../../domain/identifiers.ts'
import {
  decodePayload,
  encodePayload,
  MalformedPayloadError,
  type Payload,
  UnknownPayloadKindError,
  UnknownPayloadVersionError,
} from '../../../domain/payload.ts'
import vectors from '../../vectors/payload.json' with { type: 'json' }

/** A vector's fields are texts; those its kind does not have are absent. */
function payloadOf(vector: (typeof vectors.valid)[number]): Payload {
  if (vector.kind === 'noop') return { kind: 'noop' }
  const { asset = '', receiver = '', refundTo = '', lockGuid = '', amount = '' } = vector
  const moved = { asset: address(asset), receiver: address(receiver), amount: rawAmount(BigInt(amount)) }
  switch (vector.kind) {
    case 'mint':
      return { kind: 'mint', ...moved, refundTo: address(refundTo) }
    case 'release':
      return { kind: 'release', ...moved }
    case 'refund':
      return { kind: 'refund', ...moved, refundTo: address(refundTo), lockGuid: guid(lockGuid) }
    default:
      throw new Error(`No such kind: ${vector.kind}.`)
  }
}

const errors = {
  MalformedPayload: (length: number) => new MalformedPayloadError({ length }),
  UnknownVersion: (version: number) => new UnknownPayloadVersionError({ version }),
  UnknownKind: (kind: number) => new UnknownPayloadKindError({ kind }),
}

function thrownBy(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}

describe('encodePayload', () => {
  test.each(vectors.valid)('default: $name', (vector) => {
    expect(encodePayload(payloadOf(vector))).toBe(vector.encoded)
  })
  test('error: AmountOutOfRangeError on either side of uint128', () => {
    const zero = address('0x0000000000000000000000000000000000000000')
    for (const amount of [-1n, 2n ** 128n]) {
      const payload: Payload = { kind: 'release', asset: zero, receiver: zero, amount: rawAmount(amount) }
      expect(() => encodePayload(payload)).toThrow(AmountOutOfRangeError)
    }
  })
})

describe('decodePayload', () => {
  test.each(vectors.valid)('default: $name', (vector) => {
    expect(decodePayload(vector.encoded as Hex)).toEqual(payloadOf(vector))
  })
  test('behavior: upper-case hex reads as the same payload, with lower-case addresses', () => {
    for (const vector of vectors.valid) {
      expect(decodePayload(`0x${vector.encoded.slice(2).toUpperCase()}`)).toEqual(payloadOf(vector))
    }
  })
  test.each(vectors.malformed)('error: $error, $name', ({ encoded, error, argument }) => {
    const name = error as keyof typeof errors
    const expected = errors[name](argument)
    const thrown = thrownBy(() => decodePayload(encoded as Hex))
    expect(thrown).toBeInstanceOf(expected.constructor)
    expect(thrown).toMatchObject({ facts: expected.facts })
  })
  test('error: MalformedPayloadError for half a byte, and for what is not hex', () => {
    for (const { encoded } of vectors.valid) {
      expect(() => decodePayload(encoded.slice(0, -1) as Hex)).toThrow(MalformedPayloadError)
      expect(() => decodePayload(`${encoded.slice(0, -1)}g` as Hex)).toThrow(MalformedPayloadError)
      expect(() => decodePayload(encoded.slice(2) as Hex)).toThrow(MalformedPayloadError)
    }
  })
})
