import { type Abi, BaseError, decodeErrorResult, slice, toFunctionSelector } from 'viem'
import { formatAbiItem } from 'viem/utils'
import { bucketPriceFeedAbi } from '../../contracts/abi/BucketPriceFeed.ts'
import { collateralReceiptAbi } from '../../contracts/abi/CollateralReceipt.ts'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import { endpointV2Abi } from '../../contracts/abi/EndpointV2.ts'
import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { receiveUln302Abi } from '../../contracts/abi/ReceiveUln302.ts'
import { relayWorkerAbi } from '../../contracts/abi/RelayWorker.ts'
import type { Hex } from '../../domain/identifiers.ts'

const errors = [
  bucketPriceFeedAbi,
  collateralVaultAbi,
  receiptBucketsAbi,
  collateralReceiptAbi,
  relayWorkerAbi,
  endpointV2Abi,
  receiveUln302Abi,
]
  .flat()
  .filter((item) => item.type === 'error')
/** By selector: hashing every signature for each refusal is what takes the time. */
const errorOf: ReadonlyMap<Hex, Abi> = new Map(errors.map((item) => [toFunctionSelector(formatAbiItem(item)), [item]]))

/** A contract's refusal by name. `name` is the Solidity error; `text` adds its arguments. */
export interface RevertReason {
  readonly name: string
  readonly text: string
  readonly args: readonly unknown[]
}

/** Names the error that revert data stands for; data that no known contract throws keeps its selector. */
export function revertReason(data: Hex): RevertReason {
  if (data === '0x') return { name: 'EmptyRevert', text: 'reverted without data', args: [] }
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi: errorOf.get(slice(data, 0, 4)) ?? [], data })
    return { name: errorName, text: `${errorName}(${args.map(String).join(', ')})`, args }
  } catch {
    return { name: 'UnknownRevert', text: `reverted with ${data.slice(0, 10)}`, args: [] }
  }
}

/** The revert data inside an error of viem's, when the call reverted with any. */
export function revertData(error: unknown): Hex | undefined {
  if (!(error instanceof BaseError)) return undefined
  let found: Hex | undefined
  error.walk((cause) => {
    for (const candidate of [field(cause, 'raw'), field(cause, 'data'), field(field(cause, 'data'), 'data')]) {
      if (typeof candidate === 'string' && /^0x[0-9a-f]*$/i.test(candidate)) found ??= candidate as Hex
    }
    return false
  })
  return found
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
