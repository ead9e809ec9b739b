import { reorg as replaceBlocks } from '../../support/reorg.ts'
import type { ChaosChain } from '../stage.ts'

/**
 * Replaces the newest blocks of a chain by empty ones.
 *
 * @throws RangeError when that would undo a final block.
 */
export async function reorg({ chain, node }: ChaosChain, depth: number): Promise<void> {
  if (BigInt(depth) > chain.finality.depth)
    throw new RangeError(`${depth} blocks of ${chain.name} are not open to change`)
  await replaceBlocks(node.rpcUrl, { newest: depth })
}
