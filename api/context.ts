import { createHash } from 'node:crypto'
import type { ChainRegistry } from '../chains/registry.ts'
import type { ApiDatabase } from '../database/api/api-database.ts'
import { type BucketListOrder, type BucketRow, bucketReader } from '../database/api/buckets.ts'
import { type CompartmentListOrder, type CompartmentRow, compartmentReader } from '../database/api/compartments.ts'
import { type ExposureRow, type InFlightRow, readExposure, readInFlight } from '../database/api/exposure.ts'
import { type HoldListOrder, type HoldRow, holdReader } from '../database/api/holds.ts'
import { readIndexerStatus } from '../database/api/indexer-status.ts'
import type { ListReader } from '../database/api/list-reader.ts'
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
import type { Guid } from '../domain/identifiers.ts'
import type { Clock } from '../observability/clock.ts'
import type { Catalog } from './catalog.ts'
import { chainStatus } from './chain-status.ts'
import type { AssetModel, ChainStatusModel, PriceModel } from './models.ts'
import { usdFeedDecimals } from './price.ts'

/** The lists of the database. */
export interface Readers {
  readonly compartments: ListReader<CompartmentRow, CompartmentListOrder>
  readonly positions: ListReader<PositionRow, PositionListOrder>
  readonly vaultEvents: ListReader<VaultEventRow, VaultEventListOrder>
  readonly buckets: ListReader<BucketRow, BucketListOrder>
  readonly holds: ListReader<HoldRow, HoldListOrder>
  readonly receiptHoldings: ListReader<ReceiptHoldingRow, ReceiptHoldingListOrder>
  readonly messages: ListReader<MessageRow, MessageListOrder>
}

/** What every request shares. */
export interface ApiServices {
  readonly catalog: Catalog
  readonly database: ApiDatabase
  readonly readers: Readers
  readonly clock: Clock
}

/** Statuses of all chains, in the deployment's order, and what their data is a version of. */
export interface Statuses {
  readonly chains: readonly ChainStatusModel[]
  readonly dataVersion: string
}

/**
 * What the resolvers of one request share. Each read is one statement, made when first asked for and used for the
 * whole answer.
 */
export interface ApiContext {
  readonly catalog: Catalog
  readonly readers: Readers
  readonly nowMs: number
  statuses(): Promise<Statuses>
  /** Newest indexed price of an asset; `undefined` when there is none. */
  price(asset: AssetModel): Promise<PriceModel | undefined>
  exposure(): Promise<readonly ExposureRow[]>
  inFlight(): Promise<readonly InFlightRow[]>
  trackedMessage(guid: Guid): Promise<MessageRow | undefined>
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
  }
}

/** The context of one request. */
export function createContext({ catalog, database, readers, clock }: ApiServices): ApiContext {
  const nowMs = clock.nowMs()
  const prices = once(() => loadPrices(catalog, database))
  return {
    catalog,
    readers,
    nowMs,
    statuses: once(() => loadStatuses(catalog, database, nowMs)),
    price: async ({ chainId, feed }) => (feed === undefined ? undefined : (await prices()).get(`${chainId}:${feed}`)),
    exposure: once(() => readExposure(database)),
    inFlight: once(() => readInFlight(database)),
    trackedMessage: (guid) => readTrackedMessage(database, guid),
  }
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

async function loadPrices(catalog: Catalog, database: ApiDatabase): Promise<ReadonlyMap<string, PriceModel>> {
  const feeds = catalog.assets.flatMap(({ chainId, feed }) => (feed === undefined ? [] : [{ chainId, feed }]))
  const distinct = [...new Map(feeds.map((feed) => [`${feed.chainId}:${feed.feed}`, feed])).values()]
  const rows = await readPrices(database, distinct)
  return new Map(
    rows.map((row) => [
      `${row.chain_id}:${row.feed}`,
      {
        feed: row.feed,
        answer: BigInt(row.answer),
        decimals: usdFeedDecimals,
        round: BigInt(row.round_id),
        observedAt: BigInt(row.updated_at),
      },
    ]),
  )
}

/** Calls `make` at the first call only; later calls get the same promise. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}
