import { everything } from '../../database/api/filter.ts'
import type { ListReader } from '../../database/api/list-reader.ts'
import { InvalidIdentifierError, guid as toGuid } from '../../domain/identifiers.ts'
import { BadIdError } from '../errors.ts'
import type { Resolvers } from '../generated/resolver-types.ts'
import { parseContractId, parsePositionId } from '../ids.ts'
import {
  assetList,
  bucketList,
  compartmentList,
  holdList,
  messageList,
  positionList,
  receiptHoldingList,
  vaultEventList,
} from '../lists.ts'
import { anyOf, isOneOf, narrowed } from '../where.ts'
import { exposureByChain, exposureRows } from './exposure.ts'

/** The row that these conditions name; null when there is none. */
async function single<Row, Order extends string>(
  reader: ListReader<Row, Order>,
  order: Order,
  conditions: Readonly<Record<string, string | number>>,
): Promise<Row | null> {
  const filter = narrowed(
    everything,
    ...Object.entries(conditions).map(([field, value]) => ({
      operator: 'in' as const,
      field,
      values: [String(value)],
    })),
  )
  const { rows } = await reader.page({ filter, order, first: 1, after: undefined })
  return rows[0]?.row ?? null
}

function parseGuid(text: string) {
  try {
    return toGuid(text)
  } catch (error) {
    if (error instanceof InvalidIdentifierError) throw new BadIdError({ given: text, form: 'a 32-byte guid' })
    throw error
  }
}

/** `Query` and `Account`. */
export const queryResolvers: Pick<Resolvers, 'Query' | 'Account'> = {
  Query: {
    _meta: async (_root, _args, context) => {
      const { chains, dataVersion } = await context.statuses()
      return { chains, dataVersion, consistent: chains.every(({ state }) => state === 'LIVE') }
    },
    chains: (_root, _args, { catalog }) => catalog.chains,
    chain: (_root, { id }, { catalog }) => catalog.chain(id),
    asset: (_root, { id }, { catalog }) => {
      const { chain, address } = parseContractId(catalog, id)
      const asset = catalog.asset(chain, address)
      return asset.listed ? asset : null
    },
    assets: (_root, args, context) => assetList(context, args),
    compartments: (_root, args, context) => compartmentList(context, args),
    position: (_root, { id }, { catalog, readers }) => {
      const { home, host, asset, account } = parsePositionId(catalog, id)
      const conditions = { chainId: home.chain.chainId, hostChainId: host.chain.chainId, asset, account }
      return single(readers.positions, 'UPDATED_AT_DESC', conditions)
    },
    positions: (_root, args, context) => positionList(context, args),
    vaultEvents: (_root, args, context) => vaultEventList(context, args),
    bucket: (_root, { id }, { catalog, readers }) => {
      const { chain, address } = parseContractId(catalog, id)
      return single(readers.buckets, 'ID_ASC', { chainId: chain.chain.chainId, receipt: address })
    },
    buckets: (_root, args, context) => bucketList(context, args, 'buckets'),
    holds: (_root, args, context) => holdList(context, args),
    receipts: (_root, args, context) => bucketList(context, args, 'receipts'),
    receiptHoldings: (_root, args, context) => receiptHoldingList(context, args),
    account: (_root, { address }) => ({ address }),
    message: async (_root, args, { readers, trackedMessage }) => {
      const guid = parseGuid(args.guid)
      return (await single(readers.messages, 'SENT_AT_DESC', { guid })) ?? (await trackedMessage(guid)) ?? null
    },
    messages: (_root, args, context) => messageList(context, args),
    exposure: (_root, { where }, context) => exposureRows(context, where),
    exposureByChain: (_root, { where }, context) => exposureByChain(context, where),
  },
  Account: {
    positions: ({ address }, args, context) =>
      positionList(context, args, (filter) => narrowed(filter, ...isOneOf('account', [address]).conditions)),
    receiptHoldings: ({ address }, args, context) =>
      receiptHoldingList(context, args, (filter) => narrowed(filter, ...isOneOf('account', [address]).conditions)),
    vaultEvents: ({ address }, args, context) =>
      vaultEventList(context, args, (filter) => narrowed(filter, ...isOneOf('account', [address]).conditions)),
    messages: ({ address }, args, context) =>
      messageList(context, args, (filter) => ({
        conditions: [],
        and: [filter, anyOf([isOneOf('account', [address]), isOneOf('receiver', [address])])],
        or: undefined,
      })),
  },
}
