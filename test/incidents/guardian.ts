import { encodeFunctionData } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { bucketStates, compartmentStates } from '../../risk/breaker/measure.ts'
import { bucketId } from '../../risk/breaker/scope.ts'
import type { Proposal } from '../../risk/tightenings.ts'
import { chainOf, type ReplayDeployment } from './deployment.ts'
import { guardianSeconds } from './limits.ts'
import { submit } from './stage.ts'

const guardianAccount = privateKeyToAccount(testAccounts.guardian.privateKey)
const callGas = 500_000n

/** The person with the guardian's key, who does what the guard proposes, and not at once. */
export interface Guardian {
  /** Takes note of proposals, and acts on those that are old enough; what it sends is mined with the next block. */
  act(proposals: readonly Proposal[]): Promise<void>
  /** When it will act next; `undefined` while it has nothing before it. */
  nextAt(): bigint | undefined
}

/** A guardian that was at home when the alert came: each proposal is acted on `guardianSeconds` after it was made. */
export function guardianOf(deployment: ReplayDeployment): Guardian {
  const { stage } = deployment
  const open = new Map<string, { readonly dueAt: bigint; readonly send: () => Promise<void> }>()
  const known = new Set<string>()
  return {
    nextAt: () => [...open.values()].map(({ dueAt }) => dueAt).sort((a, b) => (a < b ? -1 : 1))[0],
    async act(proposals) {
      for (const proposal of proposals) {
        if (proposal.kind === 'proposePark') continue
        const id = `${proposal.kind} ${bucketId(proposal.bucket)}`
        if (known.has(id)) continue
        known.add(id)
        open.set(id, { dueAt: stage.now() + guardianSeconds, send: () => carryOut(deployment, proposal) })
      }
      for (const [id, { dueAt, send }] of open) {
        if (stage.now() < dueAt) continue
        await send()
        open.delete(id)
      }
    },
  }
}

async function carryOut(
  deployment: ReplayDeployment,
  { kind, bucket }: Exclude<Proposal, { kind: 'proposePark' }>,
): Promise<void> {
  const [home, host] = [chainOf(deployment.stage, bucket.home), chainOf(deployment.stage, bucket.host)]
  const [chain, to, data] =
    kind === 'stop'
      ? ([
          host,
          deployment.contractsOn(host).buckets,
          encodeFunctionData({
            abi: receiptBucketsAbi,
            functionName: 'tightenBucket',
            args: [home.chain.eid, bucket.asset, bucketStates.indexOf('stopped')],
          }),
        ] as const)
      : ([
          home,
          deployment.contractsOn(home).vault,
          encodeFunctionData({
            abi: collateralVaultAbi,
            functionName: 'tightenCompartment',
            args: [host.chain.eid, bucket.asset, compartmentStates.indexOf('review')],
          }),
        ] as const)
  await submit(chain, guardianAccount, [{ to, data, gas: callGas }])
}
