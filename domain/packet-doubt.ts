import type { Doubt } from './decision.ts'
import { assertNever } from './errors.ts'
import type { Message } from './message-record.ts'
import type { Signatures, SourceObservation } from './observation.ts'

/**
 * What the source says against a message; `undefined` when it confirms exactly this one, or could not be read. A
 * confirmation of another payload, or in another block, is a difference.
 */
export function sourceDoubt(
  { payloadHash, sourceBlock }: Pick<Message, 'payloadHash' | 'sourceBlock'>,
  source: SourceObservation,
): Doubt | undefined {
  switch (source.kind) {
    case 'unread':
      return undefined
    case 'disagreed':
      return { code: 'source-disagreement', providers: source.providers }
    case 'pending':
      return { code: 'not-final', finalBlock: source.finalBlock }
    case 'absent':
      return { code: 'absent-at-source', finalBlock: source.finalBlock }
    case 'differs':
      return { code: 'differs-at-source', payloadHash: source.payloadHash, blockHash: source.blockHash }
    case 'ahead':
      return { code: 'ahead-of-source', nonce: source.nonce, outboundNonce: source.outboundNonce }
    case 'confirmed': {
      const { block, pinnedAt } = source
      if (block.number > pinnedAt.number) return { code: 'not-final', finalBlock: pinnedAt.number }
      const isThis =
        source.payloadHash === payloadHash && block.hash === sourceBlock.hash && block.number === sourceBlock.number
      return isThis ? undefined : { code: 'differs-at-source', payloadHash: source.payloadHash, blockHash: block.hash }
    }
    default:
      return assertNever(source)
  }
}

/** Whether a doubt is the source's final word that it does not have the message. */
export const isGone = ({ code }: Doubt): boolean =>
  code === 'absent-at-source' || code === 'differs-at-source' || code === 'ahead-of-source'

/** Whether the source sent this very content, but in another block: its own record stands for it. */
export const isReplaced = ({ payloadHash }: Pick<Message, 'payloadHash'>, doubt: Doubt): boolean =>
  doubt.code === 'differs-at-source' && doubt.payloadHash === payloadHash

/** What this process's own signature says against a message: it signed another content for its nonce. */
export function signatureDoubt(
  { payloadHash }: Pick<Message, 'payloadHash'>,
  { own }: Pick<Signatures, 'own'>,
): Doubt | undefined {
  if (own === undefined || own.payloadHash === payloadHash) return undefined
  return { code: 'signed-otherwise', payloadHash: own.payloadHash }
}
