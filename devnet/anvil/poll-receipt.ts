import { setTimeout as sleep } from 'node:timers/promises'
import { type PublicClient, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem'
import type { Hex } from '../../domain/identifiers.ts'

const receiptPollMs = 5

/**
 * Waits for a receipt until `deadline` (on the clock of `performance.now()`); `undefined` when it has passed. Not viem's
 * waitForTransactionReceipt: that can wait for a new block, which may never come on an automining chain.
 */
export async function pollReceipt(
  client: PublicClient,
  hash: Hex,
  deadline: number,
): Promise<TransactionReceipt | undefined> {
  for (;;) {
    try {
      return await client.getTransactionReceipt({ hash })
    } catch (error) {
      if (!(error instanceof TransactionReceiptNotFoundError)) throw error
    }
    if (performance.now() > deadline) return undefined
    await sleep(receiptPollMs)
  }
}
