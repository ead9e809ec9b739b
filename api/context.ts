import { createHash } from 'node:crypto'
import DataLoader from 'dataloader'
import type { Path } from 'graphql/jsutils/Path.js'
import type { Deployment } from '../chains/deployment.ts'
import type { ChainRegistry } from '../chains/registry.ts'
import { type ApiDatabase, createApiDatabase, databaseAsOf, type Pool } from '../database/api/api-database.ts'
import { type BucketListOrder, type BucketRow, bucketReader } from '../database/api/buckets.ts'
import { type ChangeListOrder, type ChangeRow, changeReader } from '../database/api/changes.ts'
import { type CompartmentListOrder, type CompartmentRow, compartmentReader } from '../database/api/compartments.ts'
import { type ExposureRow, type InFlightRow, readExposure, readInFlight } from '../database/api/exposure.ts'
import {
  type BucketIntervalRow,
  type CompartmentIntervalRow,
  type HistoryKey,
  readBucketHistory,
  readCompartmentHistory,
} from '../database/api/history.ts'
import { type HoldListOrder, type HoldRow, holdReader } from '../database/api/holds.ts'
import { readIndexerStatus } from '../database/api/indexer-status.ts'
import { type LedgerEntryListOrder, type LedgerEntryRow, ledgerEntryReader } from '../database/api/ledger-entries.ts'
import { type LiquidationListOrder, type LiquidationRow, liquidationReader } from '../database/api/liquidations.ts'
import type { ListReader } from '../database/api/list-reader.ts'
import {
  type MarketPositionListOrder,
  type MarketPositionRow,
  marketPositionReader,
} from '../database/api/market-positions.ts'
import { type MarketListOrder, type MarketRow, marketReader } from '../database/api/markets.ts'
import { type MessageListOrder, type MessageRow, messageReader } from '../database/api/messages.ts'
import { type PositionListOrder, type PositionRow, positionReader } from '../database/api/positions.ts'
import { readPrices } from '../database/api/prices.ts'
import {
  type ReceiptHoldingListOrder,
  type ReceiptHoldingRow,
  receiptHoldingReader,
} from '../database/api/receipt-holdings.ts'
import { readTrackedMessage } from '../database/api/tracked-message.ts'
import { type VaultEventListOrder, type VaultEventRow, vaultEventReader } from '../database/api/vault-events.ts'
import type { ChainId, Guid } from '../domain/identifiers.ts'
import type { Clock } from '../observability/clock.ts'
import { type CutReader, createCutReader, cutsByChain } from './as-of.ts'
import { type AskedField, asksForPrices } from './asks-for.ts'
import { type Catalog, createCatalog } from './catalog.ts'
import { chainStatus } from './chain-status.ts'
import type { LiveChains } from './live-chains.ts'
import type { AsOfArgument, AssetModel, ChainStatusModel, CutModel, FeedPriceModel, PriceModel } from './models.ts'
import type { Topic } from './subscriptions/topic.ts'

/** The lists of the database. */
export interface Readers {
  readonly compartments: ListReader<CompartmentRow, CompartmentListOrder>
  readonly positions: ListReader<PositionRow, PositionListOrder>
  readonly vaultEvents: ListReader<VaultEventRow, VaultEventListOrder>
  readonly buckets: ListReader<BucketRow, BucketListOrder>
  readonly holds: ListReader<HoldRow, HoldListOrder>
  readonly receiptHoldings: ListReader<ReceiptHoldingRow, ReceiptHoldingListOrder>
  readonly messages: ListReader<MessageRow, MessageListOrder>
  readonly changes: ListReader<ChangeRow, ChangeListOrder>
  readonly markets: ListReader<MarketRow, MarketListOrder>
  readonly marketPositions: ListReader<MarketPositionRow, MarketPositionListOrder>
  readonly liquidations: ListReader<LiquidationRow, LiquidationListOrder>
  readonly ledgerEntries: ListReader<LedgerEntryRow, LedgerEntryListOrder>
}

/** What every request shares. */
export interface ApiServices {
  readonly catalog: Catalog
  readonly registry: ChainRegistry
  readonly database: ApiDatabase
  readonly cuts: CutReader
  readonly live: LiveChains
  /** Over the newest state. */
  readonly readers: Readers
  readonly clock: Clock
}

/** Statuses of all chains, in the deployment's order, and what their data is a version of. */
export interface Statuses {
  readonly chains: readonly ChainStatusModel[]
  readonly dataVersion: string
}

/**
 * The newest state, or the state at one cut. Each read is one statement, made when first asked for and used for the whole
 * answer.
 */
export interface View {
  readonly catalog: Catalog
  readonly readers: Readers
  /** Absent for the newest state. */
  readonly cut: CutModel | undefined
  /** Block of each chain that is read; null where it is not known. Chains that are not read are left out. */
  blocks(): Promise<ReadonlyMap<ChainId, bigint | null>>
  /** Newest price of an asset, at once where prices are read already; `undefined` when there is none. */
  price(asset: AssetModel): PriceModel | undefined | Promise<PriceModel | undefined>
  /** Reads the prices: of every feed that has one, by chain id and address. */
  readPrices(): Promise<ReadonlyMap<string, FeedPriceModel>>
  exposure(): Promise<readonly ExposureRow[]>
  inFlight(): Promise<readonly InFlightRow[]>
  /** Intervals of a bucket; those that are asked for together are read together. */
  bucketHistory(key: HistoryKey): Promise<readonly BucketIntervalRow[]>
  compartmentHistory(key: HistoryKey): Promise<readonly CompartmentIntervalRow[]>
  /** A message that only the relayer's record has; no cut shows any. */
  trackedMessage(guid: Guid): Promise<MessageRow | undefined>
}

/** What the resolvers of one request share. */
export interface ApiContext {
  readonly catalog: Catalog
  readonly nowMs: number
  readonly live: LiveChains
  statuses(): Promise<Statuses>
  /** The cut that `asOf` names. */
  cut(asOf: AsOfArgument): Promise<CutModel>
  /**
   * The view that a field of `Query` is answered from, and everything below it.
   *
   * @throws What {@link CutReader.read} throws.
   */
  open(info: FieldPlace, asOf: AsOfArgument | null | undefined): Promise<View>
  /** The same with the newest causal cut in place of the newest state. */
  openCut(info: FieldPlace, asOf: AsOfArgument | null | undefined): Promise<View & { readonly cut: CutModel }>
  /** The view that the field of `Query` above was opened with; the newest state when with none. */
  view(info: FieldPlace): View
  /** Whether these fields of the answer were each read at a final cut, so that no later answer can differ. */
  isSettled(fields: readonly string[]): boolean
  /** Events of a topic, for a field of `Subscription`. @throws TypeError outside of a subscription. */
  listen(topic: Topic): AsyncIterable<unknown>
}

/** Where a field stands in the answer. */
interface FieldPlace extends AskedField {
  readonly path: Path
}

/** The readers over a database. */
export function createReaders(database: ApiDatabase, registry: ChainRegistry): Readers {
  return {
    compartments: compartmentReader(database, registry),
    positions: positionReader(database, registry),
    vaultEvents: vaultEventReader(database, registry),
    buckets: bucketReader(database, registry),
    holds: holdReader(database, registry),
    receiptHoldings: receiptHoldingReader(database, registry),
    messages: messageReader(database),
    changes: changeReader(database),
    markets: marketReader(database),
    marketPositions: marketPositionReader(database),
    liquidations: liquidationReader(database),
    ledgerEntries: ledgerEntryReader(database),
  }
}

/** The same services over another database, such as a snapshot. */
export const servicesOver = (services: ApiServices, database: ApiDatabase): ApiServices => ({
  ...services,
  database,
  readers: createReaders(database, services.registry),
})

/** Services over a database. */
export function createServices(options: {
  readonly registry: ChainRegistry
  readonly deployment: Deployment
  readonly sql: Pool
  readonly live: LiveChains
  readonly clock: Clock
  readonly timeoutMs?: number
}): ApiServices {
  const { registry, deployment, sql, live, clock, timeoutMs } = options
  const catalog = createCatalog(registry, deployment)
  const chains = catalog.chains.map(({ chain }) => chain)
  const database = createApiDatabase({ pool: sql, chains, clock, ...(timeoutMs === undefined ? {} : { timeoutMs }) })
  return {
    catalog,
    registry,
    database,
    cuts: createCutReader(database, catalog, () => clock.nowMs()),
    readers: createReaders(database, registry),
    live,
    clock,
  }
}

/** The context of one request. */
export function createContext(services: ApiServices): ApiContext {
  const { catalog, registry, database, cuts, live, readers, clock } = services
  const nowMs = clock.nowMs()
  let toldStatuses = false
  const statuses = once(() => {
    toldStatuses = true
    return loadStatuses(catalog, database, nowMs)
  })
  const now = (): bigint => BigInt(Math.floor(nowMs / 1000))
  const prices = pricesBy(() => loadPrices(catalog, database, now))
  const newest: View = {
    catalog,
    readers,
    cut: undefined,
    blocks: async () => new Map((await statuses()).chains.map(({ chain, indexed }) => [chain.chain.chainId, indexed])),
    ...prices,
    exposure: once(() => readExposure(database)),
    inFlight: once(() => readInFlight(database)),
    ...histories(database),
    trackedMessage: (guid) => readTrackedMessage(database, guid),
  }
  const at = (cut: CutModel): View & { readonly cut: CutModel } => {
    const byChain = cutsByChain(cut)
    const then = databaseAsOf(database, byChain)
    const pricesThen = pricesBy(() => loadPrices(catalog, then, (chainId) => byChain.get(chainId)?.time ?? now()))
    return {
      catalog,
      readers: createReaders(then, registry),
      cut,
      blocks: async () => new Map([...byChain].map(([chainId, { number }]) => [chainId, number])),
      ...pricesThen,
      exposure: once(() => readExposure(then)),
      inFlight: once(() => readInFlight(then)),
      ...histories(then),
      trackedMessage: async () => undefined,
    }
  }
  const opened = new Map<Path['key'], View>()
  // Prices come first where they are needed: then no amount of the answer has to wait for them.
  const withPrices = async <Opened extends View>(info: FieldPlace, view: Opened): Promise<Opened> => {
    if (asksForPrices(info)) await view.readPrices()
    return view
  }
  const openAt = (info: FieldPlace, cut: CutModel) => {
    const view = at(cut)
    opened.set(rootOf(info.path), view)
    return withPrices(info, view)
  }
  return {
    catalog,
    nowMs,
    live,
    statuses,
    cut: (asOf) => cuts.read(asOf),
    open: async (info, asOf) =>
      asOf === null || asOf === undefined ? withPrices(info, newest) : openAt(info, await cuts.read(asOf)),
    openCut: async (info, asOf) =>
      openAt(info, await (asOf === null || asOf === undefined ? cuts.newest() : cuts.read(asOf))),
    view: ({ path }) => (opened.size === 0 ? newest : (opened.get(rootOf(path)) ?? newest)),
    // How far the chains are indexed is told as it is now, whatever is read beside it.
    isSettled: (fields) => !toldStatuses && fields.every((field) => opened.get(field)?.cut?.final === true),
    listen: () => {
      throw new TypeError('Nothing is listened to here')
    },
  }
}

function histories(database: ApiDatabase): Pick<View, 'bucketHistory' | 'compartmentHistory'> {
  const together = <Row extends { readonly nth: number }>(
    read: (database: ApiDatabase, keys: readonly HistoryKey[]) => Promise<readonly Row[]>,
  ) =>
    new DataLoader<HistoryKey, readonly Row[]>(async (keys) => {
      const rows = await read(database, keys)
      return keys.map((_key, at) => rows.filter(({ nth }) => nth === at))
    })
  const buckets = together(readBucketHistory)
  const compartments = together(readCompartmentHistory)
  return { bucketHistory: (key) => buckets.load(key), compartmentHistory: (key) => compartments.load(key) }
}

/** Name in the answer of the field of `Query` above. */
function rootOf(path: Path): Path['key'] {
  let place = path
  while (place.prev !== undefined) place = place.prev
  return place.key
}

async function loadStatuses(catalog: Catalog, database: ApiDatabase, nowMs: number): Promise<Statuses> {
  const rows = await readIndexerStatus(database)
  const versions = rows.map((row) => `${row.chain_id}:${row.schema_name}:${row.checkpoint}`).sort()
  return {
    chains: catalog.chains.map((chain) =>
      chainStatus(
        chain,
        rows.find((row) => row.chain_id === chain.chain.chainId),
        nowMs,
      ),
    ),
    dataVersion: createHash('sha256').update(versions.join('\n')).digest('hex').slice(0, 24),
  }
}

/** Newest rounds of all feeds; `readAt` says when a chain is read. */
async function loadPrices(
  { feeds }: Catalog,
  database: ApiDatabase,
  readAt: (chainId: ChainId) => bigint,
): Promise<Prices> {
  const byFeed = new Map((await readPrices(database, feeds)).map((row) => [`${row.chain_id}:${row.feed}`, row]))
  const priced = feeds.flatMap((feed): readonly FeedPriceModel[] => {
    const row = byFeed.get(`${feed.chainId}:${feed.feed}`)
    if (row === undefined) return []
    const price = {
      feed: feed.feed,
      answer: BigInt(row.answer),
      decimals: feed.decimals,
      round: BigInt(row.round_id),
      observedAt: BigInt(row.updated_at),
      readAt: readAt(feed.chainId),
    }
    return [{ feed, row, price }]
  })
  return new Map(priced.map((price) => [`${price.feed.chainId}:${price.feed.feed}`, price]))
}

type Prices = ReadonlyMap<string, FeedPriceModel>

const priceOf = (prices: Prices, { chainId, feed }: AssetModel): PriceModel | undefined =>
  feed === undefined ? undefined : prices.get(`${chainId}:${feed}`)?.price

function pricesBy(load: () => Promise<Prices>): Pick<View, 'price' | 'readPrices'> {
  let read: Prices | undefined
  const readPrices = once(async () => {
    read = await load()
    return read
  })
  return {
    readPrices,
    price: (asset) =>
      read === undefined ? readPrices().then((prices) => priceOf(prices, asset)) : priceOf(read, asset),
  }
}

/** Calls `make` at the first call only; later calls get the same promise. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}
