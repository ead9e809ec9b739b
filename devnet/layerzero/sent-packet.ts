import { keccak256, size, slice } from 'viem'
import { type Address, address, type Guid, guid, type Hex } from '../../domain/identifiers.ts'

/** A LayerZero packet, as far as a DVN cares. */
export interface SentPacket {
  readonly guid: Guid
  readonly nonce: bigint
  readonly srcEid: number
  /** 32 bytes, left-padded. */
  readonly sender: Hex
  readonly dstEid: number
  readonly receiver: Address
  /** The first 81 bytes of the encoded packet: everything that identifies its place in its pathway. */
  readonly header: Hex
  /** keccak256 of guid and message. */
  readonly payloadHash: Hex
}

const packetVersion = '0x01'
const headerBytes = 81

/**
 * Reads `PacketSent.encodedPayload`.
 *
 * @returns `'foreign'` for a packet that is not of version 1, or whose receiver is no EVM address: none of ours.
 * @see PacketV1Codec.sol in @layerzerolabs/lz-evm-protocol-v2
 */
export function readPacket(encoded: Hex): SentPacket | 'foreign' {
  if (size(encoded) < headerBytes + 32 || slice(encoded, 0, 1) !== packetVersion) return 'foreign'
  if (BigInt(slice(encoded, 49, 61)) !== 0n) return 'foreign'
  return {
    nonce: BigInt(slice(encoded, 1, 9)),
    srcEid: Number(slice(encoded, 9, 13)),
    sender: slice(encoded, 13, 45),
    dstEid: Number(slice(encoded, 45, 49)),
    receiver: address(slice(encoded, 61, headerBytes)),
    guid: guid(slice(encoded, headerBytes, headerBytes + 32)),
    header: slice(encoded, 0, headerBytes),
    payloadHash: keccak256(slice(encoded, headerBytes)),
  }
}
