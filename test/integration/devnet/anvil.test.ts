import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPublicClient, createTestClient, getAddress, http, publicActions } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { devAccount } from '../../../devnet/anvil/accounts.ts'
import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import { type SequenceStep, SequenceStepError, sendSequence } from '../../../devnet/anvil/send-sequence.ts'
import { AnvilStartError, startAnvil } from '../../../devnet/anvil/start-anvil.ts'
import { MissingBinaryError } from '../../../devnet/process/npm-binary.ts'
import { freePort, PortTakenError } from '../../../devnet/process/ports.ts'
import { openSupervisor, type Supervisor } from '../../../devnet/process/supervisor.ts'
import { address } from '../../../domain/identifiers.ts'
import { eventually } from '../../support/eventually.ts'
import { reorg } from '../../support/reorg.ts'

const root = mkdtempSync(join(tmpdir(), 'bulkhead-anvil-'))
let supervisor: Supervisor
let chains = 0

const newChain = ({ slotsInAnEpoch = 2, blockTimeSeconds = 1 } = {}) => {
  chains += 1
  return startAnvil({ supervisor, name: `chain-${chains}`, chainId: 31_000 + chains, blockTimeSeconds, slotsInAnEpoch })
}

const clientOf = (rpcUrl: string) => createPublicClient({ transport: http(rpcUrl), cacheTime: 0 })
const nowSeconds = (): number => Date.now() / 1_000
const account = devAccount(0)
const receiver = address('0x00000000000000000000000000000000000000aa')
const transfers = (count: number): readonly SequenceStep[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `transfer ${index}`,
    to: receiver,
    data: '0x',
    valueWei: 1n,
    gas: 30_000n,
  }))

beforeAll(async () => {
  supervisor = await openSupervisor({ dataDir: root })
})
afterAll(async () => {
  await supervisor.close()
  rmSync(root, { recursive: true, force: true })
})

describe('startAnvil', () => {
  test('default: funds the well-known accounts', async () => {
    const chain = await newChain()
    const client = clientOf(chain.rpcUrl)
    expect(await client.getChainId()).toBe(chain.chainId)
    expect(account.address).toBe('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266')
    expect(await client.getBalance({ address: devAccount(29).address })).toBe(10_000n * 10n ** 18n)
    await chain.stop()
    await expect(client.getChainId()).rejects.toThrow()
  })

  test('behavior: block times never run ahead of the clock, not in a burst of transactions either', async () => {
    const chain = await newChain()
    const client = clientOf(chain.rpcUrl)
    await sendSequence({ chain, account, steps: transfers(80) })
    const head = await client.getBlock()
    expect(head.number).toBe(80n)
    expect(Number(head.timestamp)).toBeLessThanOrEqual(nowSeconds())
    expect(Number(head.timestamp)).toBeGreaterThan(nowSeconds() - 3)

    await chain.startBlockProduction()
    for (let block = 0; block < 3; block += 1) {
      await sleep(700)
      expect(Number((await client.getBlock()).timestamp)).toBeLessThanOrEqual(nowSeconds())
    }
  })

  test('behavior: block production makes a block per block time, empty or not, and mines at no other time', async () => {
    const chain = await newChain()
    const client = clientOf(chain.rpcUrl)
    await chain.startBlockProduction()
    const before = await client.getBlockNumber()
    await sleep(3_300)
    const empty = Number((await client.getBlockNumber()) - before)
    expect(empty).toBeGreaterThanOrEqual(2)
    expect(empty).toBeLessThanOrEqual(4)
    const receipts = await sendSequence({ chain, account, steps: transfers(10) })
    expect(new Set(receipts.map(({ blockNumber }) => blockNumber)).size).toBeLessThanOrEqual(2)
  }, 15_000)

  test('behavior: safe is n blocks, finalized 2n blocks below the head', async () => {
    const chain = await newChain({ slotsInAnEpoch: 3 })
    const client = clientOf(chain.rpcUrl)
    const heights = async () => {
      const [latest, safe, finalized] = await Promise.all(
        (['latest', 'safe', 'finalized'] as const).map((blockTag) => client.getBlock({ blockTag })),
      )
      return [latest?.number, safe?.number, finalized?.number]
    }
    expect(await heights()).toEqual([0n, 0n, 0n])
    await sendSequence({ chain, account, steps: transfers(5) })
    expect(await heights()).toEqual([5n, 2n, 0n])
    await sendSequence({ chain, account, steps: transfers(5) })
    expect(await heights()).toEqual([10n, 7n, 4n])
    expect(await client.getBalance({ address: receiver, blockTag: 'finalized' })).toBe(4n)
  })

  test('behavior: keeps the history of blocks and receipts, and writes nothing to disk', async () => {
    const chain = await newChain()
    const client = createTestClient({ mode: 'anvil', transport: http(chain.rpcUrl) }).extend(publicActions)
    const [first] = await sendSequence({ chain, account, steps: transfers(1) })
    await client.mine({ blocks: 3_000 })
    const receipt = await client.getTransactionReceipt({ hash: first?.transactionHash ?? '0x' })
    expect(receipt.blockNumber).toBe(1n)
    expect((await client.getBlock({ blockNumber: 1n })).transactions).toHaveLength(1)
    expect(await client.getBalance({ address: receiver, blockTag: 'finalized' })).toBe(1n)
    await expect(client.getBalance({ address: receiver, blockNumber: 1n })).rejects.toThrow()
    expect(existsSync(join(supervisor.dataDir, '.foundry'))).toBe(false)
  }, 60_000)

  test('error: MissingBinaryError', async () => {
    const platform = { os: 'plan9', arch: 'mips' }
    const failure = startAnvil({ supervisor, name: 'none', chainId: 1, blockTimeSeconds: 1, platform })
    await expect(failure).rejects.toThrow(MissingBinaryError)
    await expect(failure).rejects.toThrow('@foundry-rs/anvil-plan9-mips')
  })

  test('error: PortTakenError', async () => {
    const port = await freePort()
    const listener = createServer().listen(port, '127.0.0.1')
    await once(listener, 'listening')
    const failure = startAnvil({ supervisor, name: 'taken', chainId: 1, blockTimeSeconds: 1, port })
    await expect(failure).rejects.toThrow(PortTakenError)
    listener.close()
  })

  test('error: AnvilStartError says what anvil said', async () => {
    const failure = startAnvil({ supervisor, name: 'bad', chainId: 1, blockTimeSeconds: 1, mnemonic: 'not a mnemonic' })
    await expect(failure).rejects.toThrow(AnvilStartError)
    await expect(failure).rejects.toThrow('The local chain bad did not start: ')
  })
})

describe('reorg', () => {
  test('behavior: replaces blocks from a height on, and the chain goes on', async () => {
    const chain = await newChain()
    const client = clientOf(chain.rpcUrl)
    await sendSequence({ chain, account, steps: transfers(5) })
    await chain.startBlockProduction()
    const [kept, gone] = [await client.getBlock({ blockNumber: 3n }), await client.getBlock({ blockNumber: 4n })]
    await reorg(chain.rpcUrl, { from: 4n })
    expect((await client.getBlock({ blockNumber: 3n })).hash).toBe(kept.hash)
    const instead = await client.getBlock({ blockNumber: 4n })
    expect(instead).toMatchObject({ parentHash: kept.hash, transactions: [] })
    expect(instead.hash).not.toBe(gone.hash)
    const head = await client.getBlockNumber()
    await eventually('the next block', async () => (await client.getBlockNumber()) > head || undefined)
  })

  test('behavior: asked for twice of a chain that stands still, it happens twice, one after the other', async () => {
    const chain = await newChain()
    const client = clientOf(chain.rpcUrl)
    await sendSequence({ chain, account, steps: transfers(5) })
    await chain.startBlockProduction()
    for (let round = 0; round < 4; round += 1) {
      const pid = chain.pid() ?? 0
      process.kill(pid, 'SIGSTOP')
      const both = Promise.all([1, 3].map((newest) => reorg(chain.rpcUrl, { newest })))
      await sleep(300)
      process.kill(pid, 'SIGCONT')
      await both
    }
    const head = await client.getBlockNumber()
    expect(head).toBeGreaterThanOrEqual(5n + 2n * 4n)
    for (let number = 1n; number <= head; number += 1n) {
      const [parent, block] = [number - 1n, number].map((blockNumber) => client.getBlock({ blockNumber }))
      expect((await block)?.parentHash).toBe((await parent)?.hash)
    }
    await eventually('the next block', async () => (await client.getBlockNumber()) > head || undefined)
  })
})

describe('beginSequence', () => {
  /** Init code: a contract whose code is the one byte 01; and one that reverts. */
  const oneByte = { abi: [], bytecode: '0x600160005360016000f3' } as const
  const reverting = { abi: [], bytecode: '0x60006000fd' } as const

  test('default: addresses are known before anything is sent', async () => {
    const chain = await newChain()
    const client = clientOf(chain.rpcUrl)
    const sequence = await beginSequence({ chain, account })
    const first = sequence.deploy({ name: 'first', ...oneByte })
    const second = sequence.deploy({ name: 'second', ...oneByte })
    sequence.add({ name: 'transfer', to: receiver, data: '0x', valueWei: 5n })
    expect(first).not.toBe(second)
    expect(await client.getCode({ address: first })).toBeUndefined()
    const receipts = await sequence.send()
    expect(receipts.map(({ contractAddress }) => contractAddress && getAddress(contractAddress))).toEqual([
      getAddress(first),
      getAddress(second),
      null,
    ])
    expect(await client.getCode({ address: second })).toBe('0x01')
  })

  test('error: SequenceStepError names the step that reverted', async () => {
    const chain = await newChain()
    const sequence = await beginSequence({ chain, account })
    sequence.add({ name: 'transfer', to: receiver, data: '0x' })
    sequence.deploy({ name: 'Broken', ...reverting })
    const failure = sequence.send()
    await expect(failure).rejects.toThrow(SequenceStepError)
    await expect(failure).rejects.toMatchObject({ facts: { index: 1, step: 'deploy Broken' } })
  })

  test('error: SequenceStepError when a transaction is refused', async () => {
    const chain = await newChain()
    const pauper = devAccount(200)
    await expect(sendSequence({ chain, account: pauper, steps: transfers(1) })).rejects.toThrow(SequenceStepError)
  })
})
