import { getAbiItem, toEventSelector } from 'viem'
import { collateralVaultAbi } from '../../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { askLogs } from '../../../relayer/evm/answer.ts'
import type { Delivered } from './figures.ts'
import type { TrafficChain } from './traffic.ts'

/** What the chains say came of the locks in these blocks. */
export interface Outcome {
  readonly locked: number
  readonly delivered: readonly Delivered[]
  /** Gas of the transactions of ours in which these were delivered, once each. */
  readonly relayGas: bigint
}

/** First blocks of a run, by chain id. */
export type Since = ReadonlyMap<number, bigint>

/** Where every chain stands. */
export const heads = async (chains: readonly TrafficChain[]): Promise<Since> =>
  new Map(
    await Promise.all(chains.map(async ({ chainId, client }) => [chainId, await client.getBlockNumber()] as const)),
  )

/** Counts what was minted since; each call looks at new blocks only, and decodes nothing. */
export function mintCounter(chains: readonly TrafficChain[], since: Since): () => Promise<number> {
  const next = new Map(chains.map(({ chainId }) => [chainId, (since.get(chainId) ?? 0n) + 1n]))
  let count = 0
  return async () => {
    const found = await Promise.all(
      chains.map(async ({ client, chainId, buckets }) => {
        const [from, head] = [next.get(chainId) ?? 0n, await client.getBlockNumber()]
        if (head < from) return 0
        const range = { fromBlock: from, toBlock: head }
        const logs = await askLogs(client, { addresses: [buckets], topics: [mintedTopic], ...range })
        next.set(chainId, head + 1n)
        return logs.length
      }),
    )
    count += found.reduce((sum, one) => sum + one, 0)
    return count
  }
}

const mintedTopic = toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'Minted' }))

const mintsOf = ({ client, buckets, chainId }: TrafficChain, since: Since) =>
  client.getContractEvents({
    address: buckets,
    abi: receiptBucketsAbi,
    eventName: 'Minted',
    fromBlock: (since.get(chainId) ?? 0n) + 1n,
    strict: true,
  })

/** Joins locks and mints by guid, from the chains alone. */
export async function outcomeOf(chains: readonly TrafficChain[], since: Since): Promise<Outcome> {
  const read = await Promise.all(
    chains.map(async (chain) => {
      const { client, vault, chainId } = chain
      const fromBlock = (since.get(chainId) ?? 0n) + 1n
      const range = { address: vault, abi: collateralVaultAbi, eventName: 'Locked', fromBlock, strict: true } as const
      const [locks, mints] = await Promise.all([client.getContractEvents(range), mintsOf(chain, since)])
      return { chain, locks, mints, timeOf: await blockTimes(chain, fromBlock) }
    }),
  )
  const mintOf = new Map(
    read.flatMap(({ chain, mints, timeOf }) =>
      mints.map(({ args, blockNumber, transactionHash }) => [
        args.guid,
        { chain, timeOf, blockNumber, transactionHash },
      ]),
    ),
  )
  const delivered: Delivered[] = []
  for (const { chain, locks, timeOf } of read) {
    for (const { args, blockNumber } of locks) {
      const mint = mintOf.get(args.guid)
      const finalAt = timeOf.get(blockNumber + chain.finalityDepth)
      if (mint === undefined || finalAt === undefined) continue
      delivered.push({
        firstHostBlock: firstAfter(mint.timeOf, finalAt),
        mintedAtHostBlock: mint.blockNumber,
        relayTx: `${mint.chain.chainId} ${mint.transactionHash}`,
      })
    }
  }
  const gas = await Promise.all(
    [...new Map([...mintOf.values()].map((mint) => [mint.transactionHash, mint])).values()].map(
      async ({ chain, transactionHash }) =>
        (await chain.client.getTransactionReceipt({ hash: transactionHash })).gasUsed,
    ),
  )
  return {
    locked: read.reduce((sum, { locks }) => sum + locks.length, 0),
    delivered,
    relayGas: gas.reduce((sum, one) => sum + one, 0n),
  }
}

async function blockTimes({ client }: TrafficChain, from: bigint): Promise<ReadonlyMap<bigint, bigint>> {
  const head = await client.getBlockNumber()
  const numbers = Array.from({ length: Number(head - from) + 1 }, (_, index) => from + BigInt(index))
  const blocks = await Promise.all(numbers.map((blockNumber) => client.getBlock({ blockNumber })))
  return new Map(blocks.map(({ number, timestamp }) => [number, timestamp]))
}

/** The first block after that time, times growing with numbers. */
function firstAfter(times: ReadonlyMap<bigint, bigint>, time: bigint): bigint {
  for (const [number, at] of times) if (at > time) return number
  throw new RangeError('The host has no block that late')
}
