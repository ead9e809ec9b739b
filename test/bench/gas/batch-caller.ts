import { encodeFunctionData, parseAbi } from 'viem'
import type { SequenceStep } from '../../../devnet/anvil/send-sequence.ts'
import type { Address, Hex } from '../../../domain/identifiers.ts'
import type { BenchChain } from './bench-chains.ts'

const batchCallerAbi = parseAbi(['struct Call { address target; bytes data; }', 'function callAll(Call[] calls)'])
const gas = 28_000_000n

/** One call of a batch. */
export interface BatchedCall {
  readonly to: Address
  readonly data: Hex
}

/** All calls in one transaction. @see BatchCaller.sol */
export function batchStep({ batchCaller }: BenchChain, calls: readonly BatchedCall[]): SequenceStep {
  const args = [calls.map(({ to, data }) => ({ target: to, data }))] as const
  return {
    name: 'callAll',
    to: batchCaller,
    data: encodeFunctionData({ abi: batchCallerAbi, functionName: 'callAll', args }),
    gas,
  }
}
