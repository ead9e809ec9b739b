import { DomainError } from '../domain/errors.ts'
import { unixSeconds } from '../domain/identifiers.ts'
import type { DestinationObservation, PassedOutcome } from '../domain/observation.ts'
import { decodePacket } from '../domain/packet.ts'
import { decodePayload } from '../domain/payload.ts'
import type { FinalityWatch } from './finality.ts'
import { type LookContext, look, noSignatures } from './look.ts'
import type { EndedHold, HoldEndReader } from './ports.ts'
import type { RelayStore } from './store.ts'

/** What following holds to their end needs. */
export interface EndedHoldsContext extends LookContext {
  readonly chain: HoldEndReader
  readonly finality: FinalityWatch
  readonly store: Pick<RelayStore, 'endedHolds'> & LookContext['store']
}

/**
 * Notes what became of messages that were held, whoever let them go: minted or paid, struck off, or sent home and, once that
 * message was paid, refunded. That a hold has ended comes from the indexer, and counts where a quorum has the event in a final
 * block.
 *
 * @throws when the database cannot be read or written.
 */
export async function followEndedHolds(context: EndedHoldsContext): Promise<void> {
  const { chain, finality, store, log } = context
  const waiting = await store.endedHolds(chain.chainId)
  const [first] = waiting
  if (first === undefined) return
  const pinned = await finality.pin({ waitingFor: first.blockNumber })
  if (pinned.kind !== 'pinned') return
  const ripe = waiting.filter(({ blockNumber }) => blockNumber <= pinned.block.number)
  if (ripe.length === 0) return
  const reading = await chain.readHoldEnds(ripe, pinned.block)
  if (reading.kind === 'disagreed') {
    const facts = { chainId: chain.chainId, faults: reading.faults }
    log.warn({ event: 'holds.unread', ...facts }, 'No quorum on what became of holds')
    return
  }
  const now = unixSeconds(pinned.block.time)
  await Promise.all(
    ripe.map(async (ended) => {
      if (reading.value.get(ended.packet.guid) !== ended.as) return
      await look(context, ended.packet, {
        source: { kind: 'unread', detail: 'Not asked: the message was taken.' },
        destination: observationOf(ended),
        execution: undefined,
        signatures: noSignatures,
        inFlight: false,
        now,
      })
    }),
  )
}

function observationOf({ packet, as, refund }: EndedHold): DestinationObservation {
  if (as === 'refunded' && refund !== undefined) {
    return {
      kind: 'held',
      final: true,
      hold: { kind: 'sent-home', refundGuid: refund.guid, paidBack: refund.paidBack },
    }
  }
  return { kind: 'executed', outcome: as === 'voided' ? 'voided' : passedAs(packet.encoded), final: true }
}

/** What a message comes to when it is let through. */
function passedAs(encoded: EndedHold['packet']['encoded']): PassedOutcome {
  try {
    const { kind } = decodePayload(decodePacket(encoded).message)
    return ({ mint: 'minted', release: 'released', refund: 'refunded', noop: 'noop' } as const)[kind]
  } catch (error) {
    // Only a receiver of ours holds anything, and it takes no other payload: the row was changed.
    if (error instanceof DomainError) return 'minted'
    throw error
  }
}
