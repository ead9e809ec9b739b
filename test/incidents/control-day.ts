import { encodeFunctionData } from 'viem'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { deployReplay } from './deployment.ts'
import { deliverHonestly, holder, lockCalls, messageFeeWei, packetsIn } from './fill-buckets.ts'
import { startGuard } from './guard.ts'
import { blockSeconds, holdingsBefore } from './limits.ts'
import { readBalances } from './measure.ts'
import { receiptsOf, type Stage, submit } from './stage.ts'

/** What an honest day came to. Amounts are base units. */
export interface ControlDay {
  readonly capacity: bigint
  readonly locked: bigint
  readonly burned: bigint
  /** What was minted and paid out of it by the end. */
  readonly minted: bigint
  readonly paidOut: bigint
  readonly holds: number
  readonly halts: number
}

/** Basis points of the capacity that move in each hour of the day: an uneven day, 4 % in all. */
const hourly: readonly bigint[] = [
  30n,
  10n,
  5n,
  20n,
  10n,
  15n,
  25n,
  5n,
  20n,
  15n,
  10n,
  30n,
  5n,
  15n,
  20n,
  10n,
  25n,
  10n,
  20n,
  15n,
  30n,
  10n,
  25n,
  20n,
]

/**
 * A day on which 4 % of the capacity is locked and minted, and as much burned and paid out, with the guard at work. Nothing
 * may be held, and nothing halted.
 */
export async function controlDay(stage: Stage, options: { readonly generation: number }): Promise<ControlDay> {
  const { generation } = options
  const deployment = await deployReplay(stage, { generation, breached: 'host', holdings: holdingsBefore['kelp-2026'] })
  const [bucket] = deployment.buckets
  if (bucket === undefined) throw new TypeError('The control day has a bucket')
  const { home, host, key, terms } = bucket
  const [{ vault }, { buckets }] = [deployment.contractsOn(home), deployment.contractsOn(host)]
  const guard = await startGuard(deployment)
  const pass = async (blocks: bigint): Promise<void> => {
    for (let block = 0n; block < blocks; block += 1n) {
      await stage.tick()
      await guard.settle()
    }
  }
  const before = await readBalances(deployment, bucket, [])
  const firstBlocks = await Promise.all([home, host].map(({ client }) => client.getBlockNumber()))
  let moved = 0n
  try {
    for (const parts of hourly) {
      const amount = (terms.bucketCapacity * parts) / 10_000n
      moved += amount
      const burn = encodeFunctionData({
        abi: receiptBucketsAbi,
        functionName: 'burn',
        args: [home.chain.eid, key.asset, amount, holder.address],
      })
      const locks = await submit(home, holder, lockCalls(deployment, bucket, amount))
      const burns = await submit(host, holder, [{ to: buckets, data: burn, gas: 1_000_000n, valueWei: messageFeeWei }])
      await pass(1n)
      const mints = packetsIn(await receiptsOf(home, locks))
      const releases = packetsIn(await receiptsOf(host, burns))
      const final = home.chain.finality.depth + 1n
      await pass(final)
      await deliverHonestly(deployment, { from: home, to: host, packets: mints })
      await deliverHonestly(deployment, { from: host, to: home, packets: releases })
      await pass(1n)
      await stage.tick(3_600n - blockSeconds * (final + 2n))
      await guard.settle()
    }
    await pass(6n)
  } finally {
    await guard.stop()
  }
  const after = await readBalances(deployment, bucket, [])
  const since = (block: bigint | undefined) => ({ fromBlock: (block ?? 0n) + 1n, toBlock: 'latest' }) as const
  const atHome = { address: vault, abi: collateralVaultAbi, ...since(firstBlocks[0]) } as const
  const onHost = { address: buckets, abi: receiptBucketsAbi, ...since(firstBlocks[1]) } as const
  const [homeHolds, hostHolds, homeHalts, hostHalts] = await Promise.all([
    home.client.getContractEvents({ ...atHome, eventName: 'Held' }),
    host.client.getContractEvents({ ...onHost, eventName: 'Held' }),
    home.client.getContractEvents({ ...atHome, eventName: 'CompartmentTightened' }),
    host.client.getContractEvents({ ...onHost, eventName: 'BucketTightened' }),
  ])
  return {
    capacity: terms.bucketCapacity,
    locked: moved,
    burned: moved,
    minted: after.outstanding - before.outstanding + moved,
    paidOut: before.escrow + moved - after.escrow,
    holds: homeHolds.length + hostHolds.length,
    halts: homeHalts.length + hostHalts.length,
  }
}

/** Whether the day was an undisturbed one: all of it arrived, and nothing was held or halted. */
export const isUndisturbed = ({ locked, burned, minted, paidOut, holds, halts }: ControlDay): boolean =>
  minted === locked && paidOut === burned && holds === 0 && halts === 0
