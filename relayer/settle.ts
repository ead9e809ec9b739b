import type { DestinationContext } from './deliver.ts'

/**
 * Marks executed messages settled once a quorum has their execution at or below the pinned final block; one whose
 * execution left the chain in a reorg goes back to delivery.
 *
 * @throws when the database cannot be read or written.
 */
export async function settleOn({ chain, finality, store, log }: DestinationContext): Promise<void> {
  const { chainId } = chain
  const waiting = await store.awaitingSettlement(chainId)
  const oldest = waiting[0]?.executed
  if (oldest === undefined) return
  const pinned = await finality.pin({ waitingFor: oldest.blockNumber })
  if (pinned.kind !== 'pinned') return
  const { block } = pinned
  const executions = waiting.flatMap(({ guid, executed }) =>
    executed !== undefined && executed.blockNumber <= block.number ? [{ guid, blockNumber: executed.blockNumber }] : [],
  )
  if (executions.length === 0) return
  const reading = await chain.readExecutions(executions, block)
  if (reading.kind === 'disagreed') {
    log.warn({ event: 'settlement.unread', chainId, faults: reading.faults }, 'No quorum on what was executed')
    return
  }
  const asked = new Set(executions.map(({ guid }) => guid))
  for (const packet of waiting) {
    const { guid } = packet
    if (!asked.has(guid)) continue
    if (reading.value.has(guid)) {
      await store.markSettled(packet)
      log.info({ event: 'message.settled', guid, chainId }, 'Settled')
    } else {
      await store.unmarkExecuted(packet)
      log.warn({ event: 'message.unexecuted', guid, chainId }, 'A reorg undid its execution')
    }
  }
}
