import { getAbiItem, type Log, toEventSelector } from 'viem'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { DomainError } from '../../domain/errors.ts'
import { type Guid, guid, type Hex } from '../../domain/identifiers.ts'
import type { Packet } from '../../domain/packet.ts'
import { decodePayload, type Payload } from '../../domain/payload.ts'
import type { TakenAs } from '../ports.ts'
import type { LogAnswer } from './answer.ts'
import { ledgerEvents } from './ledger-events.ts'

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

/**
 * Whether a receiver took other content under this message's guid, of which these are the events of one block: its nonce was
 * used for something else, and it arrives nowhere. A refund pays what its lock says, and is not compared.
 */
export function tookOther(logs: readonly LogAnswer[], packet: Packet, deployed: ChainDeployment): boolean {
  const sent = payloadOf(packet)
  if (sent?.kind !== 'mint' && sent?.kind !== 'release') return false
  return ledgerEvents(logs.map(asLog), deployed).some(
    (event) =>
      (event.kind === 'minted' || event.kind === 'held' || event.kind === 'released') &&
      event.guid === packet.guid &&
      (event.asset !== sent.asset || event.receiver !== sent.receiver || event.amount !== sent.amount),
  )
}

function payloadOf({ message }: Packet): Payload | undefined {
  try {
    return decodePayload(message)
  } catch (error) {
    if (error instanceof DomainError) return undefined
    throw error
  }
}

function asLog({ topics, logIndex, ...log }: LogAnswer): Log {
  const [signature, ...rest] = topics
  return {
    ...log,
    topics: signature === undefined ? [] : [signature, ...rest],
    logIndex: Number(logIndex),
    transactionIndex: 0,
    removed: false,
  }
}
