import { assertNever } from '../../domain/errors.ts'
import type { Address, ChainId } from '../../domain/identifiers.ts'

/** Home chain towards host chain: a lock's way out and a burn's way back. */
export interface Lane {
  /** Where collateral is locked. */
  readonly home: ChainId
  /** Where its receipts are minted. */
  readonly host: ChainId
}

/** One bucket, which is one compartment too: the two ends of (host, home, asset). */
export interface BucketKey extends Lane {
  /** Token on the home chain. */
  readonly asset: Address
}

/**
 * What a breach touches. A bucket and its compartment are the same triple: the two names say at which end the breach was
 * seen. A lane's scope is that lane alone, not the one back; a chain's is every bucket that names it, as home or as host.
 */
export type Scope =
  | { readonly kind: 'bucket'; readonly bucket: BucketKey }
  | { readonly kind: 'compartment'; readonly bucket: BucketKey }
  | { readonly kind: 'lane'; readonly lane: Lane }
  | { readonly kind: 'chain'; readonly chainId: ChainId }

/** Text that is the same for the same bucket and no other: host, home, asset. */
export const bucketId = ({ host, home, asset }: BucketKey): string => `${host}:${home}:${asset}`

/** Text that is the same for the same scope and no other. */
export function scopeId(scope: Scope): string {
  switch (scope.kind) {
    case 'bucket':
    case 'compartment':
      return `${scope.kind}:${bucketId(scope.bucket)}`
    case 'lane':
      return `lane:${scope.lane.home}>${scope.lane.host}`
    case 'chain':
      return `chain:${scope.chainId}`
    default:
      return assertNever(scope)
  }
}

/** Whether a breach of this scope touches a bucket. */
export function touches(scope: Scope, bucket: BucketKey): boolean {
  switch (scope.kind) {
    case 'bucket':
    case 'compartment':
      return bucketId(scope.bucket) === bucketId(bucket)
    case 'lane':
      return scope.lane.home === bucket.home && scope.lane.host === bucket.host
    case 'chain':
      return scope.chainId === bucket.home || scope.chainId === bucket.host
    default:
      return assertNever(scope)
  }
}
