import { formatEther } from 'viem'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { findOpenHolds } from '../../database/hold-hints.ts'
import { findMessage } from '../../database/message.ts'
import { guid as parseGuid } from '../../domain/identifiers.ts'
import { holdArguments, quoteRefund } from '../../relayer/evm/hold-reads.ts'
import { sendCall } from '../../relayer/evm/send.ts'
import { compose, composeAccount, composeClient, composeDatabase, deployedOn } from '../compose.ts'
import { HoldUnknownError, MessageUnknownError } from '../environment.ts'

/**
 * `bulkhead refund <guid>`: sends a message home that a host holds: at once when it can only go home, else when its owner has
 * had the time to take it, which the contract decides. Whoever calls pays the LayerZero fee. Relayers do the same by
 * themselves, up to `BULKHEAD_MAX_REFUND_FEE`.
 *
 * @throws MessageUnknownError, HoldUnknownError, EnvironmentError, ContractRefusedError; nothing has moved then.
 */
export async function refund(text: string, { dryRun }: { readonly dryRun: boolean }): Promise<void> {
  const wanted = parseGuid(text)
  const composition = compose('bulkhead')
  const sql = await composeDatabase(composition, 'bulkhead-refund')
  try {
    const message = await findMessage(sql, wanted)
    if (message === undefined) throw new MessageUnknownError(wanted)
    const host = deployedOn(composition, String(message.destinationChainId))
    const [held] = await findOpenHolds(sql, host.chainId, { guid: wanted })
    if (held === undefined || held.hold.side !== 'mint') throw new HoldUnknownError(wanted)
    const client = composeClient(composition, host)
    const { hold } = held
    const feeWei = await quoteRefund(client, host, hold.eid)
    const facts = { guid: wanted, chainId: host.chainId, holdId: hold.id, kind: hold.kind, fee: formatEther(feeWei) }
    if (dryRun) {
      process.stdout.write(`${JSON.stringify({ ...facts, sent: false })}\n`)
      return
    }
    const write = {
      address: host.buckets,
      abi: receiptBucketsAbi,
      functionName: 'refundHold',
      args: holdArguments(hold),
      value: feeWei,
    }
    const signer = composeAccount(composition, host)
    const { txHash, blockNumber } = await sendCall({ client, signer, write })
    process.stdout.write(`${JSON.stringify({ ...facts, sent: true, txHash, blockNumber: blockNumber.toString() })}\n`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
