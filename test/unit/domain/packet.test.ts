import { describe, expect, test } from 'vitest'
import { DomainError } from '../../../domain/errors.ts'
import type { Hex } from '../../../domain/identifiers.ts'
import { decodePacket, MalformedPacketError, packetGuid } from '../../../domain/packet.ts'
import vectors from '../../vectors/packet.json' with { type: 'json' }

/** The 20 bytes of an address that a packet writes with 32. */
const short = (word: string) => `0x${word.slice(26)}`

describe('decodePacket', () => {
  test.each(vectors.valid)('default: $name', (vector) => {
    expect(decodePacket(vector.encoded as Hex)).toEqual({
      nonce: BigInt(vector.nonce),
      srcEid: vector.srcEid,
      sender: short(vector.sender),
      dstEid: vector.dstEid,
      receiver: short(vector.receiver),
      guid: vector.guid,
      header: vector.header,
      message: vector.message,
      payloadHash: vector.payloadHash,
    })
  })
  test('behavior: upper-case hex reads as the same packet', () => {
    for (const { encoded } of vectors.valid) {
      expect(decodePacket(`0x${encoded.slice(2).toUpperCase()}`)).toEqual(decodePacket(encoded as Hex))
    }
  })
  test.each(vectors.malformed)('error: MalformedPacketError, $name', ({ encoded, error }) => {
    expect(error).toBe('MalformedPacket')
    expect(() => decodePacket(encoded as Hex)).toThrow(MalformedPacketError)
  })
  test('error: MalformedPacketError for half a byte', () => {
    for (const { encoded } of vectors.valid) {
      expect(() => decodePacket(`${encoded}0` as Hex)).toThrow(MalformedPacketError)
    }
  })
  test('error: a DomainError whichever byte of header or guid is changed', () => {
    const encoded = vectors.valid[0]?.encoded ?? ''
    for (let byte = 0; byte < 113; byte++) {
      const at = 2 + 2 * byte
      const flipped = (Number.parseInt(encoded.slice(at, at + 2), 16) ^ 0x01).toString(16).padStart(2, '0')
      const changed = `${encoded.slice(0, at)}${flipped}${encoded.slice(at + 2)}` as Hex
      expect(() => decodePacket(changed)).toThrow(DomainError)
    }
  })
})

describe('packetGuid', () => {
  test.each(vectors.valid)('default: $name', ({ nonce, srcEid, sender, dstEid, receiver, guid }) => {
    const ends = { nonce: BigInt(nonce), srcEid, dstEid }
    expect(packetGuid({ ...ends, sender: sender as Hex, receiver: receiver as Hex })).toBe(guid)
    expect(packetGuid({ ...ends, sender: short(sender) as Hex, receiver: short(receiver) as Hex })).toBe(guid)
  })
})
