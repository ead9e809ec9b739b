import { encodeFunctionData } from 'viem'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { assertNever } from '../../domain/errors.ts'
import { holdKinds } from '../../domain/hold.ts'
import type { ChainId } from '../../domain/identifiers.ts'
import { bucketStates, compartmentStates } from '../../risk/breaker/measure.ts'
import { bucketId } from '../../risk/breaker/scope.ts'
import type { GuardCall } from '../../risk/tightenings.ts'
import type { DeployedBucket } from './buckets.ts'
import type { GuardTransaction } from './ports.ts'

/** A call of the guard with the chain it is for. `id` is text that is equal for equal calls. */
export interface PlannedCall {
  readonly id: string
  readonly chainId: ChainId
  readonly because: readonly string[]
  readonly transaction: GuardTransaction
}

/** Encodes a call; `undefined` for a bucket that is not deployed. */
export function plannedCall(call: GuardCall, buckets: readonly DeployedBucket[]): PlannedCall | undefined {
  const deployed = buckets.find(({ bucket }) => bucketId(bucket) === bucketId(call.bucket))
  if (deployed === undefined) return undefined
  const { bucket, home, host } = deployed
  const { because } = call
  switch (call.kind) {
    case 'tightenBucket': {
      const args = [home.eid, bucket.asset, bucketStates.indexOf(call.state)] as const
      const data = encodeFunctionData({ abi: receiptBucketsAbi, functionName: call.kind, args })
      return { id: callId(call), chainId: host.chainId, because, transaction: { to: host.buckets, data } }
    }
    case 'voidHold': {
      const { id, heldAt, dueAt, kind, ...hold } = call.hold
      const onChain = { ...hold, kind: holdKinds.indexOf(kind), heldAt: Number(heldAt), dueAt: Number(dueAt) }
      const args = [home.eid, bucket.asset, id, onChain] as const
      const data = encodeFunctionData({ abi: receiptBucketsAbi, functionName: call.kind, args })
      return { id: callId(call), chainId: host.chainId, because, transaction: { to: host.buckets, data } }
    }
    case 'tightenCompartment': {
      const args = [host.eid, bucket.asset, compartmentStates.indexOf(call.state)] as const
      const data = encodeFunctionData({ abi: collateralVaultAbi, functionName: call.kind, args })
      return { id: callId(call), chainId: home.chainId, because, transaction: { to: home.vault, data } }
    }
    default:
      return assertNever(call)
  }
}

/** A call in words. */
export const callId = (call: GuardCall): string =>
  `${call.kind} ${bucketId(call.bucket)} ${call.kind === 'voidHold' ? call.hold.id : call.state}`
