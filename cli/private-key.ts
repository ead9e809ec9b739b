import type { Hex } from '../domain/identifiers.ts'

/** Order of secp256k1: private keys are above zero and below it. */
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** A private key from text, with or without `0x`; `undefined` for anything that is none. */
export function parsePrivateKey(text: string): Hex | undefined {
  const [, digits] = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(text) ?? []
  if (digits === undefined) return undefined
  const key: Hex = `0x${digits.toLowerCase()}`
  return BigInt(key) > 0n && BigInt(key) < order ? key : undefined
}
