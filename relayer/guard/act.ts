import { setTimeout as sleep } from 'node:timers/promises'
import { assertNever } from '../../domain/errors.ts'
import type { ChainId, Hex } from '../../domain/identifiers.ts'
import { describeError, type Logger } from '../../observability/logger.ts'
import { ContractRefusedError } from '../evm/send.ts'
import type { PlannedCall } from './calls.ts'
import type { GuardSender, GuardStore, OpenCall } from './ports.ts'

/** How long the guard waits for its transactions, in milliseconds. */
export interface ActTimes {
  /** Between two looks for a receipt. */
  readonly receiptPollMs: number
  /** Longest wait for one receipt within a round; with zero the next round looks for it, and no other chain waits. */
  readonly patienceMs: number
  /** After which a transaction that was not mined is sent again with higher fees. */
  readonly stuckMs: number
}

/** Everything that acting on one chain needs. */
export interface ActOptions {
  readonly chainId: ChainId
  readonly sender: GuardSender
  readonly store: GuardStore
  readonly log: Logger
  readonly times: ActTimes
}

/** A call that was mined and took effect. */
export interface SentCall {
  readonly id: string
  readonly chainId: ChainId
  readonly txHash: Hex
  readonly because: readonly string[]
}

/** Most transactions of the guard that wait to be mined on one chain: nodes keep few more of one account. */
const maxInFlight = 16

/**
 * Makes calls on one chain, in their order, with one nonce after the other and without waiting for each to be mined: what is
 * open first, then each call that is not, simulated, signed, put on record and only then sent. So a guard that is killed at
 * any moment goes on with the same transactions, and makes none of them twice.
 *
 * @returns What was mined in this round. What was not goes on in the next.
 * @throws when the database, or the chain, cannot be read.
 */
export async function actOn(options: ActOptions, calls: readonly PlannedCall[]): Promise<readonly SentCall[]> {
  const { chainId, sender, store, log, times } = options
  const { mined, open } = await settleOpen(options)
  const taken = new Set([...mined.map(({ id }) => id), ...open.map(({ call }) => call)])
  const nonces = new Set(open.map(({ nonce }) => nonce))
  for (const { id, because, transaction } of calls.filter((call) => !taken.has(call.id))) {
    if (nonces.size >= maxInFlight) break
    try {
      const signed = await sender.prepare(transaction, await freeNonce(sender, nonces))
      await store.intend({ ...signed, chainId, signer: sender.address, call: id, because })
      nonces.add(signed.nonce)
      log.warn({ event: 'guard.call', chainId, call: id, because, txHash: signed.txHash }, 'Tightening')
    } catch (error) {
      if (!(error instanceof ContractRefusedError)) throw error
      // Somebody else was first, or the hold has moved on: the next round sees it.
      log.info({ event: 'guard.refused', chainId, call: id, error: describeError(error) }, 'The contract refused')
    }
  }
  const rounds = nonces.size === 0 ? 0 : Math.max(1, Math.ceil(times.patienceMs / times.receiptPollMs))
  const sent = [...mined]
  for (let round = 0; round < rounds; round += 1) {
    const later = await settleOpen(options)
    sent.push(...later.mined)
    if (later.open.length === 0) break
    await sleep(times.receiptPollMs)
  }
  return sent
}

/** The nonce after those that are out, or the account's next one. */
async function freeNonce(sender: GuardSender, taken: ReadonlySet<bigint>): Promise<bigint> {
  const next = await sender.readNonce()
  return [...taken].reduce((free, nonce) => (nonce >= free ? nonce + 1n : free), next)
}

/** How one nonce fares: all transactions that were signed for it. */
type Fate =
  | { readonly kind: 'mined'; readonly by: OpenCall; readonly success: boolean; readonly blockNumber: bigint }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'pending' }

/** Records what was mined of what is open, and sends again what was not, by nonce. @returns Both. */
async function settleOpen(
  options: ActOptions,
): Promise<{ readonly mined: readonly SentCall[]; readonly open: readonly OpenCall[] }> {
  const { chainId, sender, store, log } = options
  const open = await store.openCalls(chainId, sender.address)
  const mined: SentCall[] = []
  const pending: OpenCall[] = []
  for (const nonce of [...new Set(open.map((call) => call.nonce))]) {
    const attempts = open.filter((call) => call.nonce === nonce)
    const fate = await fateOf(sender, nonce, attempts)
    switch (fate.kind) {
      case 'mined': {
        const { by, success, blockNumber } = fate
        const state = success ? 'succeeded' : 'reverted'
        for (const { txHash } of attempts) {
          await store.resolve(txHash, txHash === by.txHash ? { state, blockNumber } : unmined)
        }
        log.warn({ event: `guard.call-${state}`, chainId, call: by.call, txHash: by.txHash }, 'Mined')
        if (success) mined.push({ id: by.call, chainId, txHash: by.txHash, because: by.because })
        break
      }
      case 'superseded':
        for (const { txHash } of attempts) await store.resolve(txHash, unmined)
        break
      case 'pending':
        pending.push(...attempts)
        await sendAgain(options, attempts)
        break
      default:
        assertNever(fate)
    }
  }
  return { mined, open: pending }
}

const unmined = { state: 'superseded', blockNumber: undefined } as const

async function fateOf(sender: GuardSender, nonce: bigint, attempts: readonly OpenCall[]): Promise<Fate> {
  // The nonce is read before the receipts: what is mined in between then shows as mined.
  const next = await sender.readNonce()
  for (const by of attempts) {
    const receipt = await sender.findReceipt(by.txHash)
    if (receipt !== undefined) return { kind: 'mined', by, ...receipt }
  }
  return next > nonce ? { kind: 'superseded' } : { kind: 'pending' }
}

/** The newest attempt once more, or one with higher fees in its place when it has waited for too long. */
async function sendAgain(
  { chainId, sender, store, log, times }: ActOptions,
  attempts: readonly OpenCall[],
): Promise<void> {
  const newest = attempts.at(-1)
  if (newest === undefined) return
  const isStuck = newest.ageMs > times.stuckMs
  let raw = newest.raw
  if (isStuck) {
    const signed = await sender.replace(newest)
    await store.intend({ ...signed, chainId, signer: sender.address, call: newest.call, because: newest.because })
    log.warn({ event: 'guard.call-replaced', chainId, call: newest.call, txHash: signed.txHash }, 'Higher fees')
    raw = signed.raw
  }
  await sender.broadcast(raw)
}
