import type { ChainRegistry } from '../chains/registry.ts'
import { messageHash } from '../domain/attestation.ts'
import { decodePacket } from '../domain/packet.ts'
import type { Clock } from '../observability/clock.ts'
import type { Attestor } from './evm/signer.ts'
import type { SourceContext } from './observe.ts'
import type { PacketHint, SourceEvidence } from './ports.ts'
import { readSourceEvidence } from './source-evidence.ts'

/** How long a signature counts, in seconds of the receiving chain. */
const attestationLifetimeSeconds = 6n * 3_600n

/**
 * Signs the final messages of a source chain that its RPC quorum confirms at a pinned final block. The chain is read
 * again right before: neither the indexer nor the database is believed.
 *
 * @throws when the database cannot be read or written.
 */
export async function attestSource(
  context: SourceContext,
  {
    attestors,
    registry,
    clock,
  }: { readonly attestors: readonly Attestor[]; readonly registry: ChainRegistry; readonly clock: Clock },
): Promise<void> {
  const { chain, finality, deployment, store, log } = context
  const { chainId } = chain
  const hints = await store.awaitingAttestation(chainId)
  if (hints.length === 0) return
  const pinned = await finality.pin({ maxAgeMs: freshMs })
  if (pinned.kind !== 'pinned') return
  const evidence = await readSourceEvidence({ chain, deployment, hints, final: pinned.block })
  for (const [index, hint] of hints.entries()) {
    const { guid } = hint
    const found = evidence[index]
    const destination = deployment.chains.find((candidate) => candidate.chainId === hint.destinationChainId)
    if (found?.kind !== 'confirmed' || destination === undefined) {
      await withhold(context, hint, found ?? { kind: 'differs' })
      continue
    }
    const packet = decodePacket(hint.encoded)
    const subject = {
      chainId: destination.chainId,
      relayWorker: destination.relayWorker,
      messages: [messageHash(packet)],
      confirmations: registry.byId(chainId).finality.depth,
      expiry: clock.nowSeconds() + attestationLifetimeSeconds,
    }
    await store.recordAttestations(hint, await Promise.all(attestors.map((attestor) => attestor.attest(subject))))
    log.info({ event: 'message.attested', guid, chainId }, 'Signed')
  }
}

/** The final block that the observing pass just rested on is good enough for signing in the same round. */
const freshMs = 1_000

/** Says why a message is not signed, once for each reason; one that its chain does not have is done with. */
async function withhold(
  { chain, reported, store, log }: SourceContext,
  hint: PacketHint,
  evidence: SourceEvidence,
): Promise<void> {
  if (evidence.kind === 'absent' || evidence.kind === 'differs') await store.markOrphaned(hint)
  const facts = {
    reason: evidence.kind,
    ...('faults' in evidence ? { providers: evidence.faults } : {}),
    ...('outboundNonce' in evidence ? { nonce: hint.nonce.toString(), sent: evidence.outboundNonce.toString() } : {}),
  }
  if (!reported.isNews(hint.guid, facts)) return
  log.warn({ event: 'attestation.withheld', guid: hint.guid, chainId: chain.chainId, ...facts }, 'Not signed')
}
