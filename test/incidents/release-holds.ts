import { encodeFunctionData } from 'viem'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { revertData } from '../../relayer/evm/revert-reason.ts'
import { attacker } from './attacker.ts'
import type { ReplayBucket, ReplayDeployment } from './deployment.ts'
import type { Incident } from './incident.ts'
import { submit } from './stage.ts'

const callGas = 600_000n

/** Has everything that is held for the attacker released that the contracts will release; with the next block. */
export async function releaseHolds(
  { contractsOn, stage }: ReplayDeployment,
  { key }: ReplayBucket,
  { breached }: Incident,
): Promise<void> {
  const { partner, breached: source } = stage
  // Holds have the same events and calls on both ends.
  const abi = receiptBucketsAbi
  const address = breached === 'home' ? contractsOn(partner).buckets : contractsOn(partner).vault
  const contract = { address, abi } as const
  const args = { eid: source.chain.eid, asset: key.asset }
  const range = { fromBlock: 0n, toBlock: 'latest', strict: true } as const
  const [held, changed] = await Promise.all([
    partner.client.getContractEvents({ ...contract, eventName: 'Held', args, ...range }),
    partner.client.getContractEvents({ ...contract, eventName: 'HoldChanged', args, ...range }),
  ])
  const latest = new Map([...held, ...changed].map((log) => [log.args.id, log.args.hold]))
  for (const [id, hold] of latest) {
    const particulars = [source.chain.eid, key.asset, id, hold] as const
    const data = encodeFunctionData({ abi, functionName: 'releaseHold', args: particulars })
    const passes = await partner.client
      .call({ account: attacker.address, to: address, data })
      .then(() => true, isRefusal)
    if (passes) await submit(partner, attacker, [{ to: address, data, gas: callGas }])
  }
}

function isRefusal(error: unknown): false {
  if (revertData(error) === undefined) throw error
  return false
}
