/** What resolvers pass on: database rows as they are, and the few things that are no row. */
import type { Chain } from '../chains/chain.ts'
import type { ChainDeployment } from '../chains/deployment.ts'
import type { AttemptRow, MessageRow } from '../database/api/messages.ts'
import type { Feed, PriceRow } from '../database/api/prices.ts'
import type { Address, ChainId, Hex } from '../domain/identifiers.ts'

export type { BucketRow } from '../database/api/buckets.ts'
export type {
  BucketChangeRow,
  ChangeRow,
  CompartmentChangeRow,
  ContractChangeRow,
} from '../database/api/changes.ts'
export type { CompartmentRow } from '../database/api/compartments.ts'
export type { ExposureRow } from '../database/api/exposure.ts'
export type { HoldRow } from '../database/api/holds.ts'
export type { LedgerEntryRow } from '../database/api/ledger-entries.ts'
export type { LiquidationRow } from '../database/api/liquidations.ts'
export type { MarketPositionRow } from '../database/api/market-positions.ts'
export type { MarketRow } from '../database/api/markets.ts'
export type { MessageRow } from '../database/api/messages.ts'
export type { PositionRow } from '../database/api/positions.ts'
export type { ReceiptHoldingRow } from '../database/api/receipt-holdings.ts'
export type { VaultEventRow } from '../database/api/vault-events.ts'

/** A chain of the deployment. */
export interface ChainModel {
  readonly chain: Chain
  readonly deployed: ChainDeployment
}

/** How far a chain is indexed. */
export interface ChainStatusModel {
  readonly chain: ChainModel
  readonly head: bigint | null
  readonly indexed: bigint | null
  readonly finalized: bigint | null
  readonly lagSeconds: number | null
  readonly state: 'BACKFILLING' | 'LIVE' | 'REORGED' | 'STALLED' | 'STOPPED'
  readonly headObservedAt: Date | null
}

/** An asset on its home chain, listed by the deployment or not. */
export interface AssetModel {
  readonly chainId: ChainId
  readonly address: Address
  readonly symbol: string
  readonly name: string
  readonly decimals: number
  readonly listed: boolean
  readonly feed: Address | undefined
}

/** Base units of an asset or of its receipt. */
export interface AmountModel {
  readonly raw: bigint
  readonly decimals: number
  readonly asset: AssetModel
}

/** Limits as they were set. */
export interface LimiterModel {
  readonly burst: AmountModel
  readonly refillPerSecond: AmountModel
  readonly perMessageMax: AmountModel
  readonly perMessageMin: AmountModel
  readonly delayThreshold: AmountModel
  readonly delaySeconds: number
}

/** Newest round of a feed. */
export interface PriceModel {
  readonly feed: Hex
  readonly answer: bigint
  readonly decimals: number
  readonly round: bigint
  readonly observedAt: bigint
  /** When its age is told, Unix seconds: now, or the time of the block that its chain is read at. */
  readonly readAt: bigint
}

/** A feed whose rounds are indexed: an asset's, or one of Chainlink's that the deployment chooses. */
export interface FeedModel extends Feed {
  /** What is priced: `ETH / USD`. */
  readonly description: string
  readonly decimals: number
}

/** A feed with its newest round. */
export interface FeedPriceModel {
  readonly feed: FeedModel
  readonly row: PriceRow
  readonly price: PriceModel
}

/** One owner. */
export interface AccountModel {
  readonly address: Address
}

/** One of our transactions, and the chain it went to. */
export interface AttemptModel {
  readonly row: AttemptRow
  readonly chain: ChainModel
}

/** Names of a message's steps, in their usual order. */
export type StepName = 'SENT' | 'FINAL' | 'ATTESTED' | 'VERIFIABLE' | 'VERIFIED' | 'EXECUTED' | 'SETTLED'

/** A step on a message's way. */
export interface MessageStepModel {
  readonly name: StepName
  readonly reached: boolean
  readonly chain: ChainModel | null
  readonly blockNumber: bigint | null
  readonly txHash: Hex | null
  readonly at: bigint | Date | null
  readonly by: 'ACCOUNT' | 'CHAIN' | 'ATTESTORS' | 'DVNS' | 'RELAYER' | 'ANYONE' | null
  readonly addresses: readonly Hex[]
  readonly outcome: MessageRow['outcome']
}

/** Argument `asOf`: exactly one of the two. */
export interface AsOfArgument {
  readonly blocks?: readonly { readonly chainId: number; readonly number: bigint }[] | null | undefined
  /** Seconds as decimal text. */
  readonly timestamp?: string | null | undefined
}

/** The blocks that an answer is read at. */
export interface CutModel {
  /** At most one per chain, in the deployment's order. */
  readonly blocks: readonly CutBlockModel[]
  readonly final: boolean
}

/** Last block of a chain that an answer shows. */
export interface CutBlockModel {
  readonly chain: ChainModel
  readonly number: bigint
  readonly hash: Hex
  /** Unix seconds. */
  readonly time: bigint
  readonly final: boolean
}

/** A page of a list; the total is counted when it is asked for. */
export interface ConnectionModel<Node> {
  readonly nodes: readonly Node[]
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
  readonly totalCount: () => Promise<number>
  /** Null when the newest state is read. */
  readonly cut: CutModel | null
}

/** Blocks that left a chain: all after this one. */
export interface RetractionModel {
  readonly chain: ChainModel
  readonly afterBlock: bigint
}

/** A chain and its newest indexed block. */
export interface StreamPlaceModel {
  readonly chain: ChainModel
  readonly blockNumber: bigint
}
