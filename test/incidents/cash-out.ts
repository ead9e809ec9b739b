import { encodeFunctionData, erc20Abi } from 'viem'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { attacker } from './attacker.ts'
import type { ReplayBucket, ReplayDeployment } from './deployment.ts'
import { deliverHonestly, messageFeeWei, packetsIn } from './fill-buckets.ts'
import { blockSeconds } from './limits.ts'
import { receiptsOf, submit } from './stage.ts'

const callGas = 1_000_000n

/**
 * Burns the receipts that the attacker minted. The burn is real, so attestors and DVN deliver its message, once it is final,
 * and the compartment pays from what others have locked.
 *
 * @param options.advance - Moves the chains on to a time.
 */
export async function cashOut(
  deployment: ReplayDeployment,
  { key, home, host, receipt }: ReplayBucket,
  { advance }: { readonly advance: (time: bigint) => Promise<void> },
): Promise<void> {
  const { stage } = deployment
  const { address } = attacker
  const amount = await host.client.readContract({
    address: receipt,
    abi: erc20Abi,
    functionName: 'balanceOf',
    args: [address],
  })
  if (amount === 0n) return
  const burn = encodeFunctionData({
    abi: receiptBucketsAbi,
    functionName: 'burn',
    args: [home.chain.eid, key.asset, amount, address],
  })
  const to = deployment.contractsOn(host).buckets
  const sent = await submit(host, attacker, [{ to, data: burn, gas: callGas, valueWei: messageFeeWei }])
  await advance(stage.now() + blockSeconds)
  const packets = packetsIn(await receiptsOf(host, sent))
  await advance(stage.now() + blockSeconds * (host.chain.finality.depth + 1n))
  await deliverHonestly(deployment, { from: host, to: home, packets })
  await advance(stage.now() + blockSeconds)
}
