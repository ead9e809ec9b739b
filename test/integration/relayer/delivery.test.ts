import { parseTransaction } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import type { Hex } from '../../../domain/identifiers.ts'
import { evmChainPort } from '../../../relayer/evm/chain-port.ts'
import { openChainRpc } from '../../../relayer/evm/chain-rpc.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral } from '../../../relayer/evm/transfer.ts'
import type { ChainPort, PacketHint } from '../../../relayer/ports.ts'
import { eventually } from '../../support/eventually.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../../support/relay-stage.ts'
import { type RpcProxy, startRpcProxy } from '../../support/rpc-proxy.ts'

let stage: RelayStage
let home: StageChain
let host: StageChain
const proxies: RpcProxy[] = []
const visitors = testAccounts.visitors.map(({ privateKey }) => localSigner(privateKey))
const relayer = localSigner(testAccounts.relayer.privateKey)
const gwei = 10n ** 9n

beforeAll(async () => {
  stage = await startRelayStage({
    relayerRpcUrl: async (url) => {
      const proxy = await startRpcProxy(url)
      proxies.push(proxy)
      return proxy.url
    },
  })
  ;[home, host] = stage.chains
})
afterAll(async () => {
  await stage?.close()
  await Promise.all(proxies.map((proxy) => proxy.close()))
})

const assetOf = (symbol: string) => {
  const asset = home.deployed.assets.find((candidate) => candidate.symbol === symbol)
  if (asset === undefined) throw new TypeError(`alpha is the home of ${symbol}`)
  return asset.address
}

async function lock(symbol = 'tUSDC', visitor = visitors[0]): Promise<PacketHint> {
  if (visitor === undefined) throw new TypeError('There are four visitors')
  const { client, deployed } = home
  const asset = assetOf(symbol)
  const amount = rawAmount(5n * 10n ** BigInt(home.deployed.assets.find((one) => one.address === asset)?.decimals ?? 6))
  const terms = { hostEid: host.chain.eid, asset, amount, receiver: visitor.address }
  return stage.track(home, (await lockCollateral({ client, deployed, signer: visitor }, terms)).txHash)
}

/** Waits until nothing but our transaction is missing. */
async function untilVerifiable(hints: readonly PacketHint[]): Promise<void> {
  await eventually('attested', async () => {
    await stage.passSource(home)
    const guids = hints.map(({ guid }) => guid)
    const rows = await stage.sql`
      select 1 from bulkhead.packet where guid in ${stage.sql(guids)} and attested_at is not null`
    return rows.length === hints.length ? true : undefined
  })
  await eventually('verified by the other DVN', async () => {
    const evidence = await host.port.readDestinations(hints)
    const isReady = evidence.every((one) => one.kind === 'waiting' && one.missingDvns.length === 0)
    return isReady ? true : undefined
  })
}

const ready = async (): Promise<PacketHint> => {
  const hint = await lock()
  await untilVerifiable([hint])
  return hint
}

interface Row {
  readonly executed_at: Date | null
  readonly failure: string | null
  readonly failures: bigint
}

async function row({ guid }: PacketHint): Promise<Row> {
  const [found] = await stage.sql<Row[]>`
    select executed_at, failure, failures from bulkhead.packet where guid = ${guid}`
  if (found === undefined) throw new TypeError(`No packet ${guid}`)
  return found
}

const attempts = ({ guid }: PacketHint) =>
  stage.sql<{ id: bigint; tx_hash: Hex; state: string; nonce: bigint }[]>`
    select id, tx_hash, state, nonce from bulkhead.attempt
    join bulkhead.attempt_packet on attempt_id = id where guid = ${guid} order by id`

const versions = (attemptId: bigint | undefined) =>
  stage.sql<{ tx_hash: Hex; raw_transaction: Hex }[]>`
    select tx_hash, raw_transaction from bulkhead.attempt_version
    where attempt_id = ${attemptId ?? -1n} order by version`

async function mintsOf({ guid }: PacketHint): Promise<number> {
  const { buckets: address } = host.deployed
  const logs = await host.client.getContractEvents({
    address,
    abi: receiptBucketsAbi,
    eventName: 'Minted',
    args: { guid },
    fromBlock: 0n,
  })
  return logs.length
}

const untilExecuted = (hint: PacketHint) =>
  eventually('executed', async () => {
    await stage.passDestination(host)
    return (await row(hint)).executed_at ?? undefined
  })

const node = (method: string, params: readonly unknown[] = []): Promise<unknown> =>
  host.client.request({ method, params } as never)
const mine = (blocks: number) => node('anvil_mine', [`0x${blocks.toString(16)}`])

/** Nothing is mined on the host meanwhile but what `work` mines itself. */
async function whileNothingIsMined(work: () => Promise<void>): Promise<void> {
  await node('evm_setIntervalMining', [0])
  try {
    await work()
  } finally {
    await node('evm_setIntervalMining', [host.chain.blockTimeSeconds])
  }
}

/** What somebody else does who has our key: a transfer of nothing to itself. */
async function useOurKey(nonce: bigint, fees: { maxFeePerGas: bigint; maxPriorityFeePerGas: bigint }): Promise<void> {
  const call = { to: relayer.address, data: '0x', gas: 21_000n } as const
  const raw = await relayer.signTransaction({ chainId: host.chain.chainId, nonce: Number(nonce), ...call, ...fees })
  await host.client.request({ method: 'eth_sendRawTransaction', params: [raw] })
}

class DiedError extends Error {}
const dying = (port: ChainPort): ChainPort => ({ ...port, broadcast: () => Promise.reject(new DiedError()) })

describe('a transaction that is out', () => {
  test('behavior: when the mempool has lost it, the very same bytes are sent again', async () => {
    const hint = await ready()
    await whileNothingIsMined(async () => {
      await stage.passDestination(host)
      const [sent] = await attempts(hint)
      expect(sent?.state).toBe('broadcast')
      await node('anvil_dropAllTransactions')
      await mine(1)
      await stage.passDestination(host)
      await mine(1)
      await stage.passDestination(host)
      expect(await attempts(hint)).toEqual([{ ...sent, state: 'succeeded' }])
    })
    expect(await mintsOf(hint)).toBe(1)
  })

  test('behavior: sent anew by a relayer that forgot, the node knows it already: once', async () => {
    const hint = await ready()
    await whileNothingIsMined(async () => {
      await stage.passDestination(host)
      await stage.sql`
        update bulkhead.attempt_version set first_sent_block = null, last_sent_block = null
        where attempt_id = ${(await attempts(hint))[0]?.id ?? -1n}`
      await stage.passDestination(host)
      await mine(1)
      await stage.passDestination(host)
    })
    expect(await attempts(hint)).toMatchObject([{ state: 'succeeded' }])
    expect(await mintsOf(hint)).toBe(1)
  })

  test('behavior: a base fee that rises above its offer has it replaced, an eighth dearer at least, up to the maximum', async () => {
    const hint = await ready()
    await whileNothingIsMined(async () => {
      await stage.passDestination(host)
      const [sent] = await attempts(hint)
      const [first] = await versions(sent?.id)
      const offered = parseTransaction(first?.raw_transaction ?? '0x').maxFeePerGas ?? 0n
      await node('anvil_setNextBlockBaseFeePerGas', [`0x${(offered * 3n).toString(16)}`])
      await mine(3)
      await stage.passDestination(host, host.port, { replaceAfterBlocks: 3n, maxFeePerGas: offered })
      expect(await versions(sent?.id)).toHaveLength(1)

      await stage.passDestination(host, host.port, { replaceAfterBlocks: 3n })
      const [, second, ...more] = await versions(sent?.id)
      expect(more).toEqual([])
      const dearer = parseTransaction(second?.raw_transaction ?? '0x')
      expect((dearer.maxFeePerGas ?? 0n) * 8n).toBeGreaterThanOrEqual(offered * 9n)
      await mine(1)
      await stage.passDestination(host)
      expect(await attempts(hint)).toEqual([{ ...sent, state: 'succeeded', tx_hash: second?.tx_hash }])
    })
    expect(await mintsOf(hint)).toBe(1)
  })

  test('behavior: dead between a replacement and its broadcast, the first version that was mined is recognised', async () => {
    const hint = await ready()
    await whileNothingIsMined(async () => {
      await stage.passDestination(host)
      const [sent] = await attempts(hint)
      await node('anvil_dropAllTransactions')
      await mine(2)
      const dies = stage.passDestination(host, dying(host.port), { replaceAfterBlocks: 2n })
      await expect(dies).rejects.toThrow(DiedError)
      const [first, second] = await versions(sent?.id)
      expect(second).toBeDefined()
      await host.port.broadcast(first?.raw_transaction ?? '0x')
      await mine(1)
      await stage.passDestination(host)
      expect(await attempts(hint)).toEqual([{ ...sent, state: 'succeeded', tx_hash: first?.tx_hash }])
    })
    expect(await mintsOf(hint)).toBe(1)
  })
})

describe('a key that somebody else uses too', () => {
  test('behavior: underpriced beside their transaction, it offers more until it is taken', async () => {
    const hint = await ready()
    await whileNothingIsMined(async () => {
      const { nextNonce } = await host.port.readLane()
      await useOurKey(nextNonce, { maxFeePerGas: 20n * gwei, maxPriorityFeePerGas: 8n * gwei })
      await stage.passDestination(host)
      const [sent] = await attempts(hint)
      expect(sent?.nonce).toBe(nextNonce)
      const all = await versions(sent?.id)
      expect(all.length).toBeGreaterThan(1)
      await mine(1)
      await stage.passDestination(host)
      expect(await attempts(hint)).toMatchObject([{ state: 'succeeded', tx_hash: all.at(-1)?.tx_hash }])
    })
    expect(await mintsOf(hint)).toBe(1)
  })

  test('behavior: a nonce that is too low is unclear, not failed: its message goes out under the next one', async () => {
    const hint = await ready()
    await expect(stage.passDestination(host, dying(host.port))).rejects.toThrow(DiedError)
    const [lost] = await attempts(hint)
    await useOurKey(lost?.nonce ?? -1n, { maxFeePerGas: 20n * gwei, maxPriorityFeePerGas: gwei })
    await eventually('used', async () =>
      (await host.port.readLane()).nextNonce > (lost?.nonce ?? -1n) ? true : undefined,
    )
    await untilExecuted(hint)
    expect(await mintsOf(hint)).toBe(1)
    expect(await row(hint)).toMatchObject({ failures: 0n, failure: null })
    await eventually('given up', async () => {
      await stage.passDestination(host)
      return (await attempts(hint))[0]?.state === 'superseded' ? true : undefined
    })
    expect(await attempts(hint)).toMatchObject([
      { id: lost?.id, state: 'superseded' },
      { nonce: (lost?.nonce ?? -1n) + 1n, state: 'succeeded' },
    ])
  })
})

describe('a node that counts wrongly', () => {
  test('behavior: a nonce told too high strands a transaction; its message goes out under the true one', async () => {
    const hint = await ready()
    const ahead: ChainPort = {
      ...host.port,
      async readLane() {
        const state = await host.port.readLane()
        return { ...state, nextNonce: state.nextNonce + 3n }
      },
    }
    await stage.passDestination(host, ahead)
    const [stranded] = await attempts(hint)
    expect(stranded?.state).toBe('broadcast')
    await untilExecuted(hint)
    const ended = await attempts(hint)
    expect(ended.map(({ state, nonce }) => [state, nonce - (stranded?.nonce ?? 0n)])).toEqual([
      ['superseded', 0n],
      ['succeeded', -3n],
    ])
    expect(await mintsOf(hint)).toBe(1)
  })
})

describe('a transaction that a relayer with another key left behind', () => {
  /** The host, as a relayer sees it that has a visitor's key. */
  const anothers = (): ChainPort => {
    const signer = visitors[3]
    const endpoints = [{ name: 'beta#1', url: host.deployed.rpcUrl ?? '' }]
    if (signer === undefined) throw new TypeError('There are four visitors')
    const rpc = openChainRpc({ chain: 'beta', endpoints, quorum: 1 })
    return evmChainPort({ chain: host.chain, deployed: host.deployed, rpc, signer })
  }

  test('behavior: never sent: its message goes out at once, under the next nonce of the new key', async () => {
    const hint = await ready()
    await expect(stage.passDestination(host, dying(host.port))).rejects.toThrow(DiedError)
    const [left] = await attempts(hint)
    const other = anothers()
    const { nextNonce } = await other.readLane()
    await whileNothingIsMined(async () => {
      await stage.passDestination(host, other)
      expect(await attempts(hint)).toMatchObject([
        { id: left?.id, state: 'intended' },
        { nonce: nextNonce, state: 'broadcast' },
      ])
      await mine(1)
      await stage.passDestination(host, other)
    })
    expect(await mintsOf(hint)).toBe(1)
    await eventually('given up', async () => {
      await stage.passDestination(host, other)
      return (await attempts(hint))[0]?.state === 'superseded' ? true : undefined
    })
    expect(await attempts(hint)).toMatchObject([{ state: 'superseded' }, { state: 'succeeded' }])
  })

  test('behavior: sent and not mined: its message waits as long as a replacement would, and no longer', async () => {
    const hint = await ready()
    const other = anothers()
    await whileNothingIsMined(async () => {
      await stage.passDestination(host)
      await node('anvil_dropAllTransactions')
      await mine(4)
      await stage.passDestination(host, other)
      expect(await attempts(hint)).toHaveLength(1)
      await mine(1)
      await stage.passDestination(host, other)
      expect(await attempts(hint)).toMatchObject([{ state: 'broadcast' }, { state: 'broadcast' }])
      await mine(1)
      await stage.passDestination(host, other)
    })
    expect(await attempts(hint)).toMatchObject([{ state: 'broadcast' }, { state: 'succeeded' }])
    expect(await mintsOf(hint)).toBe(1)
  })

  test('behavior: sent and mined: that is found, and nothing else is sent', async () => {
    const hint = await ready()
    const other = anothers()
    await whileNothingIsMined(async () => {
      await stage.passDestination(host)
      const [sent] = await attempts(hint)
      await stage.passDestination(host, other)
      await mine(1)
      await stage.passDestination(host, other)
      expect(await attempts(hint)).toEqual([{ ...sent, state: 'succeeded' }])
    })
    expect(await mintsOf(hint)).toBe(1)
  })
})

describe('many messages', () => {
  test('behavior: 28 of several blocks in one transaction; neither bad signatures, nor bad bytes, nor a receiver that reverts delays the others', async () => {
    const reverting = await lock('tWETH')
    const rounds: (readonly PacketHint[])[] = []
    for (let round = 0; round < 7; round += 1) rounds.push(await Promise.all(visitors.map((one) => lock('tUSDC', one))))
    const good = rounds.flat()
    const unsigned = await lock()
    const garbled = await lock()
    await untilVerifiable([...good, unsigned, garbled, reverting])
    await stage.sql`
      update bulkhead.group_attestation set signature = ${`0x${'11'.repeat(65)}`}
      where source_block_hash = ${unsigned.sourceBlockHash}`
    await stage.sql`update bulkhead.packet set encoded = '0x1234' where guid = ${garbled.guid}`
    const { deployed, client } = host
    const receipt = await client.readContract({
      address: deployed.buckets,
      abi: receiptBucketsAbi,
      functionName: 'receiptOf',
      args: [home.chain.eid, assetOf('tWETH')],
    })
    const code = await client.getCode({ address: receipt })
    await node('anvil_setCode', [receipt, '0x60006000fd'])

    await stage.passDestination(host)
    const [attempt, ...others] = await attempts(good[0] ?? garbled)
    expect(others).toEqual([])
    const carried = await stage.sql`select 1 from bulkhead.attempt_packet where attempt_id = ${attempt?.id ?? -1n}`
    // As many as the gas of one transaction allows. The one that reverts has the first nonce, and goes along to be committed:
    // else none could be executed after it.
    expect(carried).toHaveLength(29)
    expect(await row(unsigned)).toMatchObject({ executed_at: null })
    for (const hint of good) await untilExecuted(hint)
    expect(new Set(await Promise.all(good.map(mintsOf)))).toEqual(new Set([1]))
    expect(await row(reverting)).toMatchObject({
      executed_at: null,
      failure: expect.stringMatching(/^ExecutionFailed: (?!LZ_InvalidNonce)/),
    })

    await eventually('signed anew', async () => {
      await stage.passSource(home)
      await stage.passDestination(host)
      return (await row(unsigned)).executed_at === null ? undefined : true
    })
    await node('anvil_setCode', [receipt, code])
    await untilExecuted(reverting)
    expect(await row(reverting)).toMatchObject({ failure: null })
    // Bytes come with the signatures, so that those in the relayer's own row do not matter.
    await untilExecuted(garbled)
    expect([await mintsOf(reverting), await mintsOf(unsigned), await mintsOf(garbled)]).toEqual([1, 1, 1])
  })
})
