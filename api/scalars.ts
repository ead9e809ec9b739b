import { type GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { createGraphQLError } from 'graphql-yoga'
import { getAddress } from 'viem'
import { type Address, address } from '../domain/identifiers.ts'
import { BadValueError } from './errors.ts'

/** Coerces an argument of a scalar, given as a variable or in the document. */
function scalar<Internal>(options: {
  readonly name: string
  readonly expected: string
  readonly parse: (text: string) => Internal | undefined
  readonly serialize: (value: unknown) => string
  readonly acceptsIntegers?: boolean
}): GraphQLScalarType<Internal, string> {
  const { name, expected, acceptsIntegers = false } = options
  const parse = (given: unknown): Internal => {
    const text =
      typeof given === 'string' || (acceptsIntegers && Number.isSafeInteger(given)) ? String(given) : undefined
    const value = text === undefined ? undefined : options.parse(text)
    if (value === undefined) throw toGraphQLError(new BadValueError({ given: String(given), expected }))
    return value
  }
  const parseLiteral = (node: ValueNode): Internal => {
    if (node.kind === Kind.STRING || (acceptsIntegers && node.kind === Kind.INT)) {
      const value = options.parse(node.value)
      if (value !== undefined) return value
      throw toGraphQLError(new BadValueError({ given: node.value, expected }), node)
    }
    throw toGraphQLError(new BadValueError({ given: node.kind, expected }), node)
  }
  return new GraphQLScalarType<Internal, string>({
    name,
    parseValue: parse,
    parseLiteral,
    serialize: options.serialize,
  })
}

const toGraphQLError = (error: BadValueError, node?: ValueNode): GraphQLError =>
  createGraphQLError(error.message, {
    ...(node === undefined ? {} : { nodes: node }),
    extensions: { code: error.code, retryable: error.retryable },
  })

const wrongType = (name: string, value: unknown): never => {
  throw new TypeError(`${name} cannot show a ${typeof value}`)
}

/** `BigInt`: decimal text or integer of at most 78 digits; a bigint inside. */
export const bigIntScalar = scalar({
  name: 'BigInt',
  expected: 'a whole number of at most 78 digits, as a string',
  acceptsIntegers: true,
  parse: (text) => (/^-?\d{1,78}$/.test(text) ? BigInt(text) : undefined),
  serialize: (value) => (typeof value === 'bigint' ? value.toString() : wrongType('BigInt', value)),
})

/** `BigDecimal`: exact decimal text, inside as outside. */
export const bigDecimalScalar = scalar({
  name: 'BigDecimal',
  expected: 'a decimal number, as a string',
  acceptsIntegers: true,
  parse: (text) => (/^-?\d{1,78}(\.\d{1,78})?$/.test(text) ? text : undefined),
  serialize: (value) => (typeof value === 'string' ? value : wrongType('BigDecimal', value)),
})

/** `Address`: lower-case inside, checksummed (EIP-55) outside. */
export const addressScalar = scalar<Address>({
  name: 'Address',
  expected: 'a 20-byte address (0x and 40 hex digits)',
  parse: (text) => (/^0x[0-9a-fA-F]{40}$/.test(text) ? address(text) : undefined),
  serialize: (value) => (typeof value === 'string' ? getAddress(value) : wrongType('Address', value)),
})

/** `Bytes`: lower-case hex of whole bytes. */
export const bytesScalar = scalar<string>({
  name: 'Bytes',
  expected: 'bytes in hex (0x and an even number of hex digits)',
  parse: (text) => (/^0x([0-9a-fA-F]{2}){0,1024}$/.test(text) ? text.toLowerCase() : undefined),
  serialize: (value) => (typeof value === 'string' ? value.toLowerCase() : wrongType('Bytes', value)),
})

/**
 * `DateTime`: outside RFC 3339. A block time is a bigint of Unix seconds inside, a time of ours a `Date`; an argument
 * becomes the decimal text of its Unix seconds, so that it compares exactly with block times.
 */
export const dateTimeScalar = scalar({
  name: 'DateTime',
  expected: 'a moment as RFC 3339 text, such as 2026-01-31T12:00:00Z',
  parse: (text) => {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i.test(text)) return undefined
    const ms = Date.parse(text)
    return Number.isNaN(ms) ? undefined : `${Math.trunc(ms / 1000)}.${String(Math.abs(ms % 1000)).padStart(3, '0')}`
  },
  serialize: (value) => {
    if (value instanceof Date) return value.toISOString()
    if (typeof value !== 'bigint') return wrongType('DateTime', value)
    return new Date(Number(value) * 1000).toISOString().replace('.000Z', 'Z')
  },
})
