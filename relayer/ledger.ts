import { type Deployment, deployedBuckets } from '../chains/deployment.ts'
import type { ChainId } from '../domain/identifiers.ts'
import { type BucketEnd, type BucketKey, bucketId, type LedgerEvent } from '../domain/ledger-event.ts'
import { describeError, type Logger } from '../observability/logger.ts'
import { type BucketOutcome, postBucket, type RoundChain } from './ledger-bucket.ts'
import { readHeads } from './ledger-heads.ts'
import type { BucketLedger, LedgerChain, LedgerStore, RecordedFinding } from './ledger-ports.ts'

/** What a round of the ledger works with. */
export interface LedgerOptions {
  readonly chains: readonly LedgerChain[]
  readonly store: LedgerStore
  readonly deployment: Deployment
  readonly log: Logger
  /** The most blocks that one round posts of a chain; what is over waits for the next round. */
  readonly maxBlocks?: bigint
}

/** What a round did. */
export interface LedgerRound {
  readonly posted: number
  /** Chains and buckets that could not be read, or contradict what was posted before. */
  readonly skipped: number
  /** Findings that are new. */
  readonly findings: readonly RecordedFinding[]
}

const defaultMaxBlocks = 20_000n

/**
 * One round: posts to every bucket's ledger what has become final, and compares it with the contracts at that block.
 *
 * Each bucket is a transaction of its own: one that cannot be posted, and one with findings, stops no other. A chain that
 * cannot be read stops only the buckets that it is an end of. Any number of processes may do this at once.
 *
 * @throws when the database cannot be read.
 */
export async function postLedger(options: LedgerOptions): Promise<LedgerRound> {
  const { chains, store, deployment, log, maxBlocks = defaultMaxBlocks } = options
  await store.open(bucketsOf(deployment).map((bucket) => ({ bucket, before: blocksBefore(deployment, bucket) })))
  const ledgers = (await store.buckets()).filter(({ bucket }) => isServed(chains, bucket))
  const { heads, findings } = await readHeads({ chains, ledgers, store, log })
  const roundChains = new Map(
    chains.map((chain) => [chain.chainId, roundChain(chain, heads.get(chain.chainId) ?? 'unread')]),
  )
  const skippedChains = [...heads.values()].filter((read) => read === 'unread').length

  const outcomes = await Promise.all(
    ledgers.map(async (ledger): Promise<BucketOutcome | 'skipped'> => {
      const { bucket } = ledger
      const [home, host] = [roundChains.get(bucket.homeChainId), roundChains.get(bucket.hostChainId)]
      if (home === undefined || host === undefined) return 'skipped'
      try {
        return await postBucket({ ledger, chains: { home, host }, deployment, store, maxBlocks })
      } catch (error) {
        log.warn({ event: 'ledger.bucket-skipped', ...bucket, error: describeError(error) }, 'Not posted in this round')
        return 'skipped'
      }
    }),
  )
  const found = [
    ...findings,
    ...outcomes.flatMap((outcome) => (outcome !== 'skipped' && 'findings' in outcome ? outcome.findings : [])),
  ]
  for (const { kind, subject, guid, evidence } of found) {
    log.error({ event: 'ledger.finding', kind, subject, guid, evidence }, 'The ledger found something wrong')
  }
  await openUnknown(options, ledgers, roundChains)
  const skipped = outcomes.filter((outcome) => outcome === 'skipped' || outcome.kind === 'contradicted').length
  return {
    posted: outcomes.filter((outcome) => outcome !== 'skipped' && outcome.kind === 'posted').length,
    skipped: skippedChains + skipped,
    findings: found,
  }
}

/** A deployment's buckets, as the ledger names them. */
const bucketsOf = (deployment: Deployment): readonly BucketKey[] =>
  deployedBuckets(deployment).map(({ host, home, asset }) => ({ hostChainId: host, homeChainId: home, asset }))

const isServed = (chains: readonly LedgerChain[], bucket: BucketKey): boolean =>
  [bucket.homeChainId, bucket.hostChainId].every((id) => chains.some(({ chainId }) => chainId === id))

/** The last blocks that cannot hold anything of a bucket. */
function blocksBefore({ chains }: Deployment, bucket: BucketKey): Readonly<Record<BucketEnd, bigint>> {
  const before = (chainId: ChainId): bigint =>
    BigInt(chains.find((chain) => chain.chainId === chainId)?.startBlock ?? 0) - 1n
  return { home: before(bucket.homeChainId), host: before(bucket.hostChainId) }
}

/** A chain whose events of one range are read once in a round, whoever asks. */
function roundChain(chain: LedgerChain, heads: RoundChain['heads']): RoundChain & { readonly read: EventReads } {
  const read: EventReads = new Map()
  return {
    chain,
    heads,
    read,
    events(range) {
      const key = `${range.fromBlock}-${range.toBlock}`
      const events = read.get(key) ?? chain.readEvents(range)
      read.set(key, events)
      return events
    },
  }
}

type EventReads = Map<string, Promise<readonly LedgerEvent[]>>

/**
 * Opens a ledger for each bucket that events tell of and that has none: one that the deployment file does not name, be it
 * new or forged. It is posted from the chain's start in the next rounds.
 */
async function openUnknown(
  { store, deployment, log }: LedgerOptions,
  ledgers: readonly BucketLedger[],
  roundChains: ReadonlyMap<ChainId, { readonly read: EventReads }>,
): Promise<void> {
  const known = new Set(ledgers.map(({ bucket }) => bucketId(bucket)))
  const unknown = new Map<string, BucketKey>()
  for (const [chainId, { read }] of roundChains) {
    const settled = await Promise.allSettled(read.values())
    for (const event of settled.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))) {
      const remote = deployment.chains.find(({ eid }) => eid === event.remoteEid)
      if (remote === undefined) {
        const { remoteEid, blockNumber, logIndex } = event
        const facts = { chainId, remoteEid, blockNumber: String(blockNumber), logIndex }
        log.error({ event: 'ledger.foreign-chain', ...facts }, 'An event names a chain that is not in the deployment')
        continue
      }
      const [homeChainId, hostChainId] = event.end === 'home' ? [chainId, remote.chainId] : [remote.chainId, chainId]
      const bucket = { hostChainId, homeChainId, asset: event.asset }
      if (!known.has(bucketId(bucket))) unknown.set(bucketId(bucket), bucket)
    }
  }
  if (unknown.size === 0) return
  log.warn(
    { event: 'ledger.bucket-unknown', buckets: [...unknown.keys()] },
    'Buckets that the deployment does not name',
  )
  await store.open([...unknown.values()].map((bucket) => ({ bucket, before: blocksBefore(deployment, bucket) })))
}
