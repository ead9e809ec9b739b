import { keccak256, pad } from 'viem'
import { z } from 'zod'
import { type ChainDeployment, requiredDvnsFrom } from '../../chains/deployment.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { receiveUln302Abi } from '../../contracts/abi/ReceiveUln302.ts'
import { type Address, type Guid, guid, type Hex } from '../../domain/identifiers.ts'
import { decodePacket, type Packet } from '../../domain/packet.ts'
import type { BlockObservation, DestinationEvidence, Execution, PacketHint, Reading, TakenAs } from '../ports.ts'
import { askBlock, askLogs, BlockNotHereError, type LogAnswer } from './answer.ts'
import type { EvmClient } from './client.ts'
import type { QuorumReader } from './quorum.ts'
import { type ContractRead, readContracts } from './read-contracts.ts'
import { takenAs, takingTopics, tookOther } from './taken-as.ts'

/** Payload hash of a nonce that has none, and of one that its receiver nilified. */
const emptyHash = pad('0x', { size: 32 })
const nilHash = `0x${'f'.repeat(64)}`

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
  const decoded = packets.map(({ encoded }) => {
    const packet = decodePacket(encoded)
    const otherDvns = requiredDvnsFrom(deployed, packet.srcEid).filter((dvn) => dvn !== deployed.relayWorker)
    return { packet, otherDvns }
  })
  const reads = decoded.flatMap(({ packet, otherDvns }) => readsOf(deployed, packet, otherDvns))
  const values = await readContracts(client, { reads })
  let next = 0
  const found = decoded.map(({ packet, otherDvns }) => {
    const start = next
    next += 2 + otherDvns.length
    const [stored, lazyNonce, ...verified] = values.slice(start, next)
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
    if (storedHash === nilHash) return { kind: 'parked', missingDvns }
    if (storedHash !== emptyHash) return { kind: 'conflicting', payloadHash: storedHash, missingDvns }
    if (!isUsedUp) return { kind: 'waiting', missingDvns }
    const taken = executions.get(packet.guid)
    if (taken === undefined || tookOther(taken.logs, packet, deployed)) return { kind: 'skipped' }
    return {
      kind: 'executed',
      blockNumber: taken.log.blockNumber,
      txHash: taken.log.transactionHash,
      outcome: taken.outcome,
    }
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

/** The first block in which a receiver took a message, by one of its events and all of them. */
interface Taking {
  readonly log: LogAnswer
  readonly logs: readonly LogAnswer[]
  readonly outcome: TakenAs
}

async function findExecutions(
  client: EvmClient,
  deployed: ChainDeployment,
  guids: readonly Guid[],
): Promise<ReadonlyMap<Guid, Taking>> {
  if (guids.length === 0) return new Map()
  const logs = await askLogs(client, {
    addresses: [deployed.vault, deployed.buckets],
    topics: [takingTopics, guids],
    fromBlock: BigInt(deployed.startBlock),
    toBlock: 'latest',
  })
  const found = new Map<Guid, Taking>()
  for (const log of logs) {
    const of = guid(log.topics[1] ?? '')
    // The first block: a hold that is minted later was taken when it was held.
    if (found.has(of)) continue
    const ofBlock = logs.filter(({ blockNumber }) => blockNumber === log.blockNumber)
    const outcome = takenAs(ofBlock).get(of)
    if (outcome !== undefined) found.set(of, { log, logs: ofBlock, outcome })
  }
  return found
}

/**
 * What was taken where it was seen to be, by quorum. Answers without one of them count only from providers that have
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
}): Promise<Reading<ReadonlyMap<Guid, TakenAs>>> {
  const spans = spansOf(executions)
  return quorum.read(
    async (client) => {
      const logs = await Promise.all(
        spans.map((span) =>
          askLogs(client, {
            addresses: [deployed.vault, deployed.buckets],
            topics: [takingTopics, span.map((execution) => execution.guid)],
            fromBlock: span[0]?.blockNumber ?? 0n,
            toBlock: span.at(-1)?.blockNumber ?? 0n,
          }),
        ),
      )
      const found = executions.flatMap(({ guid: of, blockNumber }): (readonly [Guid, TakenAs])[] => {
        const outcome = takenAs(logs.flat().filter((log) => log.blockNumber === blockNumber)).get(of)
        return outcome === undefined ? [] : [[of, outcome]]
      })
      if (found.length < executions.length && (await askBlock(client, at.number)).hash !== at.hash) {
        throw new BlockNotHereError()
      }
      return new Map(found)
    },
    (taken) =>
      [...taken]
        .map(([of, outcome]) => `${of} ${outcome}`)
        .sort()
        .join(' '),
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
