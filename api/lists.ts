import type { Filter } from '../database/api/filter.ts'
import type { ListReader } from '../database/api/list-reader.ts'
import type { Catalog } from './catalog.ts'
import { type ListArguments, pageSize, readConnection, toConnection } from './connection.ts'
import type { ApiContext, Readers, View } from './context.ts'
import { type CursorScope, decodeCursor, encodeCursor } from './cursor.ts'
import {
  assetFields,
  bucketFields,
  changeFields,
  compartmentFields,
  feedPriceFields,
  holdFields,
  ledgerEntryFields,
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
  LedgerEntryOrder,
  LedgerEntryWhere,
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
  LedgerEntryRow,
  LiquidationRow,
  MarketPositionRow,
  MarketRow,
  MessageRow,
  PositionRow,
  ReceiptHoldingRow,
  VaultEventRow,
} from './models.ts'
import { type Fields, passes, toFilter } from './where.ts'

/** Arguments of a list with its filter. */
type Arguments<Where, Order extends string> = ListArguments<Order> & { readonly where?: Where | null | undefined }

/** The same list, seen by everybody or narrowed to one owner. */
type Narrow = (filter: Filter) => Filter
const asIs: Narrow = (filter) => filter

/** Makes a list over the database of its reader, its name in cursors and what may be asked of it. */
function databaseList<Where extends Readonly<Record<string, unknown>>, Row, Order extends string>({
  list,
  reader,
  defaultOrder,
  fields,
}: {
  readonly list: string
  readonly reader: (readers: Readers) => ListReader<Row, Order>
  readonly defaultOrder: Order
  readonly fields: (catalog: Catalog) => Fields
}) {
  return (
    { readers, catalog, cut }: View,
    args: Arguments<Where, Order>,
    narrow = asIs,
  ): Promise<ConnectionModel<Row>> => {
    const filter = narrow(toFilter(args.where, fields(catalog)))
    return readConnection(reader(readers), { list, defaultOrder, args, cut, filter })
  }
}

/** A page of compartments. */
export const compartmentList = databaseList<CompartmentWhere, CompartmentRow, CompartmentOrder>({
  list: 'compartments',
  reader: ({ compartments }) => compartments,
  defaultOrder: 'ID_ASC',
  fields: compartmentFields,
})

/** A page of positions. */
export const positionList = databaseList<PositionWhere, PositionRow, PositionOrder>({
  list: 'positions',
  reader: ({ positions }) => positions,
  defaultOrder: 'UPDATED_AT_DESC',
  fields: positionFields,
})

/** A page of vault events. */
export const vaultEventList = databaseList<VaultEventWhere, VaultEventRow, VaultEventOrder>({
  list: 'vaultEvents',
  reader: ({ vaultEvents }) => vaultEvents,
  defaultOrder: 'TIME_DESC',
  fields: vaultEventFields,
})

const bucketsAs = (list: 'buckets' | 'receipts') =>
  databaseList<BucketWhere, BucketRow, BucketOrder>({
    list,
    reader: ({ buckets }) => buckets,
    defaultOrder: 'ID_ASC',
    fields: bucketFields,
  })

/** A page of buckets. */
export const bucketList = bucketsAs('buckets')

/** A page of buckets' receipts, with cursors of their own. */
export const receiptList = bucketsAs('receipts')

/** A page of holds. */
export const holdList = databaseList<HoldWhere, HoldRow, HoldOrder>({
  list: 'holds',
  reader: ({ holds }) => holds,
  defaultOrder: 'HELD_AT_DESC',
  fields: holdFields,
})

/** A page of markets of others. */
export const marketList = databaseList<MarketWhere, MarketRow, MarketOrder>({
  list: 'markets',
  reader: ({ markets }) => markets,
  defaultOrder: 'ID_ASC',
  fields: marketFields,
})

/** A page of holdings in markets of others. */
export const marketPositionList = databaseList<MarketPositionWhere, MarketPositionRow, MarketPositionOrder>({
  list: 'marketPositions',
  reader: ({ marketPositions }) => marketPositions,
  defaultOrder: 'UPDATED_AT_DESC',
  fields: marketPositionFields,
})

/** A page of liquidations. */
export const liquidationList = databaseList<LiquidationWhere, LiquidationRow, LiquidationOrder>({
  list: 'liquidations',
  reader: ({ liquidations }) => liquidations,
  defaultOrder: 'TIME_DESC',
  fields: liquidationFields,
})

/** A page of the ledger's journal. */
export const ledgerEntryList = databaseList<LedgerEntryWhere, LedgerEntryRow, LedgerEntryOrder>({
  list: 'ledgerEntries',
  reader: ({ ledgerEntries }) => ledgerEntries,
  defaultOrder: 'POSTED_DESC',
  fields: ledgerEntryFields,
})

/** A page of receipt balances. */
export const receiptHoldingList = databaseList<ReceiptHoldingWhere, ReceiptHoldingRow, ReceiptHoldingOrder>({
  list: 'receiptHoldings',
  reader: ({ receiptHoldings }) => receiptHoldings,
  defaultOrder: 'BALANCE_DESC',
  fields: receiptHoldingFields,
})

/** A page of messages. */
export const messageList = databaseList<MessageWhere, MessageRow, MessageOrder>({
  list: 'messages',
  reader: ({ messages }) => messages,
  defaultOrder: 'SENT_AT_DESC',
  fields: messageFields,
})

/** A page of changes. */
export const changeList = databaseList<ChangeWhere, ChangeRow, ChangeOrder>({
  list: 'changes',
  reader: ({ changes }) => changes,
  defaultOrder: 'TIME_DESC',
  fields: changeFields,
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
