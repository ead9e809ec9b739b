import type { Deployment } from '../chains/deployment.ts'
import type { Packet } from '../domain/packet.ts'

/** Whether a packet runs between our own contracts: vault to buckets, or buckets to vault. */
export function isOurPathway(deployment: Deployment, packet: Packet): boolean {
  const source = deployment.chains.find((chain) => chain.eid === packet.srcEid)
  const destination = deployment.chains.find((chain) => chain.eid === packet.dstEid)
  if (source === undefined || destination === undefined) return false
  return (
    (packet.sender === source.vault && packet.receiver === destination.buckets) ||
    (packet.sender === source.buckets && packet.receiver === destination.vault)
  )
}
