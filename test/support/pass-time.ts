import { createTestClient, http } from 'viem'

/** Moves the clock of a local chain on, in seconds, and mines a block that shows it. */
export async function passTime(rpcUrl: string, seconds: number): Promise<void> {
  const node = createTestClient({ mode: 'anvil', transport: http(rpcUrl) })
  await node.increaseTime({ seconds })
  await node.mine({ blocks: 1 })
}
