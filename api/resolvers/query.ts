import { everything } from '../../database/api/filter.ts'
import type { ListReader } from '../../database/api/list-reader.ts'
import { InvalidIdentifierError, guid as toGuid } from '../../domain/identifiers.ts'
import type { View } from '../context.ts'
import { BadIdError } from '../errors.ts'
import type { Resolvers } from '../generated/resolver-types.ts'
import { parseContractId, parsePositionId } from '../ids.ts'
import {
  assetList,
  bucketList,
  changeList,
  compartmentList,
  holdList,
  ledgerEntryList,
  liquidationList,
  marketList,
  marketPositionList,
  messageList,
  positionList,
  priceList,
  receiptHoldingList,
  receiptList,
  vaultEventList,
} from '../lists.ts'
import type { BucketRow } from '../models.ts'
import { anyOf, isOneOf, narrowed } from '../where.ts'
import { backingRows } from './backing.ts'
import { eligibilityOf } from './eligibility.ts'
import { exposureByChain, exposureRows } from './exposure.ts'
import { flowRows } from './flow.ts'
import { preflightOf } from './preflight.ts'

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

/** The bucket of a receipt. */
function bucketOf({ catalog, readers }: View, id: string): Promise<BucketRow | null> {
  const { chain, address } = parseContractId(catalog, id)
  return single(readers.buckets, 'ID_ASC', { chainId: chain.chain.chainId, receipt: address })
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
    cut: (_root, { asOf }, context) => context.cut(asOf),
    prices: async (_root, args, context, info) => priceList(await context.open(info, args.asOf), args),
    compartments: async (_root, args, context, info) => compartmentList(await context.open(info, args.asOf), args),
    position: async (_root, { id, asOf }, context, info) => {
      const { home, host, asset, account } = parsePositionId(context.catalog, id)
      const { readers } = await context.open(info, asOf)
      const conditions = { chainId: home.chain.chainId, hostChainId: host.chain.chainId, asset, account }
      return single(readers.positions, 'UPDATED_AT_DESC', conditions)
    },
    positions: async (_root, args, context, info) => positionList(await context.open(info, args.asOf), args),
    vaultEvents: async (_root, args, context, info) => vaultEventList(await context.open(info, args.asOf), args),
    bucket: async (_root, { id, asOf }, context, info) => bucketOf(await context.open(info, asOf), id),
    buckets: async (_root, args, context, info) => bucketList(await context.open(info, args.asOf), args),
    holds: async (_root, args, context, info) => holdList(await context.open(info, args.asOf), args),
    receipts: async (_root, args, context, info) => receiptList(await context.open(info, args.asOf), args),
    receiptHoldings: async (_root, args, context, info) =>
      receiptHoldingList(await context.open(info, args.asOf), args),
    markets: async (_root, args, context, info) => marketList(await context.open(info, args.asOf), args),
    marketPositions: async (_root, args, context, info) =>
      marketPositionList(await context.open(info, args.asOf), args),
    ledgerEntries: async (_root, args, context, info) => ledgerEntryList(await context.open(info, undefined), args),
    liquidations: async (_root, args, context, info) => liquidationList(await context.open(info, args.asOf), args),
    account: async (_root, { address, asOf }, context, info) => {
      await context.open(info, asOf)
      return { address }
    },
    message: async (_root, args, context, info) => {
      const guid = parseGuid(args.guid)
      const { readers, trackedMessage } = await context.open(info, args.asOf)
      return (await single(readers.messages, 'SENT_AT_DESC', { guid })) ?? (await trackedMessage(guid)) ?? null
    },
    messages: async (_root, args, context, info) => messageList(await context.open(info, args.asOf), args),
    backing: async (_root, { asset, asOf }, context, info) => backingRows(await context.openCut(info, asOf), asset),
    flows: async (_root, { asOf, ...range }, context, info) => flowRows(await context.open(info, asOf), range),
    changes: async (_root, args, context, info) => changeList(await context.open(info, args.asOf), args),
    preflight: async (_root, { asOf, ...wanted }, context, info) =>
      preflightOf(await context.open(info, asOf), context.live, wanted),
    eligibility: async (_root, { receipt, feed, asOf }, context, info) => {
      const view = await context.open(info, asOf)
      const row = await bucketOf(view, receipt)
      return row === null ? null : eligibilityOf(view, context.live, { row, feed: feed ?? undefined })
    },
    exposure: async (_root, { where, asOf }, context, info) => exposureRows(await context.open(info, asOf), where),
    exposureByChain: async (_root, { where, asOf }, context, info) =>
      exposureByChain(await context.open(info, asOf), where),
  },
  Account: {
    cut: (_account, _args, context, info) => context.view(info).cut ?? null,
    positions: ({ address }, args, context, info) =>
      positionList(context.view(info), args, (filter) => narrowed(filter, ...isOneOf('account', [address]).conditions)),
    receiptHoldings: ({ address }, args, context, info) =>
      receiptHoldingList(context.view(info), args, (filter) =>
        narrowed(filter, ...isOneOf('account', [address]).conditions),
      ),
    marketPositions: ({ address }, args, context, info) =>
      marketPositionList(context.view(info), args, (filter) =>
        narrowed(filter, ...isOneOf('account', [address]).conditions),
      ),
    vaultEvents: ({ address }, args, context, info) =>
      vaultEventList(context.view(info), args, (filter) =>
        narrowed(filter, ...isOneOf('account', [address]).conditions),
      ),
    messages: ({ address }, args, context, info) =>
      messageList(context.view(info), args, (filter) => ({
        conditions: [],
        and: [filter, anyOf([isOneOf('account', [address]), isOneOf('receiver', [address])])],
        or: undefined,
      })),
  },
}
