import type { Hex } from '../../domain/identifiers.ts'
import type { LedgerEntry } from '../../domain/ledger-account.ts'
import { type BucketEnd, type BucketKey, bucketId } from '../../domain/ledger-event.ts'
import type { ChainView } from './views.ts'

/** What the ledger booked of a message at one end of a bucket, oldest first. */
export const bookedAt = (
  end: BucketEnd,
  bucket: BucketKey,
  entries: readonly (LedgerEntry & { readonly bucket: BucketKey })[],
): readonly LedgerEntry[] =>
  entries.filter(
    (entry) => entry.end === end && entry.phase === 'booked' && bucketId(entry.bucket) === bucketId(bucket),
  )

/** The transaction of an entry; the hash of its block while the block's logs cannot be read: a finding does not wait for them. */
export async function transactionOf({ chain }: ChainView, entry: LedgerEntry): Promise<Hex> {
  const logs = await chain.readTransactions(entry.blockNumber)
  const log = logs.kind === 'agreed' ? logs.value.logs.find(({ logIndex }) => logIndex === entry.logIndex) : undefined
  return log?.txHash ?? entry.blockHash
}
