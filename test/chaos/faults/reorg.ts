import { createTestClient, http } from 'viem'
import type { ChaosChain } from '../stage.ts'

/** Replaces the newest blocks of a chain by empty ones. @throws RangeError when that would undo a final block. */
export async function reorg({ chain, node }: ChaosChain, depth: number): Promise<void> {
  if (BigInt(depth) > chain.finality.depth)
    throw new RangeError(`${depth} blocks of ${chain.name} are not open to change`)
  const client = createTestClient({ mode: 'anvil', transport: http(node.rpcUrl, { retryCount: 0, timeout: 15_000 }) })
  await client.request<{ Method: 'anvil_reorg'; Parameters: [number, []]; ReturnType: unknown }>({
    method: 'anvil_reorg',
    params: [depth, []],
  })
}
