import { createTestClient, http, type TestClient } from 'viem'
import type { ChaosChain } from '../stage.ts'

/**
 * Replaces the newest blocks of a chain by empty ones.
 *
 * No block may be under way meanwhile: anvil takes states back without waiting for one, and then keeps a block whose
 * transactions its state has forgotten, so that a nonce is sent twice. So its clock is stopped, and a block is asked for
 * by hand, which waits for one that is under way.
 *
 * @throws RangeError when that would undo a final block.
 */
export async function reorg({ chain, node }: ChaosChain, depth: number): Promise<void> {
  if (BigInt(depth) > chain.finality.depth)
    throw new RangeError(`${depth} blocks of ${chain.name} are not open to change`)
  const client: TestClient = createTestClient({
    mode: 'anvil',
    transport: http(node.rpcUrl, { retryCount: 0, timeout: 15_000 }),
  })
  await client.setIntervalMining({ interval: 0 })
  try {
    await client.mine({ blocks: 1 })
    await client.request<{ Method: 'anvil_reorg'; Parameters: [number, []]; ReturnType: unknown }>({
      method: 'anvil_reorg',
      params: [depth, []],
    })
  } finally {
    await node.startBlockProduction()
  }
}
