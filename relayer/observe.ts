import type { Deployment } from '../chains/deployment.ts'
import { decodePacket } from '../domain/packet.ts'
import type { Logger } from '../observability/logger.ts'
import { isOurPathway } from './pathways.ts'
import type { ChainPort, PacketHint } from './ports.ts'
import type { RelayStore } from './store.ts'

/** What a source chain's passes need. */
export interface SourceContext {
  readonly chain: ChainPort
  readonly deployment: Deployment
  readonly store: RelayStore
  readonly log: Logger
}

/**
 * Takes up the messages that the indexer found on a chain, and of those not yet final marks the final and the
 * orphaned. The chain is asked only while something waits for its finality.
 *
 * @throws when the database or the chain cannot be read; nothing is marked then that was not read.
 */
export async function observeSource({ chain, deployment, store, log }: SourceContext): Promise<void> {
  const found = await store.discover(chain.chainId)
  if (found > 0) log.info({ event: 'message.discovered', chainId: chain.chainId, count: found }, 'Found messages')
  const waiting = await store.awaitingFinality(chain.chainId)
  if (waiting.length === 0) return
  const { finalized } = await chain.readHead()
  if (finalized === undefined) return
  for (const hint of waiting) {
    if (hint.sourceBlockNumber > finalized.number) continue
    const { guid, sourceChainId: chainId } = hint
    if (await isWhatTheChainSent(chain, deployment, hint)) {
      await store.markFinal(hint)
      log.info({ event: 'message.final', guid, chainId, blockNumber: hint.sourceBlockNumber }, 'Source block is final')
    } else {
      await store.markOrphaned(hint)
      log.warn({ event: 'message.orphaned', guid, chainId }, 'The chain does not have this message in this block')
    }
  }
}

/** Whether the source chain itself has exactly the hinted message in exactly the hinted block, between our contracts. */
export async function isWhatTheChainSent(chain: ChainPort, deployment: Deployment, hint: PacketHint): Promise<boolean> {
  const evidence = await chain.readSource(hint)
  if (evidence.kind === 'absent') return false
  const packet = decodePacket(evidence.encoded)
  return (
    evidence.blockHash === hint.sourceBlockHash &&
    evidence.encoded === hint.encoded &&
    packet.guid === hint.guid &&
    packet.payloadHash === hint.payloadHash &&
    packet.srcEid === chain.eid &&
    isOurPathway(deployment, packet)
  )
}
