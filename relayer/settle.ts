import { unixSeconds } from '../domain/identifiers.ts'
import type { DestinationObservation } from '../domain/observation.ts'
import { destinationOf } from './deliver.ts'
import type { FinalityWatch } from './finality.ts'
import { type LookContext, look, noSignatures, type Seen } from './look.ts'
import type { ReadChainPort, TakenAs, TrackedPacket } from './ports.ts'
import type { RelayStore } from './store.ts'

/** What settling needs: the chain is read, and nothing sent. */
export interface SettleContext extends LookContext {
  readonly chain: ReadChainPort
  readonly finality: FinalityWatch
  readonly store: Pick<RelayStore, 'awaitingSettlement'> & LookContext['store']
}

/**
 * Looks again at executed messages once their block should be final: a quorum either has the execution at or below the
 * pinned final block, which settles it, or it has not, and the message goes back to delivery if a reorg undid it.
 *
 * @throws when the database cannot be read or written, or the chain when an execution is missing.
 */
export async function settleOn(context: SettleContext): Promise<void> {
  const { chain, finality, store, log } = context
  const { chainId } = chain
  const waiting = await store.awaitingSettlement(chainId)
  const oldest = waiting[0]?.executed
  if (oldest === undefined) return
  const pinned = await finality.pin({ waitingFor: oldest.blockNumber })
  if (pinned.kind !== 'pinned') return
  const { block } = pinned
  const ripe = waiting.flatMap((packet) =>
    packet.executed !== undefined && packet.executed.blockNumber <= block.number
      ? [{ packet, blockNumber: packet.executed.blockNumber }]
      : [],
  )
  if (ripe.length === 0) return
  const reading = await chain.readExecutions(
    ripe.map(({ packet, blockNumber }) => ({ guid: packet.guid, blockNumber })),
    block,
  )
  if (reading.kind === 'disagreed') {
    log.warn({ event: 'settlement.unread', chainId, faults: reading.faults }, 'No quorum on what was executed')
    return
  }
  const now = unixSeconds(block.time)
  const missing: TrackedPacket[] = []
  await Promise.all(
    ripe.map(async ({ packet }) => {
      const outcome = reading.value.get(packet.guid)
      if (outcome === undefined) missing.push(packet)
      else await look(context, packet, seen({ destination: settledAs(outcome), now }))
    }),
  )
  if (missing.length === 0) return
  const evidence = await chain.readDestinations(missing)
  for (const [index, packet] of missing.entries()) {
    const found = evidence[index]
    if (found === undefined) continue
    const execution = found.kind === 'executed' ? found : undefined
    await look(context, packet, seen({ destination: destinationOf(found), execution, now }))
  }
}

/** An end needs no word of the source, and no signature. */
const seen = (found: Pick<Seen, 'destination' | 'now'> & Partial<Pick<Seen, 'execution'>>): Seen => ({
  source: { kind: 'unread', detail: 'Not asked: the message was executed.' },
  execution: undefined,
  signatures: noSignatures,
  inFlight: false,
  ...found,
})

const settledAs = (outcome: TakenAs): DestinationObservation =>
  outcome === 'held'
    ? { kind: 'held', final: true, hold: { kind: 'unread', detail: 'It was not looked at.' } }
    : { kind: 'executed', outcome, final: true }
