import type { Deployment } from '../../chains/deployment.ts'
import { type OutboundNonces, readOutboundNonces } from '../outbound-nonces.ts'
import type { BlockObservation, ProviderFault, SourceChainPort } from '../ports.ts'
import { groupsIn } from './group.ts'
import type { MessageGroup } from './ports.ts'

/** What a quorum says of one final block. */
export type ReadBlock =
  | { readonly kind: 'unread'; readonly number: bigint; readonly faults: readonly ProviderFault[] }
  | {
      readonly kind: 'read'
      readonly number: bigint
      /** Unix seconds. */
      readonly time: bigint
      /** None when the block holds no message of ours. */
      readonly groups: readonly MessageGroup[]
      /** At the pinned block. */
      readonly outboundNonces: OutboundNonces
    }

/**
 * Reads final blocks whole: what the endpoint sent in each, the headers of those with messages of ours, and how far the
 * endpoint has counted. Costs k calls per block, k more where there are messages of ours, and k for all nonces together.
 *
 * @returns One per block, in their order.
 */
export async function readGroups({
  chain,
  deployment,
  blockNumbers,
  pinnedAt,
}: {
  readonly chain: SourceChainPort
  readonly deployment: Deployment
  readonly blockNumbers: readonly bigint[]
  readonly pinnedAt: BlockObservation
}): Promise<readonly ReadBlock[]> {
  const blocks = await Promise.all(blockNumbers.map((number) => readBlock(chain, deployment, number)))
  const pathways = blocks.flatMap((block) =>
    block.kind === 'read' ? block.groups.flatMap(({ packets }) => packets.map(({ packet }) => packet)) : [],
  )
  const nonces = await readOutboundNonces(chain, pathways, pinnedAt)
  return blocks.map((block): ReadBlock => {
    if (block.kind === 'unread') return block
    if (nonces.kind === 'agreed') return { ...block, outboundNonces: nonces.value }
    return { kind: 'unread', number: block.number, faults: nonces.faults }
  })
}

async function readBlock(
  chain: SourceChainPort,
  deployment: Deployment,
  number: bigint,
): Promise<Exclude<ReadBlock, { kind: 'read' }> | Omit<Extract<ReadBlock, { kind: 'read' }>, 'outboundNonces'>> {
  const sent = await chain.readSent(number)
  if (sent.kind === 'disagreed') return { kind: 'unread', number, faults: sent.faults }
  const groups = groupsIn({ deployment, sourceChainId: chain.chainId, blockNumber: number, sent: sent.value })
  if (groups.length === 0) return { kind: 'read', number, time: 0n, groups }
  const header = await chain.readBlock(number)
  if (header.kind === 'disagreed') return { kind: 'unread', number, faults: header.faults }
  // Events of one block and the header of another: the chain changed in between.
  if (header.value.hash !== sent.value.blockHash) return { kind: 'unread', number, faults: [] }
  return { kind: 'read', number, time: header.value.time, groups }
}
