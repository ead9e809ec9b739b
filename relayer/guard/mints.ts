import { rawAmount } from '../../domain/amounts.ts'
import { bucketId } from '../../domain/ledger-event.ts'
import { subjectId } from '../../domain/ledger-finding.ts'
import type { HeldMint } from '../../risk/breaker/measure.ts'
import type { MintFinding } from '../../risk/breaker/mint-without-lock.ts'
import type { LedgerStore, RecordedFinding } from '../ledger-ports.ts'
import { bookedAt, transactionOf } from './arrival.ts'
import { ofLedger } from './buckets.ts'
import type { GuardChain } from './ports.ts'
import type { ChainViews } from './views.ts'

const problems: Readonly<Partial<Record<RecordedFinding['kind'], MintFinding['problem']>>> = {
  'mint-without-lock': 'no-lock',
  'amount-mismatch': 'other-content',
  'receiver-mismatch': 'other-content',
  'double-delivery': 'other-content',
}

/**
 * What the ledger found of messages that were taken on a host and no lock stands behind, with the transaction and, as far as
 * it is still held, the hold. The finding stands by itself: what cannot be read about it is left out of it.
 *
 * @param options.open - The ledger's open findings.
 * @param options.known - Places and holds read before, by message; grows.
 * @throws when the database cannot be read.
 */
export async function readMints({
  open,
  ledger,
  views,
  known,
}: {
  readonly open: readonly RecordedFinding[]
  readonly ledger: LedgerStore
  readonly views: ChainViews
  readonly known: Map<string, HeldMint | undefined>
}): Promise<readonly MintFinding[]> {
  const found = await Promise.all(open.map((finding) => toMint(finding, { ledger, views, known })))
  return found.flatMap((mint) => mint ?? [])
}

async function toMint(
  { kind, subject, bucket, guid, evidence }: RecordedFinding,
  {
    ledger,
    views,
    known,
  }: { readonly ledger: LedgerStore; readonly views: ChainViews; readonly known: Map<string, HeldMint | undefined> },
): Promise<MintFinding | undefined> {
  const problem = problems[kind]
  if (problem === undefined || bucket === undefined || guid === undefined) return undefined
  if (subject !== subjectId({ type: 'message', bucket, message: { kind: 'mint', guid } })) return undefined
  const entries = bookedAt('host', bucket, await ledger.entriesOf(guid))
  const arrival = entries.find(({ eventKind }) => eventKind === 'minted' || eventKind === 'held')
  const view = views.get(bucket.hostChainId)
  if (arrival === undefined || view === undefined) return undefined
  const last = entries.findLast(({ eventKind }) => eventKind === 'held' || eventKind === 'hold-changed')
  const key = `${bucketId(bucket)} ${guid} ${last?.blockHash}`
  if (last !== undefined && !known.has(key)) {
    const hold = await readHold(view.chain, last.blockNumber, guid)
    if (hold !== 'unread') known.set(key, hold)
  }
  const hold = known.get(key)
  return {
    bucket: ofLedger(bucket),
    guid,
    problem,
    amount: rawAmount(BigInt(evidence['arrived'] ?? '0')),
    hostBlock: arrival.blockNumber,
    txHash: await transactionOf(view, arrival),
    hold: hold === undefined ? undefined : await stillHeld(ledger, bucket, hold),
  }
}

async function readHold(chain: GuardChain, blockNumber: bigint, guid: MintFinding['guid']) {
  const reading = await chain.readHold(blockNumber, guid)
  return reading.kind === 'agreed' ? reading.value : 'unread'
}

/** The hold as long as the ledger has it open. */
async function stillHeld(
  ledger: LedgerStore,
  bucket: NonNullable<RecordedFinding['bucket']>,
  hold: HeldMint,
): Promise<HeldMint | undefined> {
  const { holds } = await ledger.particulars(bucket, { guids: [], holdIds: [hold.id] })
  const [now] = holds
  return now === undefined || now.amount === 0n ? undefined : { ...hold, kind: now.kind }
}
