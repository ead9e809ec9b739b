import type { Deployment } from '../chains/deployment.ts'
import { bucketFindings, vaultFindings } from '../domain/backing.ts'
import { DomainError } from '../domain/errors.ts'
import type { ChainId, EndpointId } from '../domain/identifiers.ts'
import { LedgerContradictionError } from '../domain/ledger-account.ts'
import type { BucketEnd, BucketKey, LedgerEvent } from '../domain/ledger-event.ts'
import { messageFindings, shortfallFindings } from '../domain/ledger-finding.ts'
import type { Posting } from '../domain/ledger-journal.ts'
import type { LedgerMessage } from '../domain/ledger-message.ts'
import { type ChainHeads, type Cursor, type EndCursors, type EndPlan, planBucket } from '../domain/ledger-plan.ts'
import { namedBy, postEvents } from '../domain/ledger-post.ts'
import type { BucketLedger, Examination, LedgerChain, LedgerStore, RecordedFinding } from './ledger-ports.ts'

/** A bucket is on record whose chain is not in the deployment. */
export class UndeployedChainError extends DomainError {
  readonly code = 'CHAIN_NOT_DEPLOYED'
  readonly retryable = false
  constructor(readonly facts: { readonly chainId: ChainId }) {
    super(`A bucket's ledger names chain ${facts.chainId}, which is not in the deployment.`)
  }
}

/** One chain as one round sees it: what was read once is not read again for another bucket. */
export interface RoundChain {
  readonly chain: LedgerChain
  readonly heads: ChainHeads
  readonly events: (range: { readonly fromBlock: bigint; readonly toBlock: bigint }) => Promise<readonly LedgerEvent[]>
}

/** What posting one bucket needs. */
export interface BucketRound {
  readonly ledger: BucketLedger
  readonly chains: Readonly<Record<BucketEnd, RoundChain>>
  readonly deployment: Deployment
  readonly store: LedgerStore
  readonly maxBlocks: bigint
}

/** How a bucket fared. */
export type BucketOutcome =
  | { readonly kind: 'posted'; readonly entries: number; readonly findings: readonly RecordedFinding[] }
  /** No new final block, or none that may be posted before other chains are read. */
  | { readonly kind: 'unmoved' }
  /** Another process posted to it in the meantime. */
  | { readonly kind: 'overtaken' }
  /** Its events contradict its ledger; nothing was posted. */
  | { readonly kind: 'contradicted'; readonly findings: readonly RecordedFinding[] }

const ends = ['home', 'host'] as const

/**
 * Posts to one bucket what its two chains allow, in one transaction, and compares it with the contracts.
 *
 * @throws when a chain or the database cannot be read: then nothing was posted.
 */
export async function postBucket(round: BucketRound): Promise<BucketOutcome> {
  const { ledger, chains, store, maxBlocks } = round
  const { bucket, cursors } = ledger
  const plan = planBucket(cursors, { home: chains.home.heads, host: chains.host.heads }, maxBlocks)
  if (ends.every((end) => !moves(cursors[end], plan[end]))) return { kind: 'unmoved' }

  const [home, host] = await Promise.all(ends.map((end) => eventsOf(round, end, plan[end])))
  if (home === undefined || host === undefined) throw new TypeError('A bucket has two ends')
  const announce = [...home.announce, ...host.announce]
  const particulars = await store.particulars(bucket, namedBy([...announce, ...home.book, ...host.book]))
  let posting: Posting
  try {
    posting = postEvents(
      { balances: ledger.balances, ...particulars },
      { announce, book: { home: home.book, host: host.book } },
    )
  } catch (error) {
    if (!(error instanceof LedgerContradictionError)) throw error
    const found = await recordContradiction(round, error)
    return found === 'overtaken' ? { kind: 'overtaken' } : { kind: 'contradicted', findings: found }
  }

  const after = await Promise.all(ends.map((end) => cursorsAfter(chains[end], cursors[end], plan[end])))
  const examined = (await Promise.all(ends.map((end) => examineEnd(round, end, plan[end], posting)))).flat()
  const [homeCursors, hostCursors] = after
  if (homeCursors === undefined || hostCursors === undefined) throw new TypeError('A bucket has two ends')
  const found = await store.post(ledger, {
    cursors: { home: homeCursors, host: hostCursors },
    posting,
    examinations: [
      { subject: { type: 'bucket', bucket }, findings: shortfallFindings(bucket, posting.balances) },
      ...examined,
      ...posting.messages.map((message) => examineMessage(bucket, message)),
    ],
  })
  if (found === 'overtaken') return { kind: 'overtaken' }
  return { kind: 'posted', entries: posting.entries.length, findings: found }
}

const moves = (cursors: EndCursors, plan: EndPlan): boolean =>
  plan.announceTo > cursors.announced.number || plan.bookTo > cursors.booked.number

/** The events to announce and to book at one end, from as few reads as its cursors allow. */
async function eventsOf({ ledger, chains, deployment }: BucketRound, end: BucketEnd, plan: EndPlan) {
  const { booked, announced } = ledger.cursors[end]
  const ofBucket = isOf(deployment, ledger.bucket, end)
  const read = async (after: bigint, to: bigint): Promise<readonly LedgerEvent[]> =>
    to <= after ? [] : (await chains[end].events({ fromBlock: after + 1n, toBlock: to })).filter(ofBucket)
  const within = (events: readonly LedgerEvent[], after: bigint, to: bigint) =>
    events.filter(({ blockNumber }) => blockNumber > after && blockNumber <= to)
  if (plan.bookTo > booked.number && plan.bookTo >= announced.number) {
    const events = await read(booked.number, plan.announceTo)
    return {
      book: within(events, booked.number, plan.bookTo),
      announce: within(events, announced.number, plan.announceTo),
    }
  }
  const [book, announce] = await Promise.all([
    read(booked.number, plan.bookTo),
    read(announced.number, plan.announceTo),
  ])
  return { book, announce }
}

/** Whether an event of a chain is of this bucket, of which the chain is that end. */
function isOf(deployment: Deployment, bucket: BucketKey, end: BucketEnd): (event: LedgerEvent) => boolean {
  const remote = eidOf(deployment, end === 'home' ? bucket.hostChainId : bucket.homeChainId)
  return (event) => event.end === end && event.remoteEid === remote && event.asset === bucket.asset
}

/**
 * Compares one end with its contract, when it was booked up to the newest final block: only there does every node still
 * have the totals.
 */
async function examineEnd(
  { ledger: { bucket, cursors }, chains, deployment }: BucketRound,
  end: BucketEnd,
  { bookTo }: EndPlan,
  { balances }: Posting,
): Promise<readonly Examination[]> {
  const { chain, heads } = chains[end]
  if (heads === 'unread' || bookTo === cursors[end].booked.number || bookTo !== heads.first.number) return []
  const remoteEid = eidOf(deployment, end === 'home' ? bucket.hostChainId : bucket.homeChainId)
  const at = { remoteEid, asset: bucket.asset, blockNumber: bookTo }
  const findings =
    end === 'home'
      ? vaultFindings(bucket, balances, await chain.readVaultTotals(at))
      : bucketFindings(bucket, balances, await chain.readBucketTotals(at))
  return [{ subject: { type: 'end', bucket, end }, findings }]
}

const examineMessage = (bucket: BucketKey, message: LedgerMessage): Examination => ({
  subject: { type: 'message', bucket, message },
  findings: messageFindings(bucket, message),
})

/** The cursors of an end that was posted as planned. */
async function cursorsAfter({ chain, heads }: RoundChain, before: EndCursors, plan: EndPlan): Promise<EndCursors> {
  const cursorAt = async (number: bigint, from: Cursor): Promise<Cursor> => {
    if (number === from.number) return from
    const head = heads === 'unread' ? undefined : [heads.first, heads.second].find((block) => block.number === number)
    return { number, hash: head?.hash ?? (await chain.readBlockHash(number)) }
  }
  const [booked, announced] = await Promise.all([
    cursorAt(plan.bookTo, before.booked),
    cursorAt(plan.announceTo, before.announced),
  ])
  return { booked, announced }
}

/**
 * What contradicts the ledger is a drift of the whole bucket, until something can be posted again; unless another process
 * has posted meanwhile, whose messages were then taken for earlier ones.
 */
function recordContradiction(
  { ledger, store }: BucketRound,
  { message, facts }: LedgerContradictionError,
): Promise<readonly RecordedFinding[] | 'overtaken'> {
  const { bucket, cursors, balances } = ledger
  const subject = { type: 'bucket', bucket } as const
  const drift = { kind: 'drift', subject, evidence: { what: message, blockHash: facts.blockHash } } as const
  return store.post(ledger, {
    cursors,
    posting: { balances, messages: [], holds: [], entries: [] },
    examinations: [{ subject, findings: [drift, ...shortfallFindings(bucket, balances)] }],
  })
}

function eidOf(deployment: Deployment, chainId: ChainId): EndpointId {
  const chain = deployment.chains.find((candidate) => candidate.chainId === chainId)
  if (chain === undefined) throw new UndeployedChainError({ chainId })
  return chain.eid
}
