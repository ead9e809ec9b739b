import type { DestinationContext, Out } from './destination-context.ts'
import { countFailure, look, noSignatures } from './look.ts'
import { launch, maxInFlight } from './nonce-lane.ts'
import type { Call, HeldMessage, OpenHold } from './ports.ts'
import { keyOf } from './source-knowledge.ts'

/** Blocks between two looks at what is held: limits refill all the time, and most of it waits for long. */
const everyBlocks = 3n

/**
 * Releases holds that pass, in the order of their queues, and sends those home that never will and whose owners have had
 * their time. What a hold consists of comes from the indexer, and counts only where the chain says that it holds exactly
 * that.
 *
 * @throws when the chain or the database cannot be read.
 */
export async function releaseHolds(
  context: DestinationContext,
  held: readonly HeldMessage[],
  { attempts, nonces, state, now, events }: Out,
): Promise<void> {
  const { chain, sources, holdLooks } = context
  if (held.length === 0 || state.head.number < holdLooks.nextBlock) return
  holdLooks.nextBlock = state.head.number + everyBlocks
  const packets = held.map(({ packet }) => packet)
  const [readings, observations] = await Promise.all([
    chain.readHolds(
      held.map(({ hold }) => hold),
      now,
    ),
    sources.of(packets),
  ])
  const inFlight = new Set(attempts.flatMap((attempt) => attempt.packets.map(keyOf)))
  const seen = new Set<string>()
  let open = nonces
  let out = nonces.length
  for (const [index, { packet, hold }] of held.entries()) {
    const reading = readings[index]
    const source = observations[index]
    // Of an exit in parts, the one that is due first; the index lists them so.
    if (reading === undefined || source === undefined || seen.has(keyOf(packet))) continue
    if (reading.kind === 'unknown') continue
    seen.add(keyOf(packet))
    const { execution } = packet.record.facts
    const decision = await look(context, packet, {
      source,
      destination: {
        kind: 'held',
        final: execution.kind !== 'none' && execution.final,
        hold: { kind: 'open', times: hold, passage: reading.passage },
      },
      execution: undefined,
      signatures: noSignatures,
      inFlight: inFlight.has(keyOf(packet)),
      now,
    })
    const { kind } = decision.action
    if ((kind !== 'releaseHold' && kind !== 'sendRefund') || out >= maxInFlight) continue
    const prepared: Prepared =
      kind === 'releaseHold' ? { kind: 'call', call: chain.releaseCall(hold) } : await refundOf(context, hold)
    if (prepared.kind === 'not-now') {
      await countFailure(context, packet, { state: 'deferred', reason: prepared.reason, now })
      continue
    }
    const purpose = kind === 'releaseHold' ? 'release' : 'refund'
    const launched = await launch(context, { call: prepared.call, purpose, packets: [packet], open, state, events })
    if (launched === undefined) return
    open = [...open, launched]
    out += 1
  }
}

type Prepared = { readonly kind: 'call'; readonly call: Call } | { readonly kind: 'not-now'; readonly reason: string }

/** The fee home is ours to pay, up to a maximum. */
async function refundOf({ chain, maxRefundFee }: DestinationContext, hold: OpenHold): Promise<Prepared> {
  const fee = await chain.quoteRefund(hold.eid)
  if (fee > maxRefundFee) {
    return { kind: 'not-now', reason: `Its way home costs ${fee} wei, more than the maximum of ${maxRefundFee}.` }
  }
  const call = chain.refundCall(hold, fee)
  const result = await chain.simulate(call)
  return result.kind === 'reverted' ? { kind: 'not-now', reason: result.reason } : { kind: 'call', call }
}
