import { parseEventLogs } from 'viem'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { rawAmount } from '../../domain/amounts.ts'
import { holdKinds } from '../../domain/hold.ts'
import { address, type ChainId, type Guid, guid, type Hex, unixSeconds } from '../../domain/identifiers.ts'
import type { HeldMint } from '../../risk/breaker/measure.ts'
import type { MintFinding } from '../../risk/breaker/mint-without-lock.ts'
import type { Flow } from '../../risk/breaker/outflow-velocity.ts'
import { type BucketKey, bucketId } from '../../risk/breaker/scope.ts'

type Logs = Parameters<typeof parseEventLogs>[0]['logs']

/** A message that was taken on the host: what a lock must have said. */
interface Arrival {
  readonly guid: Guid
  readonly receiver: string
  readonly amount: bigint
  readonly hostBlock: bigint
  readonly txHash: Hex
}

/** Sums since the beginning, base units; and what of them is still to be decided. */
export interface BucketBooks {
  minted: bigint
  sentHome: bigint
  locked: bigint
  rescued: bigint
  released: bigint
  refunded: bigint
  burned: bigint
  claims: bigint
  lockedNow: bigint
  readonly locks: Map<string, { readonly receiver: string; readonly amount: bigint }>
  readonly arrivals: Map<string, Arrival>
  /** On the host, by id; and at home, what waits to be paid. */
  readonly holds: Map<number, HeldMint>
  readonly exits: Map<number, bigint>
  readonly mintFlows: Flow[]
  readonly exitFlows: Flow[]
}

const emptyBooks = (): BucketBooks => ({
  minted: 0n,
  sentHome: 0n,
  locked: 0n,
  rescued: 0n,
  released: 0n,
  refunded: 0n,
  burned: 0n,
  claims: 0n,
  lockedNow: 0n,
  locks: new Map(),
  arrivals: new Map(),
  holds: new Map(),
  exits: new Map(),
  mintFlows: [],
  exitFlows: [],
})

/** The books of every bucket, kept by the events of final blocks, each read once. */
export interface GuardLedger {
  of(key: BucketKey): BucketBooks
  /** Events of the buckets contract of a host. `timeOf` gives a block's time. */
  readHost(host: ChainId, logs: Logs, timeOf: (block: bigint) => bigint): void
  /** Events of the vault of a home. */
  readHome(home: ChainId, logs: Logs, timeOf: (block: bigint) => bigint): void
}

/** @param chainOfEid - Chain of an endpoint id. */
export function guardLedger(chainOfEid: (eid: number) => ChainId): GuardLedger {
  const books = new Map<string, BucketBooks>()
  const of = (key: BucketKey): BucketBooks => {
    const id = bucketId(key)
    const known = books.get(id) ?? emptyBooks()
    books.set(id, known)
    return known
  }
  return {
    of,
    readHost(host, logs, timeOf) {
      for (const log of parseEventLogs({ abi: receiptBucketsAbi, logs })) {
        const { blockNumber, transactionHash: txHash } = log
        const at = (eid: number, asset: string): BucketBooks =>
          of({ host, home: chainOfEid(eid), asset: address(asset) })
        switch (log.eventName) {
          case 'Minted': {
            const { guid: id, srcEid, asset, receiver, amount } = log.args
            const bucket = at(srcEid, asset)
            bucket.minted += amount
            bucket.mintFlows.push({
              at: unixSeconds(timeOf(blockNumber)),
              amount: rawAmount(amount),
              blockNumber,
              txHash,
            })
            bucket.arrivals.set(id, { guid: guid(id), receiver, amount, hostBlock: blockNumber, txHash })
            break
          }
          case 'Held':
          case 'HoldChanged': {
            const { eid, asset, id, hold } = log.args
            const bucket = at(eid, asset)
            bucket.holds.set(id, {
              id,
              guid: guid(hold.guid),
              receiver: address(hold.receiver),
              refundTo: address(hold.refundTo),
              amount: rawAmount(hold.amount),
              kind: holdKinds[hold.kind] ?? 'refund-only',
              heldAt: unixSeconds(BigInt(hold.heldAt)),
              dueAt: unixSeconds(BigInt(hold.dueAt)),
            })
            const { receiver, amount } = hold
            bucket.arrivals.set(hold.guid, { guid: guid(hold.guid), receiver, amount, hostBlock: blockNumber, txHash })
            break
          }
          case 'HoldReleased':
            at(log.args.eid, log.args.asset).holds.delete(log.args.id)
            break
          case 'HoldRefunded': {
            const { dstEid, asset, id, amount } = log.args
            at(dstEid, asset).holds.delete(id)
            at(dstEid, asset).sentHome += amount
            break
          }
          case 'Burned':
            at(log.args.dstEid, log.args.asset).burned += log.args.amount
            break
          default:
        }
      }
    },
    readHome(home, logs, timeOf) {
      for (const log of parseEventLogs({ abi: collateralVaultAbi, logs })) {
        const { blockNumber, transactionHash: txHash } = log
        const at = (eid: number, asset: string): BucketBooks =>
          of({ home, host: chainOfEid(eid), asset: address(asset) })
        switch (log.eventName) {
          case 'Locked': {
            const { guid: id, dstEid, asset, receiver, amount, locked } = log.args
            const bucket = at(dstEid, asset)
            bucket.locked += amount
            bucket.lockedNow = locked
            bucket.locks.set(id, { receiver, amount })
            break
          }
          case 'LockRescued': {
            const { dstEid, asset, amount, locked } = log.args
            at(dstEid, asset).rescued += amount
            at(dstEid, asset).lockedNow = locked
            break
          }
          case 'Released':
          case 'Refunded': {
            const { srcEid, asset, amount, locked } = log.args
            const bucket = at(srcEid, asset)
            if (log.eventName === 'Released') bucket.released += amount
            else bucket.refunded += amount
            bucket.lockedNow = locked
            bucket.exitFlows.push({
              at: unixSeconds(timeOf(blockNumber)),
              amount: rawAmount(amount),
              blockNumber,
              txHash,
            })
            break
          }
          case 'Held':
          case 'HoldChanged':
            at(log.args.eid, log.args.asset).exits.set(log.args.id, log.args.hold.amount)
            break
          case 'HoldReleased':
            at(log.args.eid, log.args.asset).exits.set(log.args.id, log.args.left)
            break
          case 'ExitVoided':
            at(log.args.srcEid, log.args.asset).exits.delete(log.args.id)
            at(log.args.srcEid, log.args.asset).lockedNow = log.args.locked
            break
          case 'PayoutFailed':
            at(log.args.srcEid, log.args.asset).claims += log.args.amount
            break
          case 'Claimed':
            at(log.args.srcEid, log.args.asset).claims -= log.args.amount
            break
          default:
        }
      }
    },
  }
}

/** What was taken on the host and has no lock of the same receiver and amount at home. */
export function findingsOf(bucket: BucketKey, { arrivals, locks, holds }: BucketBooks): readonly MintFinding[] {
  const held = new Map([...holds.values()].map((hold) => [hold.guid, hold]))
  return [...arrivals.values()].flatMap(({ receiver, ...arrival }) => {
    const lock = locks.get(arrival.guid)
    if (lock !== undefined && lock.amount === arrival.amount && lock.receiver === receiver) return []
    const problem = lock === undefined ? 'no-lock' : 'other-content'
    return [{ ...arrival, bucket, problem, amount: rawAmount(arrival.amount), hold: held.get(arrival.guid) } as const]
  })
}
