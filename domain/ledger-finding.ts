import type { ChainId } from './identifiers.ts'
import type { Balances } from './ledger-account.ts'
import { type BucketEnd, type BucketKey, bucketId } from './ledger-event.ts'
import { type LedgerMessage, type MessageKind, messageId } from './ledger-message.ts'

/** What can be wrong. Each stays found for as long as it holds. */
export type FindingKind =
  /** More was minted and held than locked, or more released and refunded than burned and sent home. */
  | 'shortfall'
  /** The escrow holds less than it owes. */
  | 'escrow-shortfall'
  /** A total of the contracts is not the ledger's, or their events contradict it. */
  | 'drift'
  | 'mint-without-lock'
  | 'release-without-burn'
  | 'refund-without-hold'
  /** What arrived is not what was sent. */
  | 'amount-mismatch'
  /** It arrived at somebody it was not sent to. */
  | 'receiver-mismatch'
  /** One message arrived, or was rescued, more than once. */
  | 'double-delivery'
  /** A block that had been posted as final is another now. */
  | 'final-block-changed'

/** What a finding is about. */
export type FindingSubject =
  | { readonly type: 'chain'; readonly chainId: ChainId }
  | { readonly type: 'bucket'; readonly bucket: BucketKey }
  | { readonly type: 'end'; readonly bucket: BucketKey; readonly end: BucketEnd }
  | { readonly type: 'message'; readonly bucket: BucketKey; readonly message: Pick<LedgerMessage, 'kind' | 'guid'> }

/** Something that is wrong, with the figures that show it; amounts are decimal base units. */
export interface Finding {
  readonly kind: FindingKind
  readonly subject: FindingSubject
  readonly evidence: Readonly<Record<string, string>>
}

/** Text that is equal for equal subjects only. */
export function subjectId(subject: FindingSubject): string {
  if (subject.type === 'chain') return `chain:${subject.chainId}`
  const bucket = `bucket:${bucketId(subject.bucket)}`
  if (subject.type === 'bucket') return bucket
  return `${bucket}:${subject.type === 'end' ? subject.end : messageId(subject.message)}`
}

const withoutSource = {
  mint: 'mint-without-lock',
  release: 'release-without-burn',
  refund: 'refund-without-hold',
} as const satisfies Record<MessageKind, FindingKind>

/** What is wrong with a message: it never left, was another when it left, or arrived twice. */
export function messageFindings(bucket: BucketKey, message: LedgerMessage): readonly Finding[] {
  const { kind, guid, sent, taken, unbacked, deliveries, sentTo, takenBy } = message
  const arrived = taken + unbacked
  const find = (found: FindingKind): readonly Finding[] => [
    {
      kind: found,
      subject: { type: 'message', bucket, message: { kind, guid } },
      evidence: {
        ...{ sent: String(sent ?? 'nothing'), arrived: String(arrived), deliveries: String(deliveries) },
        ...(sentTo !== undefined && { sentTo }),
        ...(takenBy !== undefined && { takenBy }),
      },
    },
  ]
  if (deliveries > 1) return find('double-delivery')
  if (deliveries === 0) return []
  if (sent === undefined) return unbacked > 0n ? find(withoutSource[kind]) : []
  if (arrived !== sent) return find('amount-mismatch')
  return sentTo !== undefined && takenBy !== undefined && sentTo !== takenBy ? find('receiver-mismatch') : []
}

/** The two inequalities of backing, over all that ever moved: one finding that names those that do not hold. */
export function shortfallFindings(bucket: BucketKey, balances: Balances): readonly Finding[] {
  const out = -balances['unbacked-mints'] - balances['transit-out']
  const home = -balances['unbacked-exits'] - balances['transit-release'] - balances['transit-refund']
  if (out <= 0n && home <= 0n) return []
  const evidence = {
    ...(out > 0n && { 'minted + held over locked': String(out) }),
    ...(home > 0n && { 'released + refunded over burned + sent home': String(home) }),
  }
  return [{ kind: 'shortfall', subject: { type: 'bucket', bucket }, evidence }]
}
