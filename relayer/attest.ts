import type { ChainRegistry } from '../chains/registry.ts'
import { decodePacket } from '../domain/packet.ts'
import type { Clock } from '../observability/clock.ts'
import type { Attestor } from './evm/signer.ts'
import { isWhatTheChainSent, type SourceContext } from './observe.ts'

/** How long a signature counts, in seconds of the receiving chain. */
const attestationLifetimeSeconds = 6n * 3_600n

/**
 * Signs the final messages of a source chain. The chain is read again right before: neither the indexer nor the
 * database is believed.
 *
 * @throws when the chain cannot be read; nothing is signed then.
 */
export async function attestSource(
  { chain, deployment, store, log }: SourceContext,
  {
    attestors,
    registry,
    clock,
  }: { readonly attestors: readonly Attestor[]; readonly registry: ChainRegistry; readonly clock: Clock },
): Promise<void> {
  const waiting = await store.awaitingAttestation(chain.chainId)
  if (waiting.length === 0) return
  const { finalized } = await chain.readHead()
  for (const hint of waiting) {
    const destination = deployment.chains.find((candidate) => candidate.chainId === hint.destinationChainId)
    const final = finalized !== undefined && hint.sourceBlockNumber <= finalized.number
    if (destination === undefined || !final || !(await isWhatTheChainSent(chain, deployment, hint))) {
      log.warn({ event: 'attestation.withheld', guid: hint.guid, chainId: chain.chainId }, 'Not signed')
      continue
    }
    const packet = decodePacket(hint.encoded)
    const subject = {
      chainId: destination.chainId,
      relayWorker: destination.relayWorker,
      header: packet.header,
      payloadHash: packet.payloadHash,
      confirmations: registry.byId(chain.chainId).finality.depth,
      expiry: clock.nowSeconds() + attestationLifetimeSeconds,
    }
    await store.recordAttestations(hint, await Promise.all(attestors.map((attestor) => attestor.attest(subject))))
    log.info({ event: 'message.attested', guid: hint.guid, chainId: chain.chainId }, 'Signed')
  }
}
