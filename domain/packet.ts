import { PacketV1Codec } from '@layerzerolabs/lz-v2-utilities'
import { concatHex, keccak256, numberToHex, pad, size } from 'viem'
import { DomainError } from './errors.ts'
import { type Address, address, type EndpointId, endpointId, type Guid, guid, type Hex } from './identifiers.ts'

/** What identifies a message: LayerZero's guid is a hash of exactly these. */
export interface PacketPath {
  readonly nonce: bigint
  readonly srcEid: number
  readonly sender: Hex
  readonly dstEid: number
  readonly receiver: Hex
}

/** LayerZero V2 packet between two EVM contracts. */
export interface Packet {
  readonly nonce: bigint
  readonly srcEid: EndpointId
  readonly sender: Address
  readonly dstEid: EndpointId
  readonly receiver: Address
  readonly guid: Guid
  /** First 81 bytes: version, nonce, and both ends. */
  readonly header: Hex
  readonly message: Hex
  /** keccak-256 of guid and message: what DVNs verify. */
  readonly payloadHash: Hex
}

/** Bytes that are no LayerZero V2 packet between two EVM contracts. */
export class MalformedPacketError extends DomainError {
  readonly code = 'PACKET_MALFORMED'
  readonly retryable = false
  constructor(readonly facts: { readonly problem: string }) {
    super(`Not a LayerZero packet: ${facts.problem}.`)
  }
}

const headerLength = 81
const guidLength = 32
const packetVersion = 1

/**
 * The guid that LayerZero gives a message on its way from `sender` to `receiver`. Addresses may have 20 or 32 bytes.
 * Written out here because the library's `calculateGuid` takes the nonce as a float.
 */
export function packetGuid({ nonce, srcEid, sender, dstEid, receiver }: PacketPath): Guid {
  return guid(
    keccak256(
      concatHex([
        numberToHex(nonce, { size: 8 }),
        numberToHex(srcEid, { size: 4 }),
        pad(sender, { size: 32 }),
        numberToHex(dstEid, { size: 4 }),
        pad(receiver, { size: 32 }),
      ]),
    ),
  )
}

/**
 * Reads a packet from anywhere.
 *
 * @throws {@link MalformedPacketError}, and when it carries a guid that is not the hash of its path.
 */
export function decodePacket(encoded: Hex): Packet {
  const packet = decodeSentPacket(encoded)
  if (packet.guid !== packetGuid(packet)) {
    throw new MalformedPacketError({ problem: 'its guid is not the hash of its path' })
  }
  return packet
}

/**
 * Reads the `encodedPayload` of a `PacketSent` event of an endpoint, which gave the packet its guid.
 *
 * @throws {@link MalformedPacketError} when it is too short, of another version, or not between EVM addresses and endpoints.
 * @see PacketV1Codec.sol of @layerzerolabs/lz-evm-protocol-v2
 */
export function decodeSentPacket(encoded: Hex): Packet {
  const fail = (problem: string): never => {
    throw new MalformedPacketError({ problem })
  }
  // The codec would drop half a byte, or all from the first bad digit on.
  if (!/^0x(?:[0-9a-f]{2})*$/i.test(encoded)) fail('it is no whole number of bytes')
  if (size(encoded) < headerLength + guidLength) fail(`it has ${size(encoded)} bytes`)
  const codec = PacketV1Codec.from(encoded.toLowerCase())
  if (codec.version() !== packetVersion) fail(`its version is ${codec.version()}`)
  const evmAddress = (bytes32: string): Address => {
    if (!/^0x0{24}/.test(bytes32)) fail('an address is longer than 20 bytes')
    return address(`0x${bytes32.slice(-40)}`)
  }
  const eid = (value: number): EndpointId => (value === 0 ? fail('an endpoint id is zero') : endpointId(value))
  return {
    nonce: BigInt(codec.nonce()),
    srcEid: eid(codec.srcEid()),
    sender: evmAddress(codec.sender()),
    dstEid: eid(codec.dstEid()),
    receiver: evmAddress(codec.receiver()),
    guid: guid(codec.guid()),
    header: codec.header() as Hex,
    message: codec.message() as Hex,
    payloadHash: codec.payloadHash() as Hex,
  }
}
