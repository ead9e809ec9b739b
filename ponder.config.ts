import { createConfig, factory } from 'ponder'
import { getAbiItem } from 'viem'
import { chosenAdapters } from './chains/adapters.ts'
import { indexedBlockInterval } from './chains/chain.ts'
import { chainRegistry } from './chains/registry.ts'
import { readDeployment, readEnvironment, required, rpcEndpointsOf } from './cli/environment.ts'
import { collateralReceiptAbi } from './contracts/abi/CollateralReceipt.ts'
import { collateralVaultAbi } from './contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from './contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from './contracts/abi/ReceiptBuckets.ts'
import { relayWorkerAbi } from './contracts/abi/RelayWorker.ts'
import { testPriceFeedAbi } from './contracts/abi/TestPriceFeed.ts'
import { zeroAddress } from './domain/identifiers.ts'
import { adapterContracts } from './indexer/adapter-contracts.ts'

/*
 * One Ponder process indexes one chain: which one, `bulkhead index <chain>` says in BULKHEAD_INDEX_CHAIN. The entry
 * is always called `indexed`, so that the handlers' types do not depend on the chain.
 */
const environment = readEnvironment()
const chain = chainRegistry().byName(required(environment.indexChain, 'BULKHEAD_INDEX_CHAIN'))
const deployed = readDeployment(environment).chains.find((candidate) => candidate.chainId === chain.chainId)
if (deployed === undefined) throw new Error(`The deployment file has no chain ${chain.name}.`)

/**
 * Flows are indexed over the range that `bulkhead index --from --to` names, else from the deployment on. What stands when
 * a range begins is known only from before it: compartments, buckets, what was set for them, and messages on hold.
 */
const { from, to } = environment.indexRange ?? { from: deployed.startBlock, to: undefined }
const endBlock = to === undefined ? {} : { endBlock: to }
const standing = { startBlock: deployed.startBlock, ...endBlock }
const flowing = { startBlock: from, ...endBlock }
const feeds = deployed.assets.flatMap((asset) => asset.priceFeed ?? [])

export default createConfig({
  ordering: 'multichain',
  database: {
    kind: 'postgres',
    connectionString: required(environment.databaseUrl, 'DATABASE_URL'),
    poolConfig: { max: 6 },
  },
  chains: {
    indexed: {
      id: chain.chainId,
      rpc: rpcEndpointsOf(environment, deployed).map(({ url }) => url),
      // Four times a block, and no more than four times a second. Nobody charges for asking a local node.
      pollingInterval: chain.local ? 250 : Math.min(1_000, Math.max(250, chain.blockTimeSeconds * 250)),
    },
  },
  blocks: { Sample: { chain: 'indexed', interval: indexedBlockInterval(chain), ...flowing } },
  contracts: {
    StandingVault: { abi: collateralVaultAbi, chain: 'indexed', address: deployed.vault, ...standing },
    StandingBuckets: { abi: receiptBucketsAbi, chain: 'indexed', address: deployed.buckets, ...standing },
    CollateralVault: { abi: collateralVaultAbi, chain: 'indexed', address: deployed.vault, ...flowing },
    ReceiptBuckets: { abi: receiptBucketsAbi, chain: 'indexed', address: deployed.buckets, ...flowing },
    CollateralReceipt: {
      abi: collateralReceiptAbi,
      chain: 'indexed',
      address: factory({
        address: deployed.buckets,
        event: getAbiItem({ abi: receiptBucketsAbi, name: 'BucketOpened' }),
        parameter: 'receipt',
        ...standing,
      }),
      ...flowing,
    },
    RelayWorker: { abi: relayWorkerAbi, chain: 'indexed', address: deployed.relayWorker, ...flowing },
    EndpointV2: { abi: endpointV2Abi, chain: 'indexed', address: deployed.endpoint, ...flowing },
    // An empty list would mean every contract; the zero address means none.
    PriceFeed: { abi: testPriceFeedAbi, chain: 'indexed', address: feeds.length > 0 ? feeds : zeroAddress, ...flowing },
    // Their totals begin with their first event, which a range does not have.
    ...adapterContracts(deployed.startBlock, chosenAdapters(chain, to === undefined ? deployed.adapters : undefined)),
  },
})
