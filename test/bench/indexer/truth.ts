import { type AbiEvent, getAbiItem } from 'viem'
import { getLogs } from 'viem/actions'
import type { ChainDeployment } from '../../../chains/deployment.ts'
import { collateralReceiptAbi } from '../../../contracts/abi/CollateralReceipt.ts'
import { collateralVaultAbi } from '../../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../../contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { type Address, address as addressOf, type Hex } from '../../../domain/identifiers.ts'
import type { EvmClient } from '../../../relayer/evm/client.ts'

/** Events of messages and receipts: what there are many of. */
export const countedEvents = {
  CollateralVault: ['Locked'],
  ReceiptBuckets: ['Minted', 'Burned'],
  CollateralReceipt: ['Transfer'],
  EndpointV2: ['PacketSent', 'PacketVerified', 'PacketDelivered'],
} as const

const definitions: readonly AbiEvent[] = [
  getAbiItem({ abi: collateralVaultAbi, name: 'Locked' }),
  getAbiItem({ abi: receiptBucketsAbi, name: 'Minted' }),
  getAbiItem({ abi: receiptBucketsAbi, name: 'Burned' }),
  getAbiItem({ abi: collateralReceiptAbi, name: 'Transfer' }),
  getAbiItem({ abi: endpointV2Abi, name: 'PacketSent' }),
  getAbiItem({ abi: endpointV2Abi, name: 'PacketVerified' }),
  getAbiItem({ abi: endpointV2Abi, name: 'PacketDelivered' }),
]

/** A counted event as the node gives it. */
export interface CountedLog {
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
  readonly address: Address
  readonly blockNumber: bigint
  readonly logIndex: number
  readonly transactionHash: Hex
}

/** How many there are of each event, and what they move in all; of transfers, one per side that is an account. */
export interface Totals {
  readonly events: number
  readonly locks: number
  readonly locked: bigint
  readonly burns: number
  readonly burned: bigint
  readonly packets: number
  readonly transferSides: number
}

/** viem takes no answer above 10 MB. */
const blocksAtOnce = 40n

/** Every counted event up to and with `toBlock`, in the order of the chain, a stretch of blocks at a time. */
export async function* countedLogs(
  client: EvmClient,
  deployed: ChainDeployment,
  toBlock: bigint,
): AsyncGenerator<readonly CountedLog[]> {
  const opened = await getLogs(client, {
    address: deployed.buckets,
    event: getAbiItem({ abi: receiptBucketsAbi, name: 'BucketOpened' }),
    fromBlock: 0n,
    toBlock,
    strict: true,
  })
  const address = [deployed.vault, deployed.buckets, deployed.endpoint, ...opened.map(({ args }) => args.receipt)]
  for (let fromBlock = 0n; fromBlock <= toBlock; fromBlock += blocksAtOnce) {
    const last = fromBlock + blocksAtOnce - 1n
    const range = { fromBlock, toBlock: last < toBlock ? last : toBlock }
    const logs = await getLogs(client, { address, events: definitions, ...range, strict: true })
    yield logs.map(({ eventName, args, ...log }) => ({
      name: eventName,
      args: args as Readonly<Record<string, unknown>>,
      address: addressOf(log.address),
      blockNumber: log.blockNumber,
      logIndex: log.logIndex,
      transactionHash: log.transactionHash,
    }))
  }
}

const zero = `0x${'0'.repeat(40)}`

/** What the chain says. */
export async function readTotals(client: EvmClient, deployed: ChainDeployment, toBlock: bigint): Promise<Totals> {
  const totals = { events: 0, locks: 0, locked: 0n, burns: 0, burned: 0n, packets: 0, transferSides: 0 }
  for await (const logs of countedLogs(client, deployed, toBlock)) {
    for (const { name, args } of logs) {
      const amount = typeof args['amount'] === 'bigint' ? args['amount'] : 0n
      totals.events += 1
      if (name === 'Locked') {
        totals.locks += 1
        totals.locked += amount
      } else if (name === 'Burned') {
        totals.burns += 1
        totals.burned += amount
      } else if (name === 'PacketSent') totals.packets += 1
      else if (name === 'Transfer') {
        const sides = args['from'] === args['to'] ? [args['from']] : [args['from'], args['to']]
        totals.transferSides += sides.filter((account) => account !== zero).length
      }
    }
  }
  return totals
}

/** What somebody has stored is not what the chain says. */
export class StoredOtherwiseError extends Error {
  override readonly name = 'StoredOtherwiseError'
}

/** @throws {@link StoredOtherwiseError} naming each figure that differs. */
export function assertStored(who: string, expected: Partial<Totals>, stored: Partial<Totals>): void {
  const texts = (totals: Partial<Totals>) =>
    new Map(Object.entries(totals).map(([name, value]) => [name, String(value)]))
  const [wanted, found] = [texts(expected), texts(stored)]
  const wrong = [...found].filter(([name, value]) => wanted.get(name) !== value)
  if (found.size === 0 || wrong.length > 0) {
    const list = wrong.map(([name, value]) => `${name} ${value} instead of ${wanted.get(name)}`)
    throw new StoredOtherwiseError(`${who} stored ${list.join(', ') || 'nothing'}`)
  }
}
