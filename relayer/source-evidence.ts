import type { Deployment } from '../chains/deployment.ts'
import type { Hex } from '../domain/identifiers.ts'
import { decodePacket, MalformedPacketError, type Packet } from '../domain/packet.ts'
import { isOurPathway } from './pathways.ts'
import type {
  BlockObservation,
  ChainPort,
  OutboundPathway,
  PacketHint,
  ProviderFault,
  Reading,
  SentPackets,
  SourceEvidence,
} from './ports.ts'

/**
 * What a chain itself says of messages that somebody claims it sent: whether its final block of that number and hash
 * holds exactly that message, between our contracts, and whether the endpoint has counted so far. The second question
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
  readonly chain: ChainPort
  readonly deployment: Deployment
  readonly hints: readonly PacketHint[]
  readonly final: BlockObservation
}): Promise<readonly SourceEvidence[]> {
  const claims = hints.map((hint) => ({ hint, packet: claimedPacket(hint.encoded) }))
  const readable = claims.flatMap(({ hint, packet }) =>
    packet !== undefined && packet.srcEid === chain.eid && hint.sourceBlockNumber <= final.number
      ? [{ hint, packet }]
      : [],
  )
  const blockNumbers = [...new Set(readable.map(({ hint }) => hint.sourceBlockNumber))]
  const pathways = [...new Map(readable.map(({ packet }) => [pathwayKey(packet), packet])).values()]
  const [blocks, nonces] = await Promise.all([
    Promise.all(blockNumbers.map(async (number) => [number, await chain.readSent(number)] as const)),
    readNonces(chain, pathways, final),
  ])
  const blockOf = new Map(blocks)
  return claims.map(({ hint, packet }): SourceEvidence => {
    if (hint.sourceBlockNumber > final.number) return { kind: 'pending' }
    const block = blockOf.get(hint.sourceBlockNumber)
    // A claim that is no message of this chain: there is nothing to ask the chain for.
    if (packet === undefined || block === undefined) return { kind: 'differs' }
    if (block.kind === 'disagreed') return withheld(block.faults)
    if (nonces.kind === 'disagreed') return withheld(nonces.faults)
    const outboundNonce = nonces.value.get(pathwayKey(packet)) ?? 0n
    return compare({ hint, packet, block: block.value, outboundNonce, deployment })
  })
}

function compare({
  hint,
  packet,
  block,
  outboundNonce,
  deployment,
}: {
  readonly hint: PacketHint
  readonly packet: Packet
  readonly block: SentPackets
  readonly outboundNonce: bigint
  readonly deployment: Deployment
}): SourceEvidence {
  const sent = block.encoded.find((encoded) => claimedPacket(encoded)?.guid === hint.guid)
  if (sent === undefined) return { kind: 'absent' }
  const isTheSame =
    block.blockHash === hint.sourceBlockHash &&
    sent === hint.encoded &&
    packet.guid === hint.guid &&
    packet.payloadHash === hint.payloadHash
  if (!isTheSame || !isOurPathway(deployment, packet)) return { kind: 'differs' }
  return packet.nonce > outboundNonce ? { kind: 'ahead', outboundNonce } : { kind: 'confirmed' }
}

/** Outbound nonces by pathway. */
async function readNonces(
  chain: ChainPort,
  pathways: readonly Packet[],
  final: BlockObservation,
): Promise<Reading<ReadonlyMap<string, bigint>>> {
  if (pathways.length === 0) return { kind: 'agreed', value: new Map(), faults: [] }
  const reading = await chain.readOutboundNonces(pathways, final)
  if (reading.kind === 'disagreed') return reading
  return { ...reading, value: new Map(pathways.map((pathway, i) => [pathwayKey(pathway), reading.value[i] ?? 0n])) }
}

const pathwayKey = ({ sender, dstEid, receiver }: OutboundPathway): string => `${sender} ${dstEid} ${receiver}`

/** The packet that bytes claim to be, or `undefined` when they are none between two EVM contracts. */
function claimedPacket(encoded: Hex): Packet | undefined {
  try {
    return decodePacket(encoded)
  } catch (error) {
    if (error instanceof MalformedPacketError) return undefined
    throw error
  }
}

/** Enough answers that contradict one another are a disagreement; too few answers are not. */
const withheld = (faults: readonly ProviderFault[]): SourceEvidence => ({
  kind: faults.some(({ kind }) => kind === 'differs') ? 'disagreed' : 'unread',
  faults,
})
