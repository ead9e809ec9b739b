import { getAbiItem, toEventSelector } from 'viem'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { type Guid, guid, type Hex } from '../../domain/identifiers.ts'
import type { BlockObservation, EndedHold, Reading } from '../ports.ts'
import { askBlock, askLogs, BlockNotHereError } from './answer.ts'
import type { QuorumReader } from './quorum.ts'

const endings: ReadonlyMap<Hex, EndedHold['as']> = new Map([
  [toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'HoldReleased' })), 'released'],
  [toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'HoldRefunded' })), 'refunded'],
  [toEventSelector(getAbiItem({ abi: collateralVaultAbi, name: 'ExitVoided' })), 'voided'],
])

/** The guid that the event of an ended hold begins with: a hold that went home is named by the message that took it. */
const namedBy = ({ packet, refund }: EndedHold): Guid => refund?.guid ?? packet.guid

/**
 * What became of holds in the blocks in which they are said to have ended, by quorum; what has no such event there is absent.
 * An answer without one of them counts only from providers that have the pinned block.
 */
export async function readHoldEnds({
  quorum,
  deployed,
  ended,
  at,
}: {
  readonly quorum: QuorumReader
  readonly deployed: ChainDeployment
  readonly ended: readonly EndedHold[]
  readonly at: BlockObservation
}): Promise<Reading<ReadonlyMap<Guid, EndedHold['as']>>> {
  const blocks = [...new Set(ended.map(({ blockNumber }) => blockNumber))]
  return quorum.read(
    async (client) => {
      const logs = await Promise.all(
        blocks.map((blockNumber) =>
          askLogs(client, {
            addresses: [deployed.vault, deployed.buckets],
            topics: [[...endings.keys()], ended.filter((one) => one.blockNumber === blockNumber).map(namedBy)],
            fromBlock: blockNumber,
            toBlock: blockNumber,
          }),
        ),
      )
      const seen = new Map(
        logs
          .flat()
          .map(({ topics: [event = '0x', of = '0x'], blockNumber }) => [
            `${guid(of)} ${blockNumber}`,
            endings.get(event),
          ]),
      )
      const found = ended.flatMap((one): (readonly [Guid, EndedHold['as']])[] => {
        const as = seen.get(`${namedBy(one)} ${one.blockNumber}`)
        return as === undefined ? [] : [[one.packet.guid, as]]
      })
      if (found.length < ended.length && (await askBlock(client, at.number)).hash !== at.hash) {
        throw new BlockNotHereError()
      }
      return new Map(found)
    },
    (ends) =>
      [...ends]
        .map(([of, as]) => `${of} ${as}`)
        .sort()
        .join(' '),
  )
}
