import { setTimeout as sleep } from 'node:timers/promises'
import { type Abi, encodeFunctionData, type Log, TransactionReceiptNotFoundError } from 'viem'
import { DomainError } from '../../domain/errors.ts'
import type { Address, Hex } from '../../domain/identifiers.ts'
import type { EvmClient } from './client.ts'
import { revertData, revertReason } from './revert-reason.ts'
import type { TransactionSigner } from './signer.ts'

/** A contract refused a call; nothing was sent, or what was sent had no effect. `code` is the Solidity error. */
export class ContractRefusedError extends DomainError {
  readonly code: string
  readonly retryable = false
  constructor(
    readonly facts: { readonly call: string; readonly reason: { readonly name: string; readonly text: string } },
  ) {
    super(`${facts.call} is refused on chain: ${facts.reason.text}.`)
    this.code = facts.reason.name
  }
}

/** A transaction was sent and no receipt came in time; it may still be mined. */
export class TransactionPendingError extends DomainError {
  readonly code = 'TRANSACTION_PENDING'
  readonly retryable = true
  constructor(readonly facts: { readonly txHash: Hex; readonly waitedMs: number }) {
    super(`Transaction ${facts.txHash} was not mined within ${facts.waitedMs} ms; it may still be.`)
  }
}

/** A mined, successful transaction. */
export interface MinedTransaction {
  readonly txHash: Hex
  readonly blockNumber: bigint
  readonly gasUsed: bigint
  readonly logs: readonly Log[]
}

/** One contract call that moves something. */
export interface ContractWrite {
  readonly address: Address
  readonly abi: Abi
  readonly functionName: string
  readonly args: readonly unknown[]
  /** Wei of the chain's native token. */
  readonly value?: bigint
}

/**
 * Simulates, signs, sends and waits until mined.
 *
 * @throws {@link ContractRefusedError} before sending when the simulation reverts, {@link TransactionPendingError}.
 */
export async function sendCall({
  client,
  signer,
  write,
  timeoutMs = 60_000,
}: {
  readonly client: EvmClient
  readonly signer: TransactionSigner
  readonly write: ContractWrite
  readonly timeoutMs?: number
}): Promise<MinedTransaction> {
  const { address: to, abi, functionName, args, value = 0n } = write
  const data = encodeFunctionData({ abi, functionName, args: [...args] })
  return sendTransaction({ client, signer, call: { name: functionName, to, data, value }, timeoutMs })
}

/**
 * The same with encoded data. `call.name` is what an error calls it.
 *
 * @throws as {@link sendCall}.
 */
export async function sendTransaction({
  client,
  signer,
  call: { name, to, data, value = 0n },
  timeoutMs = 60_000,
}: {
  readonly client: EvmClient
  readonly signer: TransactionSigner
  readonly call: { readonly name: string; readonly to: Address; readonly data: Hex; readonly value?: bigint }
  readonly timeoutMs?: number
}): Promise<MinedTransaction> {
  const call = { account: signer.address, to, data, value }
  const estimate = await client.estimateGas(call).catch((error: unknown) => rethrow(name, error))
  const [chainId, nonce, fees] = await Promise.all([
    client.getChainId(),
    client.getTransactionCount({ address: signer.address, blockTag: 'pending' }),
    client.estimateFeesPerGas({ type: 'eip1559', chain: null }),
  ])
  const raw = await signer.signTransaction({
    chainId,
    to,
    data,
    value,
    nonce,
    gas: (estimate * 13n) / 10n,
    maxFeePerGas: fees.maxFeePerGas,
    maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
  })
  const txHash = await client.sendRawTransaction({ serializedTransaction: raw })
  const receipt = await waitForReceipt(client, txHash, timeoutMs)
  if (receipt.status !== 'success') {
    const reason = { name: 'TransactionReverted', text: `transaction ${txHash} reverted` }
    throw new ContractRefusedError({ call: name, reason })
  }
  return { txHash, blockNumber: receipt.blockNumber, gasUsed: receipt.gasUsed, logs: receipt.logs }
}

/**
 * Throws a failed call again, under the contract's own name for it when the contract refused.
 *
 * @throws {@link ContractRefusedError}, or `error` itself when the call failed for another reason.
 */
export function rethrow(call: string, error: unknown): never {
  const revert = revertData(error)
  if (revert === undefined) throw error
  throw new ContractRefusedError({ call, reason: revertReason(revert) })
}

/** Polls for a receipt: waiting for new blocks instead would hang on a chain that has none. */
async function waitForReceipt(client: EvmClient, hash: Hex, timeoutMs: number) {
  const pollMs = 100
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += pollMs) {
    const receipt = await client.getTransactionReceipt({ hash }).catch((error: unknown) => {
      if (error instanceof TransactionReceiptNotFoundError) return undefined
      throw error
    })
    if (receipt !== undefined) return receipt
    await sleep(pollMs)
  }
  throw new TransactionPendingError({ txHash: hash, waitedMs: timeoutMs })
}

/** An account has transactions that are sent and not mined. */
export class AccountBusyError extends DomainError {
  readonly code = 'ACCOUNT_BUSY'
  readonly retryable = true
  constructor(readonly facts: { readonly account: Address; readonly pending: number }) {
    super(`${facts.account} has ${facts.pending} transactions that are not mined.`)
  }
}

/** Waits until every transaction of an account is mined. @throws {@link AccountBusyError} */
export async function untilNothingPends(client: EvmClient, account: Address, timeoutMs = 60_000): Promise<void> {
  const pollMs = 500
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const [mined, all] = await Promise.all([
      client.getTransactionCount({ address: account, blockTag: 'latest' }),
      client.getTransactionCount({ address: account, blockTag: 'pending' }),
    ])
    if (all <= mined) return
    if (waitedMs >= timeoutMs) throw new AccountBusyError({ account, pending: all - mined })
    await sleep(pollMs)
  }
}
