import { subjectId } from '../../domain/ledger-finding.ts'
import type { LedgerDrift } from '../../risk/breaker/ledger-drift.ts'
import type { RecordedFinding } from '../ledger-ports.ts'
import { ofLedger } from './buckets.ts'

/** Where the ledger's open findings say that it and the contracts differ. */
export const driftsOf = (open: readonly RecordedFinding[]): readonly LedgerDrift[] =>
  open.flatMap(({ kind, subject, bucket, evidence }) => {
    if (kind !== 'drift' || bucket === undefined) return []
    const end = (['home', 'host'] as const).find((one) => subject === subjectId({ type: 'end', bucket, end: one }))
    return [{ bucket: ofLedger(bucket), at: end ?? 'books', facts: evidence }]
  })
