import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { ReplayBucket, ReplayDeployment } from './deployment.ts'
import type { Incident } from './incident.ts'

/** A tightening that was mined. */
export interface Halt {
  readonly time: bigint
  readonly blockNumber: bigint
  readonly txHash: Hex
}

/** Who stopped a bucket when; read from the chains. */
export interface Halts {
  /** The guard's first measure, at the end that the forged messages reach. */
  readonly guard: Halt | undefined
  /** The guardian's review, which ends payouts at home. */
  readonly review: Halt | undefined
}

/** The halts of each bucket of a deployment. */
export async function haltsOf(
  { stage, contractsOn }: ReplayDeployment,
  { breached }: Incident,
): Promise<(bucket: ReplayBucket) => Halts> {
  const { partner, breached: source } = stage
  const { vault, buckets } = contractsOn(partner)
  const range = { fromBlock: 0n, toBlock: 'latest', strict: true } as const
  const events =
    breached === 'home'
      ? await partner.client.getContractEvents({
          address: buckets,
          abi: receiptBucketsAbi,
          eventName: 'BucketTightened',
          args: { srcEid: source.chain.eid },
          ...range,
        })
      : await partner.client.getContractEvents({
          address: vault,
          abi: collateralVaultAbi,
          eventName: 'CompartmentTightened',
          args: { dstEid: source.chain.eid },
          ...range,
        })
  const mined = await Promise.all(
    events.map(async ({ args, blockNumber, transactionHash: txHash }) => {
      const { timestamp: time } = await partner.client.getBlock({ blockNumber })
      return { asset: args.asset.toLowerCase(), by: args.by.toLowerCase(), halt: { time, blockNumber, txHash } }
    }),
  )
  return ({ key }) => {
    const first = (by: string): Halt | undefined =>
      mined.find((candidate) => candidate.asset === key.asset && candidate.by === by)?.halt
    return {
      guard: first(testAccounts.guard.address),
      review: breached === 'home' ? undefined : first(testAccounts.guardian.address),
    }
  }
}
