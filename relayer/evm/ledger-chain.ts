import { erc20Abi, type Log } from 'viem'
import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import type { LedgerChain } from '../ledger-ports.ts'
import type { EvmClient } from './client.ts'
import { IncompleteBlockError, readHead } from './head.ts'
import { ledgerEvents } from './ledger-events.ts'

/** The most blocks that one `eth_getLogs` asks for; public nodes refuse more. */
const blocksPerRequest = 2_000n

/** One EVM chain, for the ledger. Totals are read at a block number, which is final when the ledger asks. */
export function evmLedgerChain({
  chain,
  deployed,
  client,
}: {
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly client: EvmClient
}): LedgerChain {
  const vault = { address: deployed.vault, abi: collateralVaultAbi } as const
  const buckets = { address: deployed.buckets, abi: receiptBucketsAbi } as const

  return {
    chainId: chain.chainId,

    async readFinalHead() {
      const { finalized } = await readHead(client, chain.finality)
      return finalized
    },

    async readBlockHash(blockNumber) {
      const { hash } = await client.getBlock({ blockNumber })
      if (hash === null) throw new IncompleteBlockError()
      return hash
    },

    async readEvents({ fromBlock, toBlock }) {
      const logs: Log[] = []
      for (let from = fromBlock; from <= toBlock; from += blocksPerRequest) {
        const last = from + blocksPerRequest - 1n
        const to = last < toBlock ? last : toBlock
        logs.push(
          ...(await client.getLogs({ address: [vault.address, buckets.address], fromBlock: from, toBlock: to })),
        )
      }
      return ledgerEvents(logs, deployed)
    },

    async readVaultTotals({ remoteEid, asset, blockNumber }) {
      const key = [remoteEid, asset] as const
      const read = async () => {
        const escrow = await client.readContract({ ...vault, functionName: 'escrowOf', args: key, blockNumber })
        const balanceOf = { address: asset, abi: erc20Abi, functionName: 'balanceOf' } as const
        return client.readContract({ ...balanceOf, args: [escrow], blockNumber })
      }
      const [locked, states, escrow] = await Promise.all([
        client.readContract({ ...vault, functionName: 'locked', args: key, blockNumber }),
        client.readContract({ ...vault, functionName: 'states', args: key, blockNumber }),
        read(),
      ])
      const [, , , , backing] = states
      return { locked, escrow, backing }
    },

    async readBucketTotals({ remoteEid, asset, blockNumber }) {
      const key = [remoteEid, asset] as const
      const [{ bucketLevel, reserved }, [, , , waiting]] = await Promise.all([
        client.readContract({ ...buckets, functionName: 'bucket', args: key, blockNumber }),
        client.readContract({ ...buckets, functionName: 'queue', args: key, blockNumber }),
      ])
      return { bucketLevel, reserved, waiting }
    },
  }
}
