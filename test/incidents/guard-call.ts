import { encodeFunctionData } from 'viem'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { assertNever } from '../../domain/errors.ts'
import { holdKinds } from '../../domain/hold.ts'
import { bucketStates, compartmentStates } from '../../risk/breaker/measure.ts'
import type { GuardCall } from '../../risk/tightenings.ts'
import { chainOf, type ReplayDeployment } from './deployment.ts'

/** A call of the guard as a transaction: the chain, the contract and the data. */
export function encodeGuardCall(deployment: ReplayDeployment, call: GuardCall) {
  const { stage } = deployment
  const [home, host] = [chainOf(stage, call.bucket.home), chainOf(stage, call.bucket.host)]
  const { asset } = call.bucket
  const onHost = { chain: host, to: deployment.contractsOn(host).buckets }
  const key = [home.chain.eid, asset] as const
  switch (call.kind) {
    case 'tightenBucket': {
      const args = [...key, bucketStates.indexOf(call.state)] as const
      return { ...onHost, data: encodeFunctionData({ abi: receiptBucketsAbi, functionName: 'tightenBucket', args }) }
    }
    case 'voidHold': {
      const { id, kind, heldAt, dueAt, ...rest } = call.hold
      const hold = { ...rest, kind: holdKinds.indexOf(kind), heldAt: Number(heldAt), dueAt: Number(dueAt) }
      const args = [...key, id, hold] as const
      return { ...onHost, data: encodeFunctionData({ abi: receiptBucketsAbi, functionName: 'voidHold', args }) }
    }
    case 'tightenCompartment': {
      const args = [host.chain.eid, asset, compartmentStates.indexOf(call.state)] as const
      const data = encodeFunctionData({ abi: collateralVaultAbi, functionName: 'tightenCompartment', args })
      return { chain: home, to: deployment.contractsOn(home).vault, data }
    }
    default:
      return assertNever(call)
  }
}
