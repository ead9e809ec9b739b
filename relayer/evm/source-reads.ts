import { decodeAbiParameters, getAbiItem, pad, toEventSelector } from 'viem'
import { z } from 'zod'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import type { Address } from '../../domain/identifiers.ts'
import type { BlockObservation, OutboundPathway, Reading, SentInBlock, SentPacket, SentPackets } from '../ports.ts'
import { askBlock, askLogs, type LogAnswer } from './answer.ts'
import type { QuorumReader } from './quorum.ts'
import { readContracts } from './read-contracts.ts'

const packetSentEvent = getAbiItem({ abi: endpointV2Abi, name: 'PacketSent' })
const packetSent = toEventSelector(packetSentEvent)

/** An answer that contradicts itself. */
const contradiction = new z.ZodError([])

/**
 * The packets that an endpoint sent in one block, by quorum over block hash, position, emitter and content of each.
 * An empty answer is compared by the header's hash: a node that does not have the block yet has no events of it either.
 */
export function readSent({
  quorum,
  endpoint,
  blockNumber,
}: {
  readonly quorum: QuorumReader
  readonly endpoint: Address
  readonly blockNumber: bigint
}): Promise<Reading<SentPackets>> {
  return quorum
    .read(
      async (client) => {
        const range = { fromBlock: blockNumber, toBlock: blockNumber }
        const logs = await askLogs(client, { addresses: [endpoint], topics: [packetSent], ...range })
        const [first] = logs
        const blockHash = first?.blockHash ?? (await askBlock(client, blockNumber)).hash
        if (logs.some((log) => log.blockHash !== blockHash)) throw contradiction
        return { blockHash, sent: logs.map(sentIn) }
      },
      ({ blockHash, sent }) =>
        [
          blockHash,
          ...sent.map(({ logIndex, emitter, txHash, encoded }) => `${logIndex} ${emitter} ${txHash} ${encoded}`),
        ].join('\n'),
    )
    .then((reading) =>
      reading.kind === 'disagreed'
        ? reading
        : {
            ...reading,
            value: {
              blockHash: reading.value.blockHash,
              packets: reading.value.sent.map(({ encoded, txHash }) => ({ encoded, txHash })),
            },
          },
    )
}

/**
 * The packets that an endpoint sent in a range of blocks, by quorum over the same of each. What nobody sent is not anchored
 * by a header: the caller asks for blocks up to one that the same quorum calls final.
 */
export async function readSentRange({
  quorum,
  endpoint,
  fromBlock,
  toBlock,
}: {
  readonly quorum: QuorumReader
  readonly endpoint: Address
  readonly fromBlock: bigint
  readonly toBlock: bigint
}): Promise<Reading<readonly SentInBlock[]>> {
  const reading = await quorum.read(
    (client) => askLogs(client, { addresses: [endpoint], topics: [packetSent], fromBlock, toBlock }),
    (logs) =>
      logs
        .map(({ blockHash, logIndex, transactionHash, data }) => [blockHash, logIndex, transactionHash, data].join(' '))
        .join('\n'),
  )
  if (reading.kind === 'disagreed') return reading
  const blocks = new Map<bigint, { readonly blockHash: SentInBlock['blockHash']; readonly packets: SentPacket[] }>()
  for (const log of reading.value) {
    const { encoded, txHash } = sentIn(log)
    const block = blocks.get(log.blockNumber) ?? { blockHash: log.blockHash, packets: [] }
    block.packets.push({ encoded, txHash })
    blocks.set(log.blockNumber, block)
  }
  return { ...reading, value: [...blocks].map(([blockNumber, block]) => ({ blockNumber, ...block })) }
}

function sentIn(log: LogAnswer): SentPacket & { readonly logIndex: bigint; readonly emitter: Address } {
  const [encodedPayload] = decodeAbiParameters(packetSentEvent.inputs, log.data)
  return { logIndex: log.logIndex, emitter: log.address, txHash: log.transactionHash, encoded: encodedPayload }
}

/** Newest outbound nonces at a pinned block, by quorum. */
export function readOutboundNonces({
  quorum,
  endpoint,
  pathways,
  at,
}: {
  readonly quorum: QuorumReader
  readonly endpoint: Address
  readonly pathways: readonly OutboundPathway[]
  readonly at: BlockObservation
}): Promise<Reading<readonly bigint[]>> {
  const reads = pathways.map(({ sender, dstEid, receiver }) => ({
    address: endpoint,
    abi: endpointV2Abi,
    functionName: 'outboundNonce',
    args: [sender, dstEid, pad(receiver, { size: 32 })],
  }))
  return quorum.read(
    async (client) =>
      z
        .array(z.bigint())
        .length(reads.length)
        .parse(await readContracts(client, { reads, at })),
    (nonces) => nonces.join(' '),
  )
}
