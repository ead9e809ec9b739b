import type { Deployment } from '../../chains/deployment.ts'
import type { ChainId } from '../../domain/identifiers.ts'
import { claimedPacket } from '../claimed-packet.ts'
import { isOurPathway } from '../pathways.ts'
import type { SentPackets } from '../ports.ts'
import type { MessageGroup } from './ports.ts'

/**
 * The groups of one source block, from what its chain says it sent: never from what a hint lists. What other
 * applications sent is left out.
 */
export function groupsIn({
  deployment,
  sourceChainId,
  blockNumber,
  sent,
}: {
  readonly deployment: Deployment
  readonly sourceChainId: ChainId
  readonly blockNumber: bigint
  readonly sent: SentPackets
}): readonly MessageGroup[] {
  const source = deployment.chains.find((chain) => chain.chainId === sourceChainId)
  const ours = sent.packets.flatMap(({ encoded, txHash }) => {
    const packet = claimedPacket(encoded)
    if (packet === undefined || packet.srcEid !== source?.eid || !isOurPathway(deployment, packet)) return []
    return [{ packet, encoded, txHash }]
  })
  return deployment.chains.flatMap(({ chainId, eid, relayWorker }) => {
    const packets = ours.filter(({ packet }) => packet.dstEid === eid)
    if (packets.length === 0) return []
    const block = { number: blockNumber, hash: sent.blockHash }
    return [{ sourceChainId, block, destinationChainId: chainId, relayWorker, packets }]
  })
}
