import type { Deployment } from '../chains/deployment.ts'
import type { Guid } from '../domain/identifiers.ts'
import type { Packet } from '../domain/packet.ts'
import { claimedPacket } from './claimed-packet.ts'
import { readOutboundNonces } from './outbound-nonces.ts'
import { isOurPathway } from './pathways.ts'
import type {
  BlockObservation,
  PacketHint,
  ProviderFault,
  SentPackets,
  SourceChainPort,
  SourceEvidence,
} from './ports.ts'

/**
 * What a chain itself says of messages that somebody claims it sent: whether its final block of that number and hash
 * holds a message of exactly that key, between our contracts, and whether the endpoint has counted so far. The second question
 * goes to the endpoint's storage and stands by itself: events alone can be forged by whoever answers for them.
 *
 * Costs k calls per block that holds a hint and k for all nonces together, k being the chain's RPC quorum.
 *
 * @param options.final - Pinned final block of the chain.
 * @returns One per hint, in their order.
 */
export async function readSourceEvidence({
  chain,
  deployment,
  hints,
  final,
}: {
  readonly chain: SourceChainPort
  readonly deployment: Deployment
  readonly hints: readonly PacketHint[]
  readonly final: BlockObservation
}): Promise<readonly SourceEvidence[]> {
  const blockNumbers = hints.map((hint) => hint.sourceBlockNumber).filter((number) => number <= final.number)
  const blocks = await Promise.all(
    [...new Set(blockNumbers)].map(async (number) => [number, await chain.readSent(number)] as const),
  )
  const blockOf = new Map(
    blocks.map(([number, block]) => [number, { block, packets: block.kind === 'agreed' ? byGuid(block.value) : none }]),
  )
  const claims = hints.map((hint) => {
    const { block, packets } = blockOf.get(hint.sourceBlockNumber) ?? {}
    return { hint, block, packet: packets?.get(hint.guid) }
  })
  const pathways = claims.flatMap(({ packet }) => packet ?? [])
  const nonces = await readOutboundNonces(chain, pathways, final)
  return claims.map(({ hint, block, packet }): SourceEvidence => {
    if (block === undefined) return { kind: 'pending' }
    if (block.kind === 'disagreed') return withheld(block.faults)
    if (packet === undefined) return { kind: 'absent' }
    const isTheSame = block.value.blockHash === hint.sourceBlockHash && packet.payloadHash === hint.payloadHash
    if (!isTheSame || !isOurPathway(deployment, packet)) return { kind: 'differs' }
    if (nonces.kind === 'disagreed') return withheld(nonces.faults)
    const outboundNonce = nonces.value(packet)
    return packet.nonce > outboundNonce ? { kind: 'ahead', outboundNonce } : { kind: 'confirmed' }
  })
}

const none: ReadonlyMap<Guid, Packet> = new Map()

/** The messages of a block, decoded from what the chain says: the hints' own bytes are of no account. */
const byGuid = (block: SentPackets): ReadonlyMap<Guid, Packet> =>
  new Map(
    block.packets.flatMap(({ encoded }) => {
      const packet = claimedPacket(encoded)
      return packet === undefined ? [] : [[packet.guid, packet]]
    }),
  )

/** Enough answers that contradict one another are a disagreement; too few answers are not. */
const withheld = (faults: readonly ProviderFault[]): SourceEvidence => ({
  kind: faults.some(({ kind }) => kind === 'differs') ? 'disagreed' : 'unread',
  faults,
})
