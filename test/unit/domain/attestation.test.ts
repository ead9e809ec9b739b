import { hashStruct, keccak256, recoverTypedDataAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import {
  type AttestationSubject,
  attestationDigest,
  attestationTypedData,
  joinSignatures,
  messageHash,
} from '../../../domain/attestation.ts'
import { address, chainId, type Hex } from '../../../domain/identifiers.ts'
import vectors from '../../vectors/attestation.json' with { type: 'json' }

const subjectOf = (vector: (typeof vectors.valid)[number]): AttestationSubject => ({
  chainId: chainId(vector.chainId),
  relayWorker: address(vector.worker),
  messages: vector.messages as Hex[],
  confirmations: BigInt(vector.confirmations),
  expiry: BigInt(vector.expiry),
})

const signaturesOf = (vector: (typeof vectors.valid)[number]) =>
  vector.signatures.map(({ signer, signature }) => ({ attestor: address(signer), signature: signature as Hex }))

describe('attestationDigest', () => {
  test.each(vectors.valid)('default: $name', (vector) => {
    const { types, message } = attestationTypedData(subjectOf(vector))
    expect(hashStruct({ types, primaryType: 'Attestation', data: message })).toBe(vector.structHash)
    expect(attestationDigest(subjectOf(vector))).toBe(vector.digest)
  })
  test('behavior: every field, every message, their order, the chain and the worker are bound', () => {
    const [vector] = vectors.valid.filter(({ messages }) => messages.length === 3)
    if (vector === undefined) throw new Error('One vector has three messages.')
    const subject = subjectOf(vector)
    const [a, b, c] = vector.messages as [Hex, Hex, Hex]
    const digests = [
      subject,
      { ...subject, chainId: chainId(vector.chainId + 1) },
      { ...subject, relayWorker: address('0x00000000000000000000000000000000b0117eae') },
      { ...subject, messages: [b, a, c] },
      { ...subject, messages: [a, c, b] },
      { ...subject, messages: [a, b] },
      { ...subject, messages: [b, c] },
      { ...subject, messages: [a, b, c, c] },
      { ...subject, messages: [a, b, keccak256(c)] },
      { ...subject, messages: [] },
      { ...subject, confirmations: subject.confirmations - 1n },
      { ...subject, expiry: subject.expiry - 1n },
    ].map(attestationDigest)
    expect(new Set(digests).size).toBe(digests.length)
  })
})

describe('messageHash', () => {
  test.each(vectors.valid)('default: $name', (vector) => {
    const hashes = vector.packets.map(({ header, payloadHash }) =>
      messageHash({ header: header as Hex, payloadHash: payloadHash as Hex }),
    )
    expect(hashes).toEqual(vector.messages)
  })
})

describe('attestationTypedData', () => {
  test.each(vectors.valid)('default: the signatures of "$name" are its signers', async (vector) => {
    for (const { attestor, signature } of signaturesOf(vector)) {
      const signer = await recoverTypedDataAddress({ ...attestationTypedData(subjectOf(vector)), signature })
      expect(address(signer)).toBe(attestor)
    }
  })
})

describe('joinSignatures', () => {
  test('default: ascending by signer, in whatever order they come', () => {
    for (const vector of vectors.valid) {
      const [a, b, c] = signaturesOf(vector)
      if (a === undefined || b === undefined || c === undefined) throw new Error('The vector has three signatures.')
      for (const order of [
        [a, b, c],
        [a, c, b],
        [b, a, c],
        [b, c, a],
        [c, a, b],
        [c, b, a],
      ]) {
        expect(joinSignatures(order)).toBe(vector.concatenated)
      }
    }
  })
  test('behavior: none is no bytes, and the argument is left as it was', () => {
    expect(joinSignatures([])).toBe('0x')
    for (const vector of vectors.valid) {
      const given = signaturesOf(vector)
      joinSignatures(given)
      expect(given).toEqual(signaturesOf(vector))
    }
  })
})
