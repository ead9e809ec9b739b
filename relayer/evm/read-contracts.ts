import type { Abi } from 'viem'
import type { Address } from '../../domain/identifiers.ts'
import type { BlockObservation } from '../ports.ts'
import type { EvmClient } from './client.ts'
import { type RevertReason, revertData, revertReason } from './revert-reason.ts'

/** One call of a view function. */
export interface ContractRead {
  readonly address: Address
  readonly abi: Abi
  readonly functionName: string
  readonly args: readonly unknown[]
}

/**
 * Most bytes of call data in one request. With the aggregator's code around them they stay below the 49,152 bytes of
 * init code that EIP-3860 allows.
 */
const batchSize = 12_000

/**
 * Calls view functions in as few requests as fit, through an aggregator that is sent along with the call: none has to
 * be deployed. Values come back undecided in type; the caller checks them.
 *
 * @param options.at - Pinned block, by hash; the newest one when absent.
 * @throws whatever the RPC throws; also when any of the calls reverts.
 */
export async function readContracts(
  client: EvmClient,
  { reads, at }: { readonly reads: readonly ContractRead[]; readonly at?: Pick<BlockObservation, 'hash'> },
): Promise<readonly unknown[]> {
  if (reads.length === 0) return []
  return client.multicall({
    contracts: reads.map(({ args, ...read }) => ({ ...read, args: [...args] })),
    allowFailure: false,
    deployless: true,
    batchSize,
    ...(at === undefined ? {} : { blockHash: at.hash, requireCanonical: true }),
  })
}

/** What a call came to: its value, or the contract's refusal. */
export type Tried =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly reason: RevertReason }

/**
 * Tries calls at one block, one after the other, each on top of those before it that fit the same request. A refusal is
 * an answer. Sends nothing.
 *
 * @param at - Pinned block, by hash; the newest one when absent.
 * @throws whatever the RPC throws.
 */
export async function tryContracts(
  client: EvmClient,
  reads: readonly ContractRead[],
  at?: Pick<BlockObservation, 'hash'>,
): Promise<readonly Tried[]> {
  if (reads.length === 0) return []
  const results = await client.multicall({
    contracts: reads.map(({ args, ...read }) => ({ ...read, args: [...args] })),
    allowFailure: true,
    deployless: true,
    batchSize,
    ...(at === undefined ? {} : { blockHash: at.hash, requireCanonical: true }),
  })
  return results.map((result): Tried => {
    if (result.status === 'success') return { kind: 'value', value: result.result }
    const revert = revertData(result.error)
    if (revert === undefined) throw result.error
    return { kind: 'refused', reason: revertReason(revert) }
  })
}
