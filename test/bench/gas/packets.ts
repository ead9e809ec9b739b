import { parseEventLogs } from 'viem'
import { endpointV2Abi } from '../../../contracts/abi/EndpointV2.ts'
import { decodePacket, type Packet } from '../../../domain/packet.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']

/** A LayerZero packet as it was sent. */
export interface SentPacket extends Packet {
  readonly encoded: `0x${string}`
}

/** The one packet that a transaction sent. */
export function packetIn(logs: Logs): SentPacket {
  const [sent] = parseEventLogs({ abi: endpointV2Abi, eventName: 'PacketSent', logs })
  if (sent === undefined) throw new TypeError('The transaction sent no packet')
  const encoded = sent.args.encodedPayload
  return { ...decodePacket(encoded), encoded }
}

/** How many packets some transactions delivered. */
export const deliveriesIn = (receipts: readonly { readonly logs: Logs }[]): number =>
  receipts.flatMap(({ logs }) => parseEventLogs({ abi: endpointV2Abi, eventName: 'PacketDelivered', logs })).length
