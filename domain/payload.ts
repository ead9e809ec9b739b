import { concatHex, numberToHex, size, sliceHex } from 'viem'
import { AmountOutOfRangeError, maxMessageAmount, type RawAmount, rawAmount } from './amounts.ts'
import { assertNever, DomainError } from './errors.ts'
import { type Address, address, type Guid, guid, type Hex } from './identifiers.ts'

/** Content of a message between a vault and a buckets contract. Amounts are base units of the home asset. */
export type Payload =
  | {
      readonly kind: 'mint'
      readonly asset: Address
      readonly receiver: Address
      readonly refundTo: Address
      readonly amount: RawAmount
    }
  | { readonly kind: 'release'; readonly asset: Address; readonly receiver: Address; readonly amount: RawAmount }
  | {
      readonly kind: 'refund'
      readonly lockGuid: Guid
      readonly asset: Address
      readonly receiver: Address
      readonly refundTo: Address
      readonly amount: RawAmount
    }
  | { readonly kind: 'noop' }

/** The payload has another length than its kind prescribes, or is no whole number of bytes. */
export class MalformedPayloadError extends DomainError {
  readonly code = 'PAYLOAD_MALFORMED'
  readonly retryable = false
  constructor(readonly facts: { readonly length: number }) {
    super(`A payload of ${facts.length} bytes is malformed.`)
  }
}

/** The payload's version byte is not ours. */
export class UnknownPayloadVersionError extends DomainError {
  readonly code = 'PAYLOAD_VERSION_UNKNOWN'
  readonly retryable = false
  constructor(readonly facts: { readonly version: number }) {
    super(`The payload version ${facts.version} is unknown.`)
  }
}

/** The payload's kind byte means nothing. */
export class UnknownPayloadKindError extends DomainError {
  readonly code = 'PAYLOAD_KIND_UNKNOWN'
  readonly retryable = false
  constructor(readonly facts: { readonly kind: number }) {
    super(`The payload kind ${facts.kind} is unknown.`)
  }
}

/** Version byte that every payload begins with. */
export const payloadVersion = 1

/** Kind byte and length in bytes of each kind. */
const layouts = {
  mint: { code: 1, length: 78 },
  release: { code: 2, length: 58 },
  refund: { code: 3, length: 110 },
  noop: { code: 4, length: 2 },
} as const

function uint128(amount: RawAmount): Hex {
  if (amount < 0n || amount > maxMessageAmount) throw new AmountOutOfRangeError({ amount })
  return numberToHex(amount, { size: 16 })
}

/**
 * Bytes of a payload: version, kind, then its fields packed big-endian.
 *
 * @throws {@link AmountOutOfRangeError} for an amount that does not fit uint128; zero is the handler's business.
 * @see contracts/src/Payload.sol, held equal by test/vectors/payload.json
 */
export function encodePayload(payload: Payload): Hex {
  const head = concatHex([
    numberToHex(payloadVersion, { size: 1 }),
    numberToHex(layouts[payload.kind].code, { size: 1 }),
  ])
  switch (payload.kind) {
    case 'mint':
      return concatHex([head, payload.asset, payload.receiver, payload.refundTo, uint128(payload.amount)])
    case 'release':
      return concatHex([head, payload.asset, payload.receiver, uint128(payload.amount)])
    case 'refund':
      return concatHex([
        head,
        payload.lockGuid,
        payload.asset,
        payload.receiver,
        payload.refundTo,
        uint128(payload.amount),
      ])
    case 'noop':
      return head
    default:
      return assertNever(payload)
  }
}

/**
 * Reads a payload; accepts exactly what {@link encodePayload} can produce.
 *
 * @throws {@link MalformedPayloadError}, {@link UnknownPayloadVersionError}, {@link UnknownPayloadKindError}
 */
export function decodePayload(bytes: Hex): Payload {
  const length = size(bytes)
  if (length < 2 || !/^0x(?:[0-9a-f]{2})*$/i.test(bytes)) throw new MalformedPayloadError({ length })
  const version = Number(sliceHex(bytes, 0, 1))
  if (version !== payloadVersion) throw new UnknownPayloadVersionError({ version })
  const code = Number(sliceHex(bytes, 1, 2))
  const kind = kinds.find((candidate) => layouts[candidate].code === code)
  if (kind === undefined) throw new UnknownPayloadKindError({ kind: code })
  if (length !== layouts[kind].length) throw new MalformedPayloadError({ length })

  const addressAt = (offset: number): Address => address(sliceHex(bytes, offset, offset + 20))
  const amountAt = (offset: number): RawAmount => rawAmount(BigInt(sliceHex(bytes, offset, offset + 16)))
  switch (kind) {
    case 'mint':
      return { kind, asset: addressAt(2), receiver: addressAt(22), refundTo: addressAt(42), amount: amountAt(62) }
    case 'release':
      return { kind, asset: addressAt(2), receiver: addressAt(22), amount: amountAt(42) }
    case 'refund':
      return {
        kind,
        lockGuid: guid(sliceHex(bytes, 2, 34)),
        asset: addressAt(34),
        receiver: addressAt(54),
        refundTo: addressAt(74),
        amount: amountAt(94),
      }
    case 'noop':
      return { kind }
    default:
      return assertNever(kind)
  }
}

const kinds = ['mint', 'release', 'refund', 'noop'] as const satisfies readonly Payload['kind'][]
