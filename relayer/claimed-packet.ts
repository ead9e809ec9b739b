import type { Hex } from '../domain/identifiers.ts'
import { decodePacket, MalformedPacketError, type Packet } from '../domain/packet.ts'

/** The packet that bytes claim to be, or `undefined` when they are none between two EVM contracts. */
export function claimedPacket(encoded: Hex): Packet | undefined {
  try {
    return decodePacket(encoded)
  } catch (error) {
    if (error instanceof MalformedPacketError) return undefined
    throw error
  }
}
