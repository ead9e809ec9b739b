import type { Decision } from '../domain/decision.ts'
import { assertNever } from '../domain/errors.ts'
import { type UnixSeconds, unixSeconds } from '../domain/identifiers.ts'
import type { DestinationObservation } from '../domain/observation.ts'
import { decodePacket, MalformedPacketError } from '../domain/packet.ts'
import { type Delivery, deliveryCall } from './delivery-batch.ts'
import type { DestinationContext, Out } from './destination-context.ts'
import { releaseHolds } from './holds.ts'
import { countFailure, look } from './look.ts'
import { followLane, isAhead, type LaneEvents, launch, maxInFlight } from './nonce-lane.ts'
import type { AttestorSet, DestinationEvidence, LaneState, PacketHint, SignedGroup, TrackedPacket } from './ports.ts'
import { keyOf } from './source-knowledge.ts'
import type { OpenAttempt } from './store.ts'

/** Blocks for which the attestors' set is not asked again: a simulation shows at once that it has changed. */
const signersForBlocks = 20n

/**
 * One delivery pass over a destination chain: first what is out, then what can be delivered, oldest first, then holds.
 * Nothing goes to a chain that is halted, and nothing that comes from one.
 *
 * @throws when the chain or the database cannot be read. Whatever had been decided is on record by then.
 */
export async function deliverTo(context: DestinationContext): Promise<void> {
  const { chain, store } = context
  const { chainId } = chain
  const halted = new Set((await context.halts.halts()).map((halt) => halt.chainId))
  if (halted.has(chainId)) return
  const [open, everyGroup, held] = await Promise.all([
    store.openAttempts(chainId),
    store.signedGroups(chainId, { validAt: unixSeconds(0n) }),
    store.openHolds(chainId),
  ])
  const groups = everyGroup.filter(
    ({ sourceChainId, packets }) => !halted.has(sourceChainId) && packets.every(isReadable),
  )
  if (open.length === 0 && groups.length === 0 && held.length === 0) return

  const state = await chain.readLane()
  const now = unixSeconds(state.head.time)
  const events = laneEvents(context, now)
  const inFlight = await followLane(context, { open, state, events })
  // One that has just ended is on record; what it left over waits for the next pass.
  const still = open.filter((attempt) => isAhead(attempt, state))
  const out: Out = { attempts: inFlight, nonces: still.map(({ nonce }) => ({ nonce })), state, now, events }
  const delivered = await deliverReady(context, groups, out)
  const notHalted = held.filter(({ packet }) => !halted.has(packet.sourceChainId))
  await releaseHolds(context, notHalted, { ...out, nonces: delivered })
}

function laneEvents(context: DestinationContext, now: UnixSeconds): LaneEvents {
  const { store, log } = context
  return {
    async onMined({ purpose, packets }, mined) {
      const { txHash, blockNumber } = mined
      const takenAs = new Map(mined.executed.map((one) => [one.guid, one]))
      const failures = new Map(mined.failed.map((one) => [one.guid, one]))
      const note = async (packet: TrackedPacket): Promise<void> => {
        const { guid, destinationChainId } = packet
        const taken = takenAs.get(guid)
        const failure = failures.get(guid)
        if (mined.success && taken !== undefined) {
          const { outcome } = taken
          const execution =
            outcome === 'held'
              ? ({ kind: 'held', final: false, releasableAt: undefined } as const)
              : ({ kind: 'passed', outcome, final: false } as const)
          const facts = { ...packet.record.facts, verifiable: true, parked: false, execution }
          const record = { facts, doubtedSince: packet.record.doubtedSince }
          await store.recordLook(packet, { record, execution: { blockNumber, txHash }, note: undefined })
          log.info({ event: 'message.executed', guid, chainId: destinationChainId, txHash, outcome }, 'Delivered')
        } else if (!mined.success || failure !== undefined) {
          const reason = failure?.reason ?? 'The transaction reverted.'
          await countFailure(context, packet, { state: stateFor(packet, purpose), reason, now })
        }
        // Neither: someone else was first. The next pass finds that on the chain.
      }
      await Promise.all(packets.map(note))
    },
    async onRefused(packets, reason) {
      for (const packet of await store.tracked(packets)) {
        await countFailure(context, packet, { state: stateFor(packet, 'relay'), reason, now })
      }
    },
  }
}

/** The state in which a step of a message was due. */
const stateFor = ({ record }: TrackedPacket, purpose: OpenAttempt['purpose']) => {
  if (purpose !== 'relay' || record.facts.execution.kind === 'held') return 'deferred'
  if (record.facts.parked) return 'parked'
  return record.facts.verified ? 'verified' : 'verifiable'
}

/** Puts messages that every required DVN has verified into transactions. @returns The nonces taken afterwards. */
async function deliverReady(
  context: DestinationContext,
  groups: readonly SignedGroup[],
  out: Out,
): Promise<Out['nonces']> {
  const { chain, store } = context
  let { nonces } = out
  if (groups.length === 0) return nonces
  const deliveries = await whatIsDue(context, groups, out)
  let rest = deliveries
  for (let sent = out.attempts.length; sent < maxInFlight && rest.length > 0; sent += 1) {
    const { call, packets, left } = await deliveryCall(chain, rest, {
      blockGasLimit: out.state.gasLimit,
      onFailure: async (packet, reason) => {
        const [tracked] = await store.tracked([packet])
        if (tracked === undefined) return
        await countFailure(context, tracked, { state: stateFor(tracked, 'relay'), reason, now: out.now })
      },
    })
    rest = left
    if (call === undefined) continue
    const launched = await launch(context, { ...out, call, purpose: 'relay', packets, open: nonces })
    if (launched === undefined) break
    nonces = [...nonces, launched]
  }
  return nonces
}

/** Looks at every message of the groups that waits, and keeps those that are to be delivered now. */
async function whatIsDue(
  context: DestinationContext,
  groups: readonly SignedGroup[],
  { attempts, state, now }: Out,
): Promise<readonly Delivery[]> {
  const { chain, store, sources } = context
  const inFlight = new Set(attempts.flatMap(({ packets }) => packets.map(keyOf)))
  const signed = new Map(groups.flatMap(({ packets }) => packets).map((packet) => [keyOf(packet), packet]))
  // Bytes are those that were signed, whatever stands in the shared database.
  const tracked = new Map(
    (await store.tracked([...signed.values()])).map((packet) => [
      keyOf(packet),
      { ...packet, ...signed.get(keyOf(packet)) },
    ]),
  )
  const waiting = [...tracked.values()].filter(
    (packet) => packet.executed === undefined && !inFlight.has(keyOf(packet)),
  )
  if (waiting.length === 0) return []
  const [evidence, observations, signers] = await Promise.all([
    chain.readDestinations(waiting),
    sources.of(waiting),
    readSigners(context, state),
  ])
  const found = new Map(
    waiting.map((packet, index) => [keyOf(packet), { evidence: evidence[index], source: observations[index] }]),
  )
  const dueOf = async (group: SignedGroup): Promise<Delivery> => {
    const counting = group.attestations.filter(
      ({ attestor, expiry }) => signers.attestors.includes(attestor) && expiry >= now,
    )
    const decide = async (hint: PacketHint): Promise<Decision['action']['kind'] | undefined> => {
      const packet = tracked.get(keyOf(hint))
      const { evidence: one, source } = found.get(keyOf(hint)) ?? {}
      if (packet === undefined || one === undefined || source === undefined) return undefined
      const { action } = await look(context, packet, {
        source,
        destination: destinationOf(one),
        execution: one.kind === 'executed' ? one : undefined,
        signatures: { had: counting.length, needed: signers.quorum, own: undefined },
        inFlight: false,
        now,
      })
      return action.kind
    }
    const actions = await Promise.all(group.packets.map(decide))
    const due = group.packets.filter((_, index) => actions[index] === 'deliver' || actions[index] === 'execute')
    const committed = new Set(group.packets.filter((_, index) => actions[index] === 'execute').map(keyOf))
    // The fewest that suffice: each costs gas.
    return { group, due, committed, attestations: counting.slice(0, signers.quorum) }
  }
  return (await Promise.all(groups.map(dueOf))).filter(({ due }) => due.length > 0)
}

async function readSigners({ chain, signers }: DestinationContext, { head }: LaneState): Promise<AttestorSet> {
  const { known } = signers
  if (known !== undefined && head.number < known.atBlock + signersForBlocks) return known.signers
  const fresh = await chain.readAttestors()
  signers.known = { atBlock: head.number, signers: fresh }
  return fresh
}

/** What the endpoint and the receivers say, as `decide` takes it. */
export function destinationOf(evidence: DestinationEvidence): DestinationObservation {
  switch (evidence.kind) {
    case 'waiting':
      // Whether ours is there does not matter: the same transaction verifies.
      return { kind: 'unverified', missing: { ours: true, others: evidence.missingDvns } }
    case 'parked':
      return { kind: 'parked', missing: { ours: true, others: evidence.missingDvns } }
    case 'conflicting':
      return { kind: 'conflicting', payloadHash: evidence.payloadHash }
    case 'committed':
    case 'skipped':
      return { kind: evidence.kind }
    case 'executed':
      return evidence.outcome === 'held'
        ? { kind: 'held', final: false, hold: { kind: 'unread', detail: 'It was not looked at.' } }
        : { kind: 'executed', outcome: evidence.outcome, final: false }
    default:
      return assertNever(evidence)
  }
}

/** Whether the bytes on record are a packet at all: a row that is none must not keep the others from being read. */
function isReadable({ encoded }: PacketHint): boolean {
  try {
    decodePacket(encoded)
    return true
  } catch (error) {
    if (error instanceof MalformedPacketError) return false
    throw error
  }
}
