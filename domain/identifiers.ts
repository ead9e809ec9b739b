import { DomainError } from './errors.ts'

declare const kind: unique symbol
type Brand<name extends string> = { readonly [kind]: name }

/** Hex bytes, `0x` first. Lower case inside Bulkhead. */
export type Hex = `0x${string}`
/** 20-byte account or contract address, lower-case hex; checksummed only at the edge. */
export type Address = Hex & Brand<'address'>
/** 32-byte LayerZero message id, lower-case hex. */
export type Guid = Hex & Brand<'guid'>
/** EIP-155 chain id. Never a LayerZero endpoint id: only `chains/registry.ts` converts. */
export type ChainId = number & Brand<'chainId'>
/** LayerZero V2 endpoint id (`eid`). */
export type EndpointId = number & Brand<'endpointId'>
/** Block time or any other on-chain time, in seconds since 1970. */
export type UnixSeconds = bigint & Brand<'unixSeconds'>

/** Text that was to be an address, a guid, a chain id or an endpoint id, and is none. */
export class InvalidIdentifierError extends DomainError {
  readonly code = 'INVALID_IDENTIFIER'
  readonly retryable = false
  constructor(readonly facts: { readonly expected: string; readonly given: string }) {
    super(`Expected ${facts.expected}, got "${facts.given.slice(0, 80)}".`)
  }
}

/** The zero address: never a valid receiver, asset or owner. */
export const zeroAddress = `0x${'0'.repeat(40)}` as Address

/** @throws {@link InvalidIdentifierError} unless `value` is 20 bytes of hex, in any case. */
export function address(value: string): Address {
  if (!/^0x[0-9a-fA-F]{40}$/.test(value)) {
    throw new InvalidIdentifierError({ expected: 'a 20-byte address (0x and 40 hex digits)', given: value })
  }
  return value.toLowerCase() as Address
}

/** @throws {@link InvalidIdentifierError} unless `value` is 32 bytes of hex, in any case. */
export function guid(value: string): Guid {
  if (!/^0x[0-9a-fA-F]{64}$/.test(value)) {
    throw new InvalidIdentifierError({ expected: 'a 32-byte message guid (0x and 64 hex digits)', given: value })
  }
  return value.toLowerCase() as Guid
}

/** @throws {@link InvalidIdentifierError} unless `value` is a positive safe integer. */
export function chainId(value: number): ChainId {
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new InvalidIdentifierError({ expected: 'an EIP-155 chain id', given: String(value) })
  }
  return value as ChainId
}

/** @throws {@link InvalidIdentifierError} unless `value` fits uint32 and is not zero. */
export function endpointId(value: number): EndpointId {
  if (!Number.isSafeInteger(value) || value <= 0 || value > 0xffff_ffff) {
    throw new InvalidIdentifierError({ expected: 'a LayerZero endpoint id (uint32)', given: String(value) })
  }
  return value as EndpointId
}

/** Marks on-chain seconds; no conversion, no rounding. */
export const unixSeconds = (value: bigint): UnixSeconds => value as UnixSeconds
