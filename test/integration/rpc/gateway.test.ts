import { setTimeout as sleep } from 'node:timers/promises'
import { createTestClient, createWalletClient, getContractAddress, type Hex, http } from 'viem'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { devAccount } from '../../../devnet/anvil/accounts.ts'
import { pollReceipt } from '../../../devnet/anvil/poll-receipt.ts'
import { type RunningAnvil, startAnvil } from '../../../devnet/anvil/start-anvil.ts'
import { openSupervisor } from '../../../devnet/process/supervisor.ts'
import { createLogger } from '../../../observability/logger.ts'
import { evmClient } from '../../../relayer/evm/client.ts'
import type { RpcAnswer } from '../../../rpc/call.ts'
import { type Gateway, type GatewayOptions, openGateway } from '../../../rpc/gateway.ts'
import { type RpcProxy, startRpcProxy } from '../../support/rpc-proxy.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Emits as many empty logs as its argument says, each with what is left to do as data. */
const emitter: Hex = '0x601b80600b6000396000f36000355b80156019578060005260206000a0600190036003565b00'
const logsPerBlock = 5
const blocks = 60
/** Logs of the block after those. */
const manyLogs = 1_000

const folder = temporaryFolder()
const log = createLogger({ name: 'test', level: 'silent' })
let node: RunningAnvil
let first: RpcProxy
let second: RpcProxy
let close: () => Promise<void>
let address: Hex
let from: number
const opened: Gateway[] = []

beforeAll(async () => {
  const supervisor = await openSupervisor({ dataDir: folder.path })
  node = await startAnvil({ supervisor, name: 'chain', chainId: 31_001, blockTimeSeconds: 1 })
  first = await startRpcProxy(node.rpcUrl)
  second = await startRpcProxy(node.rpcUrl)
  close = async () => {
    await Promise.all([first.close(), second.close()])
    await supervisor.close()
  }
  const account = devAccount(0)
  const wallet = createWalletClient({ account, transport: http(node.rpcUrl) })
  const client = createTestClient({ mode: 'anvil', transport: http(node.rpcUrl) })
  const mined = async (hash: Hex) => {
    const receipt = await pollReceipt(evmClient([node.rpcUrl]), hash, performance.now() + 20_000)
    if (receipt === undefined) throw new TypeError('It is mined at once')
    return receipt
  }
  const deployed = await mined(await wallet.sendTransaction({ chain: null, data: emitter, gas: 200_000n }))
  address = getContractAddress({ from: account.address, nonce: 0n }).toLowerCase() as Hex
  from = Number(deployed.blockNumber) + 1
  for (let block = 0; block <= blocks; block += 1) {
    const count = block === blocks ? manyLogs : logsPerBlock
    const data: Hex = `0x${count.toString(16).padStart(64, '0')}`
    const hash = await wallet.sendTransaction({ chain: null, to: address, data, gas: 3_000_000n })
    await mined(hash)
  }
  await client.mine({ blocks: 100 })
})
afterEach(() => {
  for (const gateway of opened.splice(0)) gateway.close()
  for (const proxy of [first, second]) proxy.behave({ kind: 'honest' })
})
afterAll(async () => {
  await close?.()
  folder.remove()
})

function gatewayOver(proxies: readonly RpcProxy[], options: Partial<GatewayOptions> = {}): Gateway {
  const endpoints = proxies.map(({ url }, index) => ({ name: `p${index + 1}`, url }))
  const gateway = openGateway({ endpoints, chainId: 31_001, blockTimeSeconds: 1, log, ...options })
  opened.push(gateway)
  return gateway
}

const hex = (value: number): Hex => `0x${value.toString(16)}`
const logsIn = (gateway: Gateway, range: { readonly from: number; readonly to: number }): Promise<RpcAnswer> =>
  gateway.ask({
    method: 'eth_getLogs',
    params: [{ address, topics: [], fromBlock: hex(range.from), toBlock: hex(range.to) }],
  })
const blockOf = (gateway: Gateway, number: number): Promise<RpcAnswer> =>
  gateway.ask({ method: 'eth_getBlockByNumber', params: [hex(number), false] })

/** `block.logIndex` of each log, in the order in which they were given. */
const placesOf = (answer: RpcAnswer): readonly string[] => {
  if (answer.kind !== 'result') throw new Error(answer.error.message)
  const logs = answer.result as readonly { readonly blockNumber: Hex; readonly logIndex: Hex }[]
  return logs.map(({ blockNumber, logIndex }) => `${Number(blockNumber) - from}.${Number(logIndex)}`)
}
const expectedPlaces = (count: number): readonly string[] =>
  Array.from({ length: count * logsPerBlock }, (_, at) => `${Math.floor(at / logsPerBlock)}.${at % logsPerBlock}`)

describe('batches', () => {
  test('default: calls of one moment share requests, and each gets its own answer', async () => {
    const gateway = gatewayOver([first])
    const before = first.counts()
    const answers = await Promise.all(Array.from({ length: 80 }, (_, index) => blockOf(gateway, index)))
    const after = first.counts()
    expect(answers.map((answer) => answer.kind === 'result' && Reflect.get(Object(answer.result), 'number'))).toEqual(
      Array.from({ length: 80 }, (_, index) => hex(index)),
    )
    expect(after.calls - before.calls).toBe(80)
    expect(after.requests - before.requests).toBeLessThanOrEqual(8)
  })

  test('behavior: the same call at the same time is asked once', async () => {
    const gateway = gatewayOver([first])
    const before = first.counts()
    await Promise.all([blockOf(gateway, 7), blockOf(gateway, 7), blockOf(gateway, 7)])
    expect(first.counts().calls - before.calls).toBe(1)
  })

  test('behavior: a provider that refuses batches, in words of its own, is asked for fewer calls at once', async () => {
    first.behave({ kind: 'picky', maxBatch: 3 })
    const gateway = gatewayOver([first])
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => blockOf(gateway, index)))
    expect(answers.every(({ kind }) => kind === 'result')).toBe(true)
    const refusals = first.refusals()
    await Promise.all(Array.from({ length: 60 }, (_, index) => blockOf(gateway, 60 + index)))
    expect(first.refusals(), 'it has learned').toBe(refusals)
  })

  test('behavior: an error about the question comes back as it is', async () => {
    const gateway = gatewayOver([first, second])
    const answer = await gateway.ask({ method: 'eth_getBlockByNumber', params: ['no block', false] })
    expect(answer).toMatchObject({ kind: 'error', error: { code: -32_602 } })
  })
})

describe('ranges of logs', () => {
  test.each([
    ['blocks', { maxBlocks: 7 }],
    ['logs', { maxLogs: 30 }],
    ['blocks, logs and batches', { maxBlocks: 9, maxLogs: 22, maxBatch: 2 }],
  ])('behavior: a provider that refuses too many %s gives all logs, in order', async (_, limits) => {
    first.behave({ kind: 'picky', ...limits })
    const gateway = gatewayOver([first])
    expect(placesOf(await logsIn(gateway, { from: 0, to: from + blocks - 1 }))).toEqual(expectedPlaces(blocks))
  })

  test('behavior: what a provider takes is remembered', async () => {
    first.behave({ kind: 'picky', maxBlocks: 10 })
    const gateway = gatewayOver([first])
    await logsIn(gateway, { from, to: from + blocks - 1 })
    await logsIn(gateway, { from, to: from + blocks - 2 })
    const before = first.counts()
    await logsIn(gateway, { from, to: from + blocks - 3 })
    expect(first.counts().calls - before.calls).toBeLessThanOrEqual(9)
  })

  test('behavior: an answer that was cut short at a round number is not believed', async () => {
    first.behave({ kind: 'picky', cutsAt: 1_000 })
    const gateway = gatewayOver([first])
    const places = placesOf(await logsIn(gateway, { from: 0, to: from + blocks }))
    expect(places).toHaveLength(blocks * logsPerBlock + manyLogs)
  })

  test('behavior: logs of blocks that a provider has not come to are had from another', async () => {
    first.behave({ kind: 'lagging', blocks: 130n, finalityDepth: 64n })
    const gateway = gatewayOver([first, second])
    expect(placesOf(await logsIn(gateway, { from, to: from + blocks - 1 }))).toEqual(expectedPlaces(blocks))
  })

  test('behavior: a provider that errs whatever the range is left for the next', async () => {
    first.behave({ kind: 'lie', change: () => undefined })
    const gateway = gatewayOver([first, second])
    expect(placesOf(await logsIn(gateway, { from, to: from + blocks - 1 }))).toEqual(expectedPlaces(blocks))
  })
})

describe('several providers', () => {
  test.each([
    ['dead', { kind: 'dead' }],
    ['silent', { kind: 'silent' }],
    ['talking HTML', { kind: 'garbage', body: '<h1>Welcome</h1>' }],
    ['failing', { kind: 'garbage', body: 'Bad gateway', status: 502 }],
    ['denying', { kind: 'echo', as: 'status-401' }],
    ['erring', { kind: 'echo', as: 'rpc-error' }],
  ] as const)('behavior: with the first %s, the second answers', async (_, behaviour) => {
    first.behave(behaviour)
    const faults: string[] = []
    const gateway = gatewayOver([first, second], { onFault: (provider) => void faults.push(provider) })
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => blockOf(gateway, index)))
    expect(answers.every(({ kind }) => kind === 'result')).toBe(true)
    expect(new Set(faults)).toEqual(new Set(['p1']))
  })

  test('behavior: a block that one does not have is had from the other, and one that nobody has is none', async () => {
    first.behave({ kind: 'lagging', blocks: 130n, finalityDepth: 64n })
    const gateway = gatewayOver([first, second])
    expect(await blockOf(gateway, from + blocks)).toMatchObject({
      kind: 'result',
      result: { number: hex(from + blocks) },
    })
    expect(await blockOf(gateway, 1_000_000)).toEqual({ kind: 'result', result: null })
  })

  test('behavior: one that comes back is asked again, and all dead ones are waited for', async () => {
    first.behave({ kind: 'dead' })
    second.behave({ kind: 'dead' })
    const gateway = gatewayOver([first, second])
    const answer = blockOf(gateway, 3)
    await sleep(700)
    second.behave({ kind: 'honest' })
    expect(await answer).toMatchObject({ kind: 'result', result: { number: '0x3' } })
  })
})

describe('rates', () => {
  test('behavior: 429 is heeded: everything is answered, and it is asked at a pace that it bears', async () => {
    first.behave({ kind: 'picky', callsPerSecond: 20 })
    const gateway = gatewayOver([first])
    const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => blockOf(gateway, index)))
    expect(answers.every(({ kind }) => kind === 'result')).toBe(true)
  })

  test('behavior: with a pace that is set nobody is asked faster', async () => {
    first.behave({ kind: 'picky', callsPerSecond: 100 })
    const refusals = first.refusals()
    const gateway = gatewayOver([first], { callsPerSecond: 40 })
    await Promise.all(Array.from({ length: 100 }, (_, index) => blockOf(gateway, index)))
    expect(first.refusals()).toBe(refusals)
  })
})
