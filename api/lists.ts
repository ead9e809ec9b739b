import type { Filter } from '../database/api/filter.ts'
import { type ListArguments, pageSize, readConnection, toConnection } from './connection.ts'
import type { ApiContext, View } from './context.ts'
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts'
import {
  assetFields,
  bucketFields,
  changeFields,
  compartmentFields,
  feedPriceFields,
  holdFields,
  liquidationFields,
  marketFields,
  marketPositionFields,
  messageFields,
  positionFields,
  receiptHoldingFields,
  vaultEventFields,
} from './fields.ts'
import type {
  AssetOrder,
  AssetWhere,
  BucketOrder,
  BucketWhere,
  ChangeOrder,
  ChangeWhere,
  CompartmentOrder,
  CompartmentWhere,
  FeedPriceOrder,
  FeedPriceWhere,
  HoldOrder,
  HoldWhere,
  LiquidationOrder,
  LiquidationWhere,
  MarketOrder,
  MarketPositionOrder,
  MarketPositionWhere,
  MarketWhere,
  MessageOrder,
  MessageWhere,
  PositionOrder,
  PositionWhere,
  ReceiptHoldingOrder,
  ReceiptHoldingWhere,
  VaultEventOrder,
  VaultEventWhere,
} from './generated/resolver-types.ts'
import type {
  AssetModel,
  BucketRow,
  ChangeRow,
  CompartmentRow,
  ConnectionModel,
  CutModel,
  FeedPriceModel,
  HoldRow,
  LiquidationRow,
  MarketPositionRow,
  MarketRow,
  MessageRow,
  PositionRow,
  ReceiptHoldingRow,
  VaultEventRow,
} from './models.ts'
import { passes, toFilter } from './where.ts'

/** Arguments of a list with its filter. */
type Arguments<Where, Order extends string> = ListArguments<Order> & { readonly where?: Where | null | undefined }

/** The same list, seen by everybody or narrowed to one owner. */
type Narrow = (filter: Filter) => Filter
const asIs: Narrow = (filter) => filter

/** A page of compartments. */
export const compartmentList = (
  { readers, catalog, cut }: View,
  args: Arguments<CompartmentWhere, CompartmentOrder>,
): Promise<ConnectionModel<CompartmentRow>> =>
  readConnection(readers.compartments, {
    list: 'compartments',
    defaultOrder: 'ID_ASC',
    args,
    cut,
    filter: toFilter(args.where, compartmentFields(catalog)),
  })

/** A page of positions. */
export const positionList = (
  { readers, catalog, cut }: View,
  args: Arguments<PositionWhere, PositionOrder>,
  narrow = asIs,
): Promise<ConnectionModel<PositionRow>> =>
  readConnection(readers.positions, {
    list: 'positions',
    defaultOrder: 'UPDATED_AT_DESC',
    args,
    cut,
    filter: narrow(toFilter(args.where, positionFields(catalog))),
  })

/** A page of vault events. */
export const vaultEventList = (
  { readers, catalog, cut }: View,
  args: Arguments<VaultEventWhere, VaultEventOrder>,
  narrow = asIs,
): Promise<ConnectionModel<VaultEventRow>> =>
  readConnection(readers.vaultEvents, {
    list: 'vaultEvents',
    defaultOrder: 'TIME_DESC',
    args,
    cut,
    filter: narrow(toFilter(args.where, vaultEventFields(catalog))),
  })

/** A page of buckets, which is a page of their receipts too; `list` keeps their cursors apart. */
export const bucketList = (
  { readers, catalog, cut }: View,
  args: Arguments<BucketWhere, BucketOrder>,
  list: 'buckets' | 'receipts',
): Promise<ConnectionModel<BucketRow>> =>
  readConnection(readers.buckets, {
    list,
    defaultOrder: 'ID_ASC',
    args,
    cut,
    filter: toFilter(args.where, bucketFields(catalog)),
  })

/** A page of holds. */
export const holdList = (
  { readers, catalog, cut }: View,
  args: Arguments<HoldWhere, HoldOrder>,
): Promise<ConnectionModel<HoldRow>> =>
  readConnection(readers.holds, {
    list: 'holds',
    defaultOrder: 'HELD_AT_DESC',
    args,
    cut,
    filter: toFilter(args.where, holdFields(catalog)),
  })

/** A page of markets of others. */
export const marketList = (
  { readers, catalog, cut }: View,
  args: Arguments<MarketWhere, MarketOrder>,
): Promise<ConnectionModel<MarketRow>> =>
  readConnection(readers.markets, {
    list: 'markets',
    defaultOrder: 'ID_ASC',
    args,
    cut,
    filter: toFilter(args.where, marketFields(catalog)),
  })

/** A page of holdings in markets of others. */
export const marketPositionList = (
  { readers, catalog, cut }: View,
  args: Arguments<MarketPositionWhere, MarketPositionOrder>,
  narrow = asIs,
): Promise<ConnectionModel<MarketPositionRow>> =>
  readConnection(readers.marketPositions, {
    list: 'marketPositions',
    defaultOrder: 'UPDATED_AT_DESC',
    args,
    cut,
    filter: narrow(toFilter(args.where, marketPositionFields(catalog))),
  })

/** A page of liquidations. */
export const liquidationList = (
  { readers, catalog, cut }: View,
  args: Arguments<LiquidationWhere, LiquidationOrder>,
): Promise<ConnectionModel<LiquidationRow>> =>
  readConnection(readers.liquidations, {
    list: 'liquidations',
    defaultOrder: 'TIME_DESC',
    args,
    cut,
    filter: toFilter(args.where, liquidationFields(catalog)),
  })

/** A page of receipt balances. */
export const receiptHoldingList = (
  { readers, catalog, cut }: View,
  args: Arguments<ReceiptHoldingWhere, ReceiptHoldingOrder>,
  narrow = asIs,
): Promise<ConnectionModel<ReceiptHoldingRow>> =>
  readConnection(readers.receiptHoldings, {
    list: 'receiptHoldings',
    defaultOrder: 'BALANCE_DESC',
    args,
    cut,
    filter: narrow(toFilter(args.where, receiptHoldingFields(catalog))),
  })

/** A page of messages. */
export const messageList = (
  { readers, catalog, cut }: View,
  args: Arguments<MessageWhere, MessageOrder>,
  narrow = asIs,
): Promise<ConnectionModel<MessageRow>> =>
  readConnection(readers.messages, {
    list: 'messages',
    defaultOrder: 'SENT_AT_DESC',
    args,
    cut,
    filter: narrow(toFilter(args.where, messageFields(catalog))),
  })

/** A page of changes. */
export const changeList = (
  { readers, catalog, cut }: View,
  args: Arguments<ChangeWhere, ChangeOrder>,
): Promise<ConnectionModel<ChangeRow>> =>
  readConnection(readers.changes, {
    list: 'changes',
    defaultOrder: 'TIME_DESC',
    args,
    cut,
    filter: toFilter(args.where, changeFields(catalog)),
  })

/** A page of the deployment's assets; no database is asked. */
export async function assetList(
  { catalog }: ApiContext,
  args: Arguments<AssetWhere, AssetOrder>,
): Promise<ConnectionModel<AssetModel>> {
  const order = args.orderBy ?? 'ID_ASC'
  const filter = toFilter(args.where, assetFields(catalog))
  return pageInMemory({
    scope: { list: 'assets', order, keyTypes: [...nameFirst(order !== 'ID_ASC'), 'integer', 'address'] },
    args,
    cut: undefined,
    entries: catalog.assets
      .filter(({ chainId, address, symbol }) => passes(filter, { chainId: String(chainId), address, symbol }))
      .map((asset) => ({ node: asset, key: assetKey(asset, order) })),
  })
}

/** A page of the newest prices; one statement reads them all. */
export async function priceList(
  { catalog, cut, readPrices }: View,
  args: Arguments<FeedPriceWhere, FeedPriceOrder>,
): Promise<ConnectionModel<FeedPriceModel>> {
  const order = args.orderBy ?? 'ID_ASC'
  const filter = toFilter(args.where, feedPriceFields(catalog))
  return pageInMemory({
    scope: { list: 'prices', order, keyTypes: [...nameFirst(order !== 'ID_ASC'), 'integer', 'address'] },
    args,
    cut,
    entries: [...(await readPrices()).values()]
      .filter(({ feed: { chainId, feed, description } }) =>
        passes(filter, { chainId: String(chainId), feed, description }),
      )
      .map((price) => {
        const { chainId, feed, description } = price.feed
        return { node: price, key: [...(order === 'ID_ASC' ? [] : [description]), String(chainId), feed] }
      }),
  })
}

const nameFirst = (isNamed: boolean): readonly 'symbol'[] => (isNamed ? ['symbol'] : [])

/** A page of what is in memory as a whole. */
function pageInMemory<Node>({
  scope,
  args,
  cut,
  entries,
}: {
  readonly scope: CursorScope
  readonly args: ListArguments<string>
  readonly cut: CutModel | undefined
  readonly entries: readonly { readonly node: Node; readonly key: readonly string[] }[]
}): ConnectionModel<Node> {
  const first = pageSize(args.first)
  const after = typeof args.after === 'string' ? decodeCursor(scope, args.after) : undefined
  const sorted = [...entries].sort((a, b) => compareKeys(a.key, b.key))
  const rest = after === undefined ? sorted : sorted.filter(({ key }) => compareKeys(key, after) > 0)
  return toConnection({
    entries: rest.slice(0, first),
    cursorOf: (key) => encodeCursor(scope, key),
    hasNextPage: rest.length > first,
    hasPreviousPage: after !== undefined,
    totalCount: async () => sorted.length,
    cut,
  })
}

function assetKey({ chainId, address, symbol }: AssetModel, order: AssetOrder): readonly string[] {
  return order === 'ID_ASC' ? [String(chainId), address] : [symbol, String(chainId), address]
}

/** Key by key: whole numbers by value, other texts by code unit. */
function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [at, left] of a.entries()) {
    const right = b[at] ?? ''
    if (left === right) continue
    if (/^\d+$/.test(left) && /^\d+$/.test(right)) return Number(left) - Number(right)
    return left < right ? -1 : 1
  }
  return 0
}
