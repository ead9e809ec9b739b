import type { Attestation } from '../domain/attestation.ts'
import { messageHash } from '../domain/attestation.ts'
import { decodePacket } from '../domain/packet.ts'
import type { Call, ChainPort, DeliveryGroup, PacketHint, SignedGroup } from './ports.ts'
import { keyOf } from './source-knowledge.ts'

/** Messages of one group that are to be delivered now. */
export interface Delivery {
  readonly group: SignedGroup
  readonly due: readonly PacketHint[]
  /** Of those, by key, the ones that are committed and only have to be executed. */
  readonly committed: ReadonlySet<string>
  /** The signatures to use. */
  readonly attestations: readonly Attestation[]
}

/** Most messages in one transaction. */
const maxMessages = 30

/** Most gas of one transaction, units (EIP-7825), and the part of a block that it may take, in hundredths. */
const transactionGasCap = 2n ** 24n
const blockPercent = 60n

/**
 * The next relay transaction: the oldest messages, as many as fit. It is simulated first. A message that fails there is
 * reported and left out, and the rest is simulated anew; if it is the transaction itself that fails, fewer are tried.
 *
 * @returns `call` is `undefined` when no message is left; `left` is what did not fit.
 * @throws when the chain cannot be read.
 */
export async function deliveryCall(
  chain: Pick<ChainPort, 'relayCall' | 'simulate'>,
  deliveries: readonly Delivery[],
  {
    blockGasLimit,
    onFailure,
  }: {
    readonly blockGasLimit: bigint
    readonly onFailure: (packet: PacketHint, reason: string) => Promise<void>
  },
): Promise<{
  readonly call: Call | undefined
  readonly packets: readonly PacketHint[]
  readonly left: readonly Delivery[]
}> {
  const share = (blockGasLimit * blockPercent) / 100n
  const gasLimit = share < transactionGasCap ? share : transactionGasCap
  let rest = deliveries
  let most = maxMessages
  while (rest.length > 0) {
    const chosen = first(rest, most)
    const call = chain.relayCall(chosen.map(relayed))
    const packets = chosen.flatMap(({ due }) => due)
    if (call.gas > gasLimit && packets.length > 1) {
      most = packets.length - 1
      continue
    }
    const result = await chain.simulate(call)
    const [only] = packets
    if (result.kind === 'reverted') {
      if (packets.length > 1) {
        most = Math.ceil(packets.length / 2)
        continue
      }
      if (only !== undefined) await onFailure(only, result.reason)
      rest = without(rest, packets)
      continue
    }
    const bad = new Map(result.failed.map(({ guid, reason }) => [guid, reason]))
    const committed = new Set(chosen.flatMap((delivery) => [...delivery.committed]))
    // LayerZero executes no nonce while an earlier one is not committed: a message that its receiver refuses goes along
    // until it is, or it would delay all that come after it.
    const goesAlong = (packet: PacketHint): boolean =>
      !committed.has(keyOf(packet)) && bad.get(packet.guid)?.startsWith('ExecutionFailed') === true
    const failed = packets.filter((packet) => bad.has(packet.guid) && !goesAlong(packet))
    if (failed.length === 0) return { call, packets, left: without(rest, packets) }
    for (const packet of failed) await onFailure(packet, bad.get(packet.guid) ?? '')
    rest = without(rest, failed)
  }
  return { call: undefined, packets: [], left: [] }
}

/** Of these deliveries the first so many messages. */
function first(deliveries: readonly Delivery[], count: number): readonly Delivery[] {
  const chosen: Delivery[] = []
  let room = count
  for (const delivery of deliveries) {
    if (room === 0) break
    const due = delivery.due.slice(0, room)
    chosen.push({ ...delivery, due })
    room -= due.length
  }
  return chosen
}

function without(deliveries: readonly Delivery[], packets: readonly PacketHint[]): readonly Delivery[] {
  const gone = new Set(packets.map(keyOf))
  return deliveries
    .map((delivery) => ({ ...delivery, due: delivery.due.filter((packet) => !gone.has(keyOf(packet))) }))
    .filter(({ due }) => due.length > 0)
}

/** A group as it is sent: whole, because the signatures cover all of it, with what is not due left out by its hash. */
function relayed({ group, due, attestations }: Delivery): DeliveryGroup {
  const keys = new Set(due.map(keyOf))
  return {
    attestations,
    messages: group.packets.map((packet) =>
      keys.has(keyOf(packet))
        ? { kind: 'delivered', packet }
        : { kind: 'left-out', messageHash: messageHash(decodePacket(packet.encoded)) },
    ),
  }
}
