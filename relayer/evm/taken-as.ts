import { getAbiItem, toEventSelector } from 'viem'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { type Guid, guid, type Hex } from '../../domain/identifiers.ts'
import type { TakenAs } from '../ports.ts'

/** What vault and buckets emit when they take a message; the guid is the first indexed argument of each. */
const takingEvents: ReadonlyMap<Hex, TakenAs> = new Map([
  [toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'Minted' })), 'minted'],
  [toEventSelector(getAbiItem({ abi: receiptBucketsAbi, name: 'Held' })), 'held'],
  [toEventSelector(getAbiItem({ abi: collateralVaultAbi, name: 'Released' })), 'released'],
  [toEventSelector(getAbiItem({ abi: collateralVaultAbi, name: 'Refunded' })), 'refunded'],
  [toEventSelector(getAbiItem({ abi: collateralVaultAbi, name: 'NoopReceived' })), 'noop'],
])

/** First topics of those events. */
export const takingTopics: readonly Hex[] = [...takingEvents.keys()]

/**
 * What these events, all of one block, say of each message. A vault says of an exit that it holds both that it left the
 * books and that it is held: the second counts.
 */
export function takenAs(logs: readonly { readonly topics: readonly Hex[] }[]): ReadonlyMap<Guid, TakenAs> {
  const taken = new Map<Guid, TakenAs>()
  for (const { topics } of logs) {
    const [event, of] = topics
    const outcome = event === undefined ? undefined : takingEvents.get(event)
    if (outcome === undefined || of === undefined) continue
    if (outcome === 'held' || !taken.has(guid(of))) taken.set(guid(of), outcome)
  }
  return taken
}
