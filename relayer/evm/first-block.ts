import { DomainError } from '../../domain/errors.ts'
import type { Address } from '../../domain/identifiers.ts'
import type { ChainRpc } from './chain-rpc.ts'

/** No quorum of a chain's providers has the state of old blocks. */
export class FirstBlockUnknownError extends DomainError {
  readonly code = 'FIRST_BLOCK_UNKNOWN'
  readonly retryable = false
  constructor(readonly facts: { readonly chain: string; readonly blockNumber: bigint }) {
    super(
      `The RPC providers of ${facts.chain} do not agree on what block ${facts.blockNumber} holds, or lack its state.`,
      {
        hint: `Name the block of its first deployment: --start-block ${facts.chain}=<block>.`,
      },
    )
  }
}

/**
 * The first block with a contract's code: halves the blocks up to `head`, where it is there, about 25 reads by quorum. Needs
 * nodes with the state of old blocks.
 *
 * @throws {@link FirstBlockUnknownError}
 */
export async function findFirstBlock({
  chain,
  rpc: { quorum },
  target,
  head,
}: {
  readonly chain: string
  readonly rpc: Pick<ChainRpc, 'quorum'>
  readonly target: Address
  readonly head: bigint
}): Promise<bigint> {
  const isThere = async (blockNumber: bigint): Promise<boolean> => {
    const reading = await quorum.read(
      async (client) => ((await client.getCode({ address: target, blockNumber })) ?? '0x') !== '0x',
      String,
    )
    if (reading.kind === 'disagreed') throw new FirstBlockUnknownError({ chain, blockNumber })
    return reading.value
  }
  let [absent, there] = [-1n, head]
  while (there - absent > 1n) {
    const middle = (absent + there) / 2n
    if (await isThere(middle)) there = middle
    else absent = middle
  }
  return there
}
