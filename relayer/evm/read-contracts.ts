import type { Abi } from 'viem'
import type { Address } from '../../domain/identifiers.ts'
import type { BlockObservation } from '../ports.ts'
import type { EvmClient } from './client.ts'

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
