import type { DestinationContext } from './deliver.ts'

/**
 * Marks executed messages settled once their execution is final; one whose execution left the chain in a reorg goes
 * back to delivery.
 *
 * @throws when the chain or the database cannot be read.
 */
export async function settleOn({ chain, store, log }: DestinationContext): Promise<void> {
  const waiting = await store.awaitingSettlement(chain.chainId)
  if (waiting.length === 0) return
  const { finalized } = await chain.readHead()
  if (finalized === undefined) return
  for (const packet of waiting) {
    if (packet.executed === undefined || packet.executed.blockNumber > finalized.number) continue
    const { guid } = packet
    const execution = await chain.findExecution(packet)
    if (execution === undefined || execution.blockNumber > finalized.number) {
      await store.unmarkExecuted(packet)
      log.warn({ event: 'message.unexecuted', guid, chainId: chain.chainId }, 'A reorg undid its execution')
    } else {
      await store.markSettled(packet)
      log.info({ event: 'message.settled', guid, chainId: chain.chainId }, 'Settled')
    }
  }
}
