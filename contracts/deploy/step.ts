import { type Abi, decodeFunctionResult, encodeFunctionData } from 'viem'
import type { Address, ChainId, Hex } from '../../domain/identifiers.ts'

/** Reads one chain at its newest block. */
export interface ChainReader {
  /** Runtime code; `0x` where there is none. */
  code(target: Address): Promise<Hex>
  /** Return data of a call; `0x` where there is no contract. */
  call(target: Address, data: Hex): Promise<Hex>
}

/** One transaction of a plan, which can tell whether its effect is there already. */
export interface Step {
  readonly chainId: ChainId
  readonly name: string
  readonly to: Address
  readonly data: Hex
  isApplied(reader: ChainReader): Promise<boolean>
}

/** A call of a contract function, by name. */
export interface ContractCall {
  readonly abi: Abi
  readonly address: Address
  readonly functionName: string
  readonly args: readonly unknown[]
}

/**
 * The step that sends one contract call.
 *
 * @param options.done - Calls whose results tell that the effect is there, each with its test.
 */
export function callStep(options: {
  readonly chainId: ChainId
  readonly name: string
  readonly call: ContractCall
  readonly done: readonly { readonly read: ContractCall; readonly is: (result: unknown) => boolean }[]
}): Step {
  const { chainId, name, call, done } = options
  return {
    chainId,
    name,
    to: call.address,
    data: encode(call),
    isApplied: async (reader) => {
      for (const { read, is } of done) {
        const data = await reader.call(read.address, encode(read))
        if (data === '0x') return false
        const { abi, functionName } = read
        if (!is(decodeFunctionResult({ abi, functionName, data }))) return false
      }
      return true
    },
  }
}

const encode = ({ abi, functionName, args }: ContractCall): Hex =>
  encodeFunctionData({ abi, functionName, args: [...args] })
