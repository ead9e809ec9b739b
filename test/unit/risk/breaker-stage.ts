import { type RawAmount, rawAmount } from '../../../domain/amounts.ts'
import { address, type ChainId, chainId, type Guid, guid, type Hex, unixSeconds } from '../../../domain/identifiers.ts'
import type { Snapshot } from '../../../risk/breaker/evaluate.ts'
import type { HeldMint } from '../../../risk/breaker/measure.ts'
import type { BucketKey } from '../../../risk/breaker/scope.ts'
import type { BucketInForce } from '../../../risk/tightenings.ts'

/** 2027-01-15T08:00:00Z. */
export const now = unixSeconds(1_800_000_000n)
export const ago = (seconds: bigint) => unixSeconds(now - seconds)
export const ahead = (seconds: bigint) => unixSeconds(now + seconds)

export const [alpha, beta, gamma]: readonly [ChainId, ChainId, ChainId] = [chainId(1), chainId(2), chainId(3)]
export const token = address(`0x${'a0'.repeat(20)}`)
export const otherToken = address(`0x${'b0'.repeat(20)}`)
export const account = address(`0x${'c0'.repeat(20)}`)
export const raw = (value: bigint): RawAmount => rawAmount(value)
export const guidOf = (number: bigint): Guid => guid(`0x${number.toString(16).padStart(64, '0')}`)
export const hashOf = (number: bigint): Hex => `0x${number.toString(16).padStart(64, 'f')}`

/** Collateral of alpha, used on beta: the bucket that most tests breach. */
export const breached: BucketKey = { host: beta, home: alpha, asset: token }

/** Every bucket of a deployment of three chains: two assets per chain, used on both others. */
export const everyBucket: readonly BucketKey[] = [alpha, beta, gamma].flatMap((home) =>
  [alpha, beta, gamma]
    .filter((host) => host !== home)
    .flatMap((host) => [token, otherToken].map((asset): BucketKey => ({ host, home, asset }))),
)

const nothing = { own: 'open', overlay: 'open', until: unixSeconds(0n), stopEnds: undefined, kind: 'read' } as const
/** A bucket that nobody has tightened, or with what lies over one of its ends. */
export const inForce = (bucket: BucketKey, over: Partial<BucketInForce> = {}): BucketInForce => ({
  bucket,
  onHost: nothing,
  atHome: nothing,
  ...over,
})
export const allOpen: readonly BucketInForce[] = everyBucket.map((bucket) => inForce(bucket))

/** A snapshot in which there is nothing to see, with what is to be seen. */
export const snapshotOf = (seen: Partial<Snapshot>): Snapshot => ({
  backing: [],
  mints: [],
  exits: [],
  drifts: [],
  quorums: [],
  reorgs: [],
  heads: [],
  prices: [],
  flows: [],
  attestation: [],
  configuration: [],
  pathways: [],
  ...seen,
})

/** A hold of a message that waits. */
export const heldMint = (amount: bigint, over: Partial<HeldMint> = {}): HeldMint => ({
  id: 7,
  guid: guidOf(7n),
  receiver: account,
  refundTo: account,
  amount: raw(amount),
  kind: 'waiting',
  heldAt: ago(60n),
  dueAt: unixSeconds(0n),
  ...over,
})

/** A read that failed, that many seconds ago for the first time. */
export const unreadFor = (seconds: bigint) =>
  ({ kind: 'unread', since: ago(seconds), reason: 'timeout of p1' }) as const
