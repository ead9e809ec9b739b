import type { BucketTotals, VaultTotals } from '../domain/backing.ts'
import type { Address, ChainId, EndpointId, Guid, Hex } from '../domain/identifiers.ts'
import type { Balances, LedgerEntry } from '../domain/ledger-account.ts'
import type { BucketEnd, BucketKey, LedgerEvent } from '../domain/ledger-event.ts'
import type { Finding, FindingSubject } from '../domain/ledger-finding.ts'
import type { LedgerState, Posting } from '../domain/ledger-journal.ts'
import type { EndCursors, FinalBlock } from '../domain/ledger-plan.ts'

/**
 * What the ledger reads of one chain. Every method is one read whose result is plain data, so that a quorum of providers
 * can be compared by it; each throws when it cannot read, and never answers for an absent block or contract.
 */
export interface LedgerChain {
  readonly chainId: ChainId
  /**
   * The newest final block; `undefined` while there is none. Never older than one that this or an attestor's reader
   * took for final before the call: an arrival whose departure is not visible is a finding.
   */
  readFinalHead(): Promise<FinalBlock | undefined>
  readBlockHash(blockNumber: bigint): Promise<Hex>
  /** Every event of vault and buckets in these blocks, both included, in their order. */
  readEvents(range: { readonly fromBlock: bigint; readonly toBlock: bigint }): Promise<readonly LedgerEvent[]>
  /** As of the end of a block, of the compartment towards a host. */
  readVaultTotals(at: {
    readonly remoteEid: EndpointId
    readonly asset: Address
    readonly blockNumber: bigint
  }): Promise<VaultTotals>
  /** As of the end of a block, of the bucket of a home chain's asset. */
  readBucketTotals(at: {
    readonly remoteEid: EndpointId
    readonly asset: Address
    readonly blockNumber: bigint
  }): Promise<BucketTotals>
}

/** A bucket as its ledger stands. */
export interface BucketLedger {
  readonly bucket: BucketKey
  readonly cursors: Readonly<Record<BucketEnd, EndCursors>>
  readonly balances: Balances
}

/** A finding on record. */
export interface RecordedFinding {
  readonly id: bigint
  readonly kind: Finding['kind']
  /** See `subjectId`. */
  readonly subject: string
  readonly chainId: ChainId | undefined
  readonly bucket: BucketKey | undefined
  readonly guid: Guid | undefined
  readonly evidence: Finding['evidence']
  readonly foundAt: Date
  readonly resolvedAt: Date | undefined
}

/** What was looked at, and all that is wrong with it now. What else was open about it is resolved by that. */
export interface Examination {
  readonly subject: FindingSubject
  readonly findings: readonly Finding[]
}

/** The ledger in its database. Every method is one statement or one transaction. */
export interface LedgerStore {
  /** Opens ledgers for buckets that have none, with nothing posted up to the given blocks. */
  open(
    buckets: readonly { readonly bucket: BucketKey; readonly before: Readonly<Record<BucketEnd, bigint>> }[],
  ): Promise<void>
  buckets(): Promise<readonly BucketLedger[]>
  /** The messages and holds of a bucket that are named, as far as they are known. */
  particulars(
    bucket: BucketKey,
    named: { readonly guids: readonly Guid[]; readonly holdIds: readonly number[] },
  ): Promise<Pick<LedgerState, 'messages' | 'holds'>>
  /**
   * Posts to one bucket, in one transaction, and records what was found by it.
   *
   * @returns The new findings; `'overtaken'` when somebody else has posted to the bucket since it was read.
   */
  post(
    ledger: BucketLedger,
    changes: {
      readonly cursors: BucketLedger['cursors']
      readonly posting: Posting
      readonly examinations: readonly Examination[]
    },
  ): Promise<readonly RecordedFinding[] | 'overtaken'>
  /** Records what was found, and resolves what no longer holds. @returns The new findings. */
  record(examinations: readonly Examination[]): Promise<readonly RecordedFinding[]>
  /** Findings, newest first; all, or those that still hold. */
  findings(options: { readonly open: boolean }): Promise<readonly RecordedFinding[]>
  /** Every entry of a message, oldest first. */
  entriesOf(guid: Guid): Promise<readonly (LedgerEntry & { readonly bucket: BucketKey })[]>
}
