import { messageHash } from '../../domain/attestation.ts'
import { attestationExpiry } from '../../domain/attestation-expiry.ts'
import type { Packet } from '../../domain/packet.ts'
import { SignedOtherwiseError } from '../../domain/signed-otherwise.ts'
import type { BlockObservation } from '../ports.ts'
import type { AttestorContext } from './context.ts'
import { attestorPolicy, judge } from './judge.ts'
import type { MessageGroup } from './ports.ts'
import type { ReadBlock } from './read-groups.ts'

/**
 * Signs a group, unless something speaks against one of its messages: others derive the same list, or none. What is
 * going to be signed is on record in the attestor's own store before the signature exists. A group that was signed and
 * need not be renewed is signed again on the same terms: signing is deterministic, so that is the same signature.
 *
 * @returns What was submitted, or `undefined` when nothing was signed; then why not is logged.
 * @throws when one of the databases cannot be read or written.
 */
export async function attestGroup(
  context: AttestorContext,
  group: MessageGroup,
  { block, pinnedAt }: { readonly block: Extract<ReadBlock, { kind: 'read' }>; readonly pinnedAt: BlockObservation },
): Promise<{ readonly expiry: bigint; readonly digest: string } | undefined> {
  const { chain, attestor, store, board, clock, confirmations, log, monitor } = context
  const packets = group.packets.map(({ packet }) => packet)
  const { messages, newest } = await store.recall(attestor.address, group)
  const now = clock.nowSeconds()
  const verdicts = packets.map((packet, index) => ({
    packet,
    verdict: judge({
      packet,
      block: group.block,
      pinnedAt,
      outboundNonce: block.outboundNonces(packet),
      own: messages[index],
      newest,
      now,
    }),
  }))
  const lane = { source: chain.chainId, destination: group.destinationChainId }
  for (const { verdict } of verdicts) {
    monitor?.decided(lane, verdict.kind, verdict.kind === 'refused' ? verdict.reason.code : 'confirmed')
  }
  const refused = verdicts.flatMap(({ packet, verdict }) =>
    verdict.kind === 'refused' ? [{ packet, reason: verdict.reason }] : [],
  )
  for (const { packet, reason } of refused) {
    const { code, ...facts } = reason
    withhold(context, packet, { reason: code, ...facts })
  }
  if (refused.length > 0) return undefined

  const isDue = newest === undefined || verdicts.some(({ verdict }) => verdict.kind === 'due')
  const { renewBeforeSeconds } = attestorPolicy
  const terms = isDue
    ? { confirmations, expiry: attestationExpiry({ blockTime: block.time, now, renewBeforeSeconds }) }
    : newest
  const recorded = await store.record(attestor.address, group, terms).catch((error: unknown) => {
    if (error instanceof SignedOtherwiseError) return error
    throw error
  })
  if (recorded instanceof SignedOtherwiseError) {
    // Another process of this attestor was faster, or the own store holds the block with another list.
    for (const packet of packets) withhold(context, packet, { reason: recorded.code, evidence: recorded.facts })
    return undefined
  }
  const attestation = await attestor.attest({
    chainId: group.destinationChainId,
    relayWorker: group.relayWorker,
    messages: packets.map(messageHash),
    ...recorded,
  })
  const digest = await board.submit(group, attestation)
  for (const { guid } of packets) {
    const facts = { guid, chainId: chain.chainId, expiry: recorded.expiry.toString() }
    log.info({ event: 'message.attested', ...facts }, 'Signed')
  }
  return { expiry: recorded.expiry, digest }
}

/** Says why a message is not signed, once for each reason. */
function withhold(
  { chain, reported, log }: AttestorContext,
  { guid, nonce }: Packet,
  why: Readonly<Record<string, unknown>>,
): void {
  const facts: unknown = JSON.parse(
    JSON.stringify({ ...why, nonce }, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
  )
  if (!reported.isNews(guid, facts)) return
  log.warn({ event: 'attestation.withheld', guid, chainId: chain.chainId, ...Object(facts) }, 'Not signed')
}
