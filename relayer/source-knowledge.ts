import type { Deployment } from '../chains/deployment.ts'
import { assertNever } from '../domain/errors.ts'
import type { BlockId, SourceObservation } from '../domain/observation.ts'
import type { FinalityWatch } from './finality.ts'
import type { BlockObservation, PacketHint, PacketKey, SourceChainPort, SourceEvidence } from './ports.ts'
import { readSourceEvidence } from './source-evidence.ts'

/** What the source chains say of messages, by the quorums of this process. */
export interface SourceKnowledge {
  /**
   * One per message, in their order. What a final block confirmed is not asked again: if that block changes, its chain
   * halts. A new process asks for everything once.
   *
   * @throws when the database cannot be read or written.
   */
  of(packets: readonly PacketHint[]): Promise<readonly SourceObservation[]>
}

/** Confirmations remembered; beyond that, older ones are asked for again. */
const most = 5_000

/** How old a pinned final block may be, milliseconds: a final message stays so. */
const freshMs = 2_000

/** Names a message: one content in one source block. */
export const keyOf = ({ guid, payloadHash, sourceBlockHash }: PacketKey): string =>
  `${guid} ${payloadHash} ${sourceBlockHash}`

/** Asks the source chains, and remembers in memory what they confirmed. */
export function createSourceKnowledge({
  sources,
  deployment,
}: {
  readonly sources: readonly { readonly chain: SourceChainPort; readonly finality: FinalityWatch }[]
  readonly deployment: Deployment
}): SourceKnowledge {
  const confirmed = new Map<string, SourceObservation>()

  const ask = async (packets: readonly PacketHint[]): Promise<ReadonlyMap<string, SourceObservation>> => {
    const [first] = packets
    const source = sources.find(({ chain }) => chain.chainId === first?.sourceChainId)
    if (source === undefined) return new Map()
    const pinned = await source.finality.pin({ maxAgeMs: freshMs })
    if (pinned.kind !== 'pinned') return new Map()
    const { chain } = source
    const evidence = await readSourceEvidence({ chain, deployment, hints: packets, final: pinned.block })
    return new Map(
      packets.map((packet, index) => [keyOf(packet), observationOf(packet, evidence[index], pinned.block)]),
    )
  }

  return {
    async of(packets) {
      const unknown = packets.filter((packet) => !confirmed.has(keyOf(packet)))
      const chains = [...new Set(unknown.map(({ sourceChainId }) => sourceChainId))]
      const answers = await Promise.all(chains.map((id) => ask(unknown.filter((one) => one.sourceChainId === id))))
      const found = new Map(answers.flatMap((answer) => [...answer]))
      for (const [key, observation] of found) {
        if (observation.kind !== 'confirmed') continue
        if (confirmed.size >= most) confirmed.clear()
        confirmed.set(key, observation)
      }
      return packets.map(
        (packet) =>
          confirmed.get(keyOf(packet)) ??
          found.get(keyOf(packet)) ?? { kind: 'unread', detail: 'Its chain has no final block to ask at.' },
      )
    },
  }
}

function observationOf(
  { nonce, payloadHash, sourceBlockHash, sourceBlockNumber }: PacketHint,
  evidence: SourceEvidence | undefined,
  final: BlockObservation,
): SourceObservation {
  const names = (faults: readonly { readonly provider: string }[]) => faults.map(({ provider }) => provider)
  switch (evidence?.kind) {
    case undefined:
      return { kind: 'unread', detail: 'It was not asked for.' }
    case 'unread':
      return { kind: 'unread', detail: `Too few providers answered; faulty: ${names(evidence.faults).join(', ')}.` }
    case 'disagreed':
      return { kind: 'disagreed', providers: names(evidence.faults) }
    case 'pending':
      // Nobody has looked whether the chain has such a block: only a database says so.
      return { kind: 'unread', detail: 'Its block is not final.' }
    case 'absent':
    // What else the block holds is no business of whoever delivers: it is not this message.
    case 'differs':
      return { kind: 'absent', finalBlock: final.number }
    case 'ahead':
      return { kind: 'ahead', nonce, outboundNonce: evidence.outboundNonce }
    case 'confirmed': {
      const block: BlockId = { number: sourceBlockNumber, hash: sourceBlockHash }
      return { kind: 'confirmed', pinnedAt: { number: final.number, hash: final.hash }, block, payloadHash }
    }
    default:
      return assertNever(evidence)
  }
}
