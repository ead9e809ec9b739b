import { createTestClient, http } from 'viem'
import { getBlockNumber } from 'viem/actions'
import { z } from 'zod'

/** Which blocks of a chain a reorg replaces: so many of the newest, or all from a height on. */
export type ReplacedBlocks = { readonly newest: number } | { readonly from: bigint }

/** The reorg that each node was asked for last. */
const last = new Map<string, Promise<void>>()

/**
 * Replaces the newest blocks of an anvil chain by as many empty ones. One block more is made first and counts as the newest.
 *
 * No block may be under way meanwhile: anvil takes states back without waiting for one, and then keeps a block whose
 * transactions its state has forgotten, so that a nonce is sent twice. So the chain's clock is stopped, a block is asked for
 * by hand, which waits for one that is under way, and a node does one reorg after the other.
 */
export function reorg(rpcUrl: string, blocks: ReplacedBlocks): Promise<void> {
  const before = last.get(rpcUrl) ?? Promise.resolve()
  const done = before.catch(() => undefined).then(() => replaceBlocks(rpcUrl, blocks))
  last.set(rpcUrl, done)
  return done
}

async function replaceBlocks(rpcUrl: string, blocks: ReplacedBlocks): Promise<void> {
  const client = createTestClient({ mode: 'anvil', transport: http(rpcUrl, { retryCount: 0, timeout: 15_000 }) })
  const ask = (method: string, params: readonly unknown[]): Promise<unknown> =>
    client.request<{ Method: string; Parameters: readonly unknown[]; ReturnType: unknown }>({ method, params })
  const interval = z
    .number()
    .positive()
    .parse(await ask('anvil_getIntervalMining', []))
  await client.setIntervalMining({ interval: 0 })
  try {
    await client.mine({ blocks: 1 })
    const depth = 'newest' in blocks ? blocks.newest : Number((await getBlockNumber(client)) - blocks.from) + 1
    await ask('anvil_reorg', [depth, []])
  } finally {
    await client.setIntervalMining({ interval })
  }
}
