import { decide } from '../domain/decide.ts'
import type { Decision, Reason } from '../domain/decision.ts'
import type { UnixSeconds } from '../domain/identifiers.ts'
import type { MessageRecord } from '../domain/message-record.ts'
import type { Attempts, DestinationObservation, Signatures, SourceObservation } from '../domain/observation.ts'
import { type RelayPolicy, retrySeconds } from '../domain/relay-policy.ts'
import type { Logger } from '../observability/logger.ts'
import type { Monitor } from '../observability/monitor.ts'
import type { PacketHint, TrackedPacket } from './ports.ts'
import type { Reported } from './reported.ts'
import type { RelayStore } from './store.ts'

/** What every look needs. */
export interface LookContext {
  readonly store: Pick<RelayStore, 'recordLook' | 'recordFailure' | 'markOrphaned'>
  readonly policy: RelayPolicy
  readonly reported: Reported
  readonly log: Logger
  readonly monitor?: Monitor | undefined
}

/** What one look at a message saw. */
export interface Seen {
  readonly source: SourceObservation
  readonly destination: DestinationObservation
  /** Where it was taken; `undefined` when that is known already, or nobody took it. */
  readonly execution: { readonly blockNumber: bigint; readonly txHash: string } | undefined
  readonly signatures: Signatures
  readonly inFlight: boolean
  /** Time of the receiving chain. */
  readonly now: UnixSeconds
}

/** Nobody's signature: of a message that needs none any more. */
export const noSignatures: Signatures = { had: 0, needed: 0, own: undefined }

/** A message that a process who delivers treats so: seconds. */
export const deliveryPolicy: RelayPolicy = {
  roles: ['observe', 'deliver'],
  parkAfterSeconds: 0n,
  renewBeforeSeconds: 0n,
  retry: { baseSeconds: 5n, factor: 2n, capSeconds: 600n },
}

/**
 * Decides about a message and records what was found, before anything is done about it. What asks for no transaction is
 * done at once.
 *
 * @throws when the database cannot be written.
 */
export async function look(
  { store, policy, reported, log, monitor }: LookContext,
  packet: TrackedPacket,
  seen: Seen,
): Promise<Decision> {
  const { guid, payloadHash, sourceBlockNumber, sourceBlockHash, record, failed } = packet
  const { source, destination, signatures, now } = seen
  // That a shared database calls it final is no reason to halt a chain.
  const message = { guid, payloadHash, sourceBlock: { number: sourceBlockNumber, hash: sourceBlockHash }, ...record }
  const before = { ...message, facts: { ...record.facts, final: false } }
  const ask = (attempts: Attempts): Decision => {
    const halts = { source: undefined, destination: undefined }
    return decide(before, { source, destination, halts, attempts, signatures }, policy, now)
  }
  const untried = ask(seen.inFlight ? { kind: 'in-flight' } : { kind: 'none' })
  // Failures count for the step of one state.
  const counts = !seen.inFlight && failed !== undefined && failed.state === untried.state
  const decision = counts
    ? ask({
        kind: 'failed',
        failures: failed.count,
        lastTriedAt: failed.lastTriedAt,
        lastFailure: failed.reason,
      })
    : untried

  const { sourceChainId, destinationChainId } = packet
  const lane = { source: sourceChainId, destination: destinationChainId }
  monitor?.decided(lane, decision.action.kind, decision.reason.code)
  const note = noteOf(decision)
  const isNews = note !== undefined && reported.isNews(guid, [decision.action.kind, decision.reason.code])
  const isForgotten = packet.executed !== undefined && decision.record.facts.execution.kind === 'none'
  if (isNews || isForgotten || seen.execution !== undefined || !isSame(record, decision.record)) {
    await store.recordLook(packet, { record: decision.record, execution: seen.execution, note })
  }
  const facts = { guid, chainId: packet.destinationChainId, state: decision.state, reason: decision.reason.code }
  if (isNews) log.warn({ event: `message.${decision.action.kind}`, ...facts }, note)
  if (decision.action.kind === 'orphan') await store.markOrphaned(packet)
  if (decision.action.kind === 'rollBack')
    log.warn({ event: 'message.unexecuted', ...facts }, 'A reorg undid its execution')
  if (decision.action.kind === 'settle') log.info({ event: 'message.settled', ...facts }, 'Settled')
  return decision
}

/** Counts a step of a message as failed: it alone is put off, for longer each time. */
export async function countFailure(
  { store, policy, log }: Omit<LookContext, 'reported'>,
  packet: PacketHint & Pick<TrackedPacket, 'failed'>,
  { state, reason, now }: { readonly state: Decision['state']; readonly reason: string; readonly now: UnixSeconds },
): Promise<void> {
  const count = packet.failed?.state === state ? packet.failed.count + 1n : 1n
  const seconds = retrySeconds(count, policy.retry)
  await store.recordFailure(packet, { count, state, lastTriedAt: now, reason }, seconds)
  const facts = { guid: packet.guid, chainId: packet.destinationChainId, failures: count.toString(), reason }
  log.warn({ event: 'message.deferred', ...facts, retryInSeconds: seconds.toString() }, 'Not delivered')
}

/** In words, what keeps a message that is not simply on its way. */
function noteOf({ action, reason }: Decision): string | undefined {
  if (action.kind !== 'withhold' && action.kind !== 'halt') return undefined
  return withheldBecause[reason.code] ?? `Withheld: ${reason.code}.`
}

const withheldBecause: Readonly<Partial<Record<Reason['code'], string>>> = {
  'conflicting-commit': 'Another payload is committed under its nonce: that nonce has to be parked first.',
  'nonce-skipped': 'Its nonce was skipped, or used for something else; it cannot be delivered any more.',
  'source-disagreement': "Its source's RPC providers do not agree about it.",
  'absent-at-source': 'Its source does not have it.',
  'ahead-of-source': 'Its nonce is above what its source has sent.',
}

/** Whether two records say the same; what rests on the source is recorded by whoever observes it. */
function isSame(a: MessageRecord, b: MessageRecord): boolean {
  const text = ({ facts, doubtedSince }: MessageRecord): string => {
    const { verifiable, verified, parked, execution } = facts
    const parts = [verifiable, verified, parked, execution, doubtedSince]
    return JSON.stringify(parts, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))
  }
  return text(a) === text(b)
}
