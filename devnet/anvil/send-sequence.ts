import {
  BaseError,
  createPublicClient,
  http,
  type LocalAccount,
  type PublicClient,
  type TransactionReceipt,
} from 'viem'
import { DomainError } from '../../domain/errors.ts'
import type { Address, Hex } from '../../domain/identifiers.ts'
import { devnetFees } from './fees.ts'
import { pollReceipt } from './poll-receipt.ts'

/** Where to send; a `RunningAnvil` is one. */
export interface SequenceChain {
  readonly chainId: number
  readonly rpcUrl: string
}

/** One transaction of a sequence. */
export interface SequenceStep {
  /** For the error message. */
  readonly name: string
  /** `'new contract'`: `data` is init code. */
  readonly to: Address | 'new contract'
  readonly data: Hex
  readonly valueWei?: bigint
  /** Gas limit; default 8,000,000 (nothing is estimated, and unused gas costs nothing). */
  readonly gas?: bigint
}

/** A transaction of a sequence was refused, reverted, or never mined. */
export class SequenceStepError extends DomainError {
  readonly code = 'SEQUENCE_STEP'
  readonly retryable = false
  constructor(
    readonly facts: {
      readonly chainId: number
      readonly step: string
      readonly index: number
      readonly reason: string
    },
    options: { readonly cause?: unknown } = {},
  ) {
    super(`Step ${facts.index + 1} (${facts.step}) on chain ${facts.chainId} failed: ${facts.reason}.`, options)
  }
}

const defaultGas = 8_000_000n

/**
 * Sends transactions of one account in order and as fast as the chain takes them: nonces are counted here, gas is
 * fixed, everything is sent before the first receipt is asked for. Returns once all are mined and succeeded. The
 * account must not send anything else meanwhile.
 *
 * @param firstNonce - default: the account's next one.
 * @returns one receipt per step, in order.
 * @throws {@link SequenceStepError} naming the first step that failed; later ones may have been mined all the same.
 */
export async function sendSequence({
  chain,
  account,
  steps,
  timeoutMs = 30_000,
  firstNonce: givenNonce,
}: {
  readonly chain: SequenceChain
  readonly account: LocalAccount
  readonly steps: readonly SequenceStep[]
  readonly timeoutMs?: number
  readonly firstNonce?: number
}): Promise<readonly TransactionReceipt[]> {
  const client = sequenceClient(chain)
  const firstNonce = givenNonce ?? (await nextNonce(client, account))
  const deadline = performance.now() + timeoutMs
  const fail = (index: number, reason: string, cause?: unknown): SequenceStepError =>
    new SequenceStepError({ chainId: chain.chainId, step: steps[index]?.name ?? '?', index, reason }, { cause })

  const hashes: Hex[] = []
  for (const [index, step] of steps.entries()) {
    const serializedTransaction = await account.signTransaction({
      type: 'eip1559',
      chainId: chain.chainId,
      nonce: firstNonce + index,
      gas: step.gas ?? defaultGas,
      ...devnetFees,
      value: step.valueWei ?? 0n,
      data: step.data,
      ...(step.to === 'new contract' ? {} : { to: step.to }),
    })
    try {
      hashes.push(await client.sendRawTransaction({ serializedTransaction }))
    } catch (error) {
      throw fail(index, `it was refused (${briefly(error)})`, error)
    }
  }

  const found = await Promise.all(hashes.map((hash) => pollReceipt(client, hash, deadline)))
  const receipts: TransactionReceipt[] = []
  for (const [index, receipt] of found.entries()) {
    if (receipt === undefined) throw fail(index, `it was not mined within ${timeoutMs / 1_000} s`)
    const step = steps[index]
    if (receipt.status !== 'success' && step !== undefined) {
      throw fail(index, await revertReason({ client, from: account.address, step, receipt }))
    }
    receipts.push(receipt)
  }
  return receipts
}

/** A client that sends the requests of one moment as one. */
export const sequenceClient = (chain: SequenceChain): PublicClient =>
  createPublicClient({ transport: http(chain.rpcUrl, { batch: true, retryCount: 0, timeout: 20_000 }) })

/** The nonce of the account's next transaction, waiting ones included. */
export const nextNonce = (client: PublicClient, account: LocalAccount): Promise<number> =>
  client.getTransactionCount({ address: account.address, blockTag: 'pending' })

/** Runs the step again on the state before its block: the reason is not in the receipt. */
async function revertReason({
  client,
  from,
  step,
  receipt,
}: {
  readonly client: PublicClient
  readonly from: Address | Hex
  readonly step: SequenceStep
  readonly receipt: TransactionReceipt
}): Promise<string> {
  try {
    await client.call({
      account: from,
      data: step.data,
      value: step.valueWei ?? 0n,
      gas: step.gas ?? defaultGas,
      blockNumber: receipt.blockNumber - 1n,
      ...(step.to === 'new contract' ? {} : { to: step.to }),
    })
    return `it reverted after ${receipt.gasUsed} gas, but not when run again`
  } catch (error) {
    return `it reverted (${briefly(error)})`
  }
}

function briefly(error: unknown): string {
  if (error instanceof BaseError) return `${error.shortMessage} ${error.details}`.split('\n')[0]?.trim() ?? error.name
  return error instanceof Error ? error.message : String(error)
}
