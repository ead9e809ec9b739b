import { messageHash } from '../domain/attestation.ts'
import { assertNever } from '../domain/errors.ts'
import { type Address, type ChainId, type Guid, unixSeconds } from '../domain/identifiers.ts'
import { decodePacket } from '../domain/packet.ts'
import type { Clock } from '../observability/clock.ts'
import { describeError, type Logger } from '../observability/logger.ts'
import type { FinalityWatch } from './finality.ts'
import type { ChainPort, DeliveryGroup, DestinationEvidence, FinalityStore, PacketHint, SignedGroup } from './ports.ts'
import type { OpenAttempt, RelayStore } from './store.ts'

/** What a destination chain's passes need. */
export interface DestinationContext {
  readonly chain: ChainPort
  readonly finality: FinalityWatch
  readonly halts: Pick<FinalityStore, 'halts'>
  readonly store: RelayStore
  readonly clock: Clock
  readonly log: Logger
}

/** How long a signature has to count still when its transaction is prepared, seconds. */
const validForSeconds = 60n

/** Most messages in one relay transaction. */
const batchSize = 10

/** Seconds until a message whose delivery failed is tried again. */
const retrySeconds = 30

/**
 * One delivery pass over a destination chain: first the transactions that are out, then, when none is, the next
 * batch. One transaction at a time per chain, so that a restart finds at most one whose end is open. Nothing goes to a
 * chain that is halted, and nothing that comes from one.
 *
 * @throws when the chain or the database cannot be read. Whatever had been decided is on record by then.
 */
export async function deliverTo(context: DestinationContext): Promise<void> {
  const halted = new Set((await context.halts.halts()).map(({ chainId }) => chainId))
  if (halted.has(context.chain.chainId)) return
  const open = await context.store.openAttempts(context.chain.chainId)
  let pending = 0
  for (const attempt of open) {
    if (!(await resolveAttempt(context, attempt))) pending += 1
  }
  if (pending === 0) await relayReady(context, halted)
}

/** Looks at what became of a transaction; sends it (again) while it is not mined. @returns Whether it has ended. */
async function resolveAttempt({ chain, store, log }: DestinationContext, attempt: OpenAttempt): Promise<boolean> {
  const { chainId } = chain
  const { txHash } = attempt.transaction
  const outcome = await chain.readOutcome(attempt.transaction)
  if (outcome.kind === 'pending') {
    // After a crash between intent and broadcast, or when the node lost it. The same bytes cannot count twice.
    await chain.broadcast(attempt.transaction.raw)
    if (!attempt.broadcast) await store.markBroadcast(attempt.id)
    return false
  }
  if (outcome.kind === 'superseded') {
    await store.resolveAttempt(attempt.id, { state: 'superseded' })
    log.warn({ event: 'attempt.superseded', chainId, txHash }, 'Another transaction used its nonce')
    return true
  }
  const executed = new Set<Guid>(outcome.executed)
  for (const packet of attempt.packets) {
    const failure = outcome.failed.find((candidate) => candidate.guid === packet.guid)
    if (executed.has(packet.guid)) {
      await store.markExecuted(packet, { blockNumber: outcome.blockNumber, txHash })
      log.info({ event: 'message.executed', guid: packet.guid, chainId, txHash }, 'Delivered')
    } else if (failure !== undefined || !outcome.success) {
      const reason = failure?.reason ?? 'The relay transaction reverted.'
      await store.defer(packet, { reason, retryInSeconds: retrySeconds })
      log.warn({ event: 'message.deferred', guid: packet.guid, chainId, reason }, 'Not delivered')
    }
    // Neither: someone else was first. The next pass finds that on the chain.
  }
  const state = outcome.success ? 'succeeded' : 'reverted'
  await store.resolveAttempt(attempt.id, { state, blockNumber: outcome.blockNumber, gasUsed: outcome.gasUsed })
  log.info(
    { event: `attempt.${state}`, chainId, txHash, gasUsed: outcome.gasUsed.toString() },
    'Relay transaction ended',
  )
  return true
}

/** Puts messages that every required DVN has verified into one transaction; the intent is on record before it leaves. */
async function relayReady(context: DestinationContext, halted: ReadonlySet<ChainId>): Promise<void> {
  const { chain, store, clock, log } = context
  const validAt = unixSeconds(clock.nowSeconds() + validForSeconds)
  const signed = (await store.signedGroups(chain.chainId, { validAt })).filter(
    ({ sourceChainId }) => !halted.has(sourceChainId),
  )
  const waiting = await store.due(signed.flatMap((group) => group.packets))
  if (waiting.length === 0) return
  const evidence = await chain.readDestinations(waiting)
  const packets: PacketHint[] = []
  for (const [index, packet] of waiting.entries()) {
    const found = evidence[index]
    if (packets.length === batchSize) break
    const isTaken = packets.some(({ guid }) => guid === packet.guid)
    if (!isTaken && found !== undefined && (await isDeliverable(context, packet, found))) packets.push(packet)
  }
  if (packets.length === 0) return

  const groups = signed.flatMap((group) => deliveryOf(group, packets))
  const transaction = await chain
    .prepareRelay({ groups, nonce: await chain.readNonce() })
    .catch(async (error: unknown) => {
      const { message } = describeError(error)
      for (const packet of packets) await store.defer(packet, { reason: message, retryInSeconds: 5 })
      throw error
    })
  const attemptId = await store.recordIntent({ destinationChainId: chain.chainId, transaction, packets })
  await chain.broadcast(transaction.raw)
  await store.markBroadcast(attemptId)
  log.info(
    {
      event: 'attempt.broadcast',
      chainId: chain.chainId,
      txHash: transaction.txHash,
      guids: packets.map((p) => p.guid),
    },
    'Sent a relay transaction',
  )
}

/** A signed group with what is delivered of it, the rest by its hashes alone; none when nothing is. */
function deliveryOf({ packets, attestations }: SignedGroup, chosen: readonly PacketHint[]): readonly DeliveryGroup[] {
  if (!packets.some((packet) => chosen.includes(packet))) return []
  const messages = packets.map((packet) =>
    chosen.includes(packet)
      ? ({ kind: 'delivered', packet } as const)
      : ({ kind: 'left-out', messageHash: messageHash(decodePacket(packet.encoded)) } as const),
  )
  return [{ messages, attestations }]
}

async function isDeliverable(
  { chain, store, log }: DestinationContext,
  packet: PacketHint,
  evidence: DestinationEvidence,
): Promise<boolean> {
  const facts = { guid: packet.guid, chainId: chain.chainId }
  switch (evidence.kind) {
    case 'executed':
      await store.markExecuted(packet, evidence)
      log.info({ event: 'message.executed', ...facts, by: 'other' }, 'Someone was first')
      return false
    case 'parked':
    case 'skipped': {
      const reason = stuck[evidence.kind]
      await store.defer(packet, { reason, retryInSeconds: retrySeconds })
      log.warn({ event: `message.${evidence.kind}`, ...facts }, reason)
      return false
    }
    case 'conflicting':
      log.warn(
        { event: 'message.conflicting', ...facts, committed: evidence.payloadHash },
        'Another payload is committed',
      )
      return isVerified(store, packet, evidence.missingDvns)
    case 'waiting':
      return isVerified(store, packet, evidence.missingDvns)
    case 'committed':
      return isVerified(store, packet, [])
    default:
      return assertNever(evidence)
  }
}

const stuck = {
  parked: 'Its receiver has parked it: it is to be verified again, or left alone.',
  skipped: 'Its receiver has skipped its nonce: it cannot be delivered any more.',
} as const

async function isVerified(store: RelayStore, packet: PacketHint, missingDvns: readonly Address[]): Promise<boolean> {
  if (missingDvns.length > 0) return false
  await store.markVerifiable(packet)
  return true
}
