import { type Abi, decodeFunctionResult, encodeFunctionData } from 'viem'
import type { Address, ChainId, Hex } from '../../domain/identifiers.ts'
import type { Lane } from './topology.ts'

/** Reads one chain at its newest block. */
export interface ChainReader {
  /** Runtime code; `0x` where there is none. */
  code(target: Address): Promise<Hex>
  /** Return data of a call; `0x` where there is no contract, or one that refuses the question. */
  call(target: Address, data: Hex): Promise<Hex>
}

/** A transaction without its sender. */
export interface Transaction {
  readonly name: string
  readonly to: Address
  readonly data: Hex
}

/** Which messages a step bears on: those that leave one end of a lane, or those that arrive there. */
export interface PathwayChange {
  readonly lane: Lane
  readonly end: 'home' | 'host'
  readonly direction: 'sending' | 'receiving'
}

/** One transaction of a plan, which can tell whether its effect is there already. */
export interface Step extends Transaction {
  readonly chainId: ChainId
  /** The contract whose owner alone may send it; `undefined` where anybody may. */
  readonly owned: Address | undefined
  /** Steps that belong together have the same: they follow one another, and are carried out together. */
  readonly group: string
  /** The call that it is; `undefined` for a deployment. */
  readonly call: ContractCall | undefined
  /** `undefined` where it bears on no message under way. */
  readonly pathway: PathwayChange | undefined
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
  readonly owned: Address
  /** Its name, when absent. */
  readonly group?: string
  readonly pathway?: PathwayChange
  readonly call: ContractCall
  readonly done: readonly { readonly read: ContractCall; readonly is: (result: unknown) => boolean }[]
}): Step {
  const { chainId, name, owned, group = name, pathway, call, done } = options
  return {
    ...{ chainId, name, owned, group, pathway, call },
    to: call.address,
    data: encode(call),
    isApplied: async (reader) => {
      for (const { read, is } of done) {
        const answer = await readCall(reader, read)
        if (answer.kind === 'no-contract' || !is(answer.value)) return false
      }
      return true
    },
  }
}

/** Call data of a contract call. */
export const encode = ({ abi, functionName, args }: ContractCall): Hex =>
  encodeFunctionData({ abi, functionName, args: [...args] })

/** What a view function answers, undecided in type. */
export type Answer = { readonly kind: 'answered'; readonly value: unknown } | { readonly kind: 'no-contract' }

/** Calls a view function. @throws whatever the reader throws, and when the answer is not of the function's form. */
export async function readCall(reader: ChainReader, call: ContractCall): Promise<Answer> {
  const data = await reader.call(call.address, encode(call))
  if (data === '0x') return { kind: 'no-contract' }
  const { abi, functionName } = call
  return { kind: 'answered', value: decodeFunctionResult({ abi, functionName, data }) }
}
