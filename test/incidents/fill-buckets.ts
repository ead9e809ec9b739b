import { encodeFunctionData, erc20Abi, parseEventLogs, type TransactionReceipt } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { testTokenAbi } from '../../contracts/abi/TestToken.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { sendSequence } from '../../devnet/anvil/send-sequence.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Address, Hex } from '../../domain/identifiers.ts'
import { decodePacket, type Packet } from '../../domain/packet.ts'
import type { ReplayBucket, ReplayDeployment } from './deployment.ts'
import { deliver } from './forge-messages.ts'
import { type Call, receiptsOf, type StageChain } from './stage.ts'

/** Who holds all honest receipts. */
export const holder = privateKeyToAccount(testAccounts.visitors[0].privateKey)

/** More than any message costs; what is over comes back. */
export const messageFeeWei = 10n ** 16n

/** A bucket does not hold what it was to hold before a replay. */
export class NotFilledError extends DomainError {
  readonly code = 'REPLAY_NOT_FILLED'
  readonly retryable = false
  constructor(readonly facts: { readonly symbol: string; readonly wanted: bigint; readonly outstanding: bigint }) {
    super(`${facts.outstanding} of ${facts.symbol} are outstanding instead of ${facts.wanted}.`)
  }
}

/** The calls of an honest lock: mint the test token, approve, lock. */
export function lockCalls(deployment: ReplayDeployment, bucket: ReplayBucket, amount: bigint): readonly Call[] {
  const { asset } = bucket.key
  const { vault } = deployment.contractsOn(bucket.home)
  const call = (to: Address, data: Call['data']): Call => ({ to, data, gas: 1_000_000n })
  return [
    call(asset, encodeFunctionData({ abi: testTokenAbi, functionName: 'mint', args: [holder.address, amount] })),
    call(asset, encodeFunctionData({ abi: testTokenAbi, functionName: 'approve', args: [vault, amount] })),
    {
      ...call(
        vault,
        encodeFunctionData({
          abi: collateralVaultAbi,
          functionName: 'lock',
          args: [bucket.host.chain.eid, asset, amount, holder.address, holder.address],
        }),
      ),
      valueWei: messageFeeWei,
    },
  ]
}

/** What transactions sent. */
export const packetsIn = (receipts: readonly TransactionReceipt[]): readonly Packet[] =>
  receipts
    .flatMap(({ logs }) => parseEventLogs({ abi: endpointV2Abi, eventName: 'PacketSent', logs }))
    .map(({ args }) => decodePacket(args.encodedPayload))

/** When signatures of this replay expire. */
export const expiryOf = (deployment: ReplayDeployment): bigint => deployment.stage.now() + 30n * 86_400n

/** Delivers packets that one chain really sent to another, with the next block. */
export async function deliverHonestly(
  deployment: ReplayDeployment,
  { from, to, packets }: { readonly from: StageChain; readonly to: StageChain; readonly packets: readonly Packet[] },
): Promise<readonly Hex[]> {
  const { relayWorker } = deployment.contractsOn(to)
  const confirmations = from.chain.finality.depth
  return deliver(to, { relayWorker, packets, confirmations, expiry: expiryOf(deployment) })
}

/** Locks what was there before and has it minted, while transactions are mined at once. @throws {@link NotFilledError} */
export async function fillBuckets(deployment: ReplayDeployment): Promise<void> {
  const all = [...deployment.buckets, ...deployment.others]
  for (const bucket of all) {
    const { home, host, holding, receipt } = bucket
    const steps = lockCalls(deployment, bucket, holding.amount).map((call) => ({
      name: `fill ${holding.symbol}`,
      ...call,
    }))
    const receipts = await sendSequence({ chain: home, account: holder, steps })
    await receiptsOf(host, await deliverHonestly(deployment, { from: home, to: host, packets: packetsIn(receipts) }))
    const outstanding = await host.client.readContract({ address: receipt, abi: erc20Abi, functionName: 'totalSupply' })
    if (outstanding !== holding.amount) {
      throw new NotFilledError({ symbol: holding.symbol, wanted: holding.amount, outstanding })
    }
  }
}
