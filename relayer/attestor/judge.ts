import { decide } from '../../domain/decide.ts'
import type { Reason } from '../../domain/decision.ts'
import { type UnixSeconds, unixSeconds } from '../../domain/identifiers.ts'
import { newRecord } from '../../domain/message-record.ts'
import type { BlockId } from '../../domain/observation.ts'
import type { Packet } from '../../domain/packet.ts'
import type { RelayPolicy } from '../../domain/relay-policy.ts'
import type { SignatureTerms, SignedMessage } from './ports.ts'

/** How an attestor treats messages. It only signs: what else the policy says is of no account. */
export const attestorPolicy: RelayPolicy = {
  roles: ['attest'],
  parkAfterSeconds: 0n,
  renewBeforeSeconds: 1_800n,
  retry: { baseSeconds: 1n, factor: 1n, capSeconds: 1n },
}

/** Whether a message is to be signed: now, signed already and for long enough, or not at all. */
export type Verdict =
  | { readonly kind: 'due' }
  | { readonly kind: 'signed' }
  | { readonly kind: 'refused'; readonly reason: Reason }

/**
 * Asks `decide` about a message that a quorum found in a final block. What stands of it is what the attestor's own
 * store says. The destination is not looked at: a signature rests on the source alone.
 *
 * @param look.outboundNonce - Newest nonce of its pathway at the pinned block.
 */
export function judge({
  packet,
  block,
  pinnedAt,
  outboundNonce,
  own,
  newest,
  now,
}: {
  readonly packet: Packet
  readonly block: BlockId
  readonly pinnedAt: BlockId
  readonly outboundNonce: bigint
  readonly own: SignedMessage | undefined
  readonly newest: SignatureTerms | undefined
  readonly now: UnixSeconds
}): Verdict {
  const { guid, payloadHash, nonce } = packet
  const { facts } = newRecord
  const message = {
    ...newRecord,
    guid,
    payloadHash,
    sourceBlock: own?.block ?? block,
    facts: { ...facts, final: own !== undefined },
  }
  const { action, reason } = decide(
    message,
    {
      source:
        nonce > outboundNonce
          ? { kind: 'ahead', nonce, outboundNonce }
          : { kind: 'confirmed', pinnedAt, block, payloadHash },
      destination: { kind: 'unread', detail: 'an attestor does not look there' },
      halts: { source: undefined, destination: undefined },
      attempts: { kind: 'none' },
      signatures: {
        had: 0,
        needed: 0,
        own: own && { payloadHash: own.payloadHash, expiry: unixSeconds(newest?.expiry ?? 0n) },
      },
    },
    attestorPolicy,
    now,
  )
  if (action.kind === 'attest') return { kind: 'due' }
  // All that is left to wait for is the destination: nothing speaks against the message, and its signature still counts.
  return reason.code === 'destination-unread' ? { kind: 'signed' } : { kind: 'refused', reason }
}
