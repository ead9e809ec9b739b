// Generated from schemas/graphql by api/codegen.ts; do not edit.
import type { Address } from '../../domain/identifiers.ts';
import type { Hex } from '../../domain/identifiers.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ChainModel, ChainStatusModel, AmountModel, LimiterModel, HoldRow, PriceModel, VaultEventRow, BucketChangeRow, CompartmentChangeRow, ContractChangeRow, AttemptModel, MessageStepModel, ExposureRow, AccountModel, CutModel, CutBlockModel, RetractionModel, StreamPlaceModel, AssetModel, CompartmentRow, PositionRow, BucketRow, ReceiptHoldingRow, MessageRow, ChangeRow, FeedPriceModel, MarketRow, MarketPositionRow, LiquidationRow, LedgerEntryRow, ConnectionModel } from '../models.ts';
import type { ApiContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** Whole number as a decimal string, so that no digit is lost. Accepts a string or an integer; at most 78 digits. */
  BigInt: { input: bigint; output: bigint; }
  /** Exact decimal number as a string, without an exponent and without trailing zeros. */
  BigDecimal: { input: string; output: string; }
  /** Account or contract address: 20 bytes of hex. Answers are checksummed (EIP-55); arguments may be in any case. */
  Address: { input: Address; output: Hex; }
  /** Bytes as lower-case hex, `0x` first: transaction and block hashes, message guids. */
  Bytes: { input: Hex; output: Hex; }
  /** Moment as RFC 3339 text in UTC. Block times have whole seconds, our own clock's times have milliseconds. */
  DateTime: { input: string; output: bigint | Date; }
};

/** One owner over all chains. */
export type Account = {
  /** The owner. */
  readonly address: Scalars['Address']['output'];
  /** Its collateral. */
  readonly positions: CollateralPositionConnection;
  /** Its receipts. */
  readonly receiptHoldings: ReceiptHoldingConnection;
  /** What it has and owes in markets of others. */
  readonly marketPositions: MarketPositionConnection;
  /** Its locks, and the releases to it. */
  readonly vaultEvents: VaultEventConnection;
  /** Messages it sent, and messages that move something to it. */
  readonly messages: MessageConnection;
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};


/** One owner over all chains. */
export type AccountPositionsArgs = {
  where?: InputMaybe<PositionWhere>;
  orderBy?: InputMaybe<PositionOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One owner over all chains. */
export type AccountReceiptHoldingsArgs = {
  where?: InputMaybe<ReceiptHoldingWhere>;
  orderBy?: InputMaybe<ReceiptHoldingOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One owner over all chains. */
export type AccountMarketPositionsArgs = {
  where?: InputMaybe<MarketPositionWhere>;
  orderBy?: InputMaybe<MarketPositionOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One owner over all chains. */
export type AccountVaultEventsArgs = {
  where?: InputMaybe<VaultEventWhere>;
  orderBy?: InputMaybe<VaultEventOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** One owner over all chains. */
export type AccountMessagesArgs = {
  where?: InputMaybe<MessageWhere>;
  orderBy?: InputMaybe<MessageOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/**
 * Which state to read. Chains that are not named are read at their last block no later than the smallest named time, and
 * a chain that would show the delivery of a message not yet sent is moved back before it: see `Cut`.
 */
export type AsOf =
  /** A block of each of these chains. */
  { readonly blocks: ReadonlyArray<ChainBlock>; readonly timestamp?: never; }
  |  /** The last block of every chain no later than this. */
  { readonly blocks?: never; readonly timestamp: Scalars['DateTime']['input']; };

/** A block of a chain. */
export type ChainBlock = {
  /** EIP-155 chain id. */
  readonly chainId: Scalars['Int']['input'];
  /** Block number. */
  readonly number: Scalars['BigInt']['input'];
};

/**
 * The blocks that an answer was read at, at most one per chain: what they show is causal, so that no message is delivered
 * in it that is not sent in it. Chains that are not indexed, or whose index starts later, are not in it and not in the
 * answer. The same final cut gives the same answer for ever.
 */
export type Cut = {
  /** One block per chain, in the order of the deployment. */
  readonly blocks: ReadonlyArray<CutBlock>;
  /** Whether every block is final, and no chain could still get a block that belongs into the cut. */
  readonly final: Scalars['Boolean']['output'];
};

/** The last block of a chain that an answer shows. */
export type CutBlock = {
  /** The chain. */
  readonly chain: Chain;
  /**
   * The newest block no later than what was asked for that the index knows. On chains where it does not keep every block
   * that can be an earlier one, when nothing of ours happened in between; the state is the same.
   */
  readonly number: Scalars['BigInt']['output'];
  /** Hash of that block. */
  readonly hash: Scalars['Bytes']['output'];
  /** Its block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Whether it is final by the chain's finality rule, as last reported. */
  readonly final: Scalars['Boolean']['output'];
};

/** A token on its home chain. */
export type Asset = {
  /** "{chainId}:{address}". */
  readonly id: Scalars['ID']['output'];
  /** Home chain. */
  readonly chain: Chain;
  /** Token contract on the home chain. */
  readonly address: Scalars['Address']['output'];
  /** Token symbol; the address when the asset is not listed. */
  readonly symbol: Scalars['String']['output'];
  /** Token name; the address when the asset is not listed. */
  readonly name: Scalars['String']['output'];
  /** Decimals of one token; 0 when the asset is not listed, so that amounts read as base units. */
  readonly decimals: Scalars['Int']['output'];
  /** Whether the deployment lists the asset. An asset that is not listed has no price. */
  readonly listed: Scalars['Boolean']['output'];
  /** Newest indexed price; null when the asset has no feed or its feed has no indexed round. */
  readonly price?: Maybe<Price>;
};

/** An amount of a token or of its receipt. No digit is ever lost. */
export type Amount = {
  /** Base units. */
  readonly raw: Scalars['BigInt']['output'];
  /** Decimals of one token. */
  readonly decimals: Scalars['Int']['output'];
  /** Whole tokens: raw / 10^decimals, exact. */
  readonly value: Scalars['BigDecimal']['output'];
  /** US dollars: value × price, exact, without any haircut; null when there is no price or it is not above zero. */
  readonly usd?: Maybe<Scalars['BigDecimal']['output']>;
  /** The price behind `usd`, the same for the whole answer. */
  readonly price?: Maybe<Price>;
};

/** Newest indexed round of a Chainlink-shaped feed in US dollars. */
export type Price = {
  /** US dollars for one token: answer / 10^decimals, exact. */
  readonly usd: Scalars['BigDecimal']['output'];
  /** The feed's answer, in its own units. An answer that is not above zero is shown here and prices nothing. */
  readonly answer: Scalars['BigInt']['output'];
  /** Decimals of `answer`: 8 for every US dollar feed. */
  readonly decimals: Scalars['Int']['output'];
  /** Feed contract, on the asset's home chain. */
  readonly feed: Scalars['Address']['output'];
  /** The feed's round id. */
  readonly round: Scalars['BigInt']['output'];
  /** When the feed says the answer was observed (`updatedAt`). */
  readonly observedAt: Scalars['DateTime']['output'];
  /** Whole seconds since `observedAt` by the API's clock, never below zero. */
  readonly ageSeconds: Scalars['Int']['output'];
};

/** Which assets to list. All given conditions must hold. */
export type AssetWhere = {
  /** Home chain. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Home chain is one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Token contract. */
  readonly address?: InputMaybe<Scalars['Address']['input']>;
  /** Token contract is one of these. */
  readonly address_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Token symbol, exactly. */
  readonly symbol?: InputMaybe<Scalars['String']['input']>;
  /** Token symbol is one of these, exactly. */
  readonly symbol_in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<AssetWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<AssetWhere>>;
};

/** Order of assets. */
export type AssetOrder =
  /** Chain id, then address. */
  | 'ID_ASC'
  /** Symbol, then chain id and address. */
  | 'SYMBOL_ASC';

/** A page of assets. */
export type AssetConnection = {
  /** The assets of this page. */
  readonly nodes: ReadonlyArray<Asset>;
  /** The assets of this page with their cursors. */
  readonly edges: ReadonlyArray<AssetEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many assets match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** An asset and its place in the list. */
export type AssetEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The asset. */
  readonly node: Asset;
};

/**
 * What stands behind the receipts of one bucket, read on both chains at one causal cut. With no loss written down `surplus`
 * is zero to the unit, whatever is under way; below zero something was minted or paid that nothing stands for.
 */
export type Backing = {
  /** Chain where the collateral is locked. */
  readonly home: Chain;
  /** Chain where its receipts are minted. */
  readonly host: Chain;
  /** The collateral. */
  readonly asset: Asset;
  /** What the compartment holds for the receipts. */
  readonly locked: Amount;
  /** Receipts outstanding; null, like all below but `cut`, when the host is not indexed at the cut. */
  readonly outstanding?: Maybe<Amount>;
  /** Arrived on the host and held there: neither minted nor sent home. */
  readonly held?: Maybe<Amount>;
  /** Locked, and not executed on the host yet. */
  readonly inFlightToHost?: Maybe<Amount>;
  /** Burned or sent home, and not executed at home yet. */
  readonly inFlightToHome?: Maybe<Amount>;
  /** `locked` less all of these, base units; may be below zero. */
  readonly surplus?: Maybe<Scalars['BigInt']['output']>;
  /** The blocks that all of it was read at. */
  readonly cut: Cut;
};

/** A bucket of risk: the receipts on one host chain of one home chain's asset. No other bucket can lose by it. */
export type Bucket = {
  /** "{hostChainId}:{receipt}": every bucket has a receipt contract of its own. */
  readonly id: Scalars['ID']['output'];
  /** Chain where the receipts are minted. */
  readonly host: Chain;
  /** Chain where the collateral is locked. */
  readonly home: Chain;
  /** The collateral, on its home chain. */
  readonly asset: Asset;
  /** The receipt token. */
  readonly receipt: Receipt;
  /**
   * What the bucket may do: the owner's state, or a tighter one that was laid over it and has not lapsed by the block time
   * of the newest indexed block. Burning is possible in every state.
   */
  readonly state: BucketState;
  /** The owner's own state, whatever lies over it. */
  readonly ownState: BucketState;
  /** Until when a guardian's tighter state is in force; null while `state` is the owner's own. */
  readonly tightenedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Part of the collateral that is still behind the receipts, 0 to 1, exact, nine decimals. Below 1 nothing is minted. */
  readonly backing: Scalars['BigDecimal']['output'];
  /** The most that may be outstanding (`bucketCapacity`). */
  readonly capacity: Amount;
  /** What is outstanding (`bucketLevel`). */
  readonly level: Amount;
  /** What arrived and is not minted: delayed, waiting, or only to be sent home. Not part of `level`. */
  readonly held: Amount;
  /** How fast the bucket mints, beside its capacity. */
  readonly limiter: Limiter;
  /** Capacity less level, never below zero, whatever the state and whatever is held. */
  readonly room: Amount;
  /** Level / capacity with six decimals, rounded up; null when the capacity is zero. */
  readonly utilisation?: Maybe<Scalars['BigDecimal']['output']>;
  /** What was ever minted. */
  readonly totalMinted: Amount;
  /** What was ever burned. */
  readonly totalBurned: Amount;
  /** How many mints there were. */
  readonly mintCount: Scalars['Int']['output'];
  /** How many burns there were. */
  readonly burnCount: Scalars['Int']['output'];
  /** Block time at which the bucket was opened. */
  readonly openedAt: Scalars['DateTime']['output'];
  /** Host block of the newest event that changed it. */
  readonly updatedBlock: Scalars['BigInt']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
  /**
   * Seconds until the bucket is full if it goes on rising as it did, on balance, in the last `hours` hours and since
   * the start of the hour before; null when it did not rise, 0 when there is no room. Rounded down.
   */
  readonly secondsToCapacity?: Maybe<Scalars['BigInt']['output']>;
  /**
   * Every interval that starts at `from` or later and before `to`, in order, as far as the chain is read and not before the
   * bucket was opened; RANGE_TOO_LONG above 1,000.
   */
  readonly history: ReadonlyArray<BucketPoint>;
};


/** A bucket of risk: the receipts on one host chain of one home chain's asset. No other bucket can lose by it. */
export type BucketSecondsToCapacityArgs = {
  hours?: InputMaybe<Scalars['Int']['input']>;
};


/** A bucket of risk: the receipts on one host chain of one home chain's asset. No other bucket can lose by it. */
export type BucketHistoryArgs = {
  interval: Interval;
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
};

/**
 * How much may pass at once and over time, as it was set: a store that is filled up to `burst` and refilled, and a second
 * one that decides what has to wait. All zero, which is closed, while unset.
 */
export type Limiter = {
  /** The most that may be stored up, and so the most that may pass at once. */
  readonly burst: Amount;
  /** What becomes available again each second. */
  readonly refillPerSecond: Amount;
  /** The most that one message may move. An exit above it is paid in parts. */
  readonly perMessageMax: Amount;
  /** The least that one message may move. */
  readonly perMessageMin: Amount;
  /** What may pass without delay in `delaySeconds`; the rest waits that long. */
  readonly delayThreshold: Amount;
  /** How long the rest waits, seconds; 0 delays nothing. */
  readonly delaySeconds: Scalars['Int']['output'];
};

/** What a bucket may do. Burning is possible in every state. */
export type BucketState =
  /** Mints, and its receipts count as collateral. */
  | 'OPEN'
  /** Mints nothing; what is outstanding stays eligible. */
  | 'NO_MINT'
  /** Mints nothing, and its receipts do not count as collateral. */
  | 'NOT_ELIGIBLE'
  /** Stopped. */
  | 'STOPPED';

/** Which buckets to list. All given conditions must hold. */
export type BucketWhere = {
  /** Host chain. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Host chain: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Home chain. */
  readonly homeChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Home chain: one of these; an empty list matches nothing. */
  readonly homeChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Token contract on the home chain. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token contract on the home chain: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Receipt contract on the host chain. */
  readonly receipt?: InputMaybe<Scalars['Address']['input']>;
  /** Receipt contract on the host chain: one of these; an empty list matches nothing. */
  readonly receipt_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** State in force. */
  readonly state?: InputMaybe<BucketState>;
  /** State in force: one of these; an empty list matches nothing. */
  readonly state_in?: InputMaybe<ReadonlyArray<BucketState>>;
  /** Base units outstanding: at least this. */
  readonly level_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units outstanding: at most this. */
  readonly level_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units that may be outstanding: at least this. */
  readonly capacity_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units that may be outstanding: at most this. */
  readonly capacity_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<BucketWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<BucketWhere>>;
};

/** Order of buckets. Amounts are base units: compare them within one asset only. */
export type BucketOrder =
  /** Host chain, home endpoint, asset. */
  | 'ID_ASC'
  /** Least outstanding first. */
  | 'LEVEL_ASC'
  /** Most outstanding first. */
  | 'LEVEL_DESC'
  /** Fullest first. Of the buckets with capacity zero an empty one counts as 0, any other as fuller than all. */
  | 'UTILISATION_DESC';

/** A page of buckets. */
export type BucketConnection = {
  /** The buckets of this page. */
  readonly nodes: ReadonlyArray<Bucket>;
  /** The buckets of this page with their cursors. */
  readonly edges: ReadonlyArray<BucketEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many buckets match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A bucket and its place in the list. */
export type BucketEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The bucket. */
  readonly node: Bucket;
};

/** The ERC-20 of one bucket: a claim on collateral that is locked on its home chain. */
export type Receipt = {
  /** "{chainId}:{address}"; the same as its bucket's id. */
  readonly id: Scalars['ID']['output'];
  /** Host chain. */
  readonly chain: Chain;
  /** Token contract on the host chain. */
  readonly address: Scalars['Address']['output'];
  /** Token name. */
  readonly name: Scalars['String']['output'];
  /** Token symbol. */
  readonly symbol: Scalars['String']['output'];
  /** Decimals of one token, those of the asset. */
  readonly decimals: Scalars['Int']['output'];
  /** Receipts in circulation: the bucket's level. Valued at the price of the asset, without any haircut. */
  readonly totalSupply: Amount;
  /** The bucket it belongs to. */
  readonly bucket: Bucket;
};

/** A page of receipts. */
export type ReceiptConnection = {
  /** The receipts of this page. */
  readonly nodes: ReadonlyArray<Receipt>;
  /** The receipts of this page with their cursors. */
  readonly edges: ReadonlyArray<ReceiptEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many receipts match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A receipt and its place in the list. */
export type ReceiptEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The receipt. */
  readonly node: Receipt;
};

/** An account's balance of one receipt. Accounts that hold none are not listed. */
export type ReceiptHolding = {
  /** "{chainId}:{receipt}:{account}". */
  readonly id: Scalars['ID']['output'];
  /** The receipt. */
  readonly receipt: Receipt;
  /** The holder. */
  readonly account: Scalars['Address']['output'];
  /** What it holds. Valued at the price of the asset, without any haircut. */
  readonly balance: Amount;
  /** Block time of the newest transfer that changed it. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Host block of that transfer. */
  readonly updatedBlock: Scalars['BigInt']['output'];
};

/** Which receipt balances to list. All given conditions must hold. */
export type ReceiptHoldingWhere = {
  /** Host chain. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Host chain: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Home chain. */
  readonly homeChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Home chain: one of these; an empty list matches nothing. */
  readonly homeChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Token contract on the home chain. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token contract on the home chain: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Receipt contract on the host chain. */
  readonly receipt?: InputMaybe<Scalars['Address']['input']>;
  /** Receipt contract on the host chain: one of these; an empty list matches nothing. */
  readonly receipt_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Holder. */
  readonly account?: InputMaybe<Scalars['Address']['input']>;
  /** Holder: one of these; an empty list matches nothing. */
  readonly account_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Base units held: at least this. */
  readonly balance_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units held: at most this. */
  readonly balance_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<ReceiptHoldingWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<ReceiptHoldingWhere>>;
};

/** Order of receipt balances. Amounts are base units: compare them within one receipt only. */
export type ReceiptHoldingOrder =
  /** Host chain, receipt, account. */
  | 'ID_ASC'
  /** Smallest balance first. */
  | 'BALANCE_ASC'
  /** Largest balance first. */
  | 'BALANCE_DESC';

/** A page of receipt balances. */
export type ReceiptHoldingConnection = {
  /** The receipt balances of this page. */
  readonly nodes: ReadonlyArray<ReceiptHolding>;
  /** The receipt balances of this page with their cursors. */
  readonly edges: ReadonlyArray<ReceiptHoldingEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many receipt balances match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A receipt balance and its place in the list. */
export type ReceiptHoldingEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The receipt balance. */
  readonly node: ReceiptHolding;
};

/** A chain of the deployment. */
export type Chain = {
  /** EIP-155 chain id. */
  readonly id: Scalars['Int']['output'];
  /** Short name, as in the `chains` folder. */
  readonly name: Scalars['String']['output'];
  /** LayerZero V2 endpoint id. */
  readonly eid: Scalars['Int']['output'];
  /** Usual seconds between two blocks. */
  readonly blockTimeSeconds: Scalars['Float']['output'];
  /** When a block of this chain counts as final for money. */
  readonly finality: Finality;
  /** True for a throw-away chain on the API's own machine. */
  readonly local: Scalars['Boolean']['output'];
  /** `CollateralVault` on this chain: holds collateral whose home is here. */
  readonly vault: Scalars['Address']['output'];
  /** `ReceiptBuckets` on this chain: mints receipts of collateral that is locked elsewhere. */
  readonly buckets: Scalars['Address']['output'];
  /** Assets whose home is this chain. */
  readonly assets: ReadonlyArray<Asset>;
  /** How far the chain is indexed, and whether the indexer keeps up. */
  readonly status: ChainStatus;
};

/** Finality rule of a chain, which may be stricter than what the indexer or the node calls final. */
export type Finality = {
  /** What decides: the node's own `finalized` block, or a number of blocks. */
  readonly rule: FinalityKind;
  /** Blocks below the head that are not final: exactly that many under DEPTH, at least that many under TAG. */
  readonly depth: Scalars['BigInt']['output'];
};

/** What decides that a block is final. */
export type FinalityKind =
  /** The node's `finalized` block. */
  | 'TAG'
  /** A fixed number of blocks below the head. */
  | 'DEPTH';

/** What the answer rests on: how far each chain is indexed. */
export type Meta = {
  /** Every chain of the deployment, in its order. */
  readonly chains: ReadonlyArray<ChainStatus>;
  /** Changes whenever any chain's indexed data may have changed; equal versions mean equal indexed data. */
  readonly dataVersion: Scalars['String']['output'];
  /** True when every chain is LIVE, so that figures which join chains leave none out and none is stale. */
  readonly consistent: Scalars['Boolean']['output'];
};

/** How far one chain is indexed. Numbers are null when they are not known, never zero. */
export type ChainStatus = {
  /** The chain. */
  readonly chain: Chain;
  /** Newest block, as the chain's node last reported it. */
  readonly head?: Maybe<Scalars['BigInt']['output']>;
  /** Newest block whose events are indexed. */
  readonly indexed?: Maybe<Scalars['BigInt']['output']>;
  /** Newest block that is final by the chain's finality rule, as last reported; not the indexer's own notion. */
  readonly finalized?: Maybe<Scalars['BigInt']['output']>;
  /**
   * Seconds of chain time that are not indexed yet: block time of `head` less block time of `indexed`, never below
   * zero. When the head was last observed more than 15 seconds plus five block times ago, it no longer says where the
   * chain is, and the API's clock takes its place. Null while nothing is indexed.
   */
  readonly lagSeconds?: Maybe<Scalars['Int']['output']>;
  /** Whether the indexer keeps up. */
  readonly state: IndexerState;
  /** When the node reported `head` and `finalized`; null when it never did. */
  readonly headObservedAt?: Maybe<Scalars['DateTime']['output']>;
};

/** Whether the indexer of a chain keeps up. */
export type IndexerState =
  /** The indexer is still reading history, or has not made its tables yet. */
  | 'BACKFILLING'
  /** The indexer runs and keeps up. */
  | 'LIVE'
  /**
   * Blocks that were taken for final have left the chain, and what is shown of it is from before. It is indexed anew, and shown from
   * there once that has come as far.
   */
  | 'REORGED'
  /** The indexer runs, but `lagSeconds` is more than 30 seconds plus ten block times. */
  | 'STALLED'
  /** No indexer is registered for the chain, or it gave no sign of life for a minute. What it indexed stays readable. */
  | 'STOPPED';

/** Something that was set on chain, with all that holds right after it. */
export type Change = {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** Chain where it happened. */
  readonly chain: Chain;
  /** Block on that chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Its transaction. */
  readonly txHash: Scalars['Bytes']['output'];
};

/** Something was set for a bucket. */
export type BucketChange = Change & {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** Chain where it happened: the host. */
  readonly chain: Chain;
  /** Block on that chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Its transaction. */
  readonly txHash: Scalars['Bytes']['output'];
  /** What was set. */
  readonly kind: BucketChangeKind;
  /** Chain where the collateral is locked. */
  readonly home: Chain;
  /** The collateral. */
  readonly asset: Asset;
  /** Who laid a tighter state over it; null when the event does not say who. */
  readonly by?: Maybe<Scalars['Address']['output']>;
  /** The owner's own state after it. */
  readonly ownState: BucketState;
  /** The state that lies over it and counts while it is the tighter one, until `overlayUntil`. */
  readonly overlayState: BucketState;
  /** Until when that counts; null when nothing was ever laid over it. */
  readonly overlayUntil?: Maybe<Scalars['DateTime']['output']>;
  /** Part of the collateral that is still behind the receipts, 0 to 1, exact, nine decimals. */
  readonly backing: Scalars['BigDecimal']['output'];
  /** The most that may be outstanding. */
  readonly capacity: Amount;
  /** How fast the bucket mints. */
  readonly limiter: Limiter;
  /** For how long a mint counts as fresh, seconds; 0 when seasoning is off. */
  readonly seasoningSeconds: Scalars['Int']['output'];
  /** Largest share of the supply that may be fresh while the receipt is eligible, percent. */
  readonly maxFreshPercent: Scalars['Int']['output'];
};

/** What was set for a bucket. */
export type BucketChangeKind =
  /** It was opened. */
  | 'OPENED'
  /** Its capacity and limits. */
  | 'LIMITS'
  /** The owner's state. */
  | 'STATE'
  /** A state over the owner's. */
  | 'TIGHTENED'
  /** A loss was written down, or taken back. */
  | 'BACKING'
  /** How much of the supply may be fresh. */
  | 'SEASONING';

/** Something was set for a compartment. */
export type CompartmentChange = Change & {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** Chain where it happened: the home. */
  readonly chain: Chain;
  /** Block on that chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Its transaction. */
  readonly txHash: Scalars['Bytes']['output'];
  /** What was set. */
  readonly kind: CompartmentChangeKind;
  /** Chain where the receipts are minted. */
  readonly host: Chain;
  /** The collateral. */
  readonly asset: Asset;
  /** Who laid a tighter state over it; null when the event does not say who. */
  readonly by?: Maybe<Scalars['Address']['output']>;
  /** The owner's own state after it. */
  readonly ownState: CompartmentState;
  /** The state that lies over it and counts while it is the tighter one, until `overlayUntil`. */
  readonly overlayState: CompartmentState;
  /** Until when that counts; null when nothing lies over it. */
  readonly overlayUntil?: Maybe<Scalars['DateTime']['output']>;
  /** What payouts are worth, 0 to 1, exact, nine decimals. */
  readonly backing: Scalars['BigDecimal']['output'];
  /** The most that may be locked. */
  readonly capacity: Amount;
  /** How fast locks may come in. */
  readonly lockLimiter: Limiter;
  /** How fast releases and refunds together are paid. */
  readonly exitLimiter: Limiter;
};

/** What was set for a compartment. */
export type CompartmentChangeKind =
  /** It was opened. */
  | 'OPENED'
  /** Its capacity and the limits of locks. */
  | 'LOCK_LIMITS'
  /** The limits of payouts. */
  | 'EXIT_LIMITS'
  /** The owner's state. */
  | 'STATE'
  /** A state over the owner's. */
  | 'TIGHTENED'
  /** A review ended, with a write-down or without. */
  | 'REVIEW_ENDED';

/** Something was set for a contract as a whole, or happened to it: peers, roles, attestors, routes, parked nonces, failures. */
export type ContractChange = Change & {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** Chain where it happened. */
  readonly chain: Chain;
  /** Block on that chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Its transaction. */
  readonly txHash: Scalars['Bytes']['output'];
  /** The contract. */
  readonly contract: Scalars['Address']['output'];
  /** Name of the event, as in the contract's ABI. */
  readonly name: Scalars['String']['output'];
  /** Arguments of the event as a JSON object; whole numbers beyond 32 bits are decimal strings. */
  readonly args: Scalars['String']['output'];
};

/** What a change concerns. */
export type ChangeScope =
  /** A bucket. */
  | 'BUCKET'
  /** A compartment. */
  | 'COMPARTMENT'
  /** A contract as a whole. */
  | 'CONTRACT';

/** Which changes to list. All given conditions must hold. */
export type ChangeWhere = {
  /** What it concerns. */
  readonly scope?: InputMaybe<ChangeScope>;
  /** What it concerns: one of these; an empty list matches nothing. */
  readonly scope_in?: InputMaybe<ReadonlyArray<ChangeScope>>;
  /** Chain where it happened. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Chain where it happened: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Token contract on the home chain. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token contract on the home chain: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Contract that changed as a whole. */
  readonly contract?: InputMaybe<Scalars['Address']['input']>;
  /** Contract that changed as a whole: one of these; an empty list matches nothing. */
  readonly contract_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Whether it concerns a state: true lists halts, reviews and their ends. */
  readonly state?: InputMaybe<Scalars['Boolean']['input']>;
  /** Its transaction. */
  readonly txHash?: InputMaybe<Scalars['Bytes']['input']>;
  /** Its transaction: one of these; an empty list matches nothing. */
  readonly txHash_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** Block time: at least this. */
  readonly time_gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Block time: at most this. */
  readonly time_lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Block: at least this; of one chain, so name it too. */
  readonly blockNumber_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Block: at most this; of one chain, so name it too. */
  readonly blockNumber_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<ChangeWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<ChangeWhere>>;
};

/** Order of changes. */
export type ChangeOrder =
  /** Oldest first. */
  | 'TIME_ASC'
  /** Newest first. */
  | 'TIME_DESC';

/** A page of changes. */
export type ChangeConnection = {
  /** The changes of this page. */
  readonly nodes: ReadonlyArray<Change>;
  /** The changes of this page with their cursors. */
  readonly edges: ReadonlyArray<ChangeEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many changes match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A change and its place in the list. */
export type ChangeEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The change. */
  readonly node: Change;
};

/**
 * Whether a receipt should be taken as collateral, as its contracts say at one block. What money rests on must ask them in
 * the transaction that lends: this says the same to whoever only looks.
 */
export type Eligibility = {
  /** The receipt. */
  readonly receipt: Receipt;
  /** Whether new debt should be given against it (`isEligible`): it is sound, and not too much of it is fresh. */
  readonly eligible: Scalars['Boolean']['output'];
  /** Whether nothing is held against it (`isSound`): state and backing. */
  readonly sound: Scalars['Boolean']['output'];
  /** What keeps it from being eligible; empty when nothing does. */
  readonly reasons: ReadonlyArray<EligibilityReason>;
  /** The bucket's state in force. */
  readonly state: BucketState;
  /** Part of the collateral that is still behind the receipts, 0 to 1, exact, nine decimals. */
  readonly backing: Scalars['BigDecimal']['output'];
  /** What may still be minted: capacity less level, and less what delayed messages have reserved. */
  readonly room: Amount;
  /** How much of the supply is fresh, and how much of it may be. */
  readonly seasoning: Seasoning;
  /** Newest indexed price of the collateral, without haircut or backing; null when it has no feed or no round. */
  readonly price?: Maybe<Price>;
  /** What the given feed says of the receipt; null when none was given. */
  readonly feed?: Maybe<ReceiptFeed>;
  /** The block that all but `price` was read at. */
  readonly cut: Cut;
};

/** What keeps a receipt from being eligible. */
export type EligibilityReason =
  /** The bucket is in state NOT_ELIGIBLE or STOPPED. */
  | 'STATE'
  /** A loss was written down: the receipt is not fully backed. */
  | 'BACKING'
  /** Too much of the supply was minted lately. */
  | 'SEASONING';

/** Receipts that were minted lately: stolen collateral is posted within minutes. */
export type Seasoning = {
  /** What counts as fresh. */
  readonly fresh: Amount;
  /** Share of the supply that may be fresh, 0 to 1. */
  readonly maxFreshShare: Scalars['BigDecimal']['output'];
  /** How long a receipt counts as fresh, seconds, and up to twice as long; 0 when nothing does. */
  readonly seconds: Scalars['Int']['output'];
};

/** A `BucketPriceFeed`: what a lending market takes for the price of the receipt. */
export type ReceiptFeed = {
  /** The feed's contract. */
  readonly address: Scalars['Address']['output'];
  /** Whether it refuses to answer while the receipt is not sound. The other variant, the conservative one, goes on. */
  readonly strict: Scalars['Boolean']['output'];
  /** Part of the price that is taken off, 0 to 1, for ever the same. */
  readonly haircut: Scalars['BigDecimal']['output'];
  /** How old, or how far ahead, the source's answer may be, seconds. */
  readonly maxAgeSeconds: Scalars['Int']['output'];
  /** The feed of the collateral that it reads. */
  readonly source: Scalars['Address']['output'];
  /** The feed that says whether the chain's sequencer is up; null when there is none. */
  readonly sequencerUptimeFeed?: Maybe<Scalars['Address']['output']>;
  /** Price of one receipt after haircut and backing, in the currency of the source, exact; null when the feed refuses. */
  readonly answer?: Maybe<Scalars['BigDecimal']['output']>;
  /** When the source says it observed its price; null when the feed refuses. */
  readonly observedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Seconds from `observedAt` to the block that was read, never below zero; null when the feed refuses. */
  readonly ageSeconds?: Maybe<Scalars['Int']['output']>;
  /** Name of the error that the feed refuses with, such as NotSound or StaleSource; null when it answers. */
  readonly refusal?: Maybe<Scalars['String']['output']>;
};

/**
 * What one chain carries towards one other chain in one asset. A home chain's row counts locked collateral, a host
 * chain's row outstanding receipts: the same collateral shows up once on either side, and the two are never added.
 */
export type Exposure = {
  /** The chain that carries it. */
  readonly chain: Chain;
  /** Side the chain is on. */
  readonly role: ExposureRole;
  /** The other chain of the pair. */
  readonly counterpart: Chain;
  /** The collateral, on its home chain. */
  readonly asset: Asset;
  /** HOME: collateral locked here. HOST: receipts outstanding here. */
  readonly amount: Amount;
  /** The most that may be outstanding in the bucket; null on the HOME side. */
  readonly capacity?: Maybe<Amount>;
  /** HOME: exits that arrived here and are not paid yet. HOST: messages that arrived here and are not minted. */
  readonly held: Amount;
  /** State of the bucket in force, as in `Bucket.state`; null on the HOME side. */
  readonly state?: Maybe<BucketState>;
  /** Id of the compartment (HOME) or of the bucket (HOST). */
  readonly id: Scalars['ID']['output'];
  /**
   * Sent from this chain towards the counterpart and not yet executed there, as far as both are indexed. HOME: locked,
   * not yet minted or held. HOST: burned or sent home, not yet paid or held. Null when the counterpart is not indexed.
   */
  readonly inFlight?: Maybe<Amount>;
  /** Block of this chain up to which the row is indexed; null when it is not known. */
  readonly asOfBlock?: Maybe<Scalars['BigInt']['output']>;
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** Side of a chain in a pair. */
export type ExposureRole =
  /** Collateral is locked here. */
  | 'HOME'
  /** Receipts are outstanding here. */
  | 'HOST';

/** What one chain carries in all. Sums leave out what has no price: see `unpriced`. */
export type ChainExposure = {
  /** The chain. */
  readonly chain: Chain;
  /** Collateral locked here, in US dollars; null when the chain is not indexed. */
  readonly lockedUsd?: Maybe<Scalars['BigDecimal']['output']>;
  /** Receipts outstanding here, in US dollars; null when the chain is not indexed. */
  readonly outstandingUsd?: Maybe<Scalars['BigDecimal']['output']>;
  /** The most that may be outstanding here, in US dollars; null when the chain is not indexed. */
  readonly capacityUsd?: Maybe<Scalars['BigDecimal']['output']>;
  /** This chain's part of `lockedUsd` over all rows of the answer, 0 to 1, six decimals, rounded down; null when that sum is 0. */
  readonly lockedShare?: Maybe<Scalars['BigDecimal']['output']>;
  /** The same of `outstandingUsd`. */
  readonly outstandingShare?: Maybe<Scalars['BigDecimal']['output']>;
  /** Assets that the sums leave out for want of a price. While it is not empty the sums are lower bounds. */
  readonly unpriced: ReadonlyArray<Asset>;
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** Which exposure to count. All given conditions must hold. */
export type ExposureWhere = {
  /** Chain that carries it. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Chain that carries it: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** The other chain. */
  readonly counterpartChainId?: InputMaybe<Scalars['Int']['input']>;
  /** The other chain: one of these; an empty list matches nothing. */
  readonly counterpartChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Side of the chain. */
  readonly role?: InputMaybe<ExposureRole>;
  /** Side of the chain: one of these; an empty list matches nothing. */
  readonly role_in?: InputMaybe<ReadonlyArray<ExposureRole>>;
  /** Token contract on the home chain. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token contract on the home chain: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Base units locked or outstanding: at least this. */
  readonly amount_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units locked or outstanding: at most this. */
  readonly amount_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<ExposureWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<ExposureWhere>>;
};

/**
 * Newest indexed round of a Chainlink-shaped feed: one that an asset of the deployment names, or one that the deployment chooses.
 * Feeds without an indexed round are not listed.
 */
export type FeedPrice = {
  /** "{chainId}:{feed}". */
  readonly id: Scalars['ID']['output'];
  /** Chain of the feed. */
  readonly chain: Chain;
  /** The contract that is asked for the price. */
  readonly feed: Scalars['Address']['output'];
  /** What is priced, such as `ETH / USD`: the unit of `value` stands behind the stroke. */
  readonly description: Scalars['String']['output'];
  /** Units of the second for one of the first: answer / 10^decimals, exact. An answer that is not above zero is shown, and prices nothing. */
  readonly value: Scalars['BigDecimal']['output'];
  /** The feed's answer, in its own units. */
  readonly answer: Scalars['BigInt']['output'];
  /** Decimals of `answer`. */
  readonly decimals: Scalars['Int']['output'];
  /** The feed's round id; of a proxy, phase × 2^64 + the round of its aggregator. */
  readonly round: Scalars['BigInt']['output'];
  /** Contract that said it: the feed itself, or the aggregator that the feed asks at the block that is read. */
  readonly aggregator: Scalars['Address']['output'];
  /** When the feed says the answer was observed (`updatedAt`). */
  readonly observedAt: Scalars['DateTime']['output'];
  /** Whole seconds since `observedAt` by the API's clock, or as of a block by that block's time; never below zero. */
  readonly ageSeconds: Scalars['Int']['output'];
  /** Block of the round. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Its transaction. */
  readonly txHash: Scalars['Bytes']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** Which prices to list. All given conditions must hold. */
export type FeedPriceWhere = {
  /** Chain of the feed. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Chain of the feed: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Contract of the feed. */
  readonly feed?: InputMaybe<Scalars['Address']['input']>;
  /** Contract of the feed: one of these; an empty list matches nothing. */
  readonly feed_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** What is priced, exactly. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** What is priced: one of these, exactly. */
  readonly description_in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<FeedPriceWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<FeedPriceWhere>>;
};

/** Order of prices. */
export type FeedPriceOrder =
  /** Chain id, then feed. */
  | 'ID_ASC'
  /** What is priced, then chain id and feed. */
  | 'DESCRIPTION_ASC';

/** A page of prices. */
export type FeedPriceConnection = {
  /** The prices of this page. */
  readonly nodes: ReadonlyArray<FeedPrice>;
  /** The prices of this page with their cursors. */
  readonly edges: ReadonlyArray<FeedPriceEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many prices match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A price and its place in the list. */
export type FeedPriceEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The price. */
  readonly node: FeedPrice;
};

/** What left one chain towards another in one asset, in whole hours. */
export type Flow = {
  /** Where it left. */
  readonly source: Chain;
  /** Where it goes. */
  readonly destination: Chain;
  /** The collateral, on its home chain. */
  readonly asset: Asset;
  /** Locked at home, or burned on a host. */
  readonly kind: FlowKind;
  /** Sum of what left. Valued at the price of the answer. */
  readonly amount: Amount;
  /** How many locks or burns that were. */
  readonly count: Scalars['Int']['output'];
};

/** How something leaves a chain. */
export type FlowKind =
  /** Collateral was locked at its home. */
  | 'LOCKED'
  /** Receipts were burned on a host. */
  | 'BURNED';

/** Length of the intervals of a history. Both start at whole hours or days in UTC. */
export type Interval =
  /** 3,600 seconds. */
  | 'HOUR'
  /** 86,400 seconds. */
  | 'DAY';

/** What passed through a bucket in an interval. Values are at the price of the answer, not at that of the interval. */
export type BucketPoint = {
  /** When the interval starts. */
  readonly startsAt: Scalars['DateTime']['output'];
  /** False while the interval goes on, as far as its chain is read. */
  readonly complete: Scalars['Boolean']['output'];
  /** What was minted in it. */
  readonly minted: Amount;
  /** What was burned in it. */
  readonly burned: Amount;
  /** How many mints there were in it. */
  readonly mintCount: Scalars['Int']['output'];
  /** How many burns there were in it. */
  readonly burnCount: Scalars['Int']['output'];
  /** The least that was outstanding in it. */
  readonly levelMin: Amount;
  /** The most that was outstanding in it. */
  readonly levelMax: Amount;
  /** What was outstanding at its end. */
  readonly levelAtEnd: Amount;
};

/** What passed through a compartment in an interval. Values are at the price of the answer, not at that of the interval. */
export type CompartmentPoint = {
  /** When the interval starts. */
  readonly startsAt: Scalars['DateTime']['output'];
  /** False while the interval goes on, as far as its chain is read. */
  readonly complete: Scalars['Boolean']['output'];
  /** What was locked in it. */
  readonly lockedIn: Amount;
  /** What was released in it, whether paid at once or held first. */
  readonly released: Amount;
  /** What was refunded or rescued in it. */
  readonly refunded: Amount;
  /** Held exits that were struck off in it, and count as locked again. */
  readonly voided: Amount;
  /** How many locks there were in it. */
  readonly lockCount: Scalars['Int']['output'];
  /** How many releases there were in it. */
  readonly releaseCount: Scalars['Int']['output'];
  /** The least that was locked in it. */
  readonly lockedMin: Amount;
  /** The most that was locked in it. */
  readonly lockedMax: Amount;
  /** What was locked at its end. */
  readonly lockedAtEnd: Amount;
};

/**
 * An authentic message that was over a limit, or arrived while nothing passed, and waits on chain instead of being refused.
 * On a host it is minted later or sent home; at home it is paid later, in parts if it is large.
 */
export type Hold = {
  /** "{chainId}:{side}:{counterpartChainId}:{asset}:{holdId}", the side in lower case. */
  readonly id: Scalars['ID']['output'];
  /** Chain that holds it. */
  readonly chain: Chain;
  /** Whether it waits to be minted or to be paid. */
  readonly side: HoldSide;
  /** Chain where the collateral is locked. */
  readonly home: Chain;
  /** Chain where its receipts are minted. */
  readonly host: Chain;
  /** The collateral, on its home chain. */
  readonly asset: Asset;
  /** The bucket that holds it; null on the EXIT side, and for an asset that has no bucket there. */
  readonly bucket?: Maybe<Bucket>;
  /** The compartment that holds it; null on the MINT side. */
  readonly compartment?: Maybe<Compartment>;
  /** Number of the hold within its bucket or compartment, from 1; no number is used twice. */
  readonly holdId: Scalars['Int']['output'];
  /** The message that is held. A message that is paid in parts may have several holds. */
  readonly guid: Scalars['Bytes']['output'];
  /** Who gets the receipts or the collateral. */
  readonly receiver: Scalars['Address']['output'];
  /** Who gets the collateral back if it is sent home; null on the EXIT side. */
  readonly refundTo?: Maybe<Scalars['Address']['output']>;
  /** What is still held; zero once it is gone. */
  readonly amount: Amount;
  /** What was held first. */
  readonly heldAmount: Amount;
  /** Why it is held, or was last. */
  readonly kind: HoldKind;
  /** What became of it. */
  readonly status: HoldStatus;
  /** When it arrived, by its chain's block time. */
  readonly heldAt: Scalars['DateTime']['output'];
  /** DELAYED: when its delay is over. REFUND_ONLY: since when. Null while WAITING. */
  readonly dueAt?: Maybe<Scalars['DateTime']['output']>;
  /** How many stand before it in the queue; null unless it is open and WAITING. */
  readonly ahead?: Maybe<Scalars['Int']['output']>;
  /** What they hold together; null unless it is open and WAITING. */
  readonly aheadAmount?: Maybe<Amount>;
  /** From when its receiver and its `refundTo` can send it home; null on the EXIT side, and once it is gone. */
  readonly refundableAt?: Maybe<Scalars['DateTime']['output']>;
  /** From when anybody can send it home; null on the EXIT side, and once it is gone. */
  readonly refundableByAnybodyAt?: Maybe<Scalars['DateTime']['output']>;
  /** What it waits for, in words, by the time of the newest indexed block; null once it is gone. */
  readonly waitingFor?: Maybe<Scalars['String']['output']>;
  /** The REFUND message that took it home; null unless REFUNDED. */
  readonly refundGuid?: Maybe<Scalars['Bytes']['output']>;
  /** What to call to move it on, with exactly what it takes; null once it is gone. */
  readonly call?: Maybe<HoldCall>;
  /** Block of its chain with the newest event of it. */
  readonly updatedBlock: Scalars['BigInt']['output'];
  /** Block time of that block. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Transaction of that event. */
  readonly txHash: Scalars['Bytes']['output'];
};

/**
 * What `releaseHold`, which anybody may call, takes: (`eid`, `asset`, `id`, `hold`); `refundHold`, on the MINT side, takes the
 * same and a fee (`quoteRefund`). Chains keep a hash only, so every value must be as it is here.
 */
export type HoldCall = {
  /** `ReceiptBuckets` or `CollateralVault` of the chain that holds it. */
  readonly contract: Scalars['Address']['output'];
  /** LayerZero endpoint id of the chain at the other end. */
  readonly eid: Scalars['Int']['output'];
  /** Token contract on the home chain. */
  readonly asset: Scalars['Address']['output'];
  /** Number of the hold. */
  readonly id: Scalars['Int']['output'];
  /** The contract's `Hold` structure. */
  readonly hold: HoldStruct;
};

/** The contracts' `Hold` structure, field by field and in their units. */
export type HoldStruct = {
  /** Message guid, `bytes32`. */
  readonly guid: Scalars['Bytes']['output'];
  /** Who gets what it moves. */
  readonly receiver: Scalars['Address']['output'];
  /** Where it can be sent back to; the zero address at home. */
  readonly refundTo: Scalars['Address']['output'];
  /** Base units that are left, `uint128`. */
  readonly amount: Scalars['BigInt']['output'];
  /** Number of the kind: 0 waiting, 1 delayed, 2 refund-only. */
  readonly kind: Scalars['Int']['output'];
  /** When it arrived, Unix seconds, `uint40`. */
  readonly heldAt: Scalars['BigInt']['output'];
  /** When it is due, Unix seconds, `uint40`; 0 while waiting. */
  readonly dueAt: Scalars['BigInt']['output'];
};

/** What a hold waits to become. */
export type HoldSide =
  /** On a host: to be minted. */
  | 'MINT'
  /** At home: to be paid. */
  | 'EXIT';

/** Why a message is held. */
export type HoldKind =
  /** It stands in a queue, first in, first out: there was no room, or nothing passed. */
  | 'WAITING'
  /** It has its room and waits for nothing but its own time. */
  | 'DELAYED'
  /** It can only be sent home. On the MINT side only. */
  | 'REFUND_ONLY';

/** What became of a hold. */
export type HoldStatus =
  /** It is held. */
  | 'OPEN'
  /** It passed: minted, or paid in full. */
  | 'RELEASED'
  /** It was sent home. On the MINT side only. */
  | 'REFUNDED'
  /** It was struck off as forged. On the EXIT side only. */
  | 'VOIDED';

/** Which holds to list. All given conditions must hold. */
export type HoldWhere = {
  /** Chain that holds it. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Chain that holds it: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Home chain. */
  readonly homeChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Home chain: one of these; an empty list matches nothing. */
  readonly homeChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Host chain. */
  readonly hostChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Host chain: one of these; an empty list matches nothing. */
  readonly hostChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Side. */
  readonly side?: InputMaybe<HoldSide>;
  /** Token contract on the home chain. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token contract on the home chain: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Bucket that holds it, "{hostChainId}:{receipt}". */
  readonly bucket?: InputMaybe<Scalars['ID']['input']>;
  /** Bucket that holds it: one of these; an empty list matches nothing. */
  readonly bucket_in?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Kind. */
  readonly kind?: InputMaybe<HoldKind>;
  /** Kind: one of these; an empty list matches nothing. */
  readonly kind_in?: InputMaybe<ReadonlyArray<HoldKind>>;
  /** Whether it is still held. */
  readonly open?: InputMaybe<Scalars['Boolean']['input']>;
  /** Status. */
  readonly status?: InputMaybe<HoldStatus>;
  /** Status: one of these; an empty list matches nothing. */
  readonly status_in?: InputMaybe<ReadonlyArray<HoldStatus>>;
  /** Who gets the receipts or the collateral. */
  readonly receiver?: InputMaybe<Scalars['Address']['input']>;
  /** Who gets the receipts or the collateral: one of these; an empty list matches nothing. */
  readonly receiver_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Who gets the collateral back if it is sent home. */
  readonly refundTo?: InputMaybe<Scalars['Address']['input']>;
  /** Who gets the collateral back if it is sent home: one of these; an empty list matches nothing. */
  readonly refundTo_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Message guid. */
  readonly guid?: InputMaybe<Scalars['Bytes']['input']>;
  /** Message guid: one of these; an empty list matches nothing. */
  readonly guid_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** Base units still held: at least this. */
  readonly amount_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units still held: at most this. */
  readonly amount_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** When it arrived: at least this. */
  readonly heldAt_gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** When it arrived: at most this. */
  readonly heldAt_lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** When it is due: at least this. What is WAITING has no due time and is left out. */
  readonly dueAt_gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** When it is due: at most this. What is WAITING has no due time and is left out. */
  readonly dueAt_lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<HoldWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<HoldWhere>>;
};

/** Order of holds. Amounts are base units: compare them within one asset only. */
export type HoldOrder =
  /** Oldest first; within a queue, in the order in which they may pass. */
  | 'HELD_AT_ASC'
  /** Newest first. */
  | 'HELD_AT_DESC'
  /** Least held first. */
  | 'AMOUNT_ASC'
  /** Most held first. */
  | 'AMOUNT_DESC';

/** A page of holds. */
export type HoldConnection = {
  /** The holds of this page. */
  readonly nodes: ReadonlyArray<Hold>;
  /** The holds of this page with their cursors. */
  readonly edges: ReadonlyArray<HoldEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many holds match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A hold and its place in the list. */
export type HoldEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The hold. */
  readonly node: Hold;
};

/**
 * Value that moved from one account of a bucket's double-entry ledger to another because of one event in a final block. The guard keeps the
 * ledger, some time after the indexers: it is no part of any state of the past, and has no `asOf`.
 */
export type LedgerEntry = {
  /** "{chainId}:{blockHash}:{logIndex}:{phase}:{part}", the phase in lower case. */
  readonly id: Scalars['ID']['output'];
  /** Chain of the event. */
  readonly chain: Chain;
  /** Chain where the bucket's collateral is locked. */
  readonly home: Chain;
  /** Chain of the bucket's receipts. */
  readonly host: Chain;
  /** The bucket's asset, on its home chain. */
  readonly asset: Asset;
  /** Whether a departure was announced, or the event booked as a whole. */
  readonly phase: LedgerPhase;
  /** The event, as the ledger calls it: `locked`, `minted`, `hold-released` and so on. */
  readonly event: Scalars['String']['output'];
  /** The message that the event is about; null where there is none. */
  readonly guid?: Maybe<Scalars['Bytes']['output']>;
  /** Account that the value came from. */
  readonly from: LedgerAccount;
  /** Account that it went to. */
  readonly to: LedgerAccount;
  /** How much, in base units of the asset. */
  readonly amount: Amount;
  /** Block of the event. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Hash of the block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Place of the event in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** When it was posted, by the database's clock. */
  readonly postedAt: Scalars['DateTime']['output'];
};

/** In which of the two readings of a chain an entry was posted: sources are read further than destinations. */
export type LedgerPhase =
  /** A departure in a block that is final but not booked yet: from `LOCKS` or `DEPARTING` into transit. */
  | 'ANNOUNCED'
  /** Everything else of the event, once its block was read at the end that it is booked for. */
  | 'BOOKED';

/** Accounts of a bucket, in two books each of which adds up to zero. Balances are never below zero unless it says so. */
export type LedgerAccount =
  /** Collateral book: all that was ever locked; never above zero. */
  | 'DEPOSITORS'
  /** Collateral book: what the compartment keeps for receipts. */
  | 'LOCKED'
  /** Collateral book: exits that left `LOCKED` and wait for their payout. */
  | 'EXITS_HELD'
  /** Collateral book: payouts that the token refused. */
  | 'CLAIMS'
  /** Collateral book: all that was ever paid out. */
  | 'PAID'
  /** Collateral book: what payouts lacked because a loss was written down. */
  | 'WRITTEN_DOWN'
  /** Claims book: all that was ever locked; never above zero. */
  | 'LOCKS'
  /** Claims book: locked, and neither minted nor held nor rescued yet. */
  | 'TRANSIT_OUT'
  /** Claims book: minted, held or rescued though no lock was left to come from; never above zero, and zero unless there is a finding. */
  | 'UNBACKED_MINTS'
  /** Claims book: supply of the receipt. */
  | 'OUTSTANDING'
  /** Claims book: holds of the host that wait in the queue. */
  | 'WAITING'
  /** Claims book: holds of the host with a delay. */
  | 'DELAYED'
  /** Claims book: holds of the host that can only go home. */
  | 'REFUND_ONLY'
  /** Claims book: burned or sent home in blocks that are final but not booked yet; never above zero. */
  | 'DEPARTING'
  /** Claims book: burned, not released yet. */
  | 'TRANSIT_RELEASE'
  /** Claims book: sent home, not refunded yet. */
  | 'TRANSIT_REFUND'
  /** Claims book: released or refunded though nothing of the host was left to come from; never above zero, and zero unless there is a finding. */
  | 'UNBACKED_EXITS'
  /** Claims book: all that was ever released, refunded or rescued. */
  | 'EXITED'
  /** Claims book: exits that the owner struck off. */
  | 'VOIDED';

/** Which ledger entries to list. All given conditions must hold. */
export type LedgerEntryWhere = {
  /** Chain of the event. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Chain of the event: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Home chain of the bucket. */
  readonly homeChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Home chain of the bucket: one of these; an empty list matches nothing. */
  readonly homeChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Host chain of the bucket. */
  readonly hostChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Host chain of the bucket: one of these; an empty list matches nothing. */
  readonly hostChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Asset of the bucket, on its home chain. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Asset of the bucket, on its home chain: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Message. */
  readonly guid?: InputMaybe<Scalars['Bytes']['input']>;
  /** Message: one of these; an empty list matches nothing. */
  readonly guid_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** Phase. */
  readonly phase?: InputMaybe<LedgerPhase>;
  /** Phase: one of these; an empty list matches nothing. */
  readonly phase_in?: InputMaybe<ReadonlyArray<LedgerPhase>>;
  /** Account, on either side. */
  readonly account?: InputMaybe<LedgerAccount>;
  /** Account, on either side: one of these; an empty list matches nothing. */
  readonly account_in?: InputMaybe<ReadonlyArray<LedgerAccount>>;
  /** Account that the value came from. */
  readonly from?: InputMaybe<LedgerAccount>;
  /** Account that the value came from: one of these; an empty list matches nothing. */
  readonly from_in?: InputMaybe<ReadonlyArray<LedgerAccount>>;
  /** Account that it went to. */
  readonly to?: InputMaybe<LedgerAccount>;
  /** Account that it went to: one of these; an empty list matches nothing. */
  readonly to_in?: InputMaybe<ReadonlyArray<LedgerAccount>>;
  /** Block of the event: at least this. */
  readonly blockNumber_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Block of the event: at most this. */
  readonly blockNumber_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** When it was posted: at least this. */
  readonly postedAt_gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** When it was posted: at most this. */
  readonly postedAt_lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<LedgerEntryWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<LedgerEntryWhere>>;
};

/** Order of ledger entries. */
export type LedgerEntryOrder =
  /** In the order in which they were posted. */
  | 'POSTED_ASC'
  /** Newest first. */
  | 'POSTED_DESC';

/** A page of ledger entries. */
export type LedgerEntryConnection = {
  /** The entries of this page. */
  readonly nodes: ReadonlyArray<LedgerEntry>;
  /** The entries of this page with their cursors. */
  readonly edges: ReadonlyArray<LedgerEntryEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many entries match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
};

/** A ledger entry and its place in the list. */
export type LedgerEntryEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: LedgerEntry;
};

/** A protocol of others whose contracts can be indexed beside ours. */
export type Protocol =
  /** A vault that issues shares of what it holds (ERC-4626). */
  | 'ERC4626'
  /** A market of Morpho Blue: one token is lent against another. */
  | 'MORPHO_BLUE'
  /** A reserve of an Aave v3 pool: one token that is lent, and that stands for debts in others. */
  | 'AAVE_V3';

/**
 * Where others lend, borrow or hold, as its events tell it: interest that no event has told yet is in no figure. Indexed where the
 * deployment chooses it.
 */
export type Market = {
  /** "{chainId}:{contract}:{marketId}". */
  readonly id: Scalars['ID']['output'];
  /** Its chain. */
  readonly chain: Chain;
  /** Whose it is. */
  readonly protocol: Protocol;
  /** The vault, Morpho Blue, or the Aave pool. */
  readonly contract: Scalars['Address']['output'];
  /** The vault again, the id of Morpho's market, or the token of Aave's reserve. */
  readonly marketId: Scalars['Bytes']['output'];
  /** What is supplied and borrowed; null for a vault that does not tell. */
  readonly asset?: Maybe<Asset>;
  /** What stands behind a debt, where that is a token of its own; null elsewhere. */
  readonly collateralAsset?: Maybe<Asset>;
  /** What is supplied; of a vault what was put in less what was taken out, without what it earned. Null without an asset. */
  readonly supplied?: Maybe<Amount>;
  /** Shares of suppliers, in the protocol's own unit: of Aave the scaled supply. */
  readonly supplyShares: Scalars['BigInt']['output'];
  /** What is borrowed; null without an asset. */
  readonly borrowed?: Maybe<Amount>;
  /** Shares of borrowers, in the protocol's own unit: of Aave the scaled variable debt. */
  readonly debtShares: Scalars['BigInt']['output'];
  /** Collateral that is posted in the market; null where none is. */
  readonly collateral?: Maybe<Amount>;
  /** Block time of its first event. */
  readonly openedAt: Scalars['DateTime']['output'];
  /** Block time of its newest event. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Block of its newest event. */
  readonly updatedBlock: Scalars['BigInt']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** Which markets to list. All given conditions must hold. */
export type MarketWhere = {
  /** Chain. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Chain: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Protocol. */
  readonly protocol?: InputMaybe<Protocol>;
  /** Protocol: one of these; an empty list matches nothing. */
  readonly protocol_in?: InputMaybe<ReadonlyArray<Protocol>>;
  /** Vault, Morpho Blue or pool. */
  readonly contract?: InputMaybe<Scalars['Address']['input']>;
  /** Vault, Morpho Blue or pool: one of these; an empty list matches nothing. */
  readonly contract_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Id within the contract. */
  readonly marketId?: InputMaybe<Scalars['Bytes']['input']>;
  /** Id within the contract: one of these; an empty list matches nothing. */
  readonly marketId_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** Token that is supplied and borrowed. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token that is supplied and borrowed: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Token that stands behind debts. */
  readonly collateralAsset?: InputMaybe<Scalars['Address']['input']>;
  /** Token that stands behind debts: one of these; an empty list matches nothing. */
  readonly collateralAsset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<MarketWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<MarketWhere>>;
};

/** Order of markets. */
export type MarketOrder =
  /** Chain id, contract, market id. */
  | 'ID_ASC';

/** A page of markets. */
export type MarketConnection = {
  /** The markets of this page. */
  readonly nodes: ReadonlyArray<Market>;
  /** The markets of this page with their cursors. */
  readonly edges: ReadonlyArray<MarketEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many markets match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A market and its place in the list. */
export type MarketEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The market. */
  readonly node: Market;
};

/** An account's holding in a market of others. Accounts that have nothing there and owe nothing are not listed. */
export type MarketPosition = {
  /** "{chainId}:{contract}:{marketId}:{account}". */
  readonly id: Scalars['ID']['output'];
  /** Whose it is. */
  readonly account: Scalars['Address']['output'];
  /** Chain of the market. */
  readonly chain: Chain;
  /** Protocol of the market. */
  readonly protocol: Protocol;
  /** Where it lies. */
  readonly market: Market;
  /** Shares that the account supplied for, in the protocol's own unit; exact. */
  readonly supplyShares: Scalars['BigInt']['output'];
  /**
   * What those were worth when an event last told, rounded down: of Morpho and Aave with the interest up to the newest event of the
   * market, of a vault at the rate of its newest exchange. Null without an asset, and while no event told.
   */
  readonly supplied?: Maybe<Amount>;
  /** Shares of debt, in the protocol's own unit; exact. */
  readonly debtShares: Scalars['BigInt']['output'];
  /** What the account owes, by the same rule, rounded up. Null without an asset, and while no event told. */
  readonly debt?: Maybe<Amount>;
  /** Collateral that it posted; null where the market has no token of its own for that. */
  readonly collateral?: Maybe<Amount>;
  /** Block time of its first event. */
  readonly openedAt: Scalars['DateTime']['output'];
  /** Block time of its newest event. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Block of its newest event. */
  readonly updatedBlock: Scalars['BigInt']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** Which holdings to list. All given conditions must hold. */
export type MarketPositionWhere = {
  /** Chain. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Chain: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Protocol. */
  readonly protocol?: InputMaybe<Protocol>;
  /** Protocol: one of these; an empty list matches nothing. */
  readonly protocol_in?: InputMaybe<ReadonlyArray<Protocol>>;
  /** Vault, Morpho Blue or pool. */
  readonly contract?: InputMaybe<Scalars['Address']['input']>;
  /** Vault, Morpho Blue or pool: one of these; an empty list matches nothing. */
  readonly contract_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Id of the market within the contract. */
  readonly marketId?: InputMaybe<Scalars['Bytes']['input']>;
  /** Id of the market within the contract: one of these; an empty list matches nothing. */
  readonly marketId_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** Token that is supplied and borrowed. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token that is supplied and borrowed: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Token that stands behind debts. */
  readonly collateralAsset?: InputMaybe<Scalars['Address']['input']>;
  /** Token that stands behind debts: one of these; an empty list matches nothing. */
  readonly collateralAsset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Owner. */
  readonly account?: InputMaybe<Scalars['Address']['input']>;
  /** Owner: one of these; an empty list matches nothing. */
  readonly account_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Whether it owes anything. */
  readonly indebted?: InputMaybe<Scalars['Boolean']['input']>;
  /** Block time of the newest event: at least this. */
  readonly updatedAt_gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Block time of the newest event: at most this. */
  readonly updatedAt_lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<MarketPositionWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<MarketPositionWhere>>;
};

/** Order of holdings. */
export type MarketPositionOrder =
  /** Least recently changed first. */
  | 'UPDATED_AT_ASC'
  /** Most recently changed first. */
  | 'UPDATED_AT_DESC'
  /** Chain id, contract, market id, account. */
  | 'ID_ASC';

/** A page of holdings. */
export type MarketPositionConnection = {
  /** The holdings of this page. */
  readonly nodes: ReadonlyArray<MarketPosition>;
  /** The holdings of this page with their cursors. */
  readonly edges: ReadonlyArray<MarketPositionEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many holdings match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A holding and its place in the list. */
export type MarketPositionEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The holding. */
  readonly node: MarketPosition;
};

/** Somebody repaid another's debt and got collateral for it. */
export type Liquidation = {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** Chain of the market. */
  readonly chain: Chain;
  /** Protocol of the market. */
  readonly protocol: Protocol;
  /** Morpho Blue, or the pool. */
  readonly contract: Scalars['Address']['output'];
  /** Market of the debt: Morpho's id, or the token of Aave's reserve. */
  readonly marketId: Scalars['Bytes']['output'];
  /** Whose debt it was. */
  readonly borrower: Scalars['Address']['output'];
  /** Who repaid it. */
  readonly liquidator: Scalars['Address']['output'];
  /** Token of the debt. */
  readonly asset: Asset;
  /** What was repaid, in that token. */
  readonly repaid: Amount;
  /** Token of the collateral. */
  readonly seizedAsset: Asset;
  /** Collateral that was taken for it. */
  readonly seized: Amount;
  /** What was left of the debt without anything behind it, and was taken from the suppliers there and then; zero on Aave, whose deficits are not indexed. */
  readonly badDebt: Amount;
  /** Block of the event. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the event in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of the block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Transaction. */
  readonly txHash: Scalars['Bytes']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** Which liquidations to list. All given conditions must hold. */
export type LiquidationWhere = {
  /** Chain. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Chain: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Protocol. */
  readonly protocol?: InputMaybe<Protocol>;
  /** Protocol: one of these; an empty list matches nothing. */
  readonly protocol_in?: InputMaybe<ReadonlyArray<Protocol>>;
  /** Morpho Blue, or the pool. */
  readonly contract?: InputMaybe<Scalars['Address']['input']>;
  /** Morpho Blue, or the pool: one of these; an empty list matches nothing. */
  readonly contract_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Market of the debt. */
  readonly marketId?: InputMaybe<Scalars['Bytes']['input']>;
  /** Market of the debt: one of these; an empty list matches nothing. */
  readonly marketId_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** Whose debt it was. */
  readonly borrower?: InputMaybe<Scalars['Address']['input']>;
  /** Whose debt it was: one of these; an empty list matches nothing. */
  readonly borrower_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Who repaid it. */
  readonly liquidator?: InputMaybe<Scalars['Address']['input']>;
  /** Who repaid it: one of these; an empty list matches nothing. */
  readonly liquidator_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Base units of bad debt: at least this. */
  readonly badDebt_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units of bad debt: at most this. */
  readonly badDebt_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Transaction. */
  readonly txHash?: InputMaybe<Scalars['Bytes']['input']>;
  /** Transaction: one of these; an empty list matches nothing. */
  readonly txHash_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** Block time: at least this. */
  readonly time_gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Block time: at most this. */
  readonly time_lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Block: at least this. */
  readonly blockNumber_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Block: at most this. */
  readonly blockNumber_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<LiquidationWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<LiquidationWhere>>;
};

/** Order of liquidations. */
export type LiquidationOrder =
  /** Oldest first. */
  | 'TIME_ASC'
  /** Newest first. */
  | 'TIME_DESC';

/** A page of liquidations. */
export type LiquidationConnection = {
  /** The liquidations of this page. */
  readonly nodes: ReadonlyArray<Liquidation>;
  /** The liquidations of this page with their cursors. */
  readonly edges: ReadonlyArray<LiquidationEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many liquidations match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A liquidation and its place in the list. */
export type LiquidationEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The liquidation. */
  readonly node: Liquidation;
};

/** A message between a vault and a buckets contract. */
export type Message = {
  /** LayerZero id of the message, 32 bytes. */
  readonly guid: Scalars['Bytes']['output'];
  /** What it does where it arrives. */
  readonly kind: MessageKind;
  /** Where it stands. */
  readonly state: MessageState;
  /** What it waits for, in words; null once it waits for nothing. */
  readonly waitingFor?: Maybe<Scalars['String']['output']>;
  /**
   * What is held of it where it arrived; null when nothing is, or nothing any more. Of an exit that is paid in parts the
   * first that is due; `holds(where: { guid: … })` has all of them, also those that passed.
   */
  readonly hold?: Maybe<Hold>;
  /** From where to where. */
  readonly lane: Lane;
  /** LayerZero's unit of nonce order. */
  readonly pathway: Pathway;
  /** LayerZero nonce on its pathway, from 1. */
  readonly nonce: Scalars['BigInt']['output'];
  /** The collateral it moves, on its home chain; null for a NOOP. */
  readonly asset?: Maybe<Asset>;
  /** How much it moves; null for a NOOP. */
  readonly amount?: Maybe<Amount>;
  /** Account that sent it; null while the index does not hold its source event. */
  readonly sender?: Maybe<Scalars['Address']['output']>;
  /** Who gets what it moves; null for a NOOP. */
  readonly receiver?: Maybe<Scalars['Address']['output']>;
  /** Block of the source chain that holds it. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Transaction on the source chain that sent it. */
  readonly txHash: Scalars['Bytes']['output'];
  /** Block time of that block; null while the index does not hold its source event. */
  readonly sentAt?: Maybe<Scalars['DateTime']['output']>;
  /** keccak-256 of guid and content: the guid alone does not bind the content. */
  readonly payloadHash: Scalars['Bytes']['output'];
  /** What came of it at its destination; null until it was executed and the execution is indexed. */
  readonly outcome?: Maybe<MessageOutcome>;
  /** Every step, in the usual order. Anyone may verify and execute, so a later step can be reached before an earlier one. */
  readonly steps: ReadonlyArray<MessageStep>;
  /** Our transactions that carried it, oldest first. */
  readonly attempts: ReadonlyArray<Attempt>;
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** What a message does where it arrives. */
export type MessageKind =
  /** Mints receipts for a lock. */
  | 'MINT'
  /** Releases collateral for a burn. */
  | 'RELEASE'
  /** Sends collateral back whose receipt was never minted. */
  | 'REFUND'
  /** Nothing: it only moves the nonce on. */
  | 'NOOP';

/** Where a message stands. Later facts win: one that someone else executed is EXECUTED, attested by us or not. */
export type MessageState =
  /** Sent; its source block is not final. */
  | 'SENT'
  /** Its source block is final. */
  | 'FINAL'
  /** Our attestors have signed it. */
  | 'ATTESTED'
  /** Every other required DVN has verified it. */
  | 'VERIFIABLE'
  /** Its content is committed at the receiving endpoint. */
  | 'VERIFIED'
  /** Its receiver took it and nothing is held: `outcome` says what came of it. */
  | 'EXECUTED'
  /** The same, and the block of its execution is final. */
  | 'SETTLED'
  /** Its receiver took it and holds it, in whole or in part: `hold` says until when. */
  | 'DEFERRED'
  /** It was held and then sent home by a REFUND message, which is on its way. */
  | 'REFUNDING'
  /** It was held and sent home, and its lock is undone there. */
  | 'REFUNDED'
  /** Its source block left the chain before it was final. */
  | 'ORPHANED';

/** What came of an executed message. */
export type MessageOutcome =
  /** Receipts were minted. */
  | 'MINTED'
  /** Collateral was released: paid, or left as a claim of its receiver where the token refused the payout. */
  | 'RELEASED'
  /** Its lock was undone and the collateral given back: paid, or left as a claim where the token refused the payout. */
  | 'REFUNDED'
  /** It is held, in whole or in part: nothing was minted, or not all was paid. */
  | 'HELD'
  /** It was held and then sent home by a REFUND message. */
  | 'SENT_HOME'
  /** It was held and then struck off as forged: it, or what was left of it, is not paid. */
  | 'VOIDED'
  /** It was executed and moved nothing that the index knows of. */
  | 'NONE';

/** Two chains, in the direction of the message. */
export type Lane = {
  /** Chain the message left. */
  readonly source: Chain;
  /** Chain it goes to. */
  readonly destination: Chain;
};

/** LayerZero's unit of nonce order. */
export type Pathway = {
  /** LayerZero endpoint id of the source chain. */
  readonly srcEid: Scalars['Int']['output'];
  /** Contract that sent the message. */
  readonly sender: Scalars['Address']['output'];
  /** LayerZero endpoint id of the destination chain. */
  readonly dstEid: Scalars['Int']['output'];
  /** Contract that receives it. */
  readonly receiver: Scalars['Address']['output'];
};

/** A step on a message's way. */
export type MessageStep = {
  /** Which step. */
  readonly name: MessageStepName;
  /** Whether it was reached. */
  readonly reached: Scalars['Boolean']['output'];
  /** Chain where the step happens; null for ATTESTED, which happens off chain. */
  readonly chain?: Maybe<Chain>;
  /** Block of the step: of the event, or the block that had to be final; null when there is none or it is not known. */
  readonly blockNumber?: Maybe<Scalars['BigInt']['output']>;
  /** Transaction of the step; null when it has none or it is not known. */
  readonly txHash?: Maybe<Scalars['Bytes']['output']>;
  /**
   * When it was reached: block time for SENT, VERIFIED and EXECUTED, our relayer's clock for the others; null when it is
   * not known.
   */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** Who did it; null until it was reached. */
  readonly by?: Maybe<StepActor>;
  /** Addresses behind `by` where they are known: the attestors of ATTESTED, the account of SENT. */
  readonly addresses: ReadonlyArray<Scalars['Address']['output']>;
  /** What came of the execution; null for every step but EXECUTED. */
  readonly outcome?: Maybe<MessageOutcome>;
};

/** Name of a step. */
export type MessageStepName =
  /** The source chain holds the message. */
  | 'SENT'
  /** Its source block is final by its chain's rule. */
  | 'FINAL'
  /** Our attestors have signed it. */
  | 'ATTESTED'
  /** Every other required DVN has verified it. */
  | 'VERIFIABLE'
  /** Its content is committed at the receiving endpoint. */
  | 'VERIFIED'
  /** Its receiver took it. */
  | 'EXECUTED'
  /** The block of its execution is final. */
  | 'SETTLED';

/** Who did a step. */
export type StepActor =
  /** The account that sent the message. */
  | 'ACCOUNT'
  /** The chain itself, by finality. */
  | 'CHAIN'
  /** Our attestors. */
  | 'ATTESTORS'
  /** The other required DVNs. */
  | 'DVNS'
  /** A transaction of our relayer. */
  | 'RELAYER'
  /** Somebody else: committing and executing are open to anyone. */
  | 'ANYONE';

/** A transaction of our relayer that carried a message. */
export type Attempt = {
  /** Transaction hash; known before it leaves. */
  readonly txHash: Scalars['Bytes']['output'];
  /** How it ended, or that it has not. */
  readonly state: AttemptState;
  /** Chain it was sent to. */
  readonly chain: Chain;
  /** Account that signed it. */
  readonly signer: Scalars['Address']['output'];
  /** The account's transaction nonce. */
  readonly nonce: Scalars['BigInt']['output'];
  /** When it was committed to our database, before it left. */
  readonly intendedAt: Scalars['DateTime']['output'];
  /** When a node took it; null before. */
  readonly broadcastAt?: Maybe<Scalars['DateTime']['output']>;
  /** When its end was known; null before. */
  readonly resolvedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Block that holds it; null unless it was mined. */
  readonly blockNumber?: Maybe<Scalars['BigInt']['output']>;
  /** Gas units it used; null unless it was mined. */
  readonly gasUsed?: Maybe<Scalars['BigInt']['output']>;
};

/** How a transaction of our relayer ended. */
export type AttemptState =
  /** Committed to our database, not sent yet. */
  | 'INTENDED'
  /** Sent, not mined yet. */
  | 'BROADCAST'
  /** Mined with success. Whether the message was executed only the message's own steps say. */
  | 'SUCCEEDED'
  /** Mined and reverted. */
  | 'REVERTED'
  /** Its nonce was used by another transaction. */
  | 'SUPERSEDED';

/** A lane, or one end of it. */
export type LaneWhere = {
  /** Chain id of the source. */
  readonly source?: InputMaybe<Scalars['Int']['input']>;
  /** Chain id of the destination. */
  readonly destination?: InputMaybe<Scalars['Int']['input']>;
};

/** Which messages to list. All given conditions must hold. */
export type MessageWhere = {
  /** Message guid. */
  readonly guid?: InputMaybe<Scalars['Bytes']['input']>;
  /** Message guid: one of these; an empty list matches nothing. */
  readonly guid_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** Kind. */
  readonly kind?: InputMaybe<MessageKind>;
  /** Kind: one of these; an empty list matches nothing. */
  readonly kind_in?: InputMaybe<ReadonlyArray<MessageKind>>;
  /** State. */
  readonly state?: InputMaybe<MessageState>;
  /** State: one of these; an empty list matches nothing. */
  readonly state_in?: InputMaybe<ReadonlyArray<MessageState>>;
  /** Source chain. */
  readonly sourceChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Source chain: one of these; an empty list matches nothing. */
  readonly sourceChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Destination chain. */
  readonly destinationChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Destination chain: one of these; an empty list matches nothing. */
  readonly destinationChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Account that sent it. */
  readonly account?: InputMaybe<Scalars['Address']['input']>;
  /** Account that sent it: one of these; an empty list matches nothing. */
  readonly account_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Who gets what it moves. */
  readonly receiver?: InputMaybe<Scalars['Address']['input']>;
  /** Who gets what it moves: one of these; an empty list matches nothing. */
  readonly receiver_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Token contract on the home chain. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token contract on the home chain: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** LayerZero nonce: at least this. */
  readonly nonce_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** LayerZero nonce: at most this. */
  readonly nonce_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units moved: at least this. */
  readonly amount_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units moved: at most this. */
  readonly amount_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Block time of the source event: at least this. */
  readonly sentAt_gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Block time of the source event: at most this. */
  readonly sentAt_lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Source or destination chain. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Source or destination chain: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** From where to where. */
  readonly lane?: InputMaybe<LaneWhere>;
  /** From where to where: one of these; an empty list matches nothing. */
  readonly lane_in?: InputMaybe<ReadonlyArray<LaneWhere>>;
  /** Transaction that sent it or that executed it. */
  readonly txHash?: InputMaybe<Scalars['Bytes']['input']>;
  /** Transaction that sent it or that executed it: one of these; an empty list matches nothing. */
  readonly txHash_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<MessageWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<MessageWhere>>;
};

/** Order of messages over all chains: block time of the source event, then chain id, block and log index. */
export type MessageOrder =
  /** Oldest first. */
  | 'SENT_AT_ASC'
  /** Newest first. */
  | 'SENT_AT_DESC';

/** A page of messages. */
export type MessageConnection = {
  /** The messages of this page. */
  readonly nodes: ReadonlyArray<Message>;
  /** The messages of this page with their cursors. */
  readonly edges: ReadonlyArray<MessageEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many messages match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A message and its place in the list. */
export type MessageEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The message. */
  readonly node: Message;
};

/** Where a page of a list lies. */
export type PageInfo = {
  /** Whether the list goes on after this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether the page was asked for with `after`, so that something may lie before it. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the page's first entry; null when the page is empty. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** Cursor of the page's last entry, to be given as `after` for the next page; null when the page is empty. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

/** What a transfer would meet at both ends if it were sent and arrived at once, as the contracts themselves say. */
export type Preflight = {
  /** Whether it would pass. */
  readonly verdict: PreflightVerdict;
  /** The limit that decides; null when the transfer passes at once. */
  readonly binding?: Maybe<PreflightBinding>;
  /** The most that passes both ends at once. */
  readonly room: Amount;
  /** The longer of the two waits, seconds, if nobody else moves anything; null when it never passes as things are. */
  readonly waitSeconds?: Maybe<Scalars['BigInt']['output']>;
  /** What the message costs, wei of the chain it is sent from, whatever the amount. */
  readonly feeWei: Scalars['BigInt']['output'];
  /** Where it is sent from. */
  readonly source: PreflightEnd;
  /** Where it arrives. */
  readonly destination: PreflightEnd;
  /** The blocks that both ends were read at. */
  readonly cut: Cut;
};

/** One end of a transfer. */
export type PreflightEnd = {
  /** The chain. */
  readonly chain: Chain;
  /** State in force of the bucket or of the compartment there. Burning is possible in every state. */
  readonly state: PreflightState;
  /** The least that one message may move. */
  readonly minAmount: Amount;
  /** The most that one message may move; null where any amount may be moved at once or in parts. */
  readonly maxAmount?: Maybe<Amount>;
  /** What the capacity, or what there is, still allows. */
  readonly capacityRoom?: Maybe<Amount>;
  /** What passes at once. */
  readonly room: Amount;
  /** Until this amount passes here, seconds; null when it never does as things are. */
  readonly waitSeconds?: Maybe<Scalars['BigInt']['output']>;
};

/** The limit that decides, and where. */
export type PreflightBinding = {
  /** At which end. */
  readonly end: PreflightEndName;
  /** Which limit. */
  readonly limit: PreflightLimit;
};

/** Which way a transfer goes. */
export type TransferDirection =
  /** Collateral is locked at home, and receipts are minted on the host. */
  | 'LOCK'
  /** Receipts are burned on the host, and collateral is released at home. */
  | 'BURN';

/** Whether a transfer would pass. */
export type PreflightVerdict =
  /** At once. */
  | 'PASSES'
  /** Later, by itself. */
  | 'WAITS'
  /** Not as things are. */
  | 'REFUSED';

/** An end of a transfer. */
export type PreflightEndName =
  /** Where it is sent from. */
  | 'SOURCE'
  /** Where it arrives. */
  | 'DESTINATION';

/** What can stand in the way of a transfer. */
export type PreflightLimit =
  /** The state of the bucket or the compartment, or a loss that was written down. */
  | 'STATE'
  /** It is less than a message may move. */
  | 'MINIMUM'
  /** It is more than a message may move. */
  | 'MAXIMUM'
  /** It is more than the capacity, or what there is, allows. */
  | 'CAPACITY'
  /** It is more than passes at once; the rest has to refill. */
  | 'RATE'
  /** So much at once has to wait for a set time. */
  | 'DELAY';

/** States of buckets and compartments. */
export type PreflightState =
  /** Nothing is held back. */
  | 'OPEN'
  /** Of a compartment: nothing is locked. */
  | 'NO_LOCK'
  /** Of a compartment: nothing is locked, and nothing is paid until somebody has looked. */
  | 'REVIEW'
  /** Of a bucket: nothing is minted. */
  | 'NO_MINT'
  /** Of a bucket: nothing is minted, and its receipts do not count as collateral. */
  | 'NOT_ELIGIBLE'
  /** Of a bucket: stopped. */
  | 'STOPPED';

/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type Query = {
  /** How far each chain is indexed. */
  readonly _meta: Meta;
  /** The blocks that an answer `asOf` the same is read at. */
  readonly cut: Cut;
  /** Every chain of the deployment, in its order. */
  readonly chains: ReadonlyArray<Chain>;
  /** One chain; UNKNOWN_CHAIN when the deployment has no such chain. */
  readonly chain?: Maybe<Chain>;
  /** One asset; null when the deployment does not list it. */
  readonly asset?: Maybe<Asset>;
  /** Assets of the deployment. */
  readonly assets: AssetConnection;
  /** Prices that are indexed: those of the assets, and of the feeds that the deployment chooses. */
  readonly prices: FeedPriceConnection;
  /** Compartments of the vaults. */
  readonly compartments: CompartmentConnection;
  /** One position; null when there is none. */
  readonly position?: Maybe<CollateralPosition>;
  /** Positions of accounts. */
  readonly positions: CollateralPositionConnection;
  /** What happened to collateral: locks, releases, refunds, claims. */
  readonly vaultEvents: VaultEventConnection;
  /** One bucket; null when there is none. */
  readonly bucket?: Maybe<Bucket>;
  /** Buckets. */
  readonly buckets: BucketConnection;
  /** Messages that are held on chain, or were. */
  readonly holds: HoldConnection;
  /** Receipt tokens, filtered and ordered by their buckets. */
  readonly receipts: ReceiptConnection;
  /** Balances of receipts. */
  readonly receiptHoldings: ReceiptHoldingConnection;
  /** Vaults, markets and reserves of others that are indexed. */
  readonly markets: MarketConnection;
  /** What accounts have and owe in markets of others. */
  readonly marketPositions: MarketPositionConnection;
  /** Liquidations in markets of others. */
  readonly liquidations: LiquidationConnection;
  /** The journal of the guard's ledger of every bucket. */
  readonly ledgerEntries: LedgerEntryConnection;
  /** One owner over all chains. An address that did nothing has empty lists. */
  readonly account: Account;
  /** One message; null when its guid is not known. */
  readonly message?: Maybe<Message>;
  /** Messages between chains. */
  readonly messages: MessageConnection;
  /**
   * What moved between chains in the hours that start at `from` or later and before `to`, one row per pair, asset and kind in
   * which something did; the hour that goes on counts up to where its chain is read.
   */
  readonly flows: ReadonlyArray<Flow>;
  /** What was set on chain: limits, states, reviews, write-downs, peers, roles, attestors. */
  readonly changes: ChangeConnection;
  /**
   * Reserves against receipts, one row per compartment, ordered by home, host and asset. Always at one causal cut: the newest
   * when `asOf` is left out.
   */
  readonly backing: ReadonlyArray<Backing>;
  /** What a transfer would meet if it were sent and arrived at once; NO_SUCH_BUCKET when the deployment has none for it. */
  readonly preflight: Preflight;
  /** Whether a receipt should be taken as collateral; null when there is no such receipt. */
  readonly eligibility?: Maybe<Eligibility>;
  /** Exposure, one row per chain, side, counterpart and asset, ordered by these. */
  readonly exposure: ReadonlyArray<Exposure>;
  /** Sums of the exposure rows in US dollars, one per chain of the deployment that `where` does not rule out. */
  readonly exposureByChain: ReadonlyArray<ChainExposure>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryCutArgs = {
  asOf: AsOf;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryChainArgs = {
  id: Scalars['Int']['input'];
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryAssetArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryAssetsArgs = {
  where?: InputMaybe<AssetWhere>;
  orderBy?: InputMaybe<AssetOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryPricesArgs = {
  where?: InputMaybe<FeedPriceWhere>;
  orderBy?: InputMaybe<FeedPriceOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryCompartmentsArgs = {
  where?: InputMaybe<CompartmentWhere>;
  orderBy?: InputMaybe<CompartmentOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryPositionArgs = {
  id: Scalars['ID']['input'];
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryPositionsArgs = {
  where?: InputMaybe<PositionWhere>;
  orderBy?: InputMaybe<PositionOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryVaultEventsArgs = {
  where?: InputMaybe<VaultEventWhere>;
  orderBy?: InputMaybe<VaultEventOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryBucketArgs = {
  id: Scalars['ID']['input'];
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryBucketsArgs = {
  where?: InputMaybe<BucketWhere>;
  orderBy?: InputMaybe<BucketOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryHoldsArgs = {
  where?: InputMaybe<HoldWhere>;
  orderBy?: InputMaybe<HoldOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryReceiptsArgs = {
  where?: InputMaybe<BucketWhere>;
  orderBy?: InputMaybe<BucketOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryReceiptHoldingsArgs = {
  where?: InputMaybe<ReceiptHoldingWhere>;
  orderBy?: InputMaybe<ReceiptHoldingOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryMarketsArgs = {
  where?: InputMaybe<MarketWhere>;
  orderBy?: InputMaybe<MarketOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryMarketPositionsArgs = {
  where?: InputMaybe<MarketPositionWhere>;
  orderBy?: InputMaybe<MarketPositionOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryLiquidationsArgs = {
  where?: InputMaybe<LiquidationWhere>;
  orderBy?: InputMaybe<LiquidationOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryLedgerEntriesArgs = {
  where?: InputMaybe<LedgerEntryWhere>;
  orderBy?: InputMaybe<LedgerEntryOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryAccountArgs = {
  address: Scalars['Address']['input'];
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryMessageArgs = {
  guid: Scalars['Bytes']['input'];
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryMessagesArgs = {
  where?: InputMaybe<MessageWhere>;
  orderBy?: InputMaybe<MessageOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryFlowsArgs = {
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryChangesArgs = {
  where?: InputMaybe<ChangeWhere>;
  orderBy?: InputMaybe<ChangeOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryBackingArgs = {
  asset?: InputMaybe<Scalars['ID']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryPreflightArgs = {
  direction?: TransferDirection;
  home: Scalars['Int']['input'];
  host: Scalars['Int']['input'];
  asset: Scalars['Address']['input'];
  amount: Scalars['BigInt']['input'];
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryEligibilityArgs = {
  receipt: Scalars['ID']['input'];
  feed?: InputMaybe<Scalars['Address']['input']>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryExposureArgs = {
  where?: InputMaybe<ExposureWhere>;
  asOf?: InputMaybe<AsOf>;
};


/** Everything that can be asked. Lists leave out chains that are not indexed: `_meta` says which those are. */
export type QueryExposureByChainArgs = {
  where?: InputMaybe<ExposureWhere>;
  asOf?: InputMaybe<AsOf>;
};

/**
 * What can be listened to, as server-sent events. An event's id goes into the header `Last-Event-ID` of the next connection, or
 * into the request's `extensions.lastEventId`: what was missed follows then, and nothing twice. Without one, a stream starts now.
 */
export type Subscription = {
  /**
   * Messages that something happened to on chain, that became final, or that the relayer recorded as attested, verifiable or
   * failing, as they are now. What matches is judged by what a message is now.
   */
  readonly messageChanged: MessageEvent;
  /** Buckets of which something was minted, burned, held or set, as they are now. */
  readonly bucketChanged: BucketEvent;
  /** States that were set on chain: halts, reviews, and their ends. */
  readonly haltRaised: HaltEvent;
  /** Exposure as it is now, and again in whole whenever what is asked for has changed. */
  readonly exposureChanged: ReadonlyArray<Exposure>;
};


/**
 * What can be listened to, as server-sent events. An event's id goes into the header `Last-Event-ID` of the next connection, or
 * into the request's `extensions.lastEventId`: what was missed follows then, and nothing twice. Without one, a stream starts now.
 */
export type SubscriptionMessageChangedArgs = {
  where?: InputMaybe<MessageWhere>;
};


/**
 * What can be listened to, as server-sent events. An event's id goes into the header `Last-Event-ID` of the next connection, or
 * into the request's `extensions.lastEventId`: what was missed follows then, and nothing twice. Without one, a stream starts now.
 */
export type SubscriptionBucketChangedArgs = {
  ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/**
 * What can be listened to, as server-sent events. An event's id goes into the header `Last-Event-ID` of the next connection, or
 * into the request's `extensions.lastEventId`: what was missed follows then, and nothing twice. Without one, a stream starts now.
 */
export type SubscriptionHaltRaisedArgs = {
  where?: InputMaybe<ChangeWhere>;
};


/**
 * What can be listened to, as server-sent events. An event's id goes into the header `Last-Event-ID` of the next connection, or
 * into the request's `extensions.lastEventId`: what was missed follows then, and nothing twice. Without one, a stream starts now.
 */
export type SubscriptionExposureChangedArgs = {
  where?: InputMaybe<ExposureWhere>;
};

/** Blocks that left a chain in a reorg. */
export type Retraction = {
  /** The chain. */
  readonly chain: Chain;
  /** Newest block that stands for certain: everything sent of later ones is void. -1 when nothing stands. */
  readonly afterBlock: Scalars['BigInt']['output'];
};

/** A chain and a block of it. */
export type StreamPlace = {
  /** The chain. */
  readonly chain: Chain;
  /** Newest indexed block. */
  readonly blockNumber: Scalars['BigInt']['output'];
};

/** Messages that changed since the event before. */
export type MessageEvent = {
  /**
   * Chains that lost blocks. A message that left one of these in a later block is gone unless it is in `messages`; of all others
   * that may have lost a step there, `messages` has what they are now.
   */
  readonly retracted: ReadonlyArray<Retraction>;
  /** Every chain that the stream covers, and its newest block at this event. */
  readonly through: ReadonlyArray<StreamPlace>;
  /** Each once, oldest source event first. */
  readonly messages: ReadonlyArray<Message>;
};

/** Buckets that changed since the event before. */
export type BucketEvent = {
  /** Chains that lost blocks: `buckets` has all that there are on these, and any other is gone. */
  readonly retracted: ReadonlyArray<Retraction>;
  /** Every chain that the stream covers, and its newest block at this event. */
  readonly through: ReadonlyArray<StreamPlace>;
  /** Each once, ordered by host chain, home endpoint and asset. */
  readonly buckets: ReadonlyArray<Bucket>;
};

/** States that were set since the event before. */
export type HaltEvent = {
  /** Chains that lost blocks: changes sent of later blocks of these are void. */
  readonly retracted: ReadonlyArray<Retraction>;
  /** Every chain that the stream covers, and its newest block at this event. */
  readonly through: ReadonlyArray<StreamPlace>;
  /** Each once, oldest first. */
  readonly halts: ReadonlyArray<Change>;
};

/** What a vault holds for one host chain and asset. Messages from that host can release nothing else. */
export type Compartment = {
  /** "{homeChainId}:{hostChainId}:{asset}". */
  readonly id: Scalars['ID']['output'];
  /** Chain where the collateral is locked. */
  readonly home: Chain;
  /** Chain where its receipts are minted. */
  readonly host: Chain;
  /** The collateral. */
  readonly asset: Asset;
  /** `CollateralVault` that keeps its books. */
  readonly vault: Scalars['Address']['output'];
  /** Escrow contract that holds its tokens, and no other compartment's. */
  readonly escrow: Scalars['Address']['output'];
  /**
   * What the compartment may do: the owner's state, or a tighter one that was laid over it and has not lapsed by the block
   * time of the newest indexed block.
   */
  readonly state: CompartmentState;
  /** The owner's own state, whatever lies over it. */
  readonly ownState: CompartmentState;
  /** Until when a guardian's tighter state is in force; null while `state` is the owner's own. */
  readonly tightenedUntil?: Maybe<Scalars['DateTime']['output']>;
  /** What payouts are worth, 0 to 1, exact, nine decimals. Below 1 a loss was written down and nothing is locked. */
  readonly backing: Scalars['BigDecimal']['output'];
  /** The most that may be locked: the host bucket's capacity, as declared here. */
  readonly capacity: Amount;
  /** What is locked for receipts now. What is due to held exits and to claims is not among it any more. */
  readonly locked: Amount;
  /** Releases and refunds that arrived and are not paid yet. */
  readonly held: Amount;
  /** How fast locks may come in: without a delay, which the host imposes. */
  readonly lockLimiter: Limiter;
  /** How fast releases and refunds together are paid: without a minimum. */
  readonly exitLimiter: Limiter;
  /** What was ever locked; never falls, reorgs aside. */
  readonly totalLocked: Amount;
  /** What was ever released, whether paid at once or held first; never falls, reorgs aside. */
  readonly totalReleased: Amount;
  /** What was ever refunded or rescued, its lock undone; never falls, reorgs aside. */
  readonly totalRefunded: Amount;
  /** Held exits that were struck off as forged, and count as locked again; never falls, reorgs aside. */
  readonly totalVoided: Amount;
  /** What payouts below par were owed and did not get; never falls, reorgs aside. */
  readonly totalLoss: Amount;
  /** How many locks there were. */
  readonly lockCount: Scalars['Int']['output'];
  /** How many releases there were. */
  readonly releaseCount: Scalars['Int']['output'];
  /** Block time at which the compartment was opened. */
  readonly openedAt: Scalars['DateTime']['output'];
  /** Home block of the newest event that changed it. */
  readonly updatedBlock: Scalars['BigInt']['output'];
  /**
   * Every interval that starts at `from` or later and before `to`, in order, as far as the chain is read and not before the
   * compartment was opened; RANGE_TOO_LONG above 1,000.
   */
  readonly history: ReadonlyArray<CompartmentPoint>;
};


/** What a vault holds for one host chain and asset. Messages from that host can release nothing else. */
export type CompartmentHistoryArgs = {
  interval: Interval;
  from: Scalars['DateTime']['input'];
  to: Scalars['DateTime']['input'];
};

/** What a compartment may do. Messages are taken in every state. */
export type CompartmentState =
  /** Takes locks and pays. */
  | 'OPEN'
  /** Takes no locks. */
  | 'NO_LOCK'
  /** Takes no locks, and every payout waits until the owner has said what is left. */
  | 'REVIEW';

/** Which compartments to list. All given conditions must hold. */
export type CompartmentWhere = {
  /** Home chain. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Home chain: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Host chain. */
  readonly hostChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Host chain: one of these; an empty list matches nothing. */
  readonly hostChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Token contract on the home chain. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token contract on the home chain: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Base units held: at least this. */
  readonly locked_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units held: at most this. */
  readonly locked_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<CompartmentWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<CompartmentWhere>>;
};

/** Order of compartments. Amounts are base units: compare them within one asset only. */
export type CompartmentOrder =
  /** Home chain, host endpoint, asset. */
  | 'ID_ASC'
  /** Least held first. */
  | 'LOCKED_ASC'
  /** Most held first. */
  | 'LOCKED_DESC';

/** A page of compartments. */
export type CompartmentConnection = {
  /** The compartments of this page. */
  readonly nodes: ReadonlyArray<Compartment>;
  /** The compartments of this page with their cursors. */
  readonly edges: ReadonlyArray<CompartmentEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many compartments match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A compartment and its place in the list. */
export type CompartmentEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The compartment. */
  readonly node: Compartment;
};

/**
 * What one account locked in one compartment. Receipts are fungible, so what was released to an account may pass what it
 * locked itself.
 */
export type CollateralPosition = {
  /** "{homeChainId}:{hostChainId}:{asset}:{account}". */
  readonly id: Scalars['ID']['output'];
  /** Owner of the position: who locked, or to whom was released. */
  readonly account: Scalars['Address']['output'];
  /** Chain where the collateral is locked. */
  readonly home: Chain;
  /** Chain where its receipts are minted. */
  readonly host: Chain;
  /** The collateral. */
  readonly asset: Asset;
  /** The compartment the position lies in. */
  readonly compartment: Compartment;
  /** What the account ever locked here. */
  readonly totalLocked: Amount;
  /** What was ever released to the account from here. */
  readonly totalReleased: Amount;
  /** What came back to the account from here: of locks that were undone and name it as `refundTo`. */
  readonly totalRefunded: Amount;
  /** How many locks the account made. */
  readonly lockCount: Scalars['Int']['output'];
  /** How many releases the account got. */
  readonly releaseCount: Scalars['Int']['output'];
  /** Block time of its first event. */
  readonly openedAt: Scalars['DateTime']['output'];
  /** Block time of its newest event. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Home block of its newest event. */
  readonly updatedBlock: Scalars['BigInt']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** Which positions to list. All given conditions must hold. */
export type PositionWhere = {
  /** Home chain. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Home chain: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Host chain. */
  readonly hostChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Host chain: one of these; an empty list matches nothing. */
  readonly hostChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Token contract on the home chain. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token contract on the home chain: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Owner. */
  readonly account?: InputMaybe<Scalars['Address']['input']>;
  /** Owner: one of these; an empty list matches nothing. */
  readonly account_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Base units ever locked: at least this. */
  readonly totalLocked_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units ever locked: at most this. */
  readonly totalLocked_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units ever released: at least this. */
  readonly totalReleased_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units ever released: at most this. */
  readonly totalReleased_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Block time of the newest event: at least this. */
  readonly updatedAt_gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Block time of the newest event: at most this. */
  readonly updatedAt_lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<PositionWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<PositionWhere>>;
};

/** Order of positions. Amounts are base units: compare them within one asset only. */
export type PositionOrder =
  /** Least recently changed first. */
  | 'UPDATED_AT_ASC'
  /** Most recently changed first. */
  | 'UPDATED_AT_DESC'
  /** Least locked first. */
  | 'TOTAL_LOCKED_ASC'
  /** Most locked first. */
  | 'TOTAL_LOCKED_DESC';

/** A page of positions. */
export type CollateralPositionConnection = {
  /** The positions of this page. */
  readonly nodes: ReadonlyArray<CollateralPosition>;
  /** The positions of this page with their cursors. */
  readonly edges: ReadonlyArray<CollateralPositionEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many positions match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A position and its place in the list. */
export type CollateralPositionEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The position. */
  readonly node: CollateralPosition;
};

/** What happened to collateral, with the running totals right after it. */
export type VaultEvent = {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** What happened. */
  readonly kind: VaultEventKind;
  /** Chain where it happened. */
  readonly home: Chain;
  /** Chain of the receipts. */
  readonly host: Chain;
  /** Block on the home chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Transaction on the home chain. */
  readonly txHash: Scalars['Bytes']['output'];
  /** Message of this event: the MINT it sent, or the RELEASE or REFUND that caused it; null for a CLAIM. */
  readonly guid?: Maybe<Scalars['Bytes']['output']>;
  /** The collateral. */
  readonly asset: Asset;
  /** Who locked, to whom was released or given back, or whose claim it is. */
  readonly account: Scalars['Address']['output'];
  /** What moved, or did not. */
  readonly amount: Amount;
  /** What the compartment holds after the event. */
  readonly lockedAfter: Amount;
};

/** What can happen to collateral. */
export type VaultEventKind =
  /** Collateral was locked. */
  | 'LOCK'
  /** Collateral was released, or is held for it. */
  | 'RELEASE'
  /** A lock was undone by the host, which sent it home. */
  | 'REFUND'
  /** A lock was undone at home: its message can never be delivered. */
  | 'RESCUE'
  /** A held release was struck off as forged; its amount counts as locked again. */
  | 'VOID'
  /** A payout was cut, because the compartment is not fully backed. */
  | 'SHORTFALL'
  /** The token refused a payout, which its receiver may claim. */
  | 'PAYOUT_FAILED'
  /** Such a payout was claimed. */
  | 'CLAIM';

/** Collateral was locked and its MINT message sent. */
export type LockEvent = VaultEvent & {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** What happened. */
  readonly kind: VaultEventKind;
  /** Chain where it happened. */
  readonly home: Chain;
  /** Chain of the receipts. */
  readonly host: Chain;
  /** Block on the home chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Transaction on the home chain. */
  readonly txHash: Scalars['Bytes']['output'];
  /** Message of this event: the MINT it sent, or the RELEASE that caused it. */
  readonly guid: Scalars['Bytes']['output'];
  /** The collateral. */
  readonly asset: Asset;
  /** Whose position changed: who locked, or to whom was released. */
  readonly account: Scalars['Address']['output'];
  /** What moved. */
  readonly amount: Amount;
  /** What the compartment holds after the event. */
  readonly lockedAfter: Amount;
  /** Who gets the receipt on the host. */
  readonly receiver: Scalars['Address']['output'];
  /** Who gets the collateral back if the receipt can never be minted. */
  readonly refundTo: Scalars['Address']['output'];
  /** What was ever locked in the compartment, this event included. */
  readonly totalLockedAfter: Amount;
  /** What the account ever locked in the compartment, this event included. */
  readonly accountTotalLockedAfter: Amount;
};

/**
 * Collateral left `locked` because its receipt was burned: paid at once, unless a hold has the same guid, or a claim of the
 * receiver where the token refused the payout.
 */
export type ReleaseEvent = VaultEvent & {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** What happened. */
  readonly kind: VaultEventKind;
  /** Chain where it happened. */
  readonly home: Chain;
  /** Chain of the receipts. */
  readonly host: Chain;
  /** Block on the home chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Transaction on the home chain. */
  readonly txHash: Scalars['Bytes']['output'];
  /** Message of this event: the MINT it sent, or the RELEASE that caused it. */
  readonly guid: Scalars['Bytes']['output'];
  /** The collateral. */
  readonly asset: Asset;
  /** Whose position changed: who locked, or to whom was released. */
  readonly account: Scalars['Address']['output'];
  /** What moved. */
  readonly amount: Amount;
  /** What the compartment holds after the event. */
  readonly lockedAfter: Amount;
  /** Who got the collateral. */
  readonly receiver: Scalars['Address']['output'];
  /** What was ever released from the compartment, this event included. */
  readonly totalReleasedAfter: Amount;
  /** What was ever released to the account from the compartment, this event included. */
  readonly accountTotalReleasedAfter: Amount;
};

/** A lock was undone and its collateral given back: kinds REFUND and RESCUE. */
export type UndoneLockEvent = VaultEvent & {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** What happened. */
  readonly kind: VaultEventKind;
  /** Chain where it happened. */
  readonly home: Chain;
  /** Chain of the receipts. */
  readonly host: Chain;
  /** Block on the home chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Transaction on the home chain. */
  readonly txHash: Scalars['Bytes']['output'];
  /** Message of this event: the MINT it sent, or the RELEASE or REFUND that caused it; null for a CLAIM. */
  readonly guid: Scalars['Bytes']['output'];
  /** The collateral. */
  readonly asset: Asset;
  /** Who locked, to whom was released or given back, or whose claim it is. */
  readonly account: Scalars['Address']['output'];
  /** What moved, or did not. */
  readonly amount: Amount;
  /** What the compartment holds after the event. */
  readonly lockedAfter: Amount;
  /** Message of the lock that was undone. */
  readonly lockGuid: Scalars['Bytes']['output'];
  /** What was ever given back from the compartment, this event included. */
  readonly totalRefundedAfter: Amount;
  /** What was ever given back to the account from the compartment, this event included. */
  readonly accountTotalRefundedAfter: Amount;
};

/** A held release was struck off as forged: kind VOID. */
export type VoidedReleaseEvent = VaultEvent & {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** What happened. */
  readonly kind: VaultEventKind;
  /** Chain where it happened. */
  readonly home: Chain;
  /** Chain of the receipts. */
  readonly host: Chain;
  /** Block on the home chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Transaction on the home chain. */
  readonly txHash: Scalars['Bytes']['output'];
  /** Message of this event: the MINT it sent, or the RELEASE or REFUND that caused it; null for a CLAIM. */
  readonly guid: Scalars['Bytes']['output'];
  /** The collateral. */
  readonly asset: Asset;
  /** Who locked, to whom was released or given back, or whose claim it is. */
  readonly account: Scalars['Address']['output'];
  /** What moved, or did not. */
  readonly amount: Amount;
  /** What the compartment holds after the event. */
  readonly lockedAfter: Amount;
  /** What was ever struck off in the compartment, this event included. */
  readonly totalVoidedAfter: Amount;
};

/** `amount` is what a payout was cut by: kind SHORTFALL. */
export type ShortfallEvent = VaultEvent & {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** What happened. */
  readonly kind: VaultEventKind;
  /** Chain where it happened. */
  readonly home: Chain;
  /** Chain of the receipts. */
  readonly host: Chain;
  /** Block on the home chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Transaction on the home chain. */
  readonly txHash: Scalars['Bytes']['output'];
  /** Message of this event: the MINT it sent, or the RELEASE or REFUND that caused it; null for a CLAIM. */
  readonly guid: Scalars['Bytes']['output'];
  /** The collateral. */
  readonly asset: Asset;
  /** Who locked, to whom was released or given back, or whose claim it is. */
  readonly account: Scalars['Address']['output'];
  /** What moved, or did not. */
  readonly amount: Amount;
  /** What the compartment holds after the event. */
  readonly lockedAfter: Amount;
  /** What payouts of the compartment were ever cut by, this event included. */
  readonly totalLossAfter: Amount;
};

/** `amount` became claimable, or was claimed: kinds PAYOUT_FAILED and CLAIM. */
export type ClaimEvent = VaultEvent & {
  /** "{chainId}:{blockNumber}:{logIndex}". */
  readonly id: Scalars['ID']['output'];
  /** What happened. */
  readonly kind: VaultEventKind;
  /** Chain where it happened. */
  readonly home: Chain;
  /** Chain of the receipts. */
  readonly host: Chain;
  /** Block on the home chain. */
  readonly blockNumber: Scalars['BigInt']['output'];
  /** Place of the log in its block. */
  readonly logIndex: Scalars['Int']['output'];
  /** Hash of that block. */
  readonly blockHash: Scalars['Bytes']['output'];
  /** Block time. */
  readonly time: Scalars['DateTime']['output'];
  /** Transaction on the home chain. */
  readonly txHash: Scalars['Bytes']['output'];
  /** Message of this event: the MINT it sent, or the RELEASE or REFUND that caused it; null for a CLAIM. */
  readonly guid?: Maybe<Scalars['Bytes']['output']>;
  /** The collateral. */
  readonly asset: Asset;
  /** Who locked, to whom was released or given back, or whose claim it is. */
  readonly account: Scalars['Address']['output'];
  /** What moved, or did not. */
  readonly amount: Amount;
  /** What the compartment holds after the event. */
  readonly lockedAfter: Amount;
  /** What the account may claim from the compartment after the event. */
  readonly claimableAfter: Amount;
  /** To whom it was to be paid, or was paid. */
  readonly receiver: Scalars['Address']['output'];
};

/** Which vault events to list. All given conditions must hold. */
export type VaultEventWhere = {
  /** Kind of event. */
  readonly kind?: InputMaybe<VaultEventKind>;
  /** Kind of event: one of these; an empty list matches nothing. */
  readonly kind_in?: InputMaybe<ReadonlyArray<VaultEventKind>>;
  /** Home chain. */
  readonly chainId?: InputMaybe<Scalars['Int']['input']>;
  /** Home chain: one of these; an empty list matches nothing. */
  readonly chainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Host chain. */
  readonly hostChainId?: InputMaybe<Scalars['Int']['input']>;
  /** Host chain: one of these; an empty list matches nothing. */
  readonly hostChainId_in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  /** Token contract on the home chain. */
  readonly asset?: InputMaybe<Scalars['Address']['input']>;
  /** Token contract on the home chain: one of these; an empty list matches nothing. */
  readonly asset_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Who locked, to whom was released or given back, or whose claim it is. */
  readonly account?: InputMaybe<Scalars['Address']['input']>;
  /** Who locked, to whom was released or given back, or whose claim it is: one of these; an empty list matches nothing. */
  readonly account_in?: InputMaybe<ReadonlyArray<Scalars['Address']['input']>>;
  /** Message guid. */
  readonly guid?: InputMaybe<Scalars['Bytes']['input']>;
  /** Message guid: one of these; an empty list matches nothing. */
  readonly guid_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** Transaction on the home chain. */
  readonly txHash?: InputMaybe<Scalars['Bytes']['input']>;
  /** Transaction on the home chain: one of these; an empty list matches nothing. */
  readonly txHash_in?: InputMaybe<ReadonlyArray<Scalars['Bytes']['input']>>;
  /** Base units moved: at least this. */
  readonly amount_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Base units moved: at most this. */
  readonly amount_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Block time: at least this. */
  readonly time_gte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Block time: at most this. */
  readonly time_lte?: InputMaybe<Scalars['DateTime']['input']>;
  /** Home block: at least this. */
  readonly blockNumber_gte?: InputMaybe<Scalars['BigInt']['input']>;
  /** Home block: at most this. */
  readonly blockNumber_lte?: InputMaybe<Scalars['BigInt']['input']>;
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<VaultEventWhere>>;
  /** At least one of these must hold too; an empty list matches nothing. */
  readonly or?: InputMaybe<ReadonlyArray<VaultEventWhere>>;
};

/** Order of vault events over all chains: block time, then chain id, block and log index. */
export type VaultEventOrder =
  /** Oldest first. */
  | 'TIME_ASC'
  /** Newest first. */
  | 'TIME_DESC';

/** A page of vault events. */
export type VaultEventConnection = {
  /** The vault events of this page. */
  readonly nodes: ReadonlyArray<VaultEvent>;
  /** The vault events of this page with their cursors. */
  readonly edges: ReadonlyArray<VaultEventEdge>;
  /** Where the page lies. */
  readonly pageInfo: PageInfo;
  /** How many vault events match in all; computed only when asked for. */
  readonly totalCount: Scalars['Int']['output'];
  /** What the answer was read at; null when that is the newest state of every chain. */
  readonly cut?: Maybe<Cut>;
};

/** A vault event and its place in the list. */
export type VaultEventEdge = {
  /** Opaque place in this list and order. */
  readonly cursor: Scalars['String']['output'];
  /** The vault event. */
  readonly node: VaultEvent;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Account: ResolverTypeWrapper<AccountModel>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  AsOf: AsOf;
  ChainBlock: ChainBlock;
  Cut: ResolverTypeWrapper<CutModel>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CutBlock: ResolverTypeWrapper<CutBlockModel>;
  Asset: ResolverTypeWrapper<AssetModel>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Amount: ResolverTypeWrapper<AmountModel>;
  Price: ResolverTypeWrapper<PriceModel>;
  AssetWhere: AssetWhere;
  AssetOrder: AssetOrder;
  AssetConnection: ResolverTypeWrapper<ConnectionModel<AssetModel>>;
  AssetEdge: ResolverTypeWrapper<Omit<AssetEdge, 'node'> & { node: ResolversTypes['Asset'] }>;
  Backing: ResolverTypeWrapper<Omit<Backing, 'home' | 'host' | 'asset' | 'locked' | 'outstanding' | 'held' | 'inFlightToHost' | 'inFlightToHome' | 'cut'> & { home: ResolversTypes['Chain'], host: ResolversTypes['Chain'], asset: ResolversTypes['Asset'], locked: ResolversTypes['Amount'], outstanding?: Maybe<ResolversTypes['Amount']>, held?: Maybe<ResolversTypes['Amount']>, inFlightToHost?: Maybe<ResolversTypes['Amount']>, inFlightToHome?: Maybe<ResolversTypes['Amount']>, cut: ResolversTypes['Cut'] }>;
  Bucket: ResolverTypeWrapper<BucketRow>;
  Limiter: ResolverTypeWrapper<LimiterModel>;
  BucketState: BucketState;
  BucketWhere: BucketWhere;
  BucketOrder: BucketOrder;
  BucketConnection: ResolverTypeWrapper<ConnectionModel<BucketRow>>;
  BucketEdge: ResolverTypeWrapper<Omit<BucketEdge, 'node'> & { node: ResolversTypes['Bucket'] }>;
  Receipt: ResolverTypeWrapper<BucketRow>;
  ReceiptConnection: ResolverTypeWrapper<ConnectionModel<BucketRow>>;
  ReceiptEdge: ResolverTypeWrapper<Omit<ReceiptEdge, 'node'> & { node: ResolversTypes['Receipt'] }>;
  ReceiptHolding: ResolverTypeWrapper<ReceiptHoldingRow>;
  ReceiptHoldingWhere: ReceiptHoldingWhere;
  ReceiptHoldingOrder: ReceiptHoldingOrder;
  ReceiptHoldingConnection: ResolverTypeWrapper<ConnectionModel<ReceiptHoldingRow>>;
  ReceiptHoldingEdge: ResolverTypeWrapper<Omit<ReceiptHoldingEdge, 'node'> & { node: ResolversTypes['ReceiptHolding'] }>;
  Chain: ResolverTypeWrapper<ChainModel>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Finality: ResolverTypeWrapper<Finality>;
  FinalityKind: FinalityKind;
  Meta: ResolverTypeWrapper<Omit<Meta, 'chains'> & { chains: ReadonlyArray<ResolversTypes['ChainStatus']> }>;
  ChainStatus: ResolverTypeWrapper<ChainStatusModel>;
  IndexerState: IndexerState;
  Change: ResolverTypeWrapper<ChangeRow>;
  BucketChange: ResolverTypeWrapper<BucketChangeRow>;
  BucketChangeKind: BucketChangeKind;
  CompartmentChange: ResolverTypeWrapper<CompartmentChangeRow>;
  CompartmentChangeKind: CompartmentChangeKind;
  ContractChange: ResolverTypeWrapper<ContractChangeRow>;
  ChangeScope: ChangeScope;
  ChangeWhere: ChangeWhere;
  ChangeOrder: ChangeOrder;
  ChangeConnection: ResolverTypeWrapper<ConnectionModel<ChangeRow>>;
  ChangeEdge: ResolverTypeWrapper<Omit<ChangeEdge, 'node'> & { node: ResolversTypes['Change'] }>;
  Eligibility: ResolverTypeWrapper<Omit<Eligibility, 'receipt' | 'room' | 'seasoning' | 'price' | 'cut'> & { receipt: ResolversTypes['Receipt'], room: ResolversTypes['Amount'], seasoning: ResolversTypes['Seasoning'], price?: Maybe<ResolversTypes['Price']>, cut: ResolversTypes['Cut'] }>;
  EligibilityReason: EligibilityReason;
  Seasoning: ResolverTypeWrapper<Omit<Seasoning, 'fresh'> & { fresh: ResolversTypes['Amount'] }>;
  ReceiptFeed: ResolverTypeWrapper<ReceiptFeed>;
  Exposure: ResolverTypeWrapper<ExposureRow>;
  ExposureRole: ExposureRole;
  ChainExposure: ResolverTypeWrapper<Omit<ChainExposure, 'chain' | 'unpriced' | 'cut'> & { chain: ResolversTypes['Chain'], unpriced: ReadonlyArray<ResolversTypes['Asset']>, cut?: Maybe<ResolversTypes['Cut']> }>;
  ExposureWhere: ExposureWhere;
  FeedPrice: ResolverTypeWrapper<FeedPriceModel>;
  FeedPriceWhere: FeedPriceWhere;
  FeedPriceOrder: FeedPriceOrder;
  FeedPriceConnection: ResolverTypeWrapper<ConnectionModel<FeedPriceModel>>;
  FeedPriceEdge: ResolverTypeWrapper<Omit<FeedPriceEdge, 'node'> & { node: ResolversTypes['FeedPrice'] }>;
  Flow: ResolverTypeWrapper<Omit<Flow, 'source' | 'destination' | 'asset' | 'amount'> & { source: ResolversTypes['Chain'], destination: ResolversTypes['Chain'], asset: ResolversTypes['Asset'], amount: ResolversTypes['Amount'] }>;
  FlowKind: FlowKind;
  Interval: Interval;
  BucketPoint: ResolverTypeWrapper<Omit<BucketPoint, 'minted' | 'burned' | 'levelMin' | 'levelMax' | 'levelAtEnd'> & { minted: ResolversTypes['Amount'], burned: ResolversTypes['Amount'], levelMin: ResolversTypes['Amount'], levelMax: ResolversTypes['Amount'], levelAtEnd: ResolversTypes['Amount'] }>;
  CompartmentPoint: ResolverTypeWrapper<Omit<CompartmentPoint, 'lockedIn' | 'released' | 'refunded' | 'voided' | 'lockedMin' | 'lockedMax' | 'lockedAtEnd'> & { lockedIn: ResolversTypes['Amount'], released: ResolversTypes['Amount'], refunded: ResolversTypes['Amount'], voided: ResolversTypes['Amount'], lockedMin: ResolversTypes['Amount'], lockedMax: ResolversTypes['Amount'], lockedAtEnd: ResolversTypes['Amount'] }>;
  Hold: ResolverTypeWrapper<HoldRow>;
  HoldCall: ResolverTypeWrapper<HoldRow>;
  HoldStruct: ResolverTypeWrapper<HoldRow>;
  HoldSide: HoldSide;
  HoldKind: HoldKind;
  HoldStatus: HoldStatus;
  HoldWhere: HoldWhere;
  HoldOrder: HoldOrder;
  HoldConnection: ResolverTypeWrapper<ConnectionModel<HoldRow>>;
  HoldEdge: ResolverTypeWrapper<Omit<HoldEdge, 'node'> & { node: ResolversTypes['Hold'] }>;
  LedgerEntry: ResolverTypeWrapper<LedgerEntryRow>;
  LedgerPhase: LedgerPhase;
  LedgerAccount: LedgerAccount;
  LedgerEntryWhere: LedgerEntryWhere;
  LedgerEntryOrder: LedgerEntryOrder;
  LedgerEntryConnection: ResolverTypeWrapper<ConnectionModel<LedgerEntryRow>>;
  LedgerEntryEdge: ResolverTypeWrapper<Omit<LedgerEntryEdge, 'node'> & { node: ResolversTypes['LedgerEntry'] }>;
  Protocol: Protocol;
  Market: ResolverTypeWrapper<MarketRow>;
  MarketWhere: MarketWhere;
  MarketOrder: MarketOrder;
  MarketConnection: ResolverTypeWrapper<ConnectionModel<MarketRow>>;
  MarketEdge: ResolverTypeWrapper<Omit<MarketEdge, 'node'> & { node: ResolversTypes['Market'] }>;
  MarketPosition: ResolverTypeWrapper<MarketPositionRow>;
  MarketPositionWhere: MarketPositionWhere;
  MarketPositionOrder: MarketPositionOrder;
  MarketPositionConnection: ResolverTypeWrapper<ConnectionModel<MarketPositionRow>>;
  MarketPositionEdge: ResolverTypeWrapper<Omit<MarketPositionEdge, 'node'> & { node: ResolversTypes['MarketPosition'] }>;
  Liquidation: ResolverTypeWrapper<LiquidationRow>;
  LiquidationWhere: LiquidationWhere;
  LiquidationOrder: LiquidationOrder;
  LiquidationConnection: ResolverTypeWrapper<ConnectionModel<LiquidationRow>>;
  LiquidationEdge: ResolverTypeWrapper<Omit<LiquidationEdge, 'node'> & { node: ResolversTypes['Liquidation'] }>;
  Message: ResolverTypeWrapper<MessageRow>;
  MessageKind: MessageKind;
  MessageState: MessageState;
  MessageOutcome: MessageOutcome;
  Lane: ResolverTypeWrapper<Omit<Lane, 'source' | 'destination'> & { source: ResolversTypes['Chain'], destination: ResolversTypes['Chain'] }>;
  Pathway: ResolverTypeWrapper<Pathway>;
  MessageStep: ResolverTypeWrapper<MessageStepModel>;
  MessageStepName: MessageStepName;
  StepActor: StepActor;
  Attempt: ResolverTypeWrapper<AttemptModel>;
  AttemptState: AttemptState;
  LaneWhere: LaneWhere;
  MessageWhere: MessageWhere;
  MessageOrder: MessageOrder;
  MessageConnection: ResolverTypeWrapper<ConnectionModel<MessageRow>>;
  MessageEdge: ResolverTypeWrapper<Omit<MessageEdge, 'node'> & { node: ResolversTypes['Message'] }>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Preflight: ResolverTypeWrapper<Omit<Preflight, 'room' | 'source' | 'destination' | 'cut'> & { room: ResolversTypes['Amount'], source: ResolversTypes['PreflightEnd'], destination: ResolversTypes['PreflightEnd'], cut: ResolversTypes['Cut'] }>;
  PreflightEnd: ResolverTypeWrapper<Omit<PreflightEnd, 'chain' | 'minAmount' | 'maxAmount' | 'capacityRoom' | 'room'> & { chain: ResolversTypes['Chain'], minAmount: ResolversTypes['Amount'], maxAmount?: Maybe<ResolversTypes['Amount']>, capacityRoom?: Maybe<ResolversTypes['Amount']>, room: ResolversTypes['Amount'] }>;
  PreflightBinding: ResolverTypeWrapper<PreflightBinding>;
  TransferDirection: TransferDirection;
  PreflightVerdict: PreflightVerdict;
  PreflightEndName: PreflightEndName;
  PreflightLimit: PreflightLimit;
  PreflightState: PreflightState;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  BigInt: ResolverTypeWrapper<Scalars['BigInt']['output']>;
  BigDecimal: ResolverTypeWrapper<Scalars['BigDecimal']['output']>;
  Address: ResolverTypeWrapper<Scalars['Address']['output']>;
  Bytes: ResolverTypeWrapper<Scalars['Bytes']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Retraction: ResolverTypeWrapper<RetractionModel>;
  StreamPlace: ResolverTypeWrapper<StreamPlaceModel>;
  MessageEvent: ResolverTypeWrapper<Omit<MessageEvent, 'retracted' | 'through' | 'messages'> & { retracted: ReadonlyArray<ResolversTypes['Retraction']>, through: ReadonlyArray<ResolversTypes['StreamPlace']>, messages: ReadonlyArray<ResolversTypes['Message']> }>;
  BucketEvent: ResolverTypeWrapper<Omit<BucketEvent, 'retracted' | 'through' | 'buckets'> & { retracted: ReadonlyArray<ResolversTypes['Retraction']>, through: ReadonlyArray<ResolversTypes['StreamPlace']>, buckets: ReadonlyArray<ResolversTypes['Bucket']> }>;
  HaltEvent: ResolverTypeWrapper<Omit<HaltEvent, 'retracted' | 'through' | 'halts'> & { retracted: ReadonlyArray<ResolversTypes['Retraction']>, through: ReadonlyArray<ResolversTypes['StreamPlace']>, halts: ReadonlyArray<ResolversTypes['Change']> }>;
  Compartment: ResolverTypeWrapper<CompartmentRow>;
  CompartmentState: CompartmentState;
  CompartmentWhere: CompartmentWhere;
  CompartmentOrder: CompartmentOrder;
  CompartmentConnection: ResolverTypeWrapper<ConnectionModel<CompartmentRow>>;
  CompartmentEdge: ResolverTypeWrapper<Omit<CompartmentEdge, 'node'> & { node: ResolversTypes['Compartment'] }>;
  CollateralPosition: ResolverTypeWrapper<PositionRow>;
  PositionWhere: PositionWhere;
  PositionOrder: PositionOrder;
  CollateralPositionConnection: ResolverTypeWrapper<ConnectionModel<PositionRow>>;
  CollateralPositionEdge: ResolverTypeWrapper<Omit<CollateralPositionEdge, 'node'> & { node: ResolversTypes['CollateralPosition'] }>;
  VaultEvent: ResolverTypeWrapper<VaultEventRow>;
  VaultEventKind: VaultEventKind;
  LockEvent: ResolverTypeWrapper<VaultEventRow>;
  ReleaseEvent: ResolverTypeWrapper<VaultEventRow>;
  UndoneLockEvent: ResolverTypeWrapper<VaultEventRow>;
  VoidedReleaseEvent: ResolverTypeWrapper<VaultEventRow>;
  ShortfallEvent: ResolverTypeWrapper<VaultEventRow>;
  ClaimEvent: ResolverTypeWrapper<VaultEventRow>;
  VaultEventWhere: VaultEventWhere;
  VaultEventOrder: VaultEventOrder;
  VaultEventConnection: ResolverTypeWrapper<ConnectionModel<VaultEventRow>>;
  VaultEventEdge: ResolverTypeWrapper<Omit<VaultEventEdge, 'node'> & { node: ResolversTypes['VaultEvent'] }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Account: AccountModel;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  AsOf: AsOf;
  ChainBlock: ChainBlock;
  Cut: CutModel;
  Boolean: Scalars['Boolean']['output'];
  CutBlock: CutBlockModel;
  Asset: AssetModel;
  ID: Scalars['ID']['output'];
  Amount: AmountModel;
  Price: PriceModel;
  AssetWhere: AssetWhere;
  AssetConnection: ConnectionModel<AssetModel>;
  AssetEdge: Omit<AssetEdge, 'node'> & { node: ResolversParentTypes['Asset'] };
  Backing: Omit<Backing, 'home' | 'host' | 'asset' | 'locked' | 'outstanding' | 'held' | 'inFlightToHost' | 'inFlightToHome' | 'cut'> & { home: ResolversParentTypes['Chain'], host: ResolversParentTypes['Chain'], asset: ResolversParentTypes['Asset'], locked: ResolversParentTypes['Amount'], outstanding?: Maybe<ResolversParentTypes['Amount']>, held?: Maybe<ResolversParentTypes['Amount']>, inFlightToHost?: Maybe<ResolversParentTypes['Amount']>, inFlightToHome?: Maybe<ResolversParentTypes['Amount']>, cut: ResolversParentTypes['Cut'] };
  Bucket: BucketRow;
  Limiter: LimiterModel;
  BucketWhere: BucketWhere;
  BucketConnection: ConnectionModel<BucketRow>;
  BucketEdge: Omit<BucketEdge, 'node'> & { node: ResolversParentTypes['Bucket'] };
  Receipt: BucketRow;
  ReceiptConnection: ConnectionModel<BucketRow>;
  ReceiptEdge: Omit<ReceiptEdge, 'node'> & { node: ResolversParentTypes['Receipt'] };
  ReceiptHolding: ReceiptHoldingRow;
  ReceiptHoldingWhere: ReceiptHoldingWhere;
  ReceiptHoldingConnection: ConnectionModel<ReceiptHoldingRow>;
  ReceiptHoldingEdge: Omit<ReceiptHoldingEdge, 'node'> & { node: ResolversParentTypes['ReceiptHolding'] };
  Chain: ChainModel;
  Float: Scalars['Float']['output'];
  Finality: Finality;
  Meta: Omit<Meta, 'chains'> & { chains: ReadonlyArray<ResolversParentTypes['ChainStatus']> };
  ChainStatus: ChainStatusModel;
  Change: ChangeRow;
  BucketChange: BucketChangeRow;
  CompartmentChange: CompartmentChangeRow;
  ContractChange: ContractChangeRow;
  ChangeWhere: ChangeWhere;
  ChangeConnection: ConnectionModel<ChangeRow>;
  ChangeEdge: Omit<ChangeEdge, 'node'> & { node: ResolversParentTypes['Change'] };
  Eligibility: Omit<Eligibility, 'receipt' | 'room' | 'seasoning' | 'price' | 'cut'> & { receipt: ResolversParentTypes['Receipt'], room: ResolversParentTypes['Amount'], seasoning: ResolversParentTypes['Seasoning'], price?: Maybe<ResolversParentTypes['Price']>, cut: ResolversParentTypes['Cut'] };
  Seasoning: Omit<Seasoning, 'fresh'> & { fresh: ResolversParentTypes['Amount'] };
  ReceiptFeed: ReceiptFeed;
  Exposure: ExposureRow;
  ChainExposure: Omit<ChainExposure, 'chain' | 'unpriced' | 'cut'> & { chain: ResolversParentTypes['Chain'], unpriced: ReadonlyArray<ResolversParentTypes['Asset']>, cut?: Maybe<ResolversParentTypes['Cut']> };
  ExposureWhere: ExposureWhere;
  FeedPrice: FeedPriceModel;
  FeedPriceWhere: FeedPriceWhere;
  FeedPriceConnection: ConnectionModel<FeedPriceModel>;
  FeedPriceEdge: Omit<FeedPriceEdge, 'node'> & { node: ResolversParentTypes['FeedPrice'] };
  Flow: Omit<Flow, 'source' | 'destination' | 'asset' | 'amount'> & { source: ResolversParentTypes['Chain'], destination: ResolversParentTypes['Chain'], asset: ResolversParentTypes['Asset'], amount: ResolversParentTypes['Amount'] };
  BucketPoint: Omit<BucketPoint, 'minted' | 'burned' | 'levelMin' | 'levelMax' | 'levelAtEnd'> & { minted: ResolversParentTypes['Amount'], burned: ResolversParentTypes['Amount'], levelMin: ResolversParentTypes['Amount'], levelMax: ResolversParentTypes['Amount'], levelAtEnd: ResolversParentTypes['Amount'] };
  CompartmentPoint: Omit<CompartmentPoint, 'lockedIn' | 'released' | 'refunded' | 'voided' | 'lockedMin' | 'lockedMax' | 'lockedAtEnd'> & { lockedIn: ResolversParentTypes['Amount'], released: ResolversParentTypes['Amount'], refunded: ResolversParentTypes['Amount'], voided: ResolversParentTypes['Amount'], lockedMin: ResolversParentTypes['Amount'], lockedMax: ResolversParentTypes['Amount'], lockedAtEnd: ResolversParentTypes['Amount'] };
  Hold: HoldRow;
  HoldCall: HoldRow;
  HoldStruct: HoldRow;
  HoldWhere: HoldWhere;
  HoldConnection: ConnectionModel<HoldRow>;
  HoldEdge: Omit<HoldEdge, 'node'> & { node: ResolversParentTypes['Hold'] };
  LedgerEntry: LedgerEntryRow;
  LedgerEntryWhere: LedgerEntryWhere;
  LedgerEntryConnection: ConnectionModel<LedgerEntryRow>;
  LedgerEntryEdge: Omit<LedgerEntryEdge, 'node'> & { node: ResolversParentTypes['LedgerEntry'] };
  Market: MarketRow;
  MarketWhere: MarketWhere;
  MarketConnection: ConnectionModel<MarketRow>;
  MarketEdge: Omit<MarketEdge, 'node'> & { node: ResolversParentTypes['Market'] };
  MarketPosition: MarketPositionRow;
  MarketPositionWhere: MarketPositionWhere;
  MarketPositionConnection: ConnectionModel<MarketPositionRow>;
  MarketPositionEdge: Omit<MarketPositionEdge, 'node'> & { node: ResolversParentTypes['MarketPosition'] };
  Liquidation: LiquidationRow;
  LiquidationWhere: LiquidationWhere;
  LiquidationConnection: ConnectionModel<LiquidationRow>;
  LiquidationEdge: Omit<LiquidationEdge, 'node'> & { node: ResolversParentTypes['Liquidation'] };
  Message: MessageRow;
  Lane: Omit<Lane, 'source' | 'destination'> & { source: ResolversParentTypes['Chain'], destination: ResolversParentTypes['Chain'] };
  Pathway: Pathway;
  MessageStep: MessageStepModel;
  Attempt: AttemptModel;
  LaneWhere: LaneWhere;
  MessageWhere: MessageWhere;
  MessageConnection: ConnectionModel<MessageRow>;
  MessageEdge: Omit<MessageEdge, 'node'> & { node: ResolversParentTypes['Message'] };
  PageInfo: PageInfo;
  Preflight: Omit<Preflight, 'room' | 'source' | 'destination' | 'cut'> & { room: ResolversParentTypes['Amount'], source: ResolversParentTypes['PreflightEnd'], destination: ResolversParentTypes['PreflightEnd'], cut: ResolversParentTypes['Cut'] };
  PreflightEnd: Omit<PreflightEnd, 'chain' | 'minAmount' | 'maxAmount' | 'capacityRoom' | 'room'> & { chain: ResolversParentTypes['Chain'], minAmount: ResolversParentTypes['Amount'], maxAmount?: Maybe<ResolversParentTypes['Amount']>, capacityRoom?: Maybe<ResolversParentTypes['Amount']>, room: ResolversParentTypes['Amount'] };
  PreflightBinding: PreflightBinding;
  Query: Record<PropertyKey, never>;
  BigInt: Scalars['BigInt']['output'];
  BigDecimal: Scalars['BigDecimal']['output'];
  Address: Scalars['Address']['output'];
  Bytes: Scalars['Bytes']['output'];
  DateTime: Scalars['DateTime']['output'];
  Subscription: Record<PropertyKey, never>;
  Retraction: RetractionModel;
  StreamPlace: StreamPlaceModel;
  MessageEvent: Omit<MessageEvent, 'retracted' | 'through' | 'messages'> & { retracted: ReadonlyArray<ResolversParentTypes['Retraction']>, through: ReadonlyArray<ResolversParentTypes['StreamPlace']>, messages: ReadonlyArray<ResolversParentTypes['Message']> };
  BucketEvent: Omit<BucketEvent, 'retracted' | 'through' | 'buckets'> & { retracted: ReadonlyArray<ResolversParentTypes['Retraction']>, through: ReadonlyArray<ResolversParentTypes['StreamPlace']>, buckets: ReadonlyArray<ResolversParentTypes['Bucket']> };
  HaltEvent: Omit<HaltEvent, 'retracted' | 'through' | 'halts'> & { retracted: ReadonlyArray<ResolversParentTypes['Retraction']>, through: ReadonlyArray<ResolversParentTypes['StreamPlace']>, halts: ReadonlyArray<ResolversParentTypes['Change']> };
  Compartment: CompartmentRow;
  CompartmentWhere: CompartmentWhere;
  CompartmentConnection: ConnectionModel<CompartmentRow>;
  CompartmentEdge: Omit<CompartmentEdge, 'node'> & { node: ResolversParentTypes['Compartment'] };
  CollateralPosition: PositionRow;
  PositionWhere: PositionWhere;
  CollateralPositionConnection: ConnectionModel<PositionRow>;
  CollateralPositionEdge: Omit<CollateralPositionEdge, 'node'> & { node: ResolversParentTypes['CollateralPosition'] };
  VaultEvent: VaultEventRow;
  LockEvent: VaultEventRow;
  ReleaseEvent: VaultEventRow;
  UndoneLockEvent: VaultEventRow;
  VoidedReleaseEvent: VaultEventRow;
  ShortfallEvent: VaultEventRow;
  ClaimEvent: VaultEventRow;
  VaultEventWhere: VaultEventWhere;
  VaultEventConnection: ConnectionModel<VaultEventRow>;
  VaultEventEdge: Omit<VaultEventEdge, 'node'> & { node: ResolversParentTypes['VaultEvent'] };
};

export type AccountResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Account'] = ResolversParentTypes['Account']> = {
  address?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  positions?: Resolver<ResolversTypes['CollateralPositionConnection'], ParentType, ContextType, RequireFields<AccountPositionsArgs, 'orderBy' | 'first'>>;
  receiptHoldings?: Resolver<ResolversTypes['ReceiptHoldingConnection'], ParentType, ContextType, RequireFields<AccountReceiptHoldingsArgs, 'orderBy' | 'first'>>;
  marketPositions?: Resolver<ResolversTypes['MarketPositionConnection'], ParentType, ContextType, RequireFields<AccountMarketPositionsArgs, 'orderBy' | 'first'>>;
  vaultEvents?: Resolver<ResolversTypes['VaultEventConnection'], ParentType, ContextType, RequireFields<AccountVaultEventsArgs, 'orderBy' | 'first'>>;
  messages?: Resolver<ResolversTypes['MessageConnection'], ParentType, ContextType, RequireFields<AccountMessagesArgs, 'orderBy' | 'first'>>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type CutResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Cut'] = ResolversParentTypes['Cut']> = {
  blocks?: Resolver<ReadonlyArray<ResolversTypes['CutBlock']>, ParentType, ContextType>;
  final?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CutBlockResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['CutBlock'] = ResolversParentTypes['CutBlock']> = {
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  number?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  hash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  final?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type AssetResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Asset'] = ResolversParentTypes['Asset']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  address?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  symbol?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  decimals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  listed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Price']>, ParentType, ContextType>;
};

export type AmountResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Amount'] = ResolversParentTypes['Amount']> = {
  raw?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  decimals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['BigDecimal'], ParentType, ContextType>;
  usd?: Resolver<Maybe<ResolversTypes['BigDecimal']>, ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Price']>, ParentType, ContextType>;
};

export type PriceResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Price'] = ResolversParentTypes['Price']> = {
  usd?: Resolver<ResolversTypes['BigDecimal'], ParentType, ContextType>;
  answer?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  decimals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  feed?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  round?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  observedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ageSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AssetConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['AssetConnection'] = ResolversParentTypes['AssetConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Asset']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['AssetEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type AssetEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['AssetEdge'] = ResolversParentTypes['AssetEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
};

export type BackingResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Backing'] = ResolversParentTypes['Backing']> = {
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  locked?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  outstanding?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  held?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  inFlightToHost?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  inFlightToHome?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  surplus?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  cut?: Resolver<ResolversTypes['Cut'], ParentType, ContextType>;
};

export type BucketResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Bucket'] = ResolversParentTypes['Bucket']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  receipt?: Resolver<ResolversTypes['Receipt'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['BucketState'], ParentType, ContextType>;
  ownState?: Resolver<ResolversTypes['BucketState'], ParentType, ContextType>;
  tightenedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  backing?: Resolver<ResolversTypes['BigDecimal'], ParentType, ContextType>;
  capacity?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  level?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  limiter?: Resolver<ResolversTypes['Limiter'], ParentType, ContextType>;
  room?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  utilisation?: Resolver<Maybe<ResolversTypes['BigDecimal']>, ParentType, ContextType>;
  totalMinted?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  totalBurned?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  mintCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  burnCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedBlock?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
  secondsToCapacity?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType, RequireFields<BucketSecondsToCapacityArgs, 'hours'>>;
  history?: Resolver<ReadonlyArray<ResolversTypes['BucketPoint']>, ParentType, ContextType, RequireFields<BucketHistoryArgs, 'interval' | 'from' | 'to'>>;
};

export type LimiterResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Limiter'] = ResolversParentTypes['Limiter']> = {
  burst?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  refillPerSecond?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  perMessageMax?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  perMessageMin?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  delayThreshold?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  delaySeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BucketConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['BucketConnection'] = ResolversParentTypes['BucketConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Bucket']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['BucketEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type BucketEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['BucketEdge'] = ResolversParentTypes['BucketEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Bucket'], ParentType, ContextType>;
};

export type ReceiptResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Receipt'] = ResolversParentTypes['Receipt']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  address?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  symbol?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  decimals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalSupply?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  bucket?: Resolver<ResolversTypes['Bucket'], ParentType, ContextType>;
};

export type ReceiptConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ReceiptConnection'] = ResolversParentTypes['ReceiptConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Receipt']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ReceiptEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type ReceiptEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ReceiptEdge'] = ResolversParentTypes['ReceiptEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Receipt'], ParentType, ContextType>;
};

export type ReceiptHoldingResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ReceiptHolding'] = ResolversParentTypes['ReceiptHolding']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  receipt?: Resolver<ResolversTypes['Receipt'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  balance?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedBlock?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type ReceiptHoldingConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ReceiptHoldingConnection'] = ResolversParentTypes['ReceiptHoldingConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ReceiptHolding']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ReceiptHoldingEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type ReceiptHoldingEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ReceiptHoldingEdge'] = ResolversParentTypes['ReceiptHoldingEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ReceiptHolding'], ParentType, ContextType>;
};

export type ChainResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Chain'] = ResolversParentTypes['Chain']> = {
  id?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  eid?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockTimeSeconds?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
  finality?: Resolver<ResolversTypes['Finality'], ParentType, ContextType>;
  local?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  vault?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  buckets?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  assets?: Resolver<ReadonlyArray<ResolversTypes['Asset']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ChainStatus'], ParentType, ContextType>;
};

export type FinalityResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Finality'] = ResolversParentTypes['Finality']> = {
  rule?: Resolver<ResolversTypes['FinalityKind'], ParentType, ContextType>;
  depth?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type MetaResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Meta'] = ResolversParentTypes['Meta']> = {
  chains?: Resolver<ReadonlyArray<ResolversTypes['ChainStatus']>, ParentType, ContextType>;
  dataVersion?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  consistent?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ChainStatusResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ChainStatus'] = ResolversParentTypes['ChainStatus']> = {
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  head?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  indexed?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  finalized?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  lagSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['IndexerState'], ParentType, ContextType>;
  headObservedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type ChangeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Change'] = ResolversParentTypes['Change']> = {
  __resolveType: TypeResolveFn<'BucketChange' | 'CompartmentChange' | 'ContractChange', ParentType, ContextType>;
};

export type BucketChangeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['BucketChange'] = ResolversParentTypes['BucketChange']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['BucketChangeKind'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  ownState?: Resolver<ResolversTypes['BucketState'], ParentType, ContextType>;
  overlayState?: Resolver<ResolversTypes['BucketState'], ParentType, ContextType>;
  overlayUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  backing?: Resolver<ResolversTypes['BigDecimal'], ParentType, ContextType>;
  capacity?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  limiter?: Resolver<ResolversTypes['Limiter'], ParentType, ContextType>;
  seasoningSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  maxFreshPercent?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CompartmentChangeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['CompartmentChange'] = ResolversParentTypes['CompartmentChange']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['CompartmentChangeKind'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  ownState?: Resolver<ResolversTypes['CompartmentState'], ParentType, ContextType>;
  overlayState?: Resolver<ResolversTypes['CompartmentState'], ParentType, ContextType>;
  overlayUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  backing?: Resolver<ResolversTypes['BigDecimal'], ParentType, ContextType>;
  capacity?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockLimiter?: Resolver<ResolversTypes['Limiter'], ParentType, ContextType>;
  exitLimiter?: Resolver<ResolversTypes['Limiter'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ContractChangeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ContractChange'] = ResolversParentTypes['ContractChange']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  contract?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  args?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ChangeConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ChangeConnection'] = ResolversParentTypes['ChangeConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Change']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ChangeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type ChangeEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ChangeEdge'] = ResolversParentTypes['ChangeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Change'], ParentType, ContextType>;
};

export type EligibilityResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Eligibility'] = ResolversParentTypes['Eligibility']> = {
  receipt?: Resolver<ResolversTypes['Receipt'], ParentType, ContextType>;
  eligible?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  sound?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reasons?: Resolver<ReadonlyArray<ResolversTypes['EligibilityReason']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['BucketState'], ParentType, ContextType>;
  backing?: Resolver<ResolversTypes['BigDecimal'], ParentType, ContextType>;
  room?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  seasoning?: Resolver<ResolversTypes['Seasoning'], ParentType, ContextType>;
  price?: Resolver<Maybe<ResolversTypes['Price']>, ParentType, ContextType>;
  feed?: Resolver<Maybe<ResolversTypes['ReceiptFeed']>, ParentType, ContextType>;
  cut?: Resolver<ResolversTypes['Cut'], ParentType, ContextType>;
};

export type SeasoningResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Seasoning'] = ResolversParentTypes['Seasoning']> = {
  fresh?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  maxFreshShare?: Resolver<ResolversTypes['BigDecimal'], ParentType, ContextType>;
  seconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ReceiptFeedResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ReceiptFeed'] = ResolversParentTypes['ReceiptFeed']> = {
  address?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  strict?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  haircut?: Resolver<ResolversTypes['BigDecimal'], ParentType, ContextType>;
  maxAgeSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  sequencerUptimeFeed?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  answer?: Resolver<Maybe<ResolversTypes['BigDecimal']>, ParentType, ContextType>;
  observedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  ageSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  refusal?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ExposureResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Exposure'] = ResolversParentTypes['Exposure']> = {
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['ExposureRole'], ParentType, ContextType>;
  counterpart?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  capacity?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['BucketState']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  inFlight?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  asOfBlock?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type ChainExposureResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ChainExposure'] = ResolversParentTypes['ChainExposure']> = {
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  lockedUsd?: Resolver<Maybe<ResolversTypes['BigDecimal']>, ParentType, ContextType>;
  outstandingUsd?: Resolver<Maybe<ResolversTypes['BigDecimal']>, ParentType, ContextType>;
  capacityUsd?: Resolver<Maybe<ResolversTypes['BigDecimal']>, ParentType, ContextType>;
  lockedShare?: Resolver<Maybe<ResolversTypes['BigDecimal']>, ParentType, ContextType>;
  outstandingShare?: Resolver<Maybe<ResolversTypes['BigDecimal']>, ParentType, ContextType>;
  unpriced?: Resolver<ReadonlyArray<ResolversTypes['Asset']>, ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type FeedPriceResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['FeedPrice'] = ResolversParentTypes['FeedPrice']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  feed?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['BigDecimal'], ParentType, ContextType>;
  answer?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  decimals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  round?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  aggregator?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  observedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  ageSeconds?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type FeedPriceConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['FeedPriceConnection'] = ResolversParentTypes['FeedPriceConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['FeedPrice']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['FeedPriceEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type FeedPriceEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['FeedPriceEdge'] = ResolversParentTypes['FeedPriceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['FeedPrice'], ParentType, ContextType>;
};

export type FlowResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Flow'] = ResolversParentTypes['Flow']> = {
  source?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  destination?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['FlowKind'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type BucketPointResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['BucketPoint'] = ResolversParentTypes['BucketPoint']> = {
  startsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  minted?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  burned?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  mintCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  burnCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  levelMin?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  levelMax?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  levelAtEnd?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
};

export type CompartmentPointResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['CompartmentPoint'] = ResolversParentTypes['CompartmentPoint']> = {
  startsAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  lockedIn?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  released?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  refunded?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  voided?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  releaseCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lockedMin?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockedMax?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockedAtEnd?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
};

export type HoldResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Hold'] = ResolversParentTypes['Hold']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  side?: Resolver<ResolversTypes['HoldSide'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  bucket?: Resolver<Maybe<ResolversTypes['Bucket']>, ParentType, ContextType>;
  compartment?: Resolver<Maybe<ResolversTypes['Compartment']>, ParentType, ContextType>;
  holdId?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  guid?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  receiver?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  refundTo?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  heldAmount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['HoldKind'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['HoldStatus'], ParentType, ContextType>;
  heldAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  dueAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  ahead?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  aheadAmount?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  refundableAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  refundableByAnybodyAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  waitingFor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refundGuid?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  call?: Resolver<Maybe<ResolversTypes['HoldCall']>, ParentType, ContextType>;
  updatedBlock?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
};

export type HoldCallResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['HoldCall'] = ResolversParentTypes['HoldCall']> = {
  contract?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  eid?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  hold?: Resolver<ResolversTypes['HoldStruct'], ParentType, ContextType>;
};

export type HoldStructResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['HoldStruct'] = ResolversParentTypes['HoldStruct']> = {
  guid?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  receiver?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  refundTo?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  heldAt?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  dueAt?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type HoldConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['HoldConnection'] = ResolversParentTypes['HoldConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Hold']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['HoldEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type HoldEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['HoldEdge'] = ResolversParentTypes['HoldEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Hold'], ParentType, ContextType>;
};

export type LedgerEntryResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['LedgerEntry'] = ResolversParentTypes['LedgerEntry']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  phase?: Resolver<ResolversTypes['LedgerPhase'], ParentType, ContextType>;
  event?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  guid?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  from?: Resolver<ResolversTypes['LedgerAccount'], ParentType, ContextType>;
  to?: Resolver<ResolversTypes['LedgerAccount'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  postedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type LedgerEntryConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['LedgerEntryConnection'] = ResolversParentTypes['LedgerEntryConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['LedgerEntry']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['LedgerEntryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type LedgerEntryEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['LedgerEntryEdge'] = ResolversParentTypes['LedgerEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['LedgerEntry'], ParentType, ContextType>;
};

export type MarketResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Market'] = ResolversParentTypes['Market']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  protocol?: Resolver<ResolversTypes['Protocol'], ParentType, ContextType>;
  contract?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  marketId?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  asset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType>;
  collateralAsset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType>;
  supplied?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  supplyShares?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  borrowed?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  debtShares?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  collateral?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedBlock?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type MarketConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['MarketConnection'] = ResolversParentTypes['MarketConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Market']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['MarketEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type MarketEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['MarketEdge'] = ResolversParentTypes['MarketEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Market'], ParentType, ContextType>;
};

export type MarketPositionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['MarketPosition'] = ResolversParentTypes['MarketPosition']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  protocol?: Resolver<ResolversTypes['Protocol'], ParentType, ContextType>;
  market?: Resolver<ResolversTypes['Market'], ParentType, ContextType>;
  supplyShares?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  supplied?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  debtShares?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  debt?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  collateral?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedBlock?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type MarketPositionConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['MarketPositionConnection'] = ResolversParentTypes['MarketPositionConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['MarketPosition']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['MarketPositionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type MarketPositionEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['MarketPositionEdge'] = ResolversParentTypes['MarketPositionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['MarketPosition'], ParentType, ContextType>;
};

export type LiquidationResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Liquidation'] = ResolversParentTypes['Liquidation']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  protocol?: Resolver<ResolversTypes['Protocol'], ParentType, ContextType>;
  contract?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  marketId?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  borrower?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  liquidator?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  repaid?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  seizedAsset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  seized?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  badDebt?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type LiquidationConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['LiquidationConnection'] = ResolversParentTypes['LiquidationConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Liquidation']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['LiquidationEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type LiquidationEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['LiquidationEdge'] = ResolversParentTypes['LiquidationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Liquidation'], ParentType, ContextType>;
};

export type MessageResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message']> = {
  guid?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['MessageKind'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['MessageState'], ParentType, ContextType>;
  waitingFor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hold?: Resolver<Maybe<ResolversTypes['Hold']>, ParentType, ContextType>;
  lane?: Resolver<ResolversTypes['Lane'], ParentType, ContextType>;
  pathway?: Resolver<ResolversTypes['Pathway'], ParentType, ContextType>;
  nonce?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  asset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType>;
  amount?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  sender?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  receiver?: Resolver<Maybe<ResolversTypes['Address']>, ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  sentAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  payloadHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['MessageOutcome']>, ParentType, ContextType>;
  steps?: Resolver<ReadonlyArray<ResolversTypes['MessageStep']>, ParentType, ContextType>;
  attempts?: Resolver<ReadonlyArray<ResolversTypes['Attempt']>, ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type LaneResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Lane'] = ResolversParentTypes['Lane']> = {
  source?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  destination?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
};

export type PathwayResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Pathway'] = ResolversParentTypes['Pathway']> = {
  srcEid?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sender?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  dstEid?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  receiver?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
};

export type MessageStepResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['MessageStep'] = ResolversParentTypes['MessageStep']> = {
  name?: Resolver<ResolversTypes['MessageStepName'], ParentType, ContextType>;
  reached?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  chain?: Resolver<Maybe<ResolversTypes['Chain']>, ParentType, ContextType>;
  blockNumber?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  txHash?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['StepActor']>, ParentType, ContextType>;
  addresses?: Resolver<ReadonlyArray<ResolversTypes['Address']>, ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['MessageOutcome']>, ParentType, ContextType>;
};

export type AttemptResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Attempt'] = ResolversParentTypes['Attempt']> = {
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['AttemptState'], ParentType, ContextType>;
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  signer?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  nonce?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  intendedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  broadcastAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  resolvedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  blockNumber?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  gasUsed?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
};

export type MessageConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['MessageConnection'] = ResolversParentTypes['MessageConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Message']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['MessageEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type MessageEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['MessageEdge'] = ResolversParentTypes['MessageEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Message'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PreflightResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Preflight'] = ResolversParentTypes['Preflight']> = {
  verdict?: Resolver<ResolversTypes['PreflightVerdict'], ParentType, ContextType>;
  binding?: Resolver<Maybe<ResolversTypes['PreflightBinding']>, ParentType, ContextType>;
  room?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  waitSeconds?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
  feeWei?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['PreflightEnd'], ParentType, ContextType>;
  destination?: Resolver<ResolversTypes['PreflightEnd'], ParentType, ContextType>;
  cut?: Resolver<ResolversTypes['Cut'], ParentType, ContextType>;
};

export type PreflightEndResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['PreflightEnd'] = ResolversParentTypes['PreflightEnd']> = {
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['PreflightState'], ParentType, ContextType>;
  minAmount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  maxAmount?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  capacityRoom?: Resolver<Maybe<ResolversTypes['Amount']>, ParentType, ContextType>;
  room?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  waitSeconds?: Resolver<Maybe<ResolversTypes['BigInt']>, ParentType, ContextType>;
};

export type PreflightBindingResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['PreflightBinding'] = ResolversParentTypes['PreflightBinding']> = {
  end?: Resolver<ResolversTypes['PreflightEndName'], ParentType, ContextType>;
  limit?: Resolver<ResolversTypes['PreflightLimit'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  _meta?: Resolver<ResolversTypes['Meta'], ParentType, ContextType>;
  cut?: Resolver<ResolversTypes['Cut'], ParentType, ContextType, RequireFields<QueryCutArgs, 'asOf'>>;
  chains?: Resolver<ReadonlyArray<ResolversTypes['Chain']>, ParentType, ContextType>;
  chain?: Resolver<Maybe<ResolversTypes['Chain']>, ParentType, ContextType, RequireFields<QueryChainArgs, 'id'>>;
  asset?: Resolver<Maybe<ResolversTypes['Asset']>, ParentType, ContextType, RequireFields<QueryAssetArgs, 'id'>>;
  assets?: Resolver<ResolversTypes['AssetConnection'], ParentType, ContextType, RequireFields<QueryAssetsArgs, 'orderBy' | 'first'>>;
  prices?: Resolver<ResolversTypes['FeedPriceConnection'], ParentType, ContextType, RequireFields<QueryPricesArgs, 'orderBy' | 'first'>>;
  compartments?: Resolver<ResolversTypes['CompartmentConnection'], ParentType, ContextType, RequireFields<QueryCompartmentsArgs, 'orderBy' | 'first'>>;
  position?: Resolver<Maybe<ResolversTypes['CollateralPosition']>, ParentType, ContextType, RequireFields<QueryPositionArgs, 'id'>>;
  positions?: Resolver<ResolversTypes['CollateralPositionConnection'], ParentType, ContextType, RequireFields<QueryPositionsArgs, 'orderBy' | 'first'>>;
  vaultEvents?: Resolver<ResolversTypes['VaultEventConnection'], ParentType, ContextType, RequireFields<QueryVaultEventsArgs, 'orderBy' | 'first'>>;
  bucket?: Resolver<Maybe<ResolversTypes['Bucket']>, ParentType, ContextType, RequireFields<QueryBucketArgs, 'id'>>;
  buckets?: Resolver<ResolversTypes['BucketConnection'], ParentType, ContextType, RequireFields<QueryBucketsArgs, 'orderBy' | 'first'>>;
  holds?: Resolver<ResolversTypes['HoldConnection'], ParentType, ContextType, RequireFields<QueryHoldsArgs, 'orderBy' | 'first'>>;
  receipts?: Resolver<ResolversTypes['ReceiptConnection'], ParentType, ContextType, RequireFields<QueryReceiptsArgs, 'orderBy' | 'first'>>;
  receiptHoldings?: Resolver<ResolversTypes['ReceiptHoldingConnection'], ParentType, ContextType, RequireFields<QueryReceiptHoldingsArgs, 'orderBy' | 'first'>>;
  markets?: Resolver<ResolversTypes['MarketConnection'], ParentType, ContextType, RequireFields<QueryMarketsArgs, 'orderBy' | 'first'>>;
  marketPositions?: Resolver<ResolversTypes['MarketPositionConnection'], ParentType, ContextType, RequireFields<QueryMarketPositionsArgs, 'orderBy' | 'first'>>;
  liquidations?: Resolver<ResolversTypes['LiquidationConnection'], ParentType, ContextType, RequireFields<QueryLiquidationsArgs, 'orderBy' | 'first'>>;
  ledgerEntries?: Resolver<ResolversTypes['LedgerEntryConnection'], ParentType, ContextType, RequireFields<QueryLedgerEntriesArgs, 'orderBy' | 'first'>>;
  account?: Resolver<ResolversTypes['Account'], ParentType, ContextType, RequireFields<QueryAccountArgs, 'address'>>;
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType, RequireFields<QueryMessageArgs, 'guid'>>;
  messages?: Resolver<ResolversTypes['MessageConnection'], ParentType, ContextType, RequireFields<QueryMessagesArgs, 'orderBy' | 'first'>>;
  flows?: Resolver<ReadonlyArray<ResolversTypes['Flow']>, ParentType, ContextType, RequireFields<QueryFlowsArgs, 'from' | 'to'>>;
  changes?: Resolver<ResolversTypes['ChangeConnection'], ParentType, ContextType, RequireFields<QueryChangesArgs, 'orderBy' | 'first'>>;
  backing?: Resolver<ReadonlyArray<ResolversTypes['Backing']>, ParentType, ContextType, Partial<QueryBackingArgs>>;
  preflight?: Resolver<ResolversTypes['Preflight'], ParentType, ContextType, RequireFields<QueryPreflightArgs, 'direction' | 'home' | 'host' | 'asset' | 'amount'>>;
  eligibility?: Resolver<Maybe<ResolversTypes['Eligibility']>, ParentType, ContextType, RequireFields<QueryEligibilityArgs, 'receipt'>>;
  exposure?: Resolver<ReadonlyArray<ResolversTypes['Exposure']>, ParentType, ContextType, Partial<QueryExposureArgs>>;
  exposureByChain?: Resolver<ReadonlyArray<ResolversTypes['ChainExposure']>, ParentType, ContextType, Partial<QueryExposureByChainArgs>>;
};

export interface BigIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigInt'], any> {
  name: 'BigInt';
}

export interface BigDecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['BigDecimal'], any> {
  name: 'BigDecimal';
}

export interface AddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Address'], any> {
  name: 'Address';
}

export interface BytesScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Bytes'], any> {
  name: 'Bytes';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type SubscriptionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  messageChanged?: SubscriptionResolver<ResolversTypes['MessageEvent'], "messageChanged", ParentType, ContextType, Partial<SubscriptionMessageChangedArgs>>;
  bucketChanged?: SubscriptionResolver<ResolversTypes['BucketEvent'], "bucketChanged", ParentType, ContextType, Partial<SubscriptionBucketChangedArgs>>;
  haltRaised?: SubscriptionResolver<ResolversTypes['HaltEvent'], "haltRaised", ParentType, ContextType, Partial<SubscriptionHaltRaisedArgs>>;
  exposureChanged?: SubscriptionResolver<ReadonlyArray<ResolversTypes['Exposure']>, "exposureChanged", ParentType, ContextType, Partial<SubscriptionExposureChangedArgs>>;
};

export type RetractionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Retraction'] = ResolversParentTypes['Retraction']> = {
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  afterBlock?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type StreamPlaceResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['StreamPlace'] = ResolversParentTypes['StreamPlace']> = {
  chain?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
};

export type MessageEventResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['MessageEvent'] = ResolversParentTypes['MessageEvent']> = {
  retracted?: Resolver<ReadonlyArray<ResolversTypes['Retraction']>, ParentType, ContextType>;
  through?: Resolver<ReadonlyArray<ResolversTypes['StreamPlace']>, ParentType, ContextType>;
  messages?: Resolver<ReadonlyArray<ResolversTypes['Message']>, ParentType, ContextType>;
};

export type BucketEventResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['BucketEvent'] = ResolversParentTypes['BucketEvent']> = {
  retracted?: Resolver<ReadonlyArray<ResolversTypes['Retraction']>, ParentType, ContextType>;
  through?: Resolver<ReadonlyArray<ResolversTypes['StreamPlace']>, ParentType, ContextType>;
  buckets?: Resolver<ReadonlyArray<ResolversTypes['Bucket']>, ParentType, ContextType>;
};

export type HaltEventResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['HaltEvent'] = ResolversParentTypes['HaltEvent']> = {
  retracted?: Resolver<ReadonlyArray<ResolversTypes['Retraction']>, ParentType, ContextType>;
  through?: Resolver<ReadonlyArray<ResolversTypes['StreamPlace']>, ParentType, ContextType>;
  halts?: Resolver<ReadonlyArray<ResolversTypes['Change']>, ParentType, ContextType>;
};

export type CompartmentResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['Compartment'] = ResolversParentTypes['Compartment']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  vault?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  escrow?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CompartmentState'], ParentType, ContextType>;
  ownState?: Resolver<ResolversTypes['CompartmentState'], ParentType, ContextType>;
  tightenedUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  backing?: Resolver<ResolversTypes['BigDecimal'], ParentType, ContextType>;
  capacity?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  locked?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  held?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockLimiter?: Resolver<ResolversTypes['Limiter'], ParentType, ContextType>;
  exitLimiter?: Resolver<ResolversTypes['Limiter'], ParentType, ContextType>;
  totalLocked?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  totalReleased?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  totalRefunded?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  totalVoided?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  totalLoss?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  releaseCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedBlock?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  history?: Resolver<ReadonlyArray<ResolversTypes['CompartmentPoint']>, ParentType, ContextType, RequireFields<CompartmentHistoryArgs, 'interval' | 'from' | 'to'>>;
};

export type CompartmentConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['CompartmentConnection'] = ResolversParentTypes['CompartmentConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Compartment']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['CompartmentEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type CompartmentEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['CompartmentEdge'] = ResolversParentTypes['CompartmentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Compartment'], ParentType, ContextType>;
};

export type CollateralPositionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['CollateralPosition'] = ResolversParentTypes['CollateralPosition']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  compartment?: Resolver<ResolversTypes['Compartment'], ParentType, ContextType>;
  totalLocked?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  totalReleased?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  totalRefunded?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  releaseCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  openedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedBlock?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type CollateralPositionConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['CollateralPositionConnection'] = ResolversParentTypes['CollateralPositionConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['CollateralPosition']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['CollateralPositionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type CollateralPositionEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['CollateralPositionEdge'] = ResolversParentTypes['CollateralPositionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['CollateralPosition'], ParentType, ContextType>;
};

export type VaultEventResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['VaultEvent'] = ResolversParentTypes['VaultEvent']> = {
  __resolveType: TypeResolveFn<'LockEvent' | 'ReleaseEvent' | 'UndoneLockEvent' | 'VoidedReleaseEvent' | 'ShortfallEvent' | 'ClaimEvent', ParentType, ContextType>;
};

export type LockEventResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['LockEvent'] = ResolversParentTypes['LockEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['VaultEventKind'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  guid?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  receiver?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  refundTo?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  totalLockedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  accountTotalLockedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ReleaseEventResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ReleaseEvent'] = ResolversParentTypes['ReleaseEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['VaultEventKind'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  guid?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  receiver?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  totalReleasedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  accountTotalReleasedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UndoneLockEventResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['UndoneLockEvent'] = ResolversParentTypes['UndoneLockEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['VaultEventKind'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  guid?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockGuid?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  totalRefundedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  accountTotalRefundedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VoidedReleaseEventResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['VoidedReleaseEvent'] = ResolversParentTypes['VoidedReleaseEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['VaultEventKind'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  guid?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  totalVoidedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ShortfallEventResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ShortfallEvent'] = ResolversParentTypes['ShortfallEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['VaultEventKind'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  guid?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  totalLossAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ClaimEventResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['ClaimEvent'] = ResolversParentTypes['ClaimEvent']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['VaultEventKind'], ParentType, ContextType>;
  home?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  host?: Resolver<ResolversTypes['Chain'], ParentType, ContextType>;
  blockNumber?: Resolver<ResolversTypes['BigInt'], ParentType, ContextType>;
  logIndex?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  blockHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  time?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  txHash?: Resolver<ResolversTypes['Bytes'], ParentType, ContextType>;
  guid?: Resolver<Maybe<ResolversTypes['Bytes']>, ParentType, ContextType>;
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>;
  account?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  amount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  lockedAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  claimableAfter?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>;
  receiver?: Resolver<ResolversTypes['Address'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VaultEventConnectionResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['VaultEventConnection'] = ResolversParentTypes['VaultEventConnection']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['VaultEvent']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['VaultEventEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  cut?: Resolver<Maybe<ResolversTypes['Cut']>, ParentType, ContextType>;
};

export type VaultEventEdgeResolvers<ContextType = ApiContext, ParentType extends ResolversParentTypes['VaultEventEdge'] = ResolversParentTypes['VaultEventEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['VaultEvent'], ParentType, ContextType>;
};

export type Resolvers<ContextType = ApiContext> = {
  Account?: AccountResolvers<ContextType>;
  Cut?: CutResolvers<ContextType>;
  CutBlock?: CutBlockResolvers<ContextType>;
  Asset?: AssetResolvers<ContextType>;
  Amount?: AmountResolvers<ContextType>;
  Price?: PriceResolvers<ContextType>;
  AssetConnection?: AssetConnectionResolvers<ContextType>;
  AssetEdge?: AssetEdgeResolvers<ContextType>;
  Backing?: BackingResolvers<ContextType>;
  Bucket?: BucketResolvers<ContextType>;
  Limiter?: LimiterResolvers<ContextType>;
  BucketConnection?: BucketConnectionResolvers<ContextType>;
  BucketEdge?: BucketEdgeResolvers<ContextType>;
  Receipt?: ReceiptResolvers<ContextType>;
  ReceiptConnection?: ReceiptConnectionResolvers<ContextType>;
  ReceiptEdge?: ReceiptEdgeResolvers<ContextType>;
  ReceiptHolding?: ReceiptHoldingResolvers<ContextType>;
  ReceiptHoldingConnection?: ReceiptHoldingConnectionResolvers<ContextType>;
  ReceiptHoldingEdge?: ReceiptHoldingEdgeResolvers<ContextType>;
  Chain?: ChainResolvers<ContextType>;
  Finality?: FinalityResolvers<ContextType>;
  Meta?: MetaResolvers<ContextType>;
  ChainStatus?: ChainStatusResolvers<ContextType>;
  Change?: ChangeResolvers<ContextType>;
  BucketChange?: BucketChangeResolvers<ContextType>;
  CompartmentChange?: CompartmentChangeResolvers<ContextType>;
  ContractChange?: ContractChangeResolvers<ContextType>;
  ChangeConnection?: ChangeConnectionResolvers<ContextType>;
  ChangeEdge?: ChangeEdgeResolvers<ContextType>;
  Eligibility?: EligibilityResolvers<ContextType>;
  Seasoning?: SeasoningResolvers<ContextType>;
  ReceiptFeed?: ReceiptFeedResolvers<ContextType>;
  Exposure?: ExposureResolvers<ContextType>;
  ChainExposure?: ChainExposureResolvers<ContextType>;
  FeedPrice?: FeedPriceResolvers<ContextType>;
  FeedPriceConnection?: FeedPriceConnectionResolvers<ContextType>;
  FeedPriceEdge?: FeedPriceEdgeResolvers<ContextType>;
  Flow?: FlowResolvers<ContextType>;
  BucketPoint?: BucketPointResolvers<ContextType>;
  CompartmentPoint?: CompartmentPointResolvers<ContextType>;
  Hold?: HoldResolvers<ContextType>;
  HoldCall?: HoldCallResolvers<ContextType>;
  HoldStruct?: HoldStructResolvers<ContextType>;
  HoldConnection?: HoldConnectionResolvers<ContextType>;
  HoldEdge?: HoldEdgeResolvers<ContextType>;
  LedgerEntry?: LedgerEntryResolvers<ContextType>;
  LedgerEntryConnection?: LedgerEntryConnectionResolvers<ContextType>;
  LedgerEntryEdge?: LedgerEntryEdgeResolvers<ContextType>;
  Market?: MarketResolvers<ContextType>;
  MarketConnection?: MarketConnectionResolvers<ContextType>;
  MarketEdge?: MarketEdgeResolvers<ContextType>;
  MarketPosition?: MarketPositionResolvers<ContextType>;
  MarketPositionConnection?: MarketPositionConnectionResolvers<ContextType>;
  MarketPositionEdge?: MarketPositionEdgeResolvers<ContextType>;
  Liquidation?: LiquidationResolvers<ContextType>;
  LiquidationConnection?: LiquidationConnectionResolvers<ContextType>;
  LiquidationEdge?: LiquidationEdgeResolvers<ContextType>;
  Message?: MessageResolvers<ContextType>;
  Lane?: LaneResolvers<ContextType>;
  Pathway?: PathwayResolvers<ContextType>;
  MessageStep?: MessageStepResolvers<ContextType>;
  Attempt?: AttemptResolvers<ContextType>;
  MessageConnection?: MessageConnectionResolvers<ContextType>;
  MessageEdge?: MessageEdgeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Preflight?: PreflightResolvers<ContextType>;
  PreflightEnd?: PreflightEndResolvers<ContextType>;
  PreflightBinding?: PreflightBindingResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  BigInt?: GraphQLScalarType;
  BigDecimal?: GraphQLScalarType;
  Address?: GraphQLScalarType;
  Bytes?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Subscription?: SubscriptionResolvers<ContextType>;
  Retraction?: RetractionResolvers<ContextType>;
  StreamPlace?: StreamPlaceResolvers<ContextType>;
  MessageEvent?: MessageEventResolvers<ContextType>;
  BucketEvent?: BucketEventResolvers<ContextType>;
  HaltEvent?: HaltEventResolvers<ContextType>;
  Compartment?: CompartmentResolvers<ContextType>;
  CompartmentConnection?: CompartmentConnectionResolvers<ContextType>;
  CompartmentEdge?: CompartmentEdgeResolvers<ContextType>;
  CollateralPosition?: CollateralPositionResolvers<ContextType>;
  CollateralPositionConnection?: CollateralPositionConnectionResolvers<ContextType>;
  CollateralPositionEdge?: CollateralPositionEdgeResolvers<ContextType>;
  VaultEvent?: VaultEventResolvers<ContextType>;
  LockEvent?: LockEventResolvers<ContextType>;
  ReleaseEvent?: ReleaseEventResolvers<ContextType>;
  UndoneLockEvent?: UndoneLockEventResolvers<ContextType>;
  VoidedReleaseEvent?: VoidedReleaseEventResolvers<ContextType>;
  ShortfallEvent?: ShortfallEventResolvers<ContextType>;
  ClaimEvent?: ClaimEventResolvers<ContextType>;
  VaultEventConnection?: VaultEventConnectionResolvers<ContextType>;
  VaultEventEdge?: VaultEventEdgeResolvers<ContextType>;
};
