import { emptyBalances } from '../../domain/ledger-account.ts'
import { type BucketKey, bucketId } from '../../domain/ledger-event.ts'
import { subjectId } from '../../domain/ledger-finding.ts'
import { type LedgerHold, type LedgerMessage, messageId } from '../../domain/ledger-message.ts'
import type { BucketLedger, Examination, LedgerStore, RecordedFinding } from '../../relayer/ledger-ports.ts'

/** The ledger in memory, for properties that need thousands of rounds; the same ones also run on PostgreSQL. */
export function memoryLedgerStore(): LedgerStore {
  interface Stored {
    ledger: BucketLedger
    readonly messages: Map<string, LedgerMessage>
    readonly holds: Map<number, LedgerHold>
    readonly entries: Awaited<ReturnType<LedgerStore['entriesOf']>>[number][]
  }
  const stored = new Map<string, Stored>()
  let findings: RecordedFinding[] = []
  const of = (bucket: BucketKey): Stored => {
    const found = stored.get(bucketId(bucket))
    if (found === undefined) throw new RangeError(`No ledger of ${bucketId(bucket)}`)
    return found
  }
  const record = (examinations: readonly Examination[]): readonly RecordedFinding[] => {
    const examined = new Set(examinations.map(({ subject }) => subjectId(subject)))
    const now = examinations.flatMap((examination) => examination.findings)
    const isFound = ({ kind, subject }: RecordedFinding) =>
      now.some((finding) => finding.kind === kind && subjectId(finding.subject) === subject)
    findings = findings.map((finding) =>
      finding.resolvedAt === undefined && examined.has(finding.subject) && !isFound(finding)
        ? { ...finding, resolvedAt: new Date(0) }
        : finding,
    )
    const isOpen = (kind: string, subject: string) =>
      findings.some(
        (finding) => finding.kind === kind && finding.subject === subject && finding.resolvedAt === undefined,
      )
    const fresh = now
      .filter(({ kind, subject }) => !isOpen(kind, subjectId(subject)))
      .map(
        ({ kind, subject, evidence }, index): RecordedFinding => ({
          id: BigInt(findings.length + index),
          kind,
          subject: subjectId(subject),
          chainId: subject.type === 'chain' ? subject.chainId : undefined,
          bucket: subject.type === 'chain' ? undefined : subject.bucket,
          guid: subject.type === 'message' ? subject.message.guid : undefined,
          evidence,
          foundAt: new Date(0),
          resolvedAt: undefined,
        }),
      )
    findings.push(...fresh)
    return fresh
  }

  return {
    async open(buckets) {
      for (const { bucket, before } of buckets) {
        if (stored.has(bucketId(bucket))) continue
        const cursorsAt = (number: bigint) => ({
          booked: { number, hash: undefined },
          announced: { number, hash: undefined },
        })
        stored.set(bucketId(bucket), {
          ledger: {
            bucket,
            cursors: { home: cursorsAt(before.home), host: cursorsAt(before.host) },
            balances: emptyBalances(),
          },
          messages: new Map(),
          holds: new Map(),
          entries: [],
        })
      }
    },
    buckets: async () => [...stored.values()].map(({ ledger }) => ledger),
    async particulars(bucket, { guids, holdIds }) {
      const { messages, holds } = of(bucket)
      return {
        messages: [...messages.values()].filter((message) => guids.includes(message.guid)),
        holds: [...holds.values()].filter((hold) => holdIds.includes(hold.id)),
      }
    },
    async post(before, { cursors, posting, examinations }) {
      const target = of(before.bucket)
      if (target.ledger !== before) return 'overtaken'
      target.ledger = { ...before, cursors, balances: posting.balances }
      for (const message of posting.messages) target.messages.set(messageId(message), message)
      for (const hold of posting.holds) target.holds.set(hold.id, hold)
      target.entries.push(...posting.entries.map((entry) => ({ ...entry, bucket: before.bucket })))
      return record(examinations)
    },
    record: async (examinations) => record(examinations),
    findings: async ({ open }) => findings.filter(({ resolvedAt }) => !open || resolvedAt === undefined),
    entriesOf: async (guid) =>
      [...stored.values()].flatMap(({ entries }) => entries.filter((entry) => entry.guid === guid)),
  }
}
