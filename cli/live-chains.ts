import { ChainUnreadableError, NotItsFeedError } from '../api/errors.ts'
import type { LiveBlock, LiveChains } from '../api/live-chains.ts'
import type { ChainId } from '../domain/identifiers.ts'
import { readBurn, readLock } from '../relayer/evm/preflight-reads.ts'
import { readReceipt, readReceiptFeed } from '../relayer/evm/receipt-reads.ts'
import { type Composition, composeClient, deployedOn } from './compose.ts'

/** What the API asks the chains' nodes; clients are opened when first asked for. */
export function composeLiveChains(composition: Composition): LiveChains {
  const open = new Map<ChainId, ReturnType<typeof openEnd>>()
  const openEnd = (chainId: ChainId) => {
    const deployed = deployedOn(composition, String(chainId))
    return { deployed, client: composeClient(composition, deployed) }
  }
  const endOf = (chainId: ChainId) => {
    const end = open.get(chainId) ?? openEnd(chainId)
    open.set(chainId, end)
    return end
  }
  const reading = async <Value>(
    chainIds: readonly ChainId[],
    block: bigint | undefined,
    read: () => Promise<Value>,
  ) => {
    try {
      return await read()
    } catch (error) {
      const chain = chainIds.map((chainId) => composition.registry.byId(chainId).name).join(' or ')
      throw new ChainUnreadableError({ chain, ...(block !== undefined && { block }) }, error)
    }
  }
  return {
    newest: (chainId) =>
      reading([chainId], undefined, async (): Promise<LiveBlock> => {
        const { number, hash, timestamp } = await endOf(chainId).client.getBlock()
        return { number, hash, time: timestamp }
      }),
    transfer: ({ direction, home, host, asset, amount }) => {
      const end = ({ chainId, at }: typeof home) => ({ ...endOf(chainId), at })
      const read = direction === 'LOCK' ? readLock : readBurn
      return reading([home.chainId, host.chainId], undefined, async () =>
        read({ home: end(home), host: end(host), asset, amount }),
      )
    },
    receipt: async ({ chainId, at, receipt, srcEid, asset, feed }) => {
      const { client, deployed } = endOf(chainId)
      const [status, read] = await reading([chainId], at.number, () =>
        Promise.all([
          readReceipt(client, { buckets: deployed.buckets, receipt, srcEid, asset, at }),
          feed === undefined ? undefined : readReceiptFeed(client, feed, at),
        ]),
      )
      if (feed !== undefined && (read?.receipt !== receipt || read.buckets !== deployed.buckets))
        throw new NotItsFeedError({ feed, receipt })
      return { ...status, feed: read }
    },
  }
}
