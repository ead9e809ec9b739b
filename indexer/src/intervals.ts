import type { Context } from 'ponder:registry'
import { bucketInterval, compartmentInterval } from 'ponder:schema'
import type { Hex } from '../../domain/identifiers.ts'
import { greatest, least } from '../../domain/integers.ts'
import { rollupIntervals, startOfInterval } from '../../domain/interval.ts'
import type { IndexedEvent } from './event-row.ts'

interface Where {
  readonly event: IndexedEvent
  readonly context: Context
}

/** Counts a mint or a burn in the hour and the day of its block. */
export async function addToBucketIntervals(
  { event, context }: Where,
  {
    key,
    level,
    minted = 0n,
    burned = 0n,
  }: {
    readonly key: { readonly chainId: number; readonly srcEid: number; readonly asset: Hex }
    /** Outstanding after the event. */
    readonly level: bigint
    readonly minted?: bigint
    readonly burned?: bigint
  },
): Promise<void> {
  const levelBefore = level - minted + burned
  const by = { minted, burned, mintCount: minted > 0n ? 1 : 0, burnCount: burned > 0n ? 1 : 0 }
  await context.db
    .insert(bucketInterval)
    .values(
      rollupIntervals.map((intervalSeconds) => ({
        ...key,
        intervalSeconds,
        startsAt: startOfInterval(event.block.timestamp, intervalSeconds),
        ...by,
        levelMin: least(levelBefore, level),
        levelMax: greatest(levelBefore, level),
        levelAtEnd: level,
      })),
    )
    .onConflictDoUpdate((row) => ({
      minted: row.minted + by.minted,
      burned: row.burned + by.burned,
      mintCount: row.mintCount + by.mintCount,
      burnCount: row.burnCount + by.burnCount,
      levelMin: least(row.levelMin, level),
      levelMax: greatest(row.levelMax, level),
      levelAtEnd: level,
    }))
}

/** Counts what came into a compartment or left it in the hour and the day of its block. */
export async function addToCompartmentIntervals(
  { event, context }: Where,
  {
    key,
    locked,
    ...moved
  }: {
    readonly key: { readonly chainId: number; readonly dstEid: number; readonly asset: Hex }
    /** Held after the event. */
    readonly locked: bigint
    readonly lockedIn?: bigint
    readonly released?: bigint
    readonly refunded?: bigint
    readonly voided?: bigint
  },
): Promise<void> {
  const { lockedIn = 0n, released = 0n, refunded = 0n, voided = 0n } = moved
  const lockedBefore = locked - lockedIn + released + refunded - voided
  const lockCount = lockedIn > 0n ? 1 : 0
  const releaseCount = released > 0n ? 1 : 0
  await context.db
    .insert(compartmentInterval)
    .values(
      rollupIntervals.map((intervalSeconds) => ({
        ...key,
        intervalSeconds,
        startsAt: startOfInterval(event.block.timestamp, intervalSeconds),
        lockedIn,
        released,
        refunded,
        voided,
        lockCount,
        releaseCount,
        lockedMin: least(lockedBefore, locked),
        lockedMax: greatest(lockedBefore, locked),
        lockedAtEnd: locked,
      })),
    )
    .onConflictDoUpdate((row) => ({
      lockedIn: row.lockedIn + lockedIn,
      released: row.released + released,
      refunded: row.refunded + refunded,
      voided: row.voided + voided,
      lockCount: row.lockCount + lockCount,
      releaseCount: row.releaseCount + releaseCount,
      lockedMin: least(row.lockedMin, locked),
      lockedMax: greatest(row.lockedMax, locked),
      lockedAtEnd: locked,
    }))
}
