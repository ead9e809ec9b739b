import { createPublicClient, erc20Abi, http, type Log, type PublicClient, parseEventLogs } from 'viem'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import type { ContractTotals } from './books.ts'
import type { BucketName, ChainEvent, HeldAs } from './chain-event.ts'

/** Where one chain is, and what of Bulkhead is on it: all that the outside reader is told. */
export interface ChainPlace {
  readonly name: string
  readonly chainId: number
  readonly eid: number
  readonly rpcUrl: string
  readonly vault: `0x${string}`
  readonly buckets: `0x${string}`
}

/** One bucket: a host, a home, an asset of the home. */
export interface BucketPlace {
  readonly host: ChainPlace
  readonly home: ChainPlace
  readonly asset: `0x${string}`
}

/** What all chains have said since their first block, and where each stood. */
export interface WholeStory {
  readonly events: readonly ChainEvent[]
  /** By chain id: the block of the newest event of vault or buckets; 0n without one. */
  readonly lastEventBlock: ReadonlyMap<number, bigint>
}

const heldAs: readonly HeldAs[] = ['waiting', 'delayed', 'refund-only']

/** @see {@link BucketName} */
export const bucketName = (hostChainId: number, homeChainId: number, asset: string): BucketName =>
  `${hostChainId}/${homeChainId}/${asset.toLowerCase()}`

const clientOf = ({ rpcUrl }: ChainPlace): PublicClient =>
  createPublicClient({ transport: http(rpcUrl, { timeout: 30_000 }), cacheTime: 0 })

/**
 * Reads every event of every vault and of all buckets from block 0, with viem and the contracts' ABIs alone: nothing of the
 * indexer, the relayer or the database.
 */
export async function readStory(chains: readonly ChainPlace[]): Promise<WholeStory> {
  const idOf = new Map(chains.map(({ eid, chainId }) => [eid, chainId]))
  const lastEventBlock = new Map<number, bigint>()
  const events: ChainEvent[] = []
  for (const chain of chains) {
    const logs = await clientOf(chain).getLogs({
      address: [chain.vault, chain.buckets],
      fromBlock: 0n,
      toBlock: 'latest',
    })
    const from = (address: string): Log[] => logs.filter((log) => log.address.toLowerCase() === address.toLowerCase())
    const remote = (eid: number): number => {
      const chainId = idOf.get(eid)
      if (chainId === undefined) throw new TypeError(`No chain has the endpoint id ${eid}`)
      return chainId
    }
    events.push(
      ...vaultEvents(from(chain.vault), (eid, asset) => bucketName(remote(eid), chain.chainId, asset)),
      ...bucketEvents(from(chain.buckets), (eid, asset) => bucketName(chain.chainId, remote(eid), asset)),
    )
    // A node lists logs in the order of its blocks.
    lastEventBlock.set(chain.chainId, logs.at(-1)?.blockNumber ?? 0n)
  }
  return { events, lastEventBlock }
}

type NameOf = (eid: number, asset: string) => BucketName

function vaultEvents(logs: Log[], nameOf: NameOf): readonly ChainEvent[] {
  return parseEventLogs({ abi: collateralVaultAbi, logs }).flatMap((log): readonly ChainEvent[] => {
    switch (log.eventName) {
      case 'Locked': {
        const { dstEid, asset, guid, amount } = log.args
        return [{ kind: 'locked', bucket: nameOf(dstEid, asset), guid, amount }]
      }
      case 'LockRescued': {
        const { dstEid, asset, lockGuid, amount } = log.args
        return [{ kind: 'rescued', bucket: nameOf(dstEid, asset), guid: lockGuid, amount }]
      }
      case 'Released': {
        const { srcEid, asset, guid, amount } = log.args
        return [{ kind: 'released', bucket: nameOf(srcEid, asset), guid, amount }]
      }
      case 'Refunded': {
        const { srcEid, asset, guid, lockGuid, amount } = log.args
        return [{ kind: 'refunded', bucket: nameOf(srcEid, asset), guid, lockGuid, amount }]
      }
      case 'Held': {
        const { eid, asset, guid, hold } = log.args
        return [{ kind: 'exit-held', bucket: nameOf(eid, asset), guid, amount: hold.amount }]
      }
      case 'HoldReleased': {
        const { eid, asset, guid, amount } = log.args
        return [{ kind: 'exit-paid', bucket: nameOf(eid, asset), guid, amount }]
      }
      case 'ExitVoided': {
        const { srcEid, asset, guid, amount } = log.args
        return [{ kind: 'exit-voided', bucket: nameOf(srcEid, asset), guid, amount }]
      }
      case 'PayoutFailed': {
        const { srcEid, asset, guid, amount } = log.args
        return [{ kind: 'payout-failed', bucket: nameOf(srcEid, asset), guid, amount }]
      }
      case 'Claimed': {
        const { srcEid, asset, amount } = log.args
        return [{ kind: 'claimed', bucket: nameOf(srcEid, asset), amount }]
      }
      default:
        return []
    }
  })
}

function bucketEvents(logs: Log[], nameOf: NameOf): readonly ChainEvent[] {
  return parseEventLogs({ abi: receiptBucketsAbi, logs }).flatMap((log): readonly ChainEvent[] => {
    switch (log.eventName) {
      case 'Minted': {
        const { srcEid, asset, guid, amount } = log.args
        return [{ kind: 'minted', bucket: nameOf(srcEid, asset), guid, amount }]
      }
      case 'Held':
      case 'HoldChanged': {
        const { eid, asset, guid, hold } = log.args
        const as = heldAs[hold.kind]
        if (as === undefined) throw new TypeError(`A hold has the unknown kind ${hold.kind}`)
        const kind = log.eventName === 'Held' ? 'held' : 'hold-changed'
        return [{ kind, as, bucket: nameOf(eid, asset), guid, amount: hold.amount }]
      }
      case 'HoldReleased': {
        const { eid, asset, guid, amount } = log.args
        return [{ kind: 'hold-released', bucket: nameOf(eid, asset), guid, amount }]
      }
      case 'Burned': {
        const { dstEid, asset, guid, amount } = log.args
        return [{ kind: 'burned', bucket: nameOf(dstEid, asset), guid, amount }]
      }
      case 'HoldRefunded': {
        const { dstEid, asset, guid, lockGuid, amount } = log.args
        return [{ kind: 'refund-sent', bucket: nameOf(dstEid, asset), guid, lockGuid, amount }]
      }
      default:
        return []
    }
  })
}

/** What the contracts of both ends say of a bucket now. */
export async function readTotals({ host, home, asset }: BucketPlace): Promise<ContractTotals> {
  const [atHome, onHost] = [clientOf(home), clientOf(host)]
  const vault = { address: home.vault, abi: collateralVaultAbi, args: [host.eid, asset] } as const
  const buckets = { address: host.buckets, abi: receiptBucketsAbi, args: [home.eid, asset] } as const
  const [vaultLocked, escrow, bucket, [, , , waiting]] = await Promise.all([
    atHome.readContract({ ...vault, functionName: 'locked' }),
    atHome.readContract({ ...vault, functionName: 'escrowOf' }),
    onHost.readContract({ ...buckets, functionName: 'bucket' }),
    onHost.readContract({ ...buckets, functionName: 'queue' }),
  ])
  const [escrowBalance, receiptSupply] = await Promise.all([
    atHome.readContract({ address: asset, abi: erc20Abi, functionName: 'balanceOf', args: [escrow] }),
    onHost.readContract({ address: bucket.receipt, abi: erc20Abi, functionName: 'totalSupply' }),
  ])
  const { bucketLevel, reserved } = bucket
  return { vaultLocked, escrowBalance, bucketLevel, receiptSupply, reserved, waiting }
}
