import { rawAmount } from '../../domain/amounts.ts'
import { subjectId } from '../../domain/ledger-finding.ts'
import type { ExitFinding } from '../../risk/breaker/exit-without-burn.ts'
import type { LedgerStore, RecordedFinding } from '../ledger-ports.ts'
import { bookedAt, transactionOf } from './arrival.ts'
import { ofLedger } from './buckets.ts'
import type { ChainViews } from './views.ts'

const problems: Readonly<Partial<Record<RecordedFinding['kind'], ExitFinding['problem']>>> = {
  'release-without-burn': 'no-burn',
  'refund-without-hold': 'no-hold',
  'amount-mismatch': 'other-content',
  'receiver-mismatch': 'other-content',
  'double-delivery': 'other-content',
}

/**
 * What the ledger found of exits that were taken at home and that the host did not send so, with the transaction.
 *
 * @param options.open - The ledger's open findings.
 * @throws when the database cannot be read.
 */
export async function readExits({
  open,
  ledger,
  views,
}: {
  readonly open: readonly RecordedFinding[]
  readonly ledger: LedgerStore
  readonly views: ChainViews
}): Promise<readonly ExitFinding[]> {
  const found = await Promise.all(open.map((finding) => toExit(finding, ledger, views)))
  return found.flatMap((exit) => exit ?? [])
}

async function toExit(
  { kind, subject, bucket, guid, evidence }: RecordedFinding,
  ledger: LedgerStore,
  views: ChainViews,
): Promise<ExitFinding | undefined> {
  const problem = problems[kind]
  if (problem === undefined || bucket === undefined || guid === undefined) return undefined
  const isExit = (['release', 'refund'] as const).some(
    (exit) => subject === subjectId({ type: 'message', bucket, message: { kind: exit, guid } }),
  )
  const view = views.get(bucket.homeChainId)
  if (!isExit || view === undefined) return undefined
  const taken = bookedAt('home', bucket, await ledger.entriesOf(guid)).findLast(
    ({ eventKind }) => eventKind === 'released' || eventKind === 'refunded',
  )
  if (taken === undefined) return undefined
  return {
    bucket: ofLedger(bucket),
    guid,
    problem,
    amount: rawAmount(BigInt(evidence['arrived'] ?? '0')),
    homeBlock: taken.blockNumber,
    txHash: await transactionOf(view, taken),
  }
}
