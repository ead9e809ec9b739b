import { createTestClient, http, publicActions } from 'viem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningAnvil, startAnvil } from '../../../devnet/anvil/start-anvil.ts'
import { openSupervisor, type Supervisor } from '../../../devnet/process/supervisor.ts'
import { address } from '../../../domain/identifiers.ts'
import { openChainRpc } from '../../../relayer/evm/chain-rpc.ts'
import { FirstBlockUnknownError, findFirstBlock } from '../../../relayer/evm/first-block.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()
const target = address(`0x${'c0de'.repeat(10)}`)
let supervisor: Supervisor
let anvil: RunningAnvil

beforeAll(async () => {
  supervisor = await openSupervisor({ dataDir: folder.path })
  const settings = { chainId: 31_001, blockTimeSeconds: 1, slotsInAnEpoch: 2, stateHistoryBlocks: 40 }
  anvil = await startAnvil({ supervisor, name: 'alpha', ...settings })
})
afterAll(async () => {
  await supervisor?.close()
  folder.remove()
})

const client = () => createTestClient({ mode: 'anvil', transport: http(anvil.rpcUrl) }).extend(publicActions)
const rpc = () => {
  const endpoints = ['one', 'two'].map((name) => ({ name, url: anvil.rpcUrl }))
  return openChainRpc({ chain: 'alpha', endpoints, quorum: 2 })
}

test('default: the block in which the code appears, whatever block that is; and an error where old state is gone', async () => {
  const chain = client()
  await chain.mine({ blocks: 7 })
  // It goes into the newest block's state.
  await chain.setCode({ address: target, bytecode: '0x00' })
  const first = await chain.getBlockNumber({ cacheTime: 0 })
  expect(first).toBe(7n)
  for (const more of [0, 1, 13]) {
    if (more > 0) await chain.mine({ blocks: more })
    const head = await chain.getBlockNumber({ cacheTime: 0 })
    expect(await findFirstBlock({ chain: 'alpha', rpc: rpc(), target, head })).toBe(first)
  }
  await chain.mine({ blocks: 100 })
  const head = await chain.getBlockNumber({ cacheTime: 0 })
  const lost = findFirstBlock({ chain: 'alpha', rpc: rpc(), target, head })
  await expect(lost).rejects.toThrow(FirstBlockUnknownError)
  await expect(lost).rejects.toMatchObject({ hint: expect.stringContaining('--start-block alpha=') })
})
