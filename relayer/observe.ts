import type { Deployment } from '../chains/deployment.ts'
import { assertNever } from '../domain/errors.ts'
import type { Logger } from '../observability/logger.ts'
import type { FinalityWatch } from './finality.ts'
import type { ChainPort, SourceEvidence } from './ports.ts'
import type { Reported } from './reported.ts'
import { readSourceEvidence } from './source-evidence.ts'
import type { RelayStore } from './store.ts'

/** What a source chain's passes need. */
export interface SourceContext {
  readonly chain: ChainPort
  readonly finality: FinalityWatch
  readonly deployment: Deployment
  readonly reported: Reported
  readonly store: RelayStore
  readonly log: Logger
}

/** How long a final block may be rested on when nothing waits for a newer one: how soon a deep reorg shows. */
const idleMs = 15_000

/**
 * Takes up the messages that the indexer found on a chain, and of those not yet final marks the final and the
 * orphaned. While nothing waits, the chain is asked only now and then.
 *
 * @throws when the database cannot be read; nothing is marked that the chain's quorum did not say.
 */
export async function observeSource({
  chain,
  finality,
  deployment,
  reported,
  store,
  log,
}: SourceContext): Promise<void> {
  const { chainId } = chain
  const found = await store.discover(chainId)
  if (found > 0) log.info({ event: 'message.discovered', chainId, count: found }, 'Found messages')
  const hints = await store.awaitingFinality(chainId)
  const [oldest] = hints
  const pinned = await finality.pin(
    oldest === undefined ? { maxAgeMs: idleMs } : { waitingFor: oldest.sourceBlockNumber },
  )
  if (oldest === undefined || pinned.kind !== 'pinned') return
  if (oldest.sourceBlockNumber > pinned.block.number) return
  const evidence = await readSourceEvidence({ chain, deployment, hints, final: pinned.block })
  await store.markFinal(hints.filter((_, index) => isThere(evidence[index])))
  for (const [index, hint] of hints.entries()) {
    const found = evidence[index]
    const { guid } = hint
    switch (found?.kind) {
      case undefined:
      case 'pending':
        break
      case 'unread':
      case 'disagreed':
        if (reported.isNews(guid, found)) {
          log.warn({ event: 'source.unread', guid, chainId, reason: found.kind, faults: found.faults }, 'No quorum')
        }
        break
      case 'absent':
      case 'differs':
        await store.markOrphaned(hint)
        log.warn({ event: 'message.orphaned', guid, chainId, reason: found.kind }, 'The chain does not have it')
        break
      case 'ahead':
      case 'confirmed':
        log.info({ event: 'message.final', guid, chainId, blockNumber: hint.sourceBlockNumber.toString() }, 'Final')
        break
      default:
        assertNever(found)
    }
  }
}

/** Its final block holds it; whether it may be signed as well is not asked here. */
const isThere = (evidence: SourceEvidence | undefined): boolean =>
  evidence?.kind === 'confirmed' || evidence?.kind === 'ahead'
