import { initGraphQLTada } from 'gql.tada'
import type { introspection } from './generated/introspection.d.ts'

/** Scalars as they travel: text, so that no digit is ever lost. */
interface Scalars {
  Address: `0x${string}`
  BigDecimal: string
  BigInt: string
  Bytes: `0x${string}`
  DateTime: string
}

/**
 * Types a document from the API's schema: `graphql('{ chains { name } }')` knows what its answer looks like and which
 * variables it takes. Fragments are given as a list behind the text, and their fields are visible where they are spread.
 */
export const graphql = initGraphQLTada<{
  introspection: introspection
  scalars: Scalars
  disableMasking: true
}>()
