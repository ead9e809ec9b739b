import type { Chain } from '../chains/chain.ts'
import { type Deployment, deployedBuckets } from '../chains/deployment.ts'
import { type ChainRegistry, UnknownChainError } from '../chains/registry.ts'
import { type Address, address, type ChainId, type Hex } from '../domain/identifiers.ts'
import type { AmountModel, AssetModel, ChainModel, FeedModel } from './models.ts'
import { usdFeedDecimals } from './price.ts'

/** What is known without a database: the deployment's chains and assets. */
export interface Catalog {
  /** In the deployment's order. */
  readonly chains: readonly ChainModel[]
  /** Listed assets of all chains, by chain id and address. */
  readonly assets: readonly AssetModel[]
  /** Feeds whose rounds are indexed, by chain id and address, each once. */
  readonly feeds: readonly FeedModel[]
  /** @throws UnknownChainError when the deployment has no such chain. */
  chain(chainId: number): ChainModel
  /** @throws UnknownChainError when the deployment has no chain with this LayerZero endpoint id. */
  chainOfEndpoint(eid: number): ChainModel
  /** The asset, made up from its address when the deployment does not list it. */
  asset(home: ChainModel, asset: Hex): AssetModel
  hasBucket(bucket: { readonly home: ChainModel; readonly host: ChainModel; readonly asset: Hex }): boolean
  /** An amount of an asset, or with other `decimals` of its receipt; `raw` is decimal text. */
  amount(raw: string, asset: AssetModel, decimals?: number): AmountModel
}

/**
 * The catalog of a deployment.
 *
 * @throws UnknownChainError when the deployment names a chain that the registry does not have.
 */
export function createCatalog(registry: ChainRegistry, deployment: Deployment): Catalog {
  const chains = deployment.chains.map((deployed): ChainModel => ({ chain: registry.byId(deployed.chainId), deployed }))
  const known: readonly Chain[] = chains.map(({ chain }) => chain)
  const byId = new Map<number, ChainModel>(chains.map((model) => [model.chain.chainId, model]))
  const byEid = new Map<number, ChainModel>(chains.map((model) => [model.chain.eid, model]))
  const orUnknown = (model: ChainModel | undefined, given: string): ChainModel => {
    if (model === undefined) throw new UnknownChainError({ given, known })
    return model
  }
  const assets = chains
    .flatMap(({ chain, deployed }) => deployed.assets.map((asset): AssetModel => listed(chain.chainId, asset)))
    .sort((a, b) => a.chainId - b.chainId || (a.address < b.address ? -1 : 1))
  const byKey = new Map(assets.map((asset) => [`${asset.chainId}:${asset.address}`, asset]))
  const buckets = new Set(deployedBuckets(deployment).map(({ home, host, asset }) => `${home}:${host}:${asset}`))
  return {
    chains,
    assets,
    feeds: feedsOf(chains, assets),
    chain: (chainId) => orUnknown(byId.get(chainId), String(chainId)),
    chainOfEndpoint: (eid) => orUnknown(byEid.get(eid), `endpoint ${eid}`),
    asset: ({ chain }, asset) => byKey.get(`${chain.chainId}:${asset}`) ?? unlisted(chain.chainId, asset),
    hasBucket: ({ home, host, asset }) => buckets.has(`${home.chain.chainId}:${host.chain.chainId}:${asset}`),
    amount: (raw, asset, decimals = asset.decimals) => ({ raw: BigInt(raw), decimals, asset }),
  }
}

/** Of a feed that an asset names and the deployment chooses as well, what is chosen says more. */
function feedsOf(chains: readonly ChainModel[], assets: readonly AssetModel[]): readonly FeedModel[] {
  const ofAssets = assets.flatMap(({ chainId, feed, symbol }): readonly FeedModel[] =>
    feed === undefined
      ? []
      : [{ chainId, feed, description: `${symbol} / USD`, decimals: usdFeedDecimals, phases: [] }],
  )
  const chosen = chains.flatMap(({ chain: { chainId }, deployed }) =>
    (deployed.adapters?.chainlink ?? []).map((feed): FeedModel => ({ chainId, ...feed })),
  )
  const distinct = new Map([...ofAssets, ...chosen].map((feed) => [`${feed.chainId}:${feed.feed}`, feed]))
  return [...distinct.values()].sort((a, b) => a.chainId - b.chainId || (a.feed < b.feed ? -1 : 1))
}

function listed(
  chainId: ChainId,
  asset: {
    readonly address: Address
    readonly symbol: string
    readonly name: string
    readonly decimals: number
    readonly priceFeed?: Address | undefined
  },
): AssetModel {
  const { address: token, symbol, name, decimals, priceFeed } = asset
  return { chainId, address: token, symbol, name, decimals, listed: true, feed: priceFeed }
}

function unlisted(chainId: ChainId, asset: Hex): AssetModel {
  return { chainId, address: address(asset), symbol: asset, name: asset, decimals: 0, listed: false, feed: undefined }
}
