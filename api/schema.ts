import type { GraphQLSchema } from 'graphql'
import { createSchema } from 'graphql-yoga'
import type { ApiContext } from './context.ts'
import type { Resolvers } from './generated/resolver-types.ts'
import { assetResolvers } from './resolvers/asset.ts'
import { bucketResolvers } from './resolvers/bucket.ts'
import { chainResolvers } from './resolvers/chain.ts'
import { changeResolvers } from './resolvers/change.ts'
import { exposureResolvers } from './resolvers/exposure.ts'
import { holdResolvers } from './resolvers/hold.ts'
import { ledgerResolvers } from './resolvers/ledger.ts'
import { marketResolvers } from './resolvers/market.ts'
import { messageResolvers } from './resolvers/message.ts'
import { queryResolvers } from './resolvers/query.ts'
import { subscriptionResolvers } from './resolvers/subscription.ts'
import { vaultResolvers } from './resolvers/vault.ts'
import { addressScalar, bigDecimalScalar, bigIntScalar, bytesScalar, dateTimeScalar } from './scalars.ts'
import { readSchemaSource } from './schema-source.ts'

const resolvers: Resolvers = {
  BigInt: bigIntScalar,
  BigDecimal: bigDecimalScalar,
  Address: addressScalar,
  Bytes: bytesScalar,
  DateTime: dateTimeScalar,
  ...assetResolvers,
  ...bucketResolvers,
  ...chainResolvers,
  ...changeResolvers,
  ...exposureResolvers,
  ...holdResolvers,
  ...ledgerResolvers,
  ...marketResolvers,
  ...messageResolvers,
  ...queryResolvers,
  ...subscriptionResolvers,
  ...vaultResolvers,
}

/** The executable schema: the SDL in `schemas/graphql` with its resolvers. */
export async function loadSchema(): Promise<GraphQLSchema> {
  return createSchema<ApiContext>({ typeDefs: await readSchemaSource(), resolvers })
}
