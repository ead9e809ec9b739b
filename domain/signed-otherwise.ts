import { DomainError } from './errors.ts'
import type { Address, EndpointId, Hex } from './identifiers.ts'

/** What an attestor signed, or is asked to sign, for one nonce. */
interface SignedContent {
  readonly payloadHash: Hex
  readonly sourceBlockHash: Hex
}

/** The attestor's own store holds another content for a nonce, or another list for a group: nothing is signed. */
export class SignedOtherwiseError extends DomainError {
  readonly code = 'SIGNED_OTHERWISE'
  readonly retryable = false
  constructor(
    readonly facts:
      | {
          readonly kind: 'message'
          readonly srcEid: EndpointId
          readonly sender: Address
          readonly dstEid: EndpointId
          readonly receiver: Address
          readonly nonce: bigint
          readonly signed: SignedContent
          readonly asked: SignedContent
        }
      | {
          readonly kind: 'group'
          readonly sourceBlockHash: Hex
          /** Message hashes. */
          readonly signed: readonly Hex[]
          readonly asked: readonly Hex[]
        },
  ) {
    super(
      facts.kind === 'message'
        ? `Nonce ${facts.nonce} from ${facts.sender} to ${facts.receiver} was signed with another content or block.`
        : `Block ${facts.sourceBlockHash} was signed with another list of messages.`,
      {
        hint: 'The source chain had a reorg of final blocks, or the RPC providers lie: compare both blocks by hand.',
      },
    )
  }
}
