import { getAbiItem, keccak256, pad, toEventSelector } from 'viem'
import { z } from 'zod'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { receiveUln302Abi } from '../../contracts/abi/ReceiveUln302.ts'
import { type Address, type Guid, guid, type Hex } from '../../domain/identifiers.ts'
import { decodePacket, type Packet } from '../../domain/packet.ts'
import type { BlockObservation, DestinationEvidence, Execution, PacketHint, Reading } from '../ports.ts'
import { askBlock, askLogs, BlockNotHereError, type LogAnswer } from './answer.ts'
import type { EvmClient } from './client.ts'
import type { QuorumReader } from './quorum.ts'
import { type ContractRead, readContracts } from './read-contracts.ts'

/** Payload hash of a nonce that has none, and of one that its receiver nilified. */
const emptyHash = pad('0x', { size: 32 })
const nilHash = `0x${'f'.repeat(64)}`

/** What vault and buckets emit when they take a message; the guid is the first indexed argument of each. */
const executionTopics: readonly Hex[] = [
  toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'Minted' })),
  toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'Held' })),
  toEventSelector(getAbiItem({ abi: collateralVaultAbi, name: 'Released' })),
  toEventSelector(getAbiItem({ abi: collateralVaultAbi, name: 'Refunded' })),
  toEventSelector(getAbiItem({ abi: collateralVaultAbi, name: 'NoopReceived' })),
]

/** Most blocks in one request for events; providers refuse wide ranges. */
const logSpan = 1_000n

const hash = z.string().transform((value) => value as Hex)
const submitted = z.tuple([z.boolean(), z.bigint()]).transform(([isSubmitted]) => isSubmitted)

/**
 * What the newest block says of each message, from one provider: three or more view calls per message in as few
 * requests as fit, and one look for events when a nonce is used up.
 *
 * @throws whatever the RPC throws.
 */
export async function readDestinations({
  client,
  deployed,
  packets,
}: {
  readonly client: EvmClient
  readonly deployed: ChainDeployment
  readonly packets: readonly PacketHint[]
}): Promise<readonly DestinationEvidence[]> {
  const otherDvns = deployed.requiredDvns.filter((dvn) => dvn !== deployed.relayWorker)
  const decoded = packets.map(({ encoded }) => decodePacket(encoded))
  const perPacket = 2 + otherDvns.length
  const reads = decoded.flatMap((packet) => readsOf(deployed, packet, otherDvns))
  const values = await readContracts(client, { reads })
  const found = decoded.map((packet, index) => {
    const [stored, lazyNonce, ...verified] = values.slice(index * perPacket, (index + 1) * perPacket)
    return {
      packet,
      storedHash: hash.parse(stored),
      isUsedUp: packet.nonce <= z.bigint().parse(lazyNonce),
      missingDvns: otherDvns.filter((_, position) => !submitted.parse(verified[position])),
    }
  })
  const consumed = found.filter(({ storedHash, isUsedUp }) => storedHash === emptyHash && isUsedUp)
  const executions = await findExecutions(
    client,
    deployed,
    consumed.map(({ packet }) => packet.guid),
  )
  return found.map(({ packet, storedHash, isUsedUp, missingDvns }): DestinationEvidence => {
    if (storedHash === packet.payloadHash) return { kind: 'committed' }
    if (storedHash === nilHash) return { kind: 'parked' }
    if (storedHash !== emptyHash) return { kind: 'conflicting', payloadHash: storedHash, missingDvns }
    if (!isUsedUp) return { kind: 'waiting', missingDvns }
    const execution = executions.get(packet.guid)
    if (execution === undefined) return { kind: 'skipped' }
    return { kind: 'executed', blockNumber: execution.blockNumber, txHash: execution.transactionHash }
  })
}

function readsOf(
  deployed: ChainDeployment,
  { receiver, srcEid, sender, nonce, header, payloadHash }: Packet,
  otherDvns: readonly Address[],
): readonly ContractRead[] {
  const endpoint = { address: deployed.endpoint, abi: endpointV2Abi }
  const pathway = [receiver, srcEid, pad(sender, { size: 32 })]
  return [
    { ...endpoint, functionName: 'inboundPayloadHash', args: [...pathway, nonce] },
    { ...endpoint, functionName: 'lazyInboundNonce', args: pathway },
    ...otherDvns.map((dvn) => ({
      address: deployed.receiveLibrary,
      abi: receiveUln302Abi,
      functionName: 'hashLookup',
      args: [keccak256(header), payloadHash, dvn],
    })),
  ]
}

async function findExecutions(
  client: EvmClient,
  deployed: ChainDeployment,
  guids: readonly Guid[],
): Promise<ReadonlyMap<Guid, LogAnswer>> {
  if (guids.length === 0) return new Map()
  const logs = await askLogs(client, {
    addresses: [deployed.vault, deployed.buckets],
    topics: [executionTopics, guids],
    fromBlock: BigInt(deployed.startBlock),
    toBlock: 'latest',
  })
  return new Map(logs.map((log) => [guid(log.topics[1] ?? ''), log]))
}

/**
 * Which executions lie where they were seen, by quorum. Answers without one of them count only from providers that have
 * the pinned block: others may not have the events yet.
 */
export async function readExecutions({
  quorum,
  deployed,
  executions,
  at,
}: {
  readonly quorum: QuorumReader
  readonly deployed: ChainDeployment
  readonly executions: readonly Execution[]
  readonly at: BlockObservation
}): Promise<Reading<ReadonlySet<Guid>>> {
  const spans = spansOf(executions)
  return quorum.read(
    async (client) => {
      const logs = await Promise.all(
        spans.map((span) =>
          askLogs(client, {
            addresses: [deployed.vault, deployed.buckets],
            topics: [executionTopics, span.map((execution) => execution.guid)],
            fromBlock: span[0]?.blockNumber ?? 0n,
            toBlock: span.at(-1)?.blockNumber ?? 0n,
          }),
        ),
      )
      const seen = new Set(logs.flat().map((log) => `${log.topics[1]} ${log.blockNumber}`))
      const found = executions.filter((execution) => seen.has(`${execution.guid} ${execution.blockNumber}`))
      if (found.length < executions.length && (await askBlock(client, at.number)).hash !== at.hash) {
        throw new BlockNotHereError()
      }
      return new Set(found.map((execution) => execution.guid))
    },
    (guids) => [...guids].sort().join(' '),
  )
}

/** Executions in block order, cut where one request would reach over more than {@link logSpan} blocks. */
function spansOf(executions: readonly Execution[]): readonly (readonly Execution[])[] {
  const spans: Execution[][] = []
  for (const execution of [...executions].sort((a, b) => (a.blockNumber < b.blockNumber ? -1 : 1))) {
    const span = spans.at(-1)
    const start = span?.[0]?.blockNumber
    if (span === undefined || start === undefined || execution.blockNumber - start >= logSpan) spans.push([execution])
    else span.push(execution)
  }
  return spans
}
