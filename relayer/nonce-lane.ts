import { assertNever } from '../domain/errors.ts'
import type { Logger } from '../observability/logger.ts'
import { feesFor, replacementFees } from './fees.ts'
import type { Call, ChainPort, Fees, LaneState, MinedCall, PacketKey, PreparedTransaction } from './ports.ts'
import type { AttemptPurpose, AttemptVersion, OpenAttempt, RelayStore } from './store.ts'

/** How a lane treats its transactions. */
export interface LanePolicy {
  /** The most that a transaction pays per gas unit, wei. */
  readonly maxFeePerGas: bigint
  /** Blocks after which a transaction that is not mined is replaced by a dearer one. */
  readonly replaceAfterBlocks: bigint
  /** Blocks after which a nonce that somebody else used is taken as lost; until then a node may just lag behind. */
  readonly clearAfterBlocks: bigint
}

/** The transactions on one chain: those of our signer, and what other relayers' signers left behind. */
export interface LaneContext {
  readonly chain: Pick<ChainPort, 'chainId' | 'readMined' | 'readPriorityFee' | 'sign' | 'resign' | 'broadcast'>
  readonly store: Pick<
    RelayStore,
    'openAttempts' | 'recordIntent' | 'recordVersion' | 'markSent' | 'markUnclear' | 'resolveAttempt'
  >
  readonly lane: LanePolicy
  readonly log: Logger
}

/** What a lane reports. Called before the attempt is closed: after a crash in between it is called again. */
export interface LaneEvents {
  onMined(attempt: OpenAttempt, mined: MinedCall): Promise<void>
  /** A node will never take it. */
  onRefused(packets: readonly PacketKey[], reason: string): Promise<void>
}

/** Most transactions of one lane that are out at the same time. */
export const maxInFlight = 4

/** Versions signed in one pass for one nonce whose node keeps saying that it is underpriced. */
const triesPerPass = 8

/**
 * Follows the transactions that are out. The chain is read first, each time: a transaction is looked for by every hash
 * that was signed for its nonce, sent again when the mempool may have lost it, and replaced when it takes too long.
 *
 * One that another signer signed can only be looked for. Once it has not been sent for as long as a replacement waits, its
 * messages are free.
 *
 * One that no node can mine, because a nonce before its own is free, is given up: its messages go out under that nonce.
 *
 * @returns Those that may still be mined. One whose nonce is used, with none of its versions found, is not among them:
 * its messages are free again, for the endpoint executes each only once, and it stays open until that is certain.
 * @throws when the chain or the database cannot be read.
 */
export async function followLane(
  context: LaneContext,
  {
    open,
    state,
    events,
  }: { readonly open: readonly OpenAttempt[]; readonly state: LaneState; readonly events: LaneEvents },
): Promise<readonly OpenAttempt[]> {
  const { chain, store, lane, log } = context
  const { chainId } = chain
  const used = open.filter((attempt) => !isAhead(attempt, state))
  const mined = await chain.readMined(used.flatMap(({ versions }) => versions.map(({ txHash }) => txHash)))
  const inFlight: OpenAttempt[] = []
  for (const attempt of open) {
    const found = attempt.versions.flatMap(({ txHash }) => mined.get(txHash) ?? [])[0]
    if (found !== undefined) {
      await events.onMined(attempt, found)
      const { txHash, blockNumber, gasUsed } = found
      const end = found.success ? 'succeeded' : 'reverted'
      await store.resolveAttempt(attempt.id, { state: end, txHash, blockNumber, gasUsed })
      const facts = { chainId, txHash, gasUsed: gasUsed.toString(), versions: attempt.versions.length }
      log.info({ event: `attempt.${end}`, ...facts }, 'A transaction ended')
    } else if (isAhead(attempt, state)) {
      if (attempt.unclearSince !== undefined) await store.markUnclear(attempt.id, undefined)
      if (isStranded(context, attempt, { open, state })) {
        await store.resolveAttempt(attempt.id, { state: 'superseded' })
        const facts = { chainId, txHash: attempt.versions[0].txHash, nonce: attempt.nonce.toString() }
        log.warn({ event: 'attempt.stranded', ...facts }, 'A nonce before its own is used by nothing')
      } else if (await keepOut(context, attempt, state, events)) inFlight.push(attempt)
    } else if (attempt.unclearSince === undefined && !isOurs(attempt, state) && isRecent(context, attempt, state)) {
      inFlight.push(attempt)
    } else if (attempt.unclearSince === undefined) {
      await store.markUnclear(attempt.id, state.head.number)
      const why = isOurs(attempt, state) ? 'Its nonce is used' : 'Its signer does not send it any more'
      log.warn({ event: 'attempt.unclear', chainId, txHash: attempt.versions[0].txHash }, why)
    } else if (state.head.number >= attempt.unclearSince + lane.clearAfterBlocks) {
      await store.resolveAttempt(attempt.id, { state: 'superseded' })
      const facts = { chainId, txHash: attempt.versions[0].txHash, nonce: attempt.nonce.toString() }
      log.warn({ event: 'attempt.superseded', ...facts }, 'None of its versions was mined')
    }
  }
  return inFlight
}

/** Whether our signer signed it. Each signer has nonces of its own. */
const isOurs = ({ versions: [{ signer }] }: OpenAttempt, state: LaneState): boolean => signer === state.signer

/** Whether it is ours and its nonce not used. */
export const isAhead = (attempt: OpenAttempt, state: LaneState): boolean =>
  isOurs(attempt, state) && attempt.nonce >= state.nextNonce

/**
 * Whether it has been out for as long as a replacement waits, and nothing of ours is out under a nonce before its own: no
 * node can mine it. A node said too high a nonce, or a reorg took what was mined before it.
 */
function isStranded(
  { lane }: LaneContext,
  { nonce, versions: [{ sent }] }: OpenAttempt,
  { open, state }: { readonly open: readonly OpenAttempt[]; readonly state: LaneState },
): boolean {
  if (sent === undefined || state.head.number < sent.firstBlock + lane.replaceAfterBlocks) return false
  const out = new Set(open.filter((attempt) => isAhead(attempt, state)).map((attempt) => attempt.nonce))
  let next = state.nextNonce
  while (out.has(next)) next += 1n
  return next < nonce
}

/** Whether another signer has sent it lately: it may be about to be mined. */
const isRecent = ({ lane }: LaneContext, { versions }: OpenAttempt, { head }: LaneState): boolean =>
  versions.some(({ sent }) => sent !== undefined && head.number < sent.lastBlock + lane.replaceAfterBlocks)

/**
 * Sends a call under the next free nonce. The intent is on record before it leaves.
 *
 * @param options.open - Every attempt of our signer's that may still be mined.
 * @returns Whether it was sent: not while the base fee is above the maximum.
 * @throws when the node or the database cannot be reached; what was recorded is sent by a later pass.
 */
export async function launch(
  context: LaneContext,
  {
    call,
    purpose,
    packets,
    open,
    state,
    events,
  }: {
    readonly call: Call
    readonly purpose: AttemptPurpose
    readonly packets: readonly PacketKey[]
    readonly open: readonly Pick<OpenAttempt, 'nonce'>[]
    readonly state: LaneState
    readonly events: LaneEvents
  },
): Promise<{ readonly nonce: bigint } | undefined> {
  const { chain, store, lane, log } = context
  const fees = await wantedFees(context, state)
  if (fees === undefined) {
    const facts = { baseFee: state.baseFeePerGas.toString(), maximum: lane.maxFeePerGas.toString() }
    log.warn({ event: 'lane.fee-capped', chainId: chain.chainId, ...facts }, 'The base fee is above the maximum')
    return undefined
  }
  const taken = new Set(open.map(({ nonce }) => nonce))
  let { nextNonce: nonce } = state
  while (taken.has(nonce)) nonce += 1n
  const transaction = await chain.sign(call, { nonce, fees })
  const id = await store.recordIntent({ destinationChainId: chain.chainId, purpose, transaction, packets })
  const attempt = { id, packets, versions: [{ ...transaction, sent: undefined }] as const }
  await send(context, { attempt, version: transaction, state, events })
  const facts = { chainId: chain.chainId, purpose, txHash: transaction.txHash, guids: packets.map(({ guid }) => guid) }
  log.info({ event: 'attempt.broadcast', ...facts }, 'Sent a transaction')
  return { nonce }
}

/** Looks after a transaction that is not mined. @returns Whether it may still be. */
async function keepOut(
  context: LaneContext,
  attempt: OpenAttempt,
  state: LaneState,
  events: LaneEvents,
): Promise<boolean> {
  const newest = attempt.versions.at(-1) ?? attempt.versions[0]
  const { sent } = newest
  // After a crash between intent and broadcast: the very same bytes.
  if (sent === undefined) return send(context, { attempt, version: newest, state, events })
  if (state.head.number >= sent.firstBlock + context.lane.replaceAfterBlocks) {
    const fees = await replacement(context, { versions: attempt.versions, state, times: 1 })
    if (fees !== undefined) {
      const version = await replace(context, attempt, newest, fees)
      return send(context, { attempt, version, state, events })
    }
  }
  // The mempool may have lost it. The same bytes cannot count twice.
  if (state.head.number > sent.lastBlock) return send(context, { attempt, version: newest, state, events })
  return true
}

/** Signs a dearer version, and commits it before it is sent. */
async function replace(
  { chain, store, log }: LaneContext,
  attempt: Pick<OpenAttempt, 'id'>,
  version: PreparedTransaction,
  fees: Fees,
): Promise<PreparedTransaction> {
  const next = await chain.resign(version, fees)
  await store.recordVersion(attempt.id, next)
  const facts = { txHash: next.txHash, replaces: version.txHash, maxFeePerGas: fees.maxFeePerGas.toString() }
  log.info({ event: 'attempt.replaced', chainId: chain.chainId, ...facts }, 'Offers more for a transaction')
  return next
}

/** Sends a version, and dearer ones while the node says that it is underpriced. @returns Whether it may be mined. */
async function send(
  context: LaneContext,
  {
    attempt,
    version: first,
    state,
    events,
  }: {
    readonly attempt: Pick<OpenAttempt, 'id'> & {
      readonly packets: readonly PacketKey[]
      readonly versions: readonly AttemptVersion[]
    }
    readonly version: PreparedTransaction
    readonly state: LaneState
    readonly events: LaneEvents
  },
): Promise<boolean> {
  const { chain, store, log } = context
  const versions: PreparedTransaction[] = [...attempt.versions, first]
  let version = first
  for (let tries = 1; ; tries += 1) {
    const outcome = await chain.broadcast(version.raw)
    switch (outcome.kind) {
      case 'accepted':
      // Which transaction used it is read from the chain, by hash, in the next pass.
      case 'nonce-used':
        await store.markSent(attempt.id, version.txHash, state.head.number)
        return true
      case 'underpriced': {
        const fees = tries < triesPerPass ? await replacement(context, { versions, state, times: tries }) : undefined
        if (fees === undefined) {
          // Nothing is lost: what is out may be mined, and the next pass tries again.
          await store.markSent(attempt.id, version.txHash, state.head.number)
          log.warn(
            { event: 'attempt.underpriced', chainId: chain.chainId, txHash: version.txHash },
            'Offers too little',
          )
          return true
        }
        version = await replace(context, attempt, version, fees)
        versions.push(version)
        break
      }
      case 'refused': {
        const wasOut = attempt.versions.some(({ sent }) => sent !== undefined)
        log.warn(
          { event: 'attempt.refused', chainId: chain.chainId, txHash: version.txHash, reason: outcome.reason },
          'Refused',
        )
        if (wasOut) return true
        await events.onRefused(attempt.packets, outcome.reason)
        await store.resolveAttempt(attempt.id, { state: 'superseded' })
        return false
      }
      default:
        assertNever(outcome)
    }
  }
}

const wantedFees = async ({ chain, lane }: LaneContext, state: LaneState): Promise<Fees | undefined> =>
  feesFor(state, { priorityFee: await chain.readPriorityFee(), maximum: lane.maxFeePerGas })

async function replacement(
  context: LaneContext,
  {
    versions,
    state,
    times,
  }: { readonly versions: readonly PreparedTransaction[]; readonly state: LaneState; readonly times: number },
): Promise<Fees | undefined> {
  const wanted = await wantedFees(context, state)
  if (wanted === undefined) return undefined
  const before = versions.map(({ fees }) => fees)
  return replacementFees(before, { wanted, maximum: context.lane.maxFeePerGas, times })
}
