import { type PublicClient, parseAbi } from 'viem'
import type { Hex } from '../../domain/identifiers.ts'
import { type DvnChain, finalBlock, type PendingPacket } from './dvn-chain.ts'
import { readPacket } from './sent-packet.ts'

const endpointAbi = parseAbi(['event PacketSent(bytes encodedPayload, bytes options, address sendLibrary)'])
const blocksPerRequest = 2_000n

/** Puts every final packet of `chain` into its destination's inbox; each call reads one range of blocks. */
export function packetReader({
  chain,
  client,
  inboxes,
}: {
  readonly chain: DvnChain
  readonly client: PublicClient
  readonly inboxes: ReadonlyMap<number, Map<Hex, PendingPacket>>
}): () => Promise<'more' | 'idle'> {
  let nextBlock = chain.startBlock
  return async () => {
    const final = await finalBlock(client, chain.finality)
    if (final < nextBlock) return 'idle'
    const toBlock = final < nextBlock + blocksPerRequest ? final : nextBlock + blocksPerRequest - 1n
    const logs = await client.getContractEvents({
      address: chain.endpoint,
      abi: endpointAbi,
      eventName: 'PacketSent',
      fromBlock: nextBlock,
      toBlock,
      strict: true,
    })
    for (const { args } of logs) {
      const packet = readPacket(args.encodedPayload)
      if (packet === 'foreign') continue
      inboxes.get(packet.dstEid)?.set(packet.guid, {
        packet,
        confirmations: chain.confirmations,
      })
    }
    nextBlock = toBlock + 1n
    return nextBlock <= final ? 'more' : 'idle'
  }
}
