import { parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { devnetAlpha } from '../../../chains/devnet-alpha.ts'
import { testPriceFeedAbi, testPriceFeedBytecode } from '../../../contracts/abi/TestPriceFeed.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import type { Address } from '../../../domain/identifiers.ts'
import { type AdapterStage, startAdapterStage } from '../../support/adapter-stage.ts'
import { compileTestContracts } from '../../support/compiled-contract.ts'

/*
 * A proxy that asked three aggregators one after the other. Each answered before the proxy asked it, and the first two went on
 * answering after it no longer did. An asset is priced by the proxy; a feed without rounds is chosen too.
 */
const { owner } = testAccounts
const contract = compileTestContracts(['TestAggregatorProxy'])
const proxyAbi = parseAbi([
  'function latestRoundData() view returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)',
])
const token = `0x${'7'.repeat(40)}`
const silent = `0x${'8'.repeat(40)}`
let stage: AdapterStage
let aggregators: readonly Address[]
let proxy: Address
/** Block from which the proxy asks each aggregator. */
let asked: readonly bigint[]

beforeAll(async () => {
  stage = await startAdapterStage(async (node) => {
    const sequence = await beginSequence({ chain: node, account: privateKeyToAccount(owner.privateKey) })
    aggregators = [100n, 200n, 300n].map((answer) =>
      sequence.deploy({
        ...{ name: 'aggregator', abi: testPriceFeedAbi, bytecode: testPriceFeedBytecode },
        args: [owner.address, 8, 'ETH / USD', answer],
      }),
    )
    const [first, second, third] = aggregators
    proxy = sequence.deploy({ ...contract('TestAggregatorProxy'), args: [first] })
    const answer = (address: Address | undefined, value: bigint): void => {
      if (address === undefined) throw new TypeError('There are three aggregators')
      sequence.call({ address, abi: testPriceFeedAbi, functionName: 'setAnswer', args: [value] })
    }
    const ask = (next: Address | undefined): void =>
      sequence.call({
        ...{
          address: proxy,
          abi: contract('TestAggregatorProxy').abi,
          functionName: 'confirmAggregator',
          args: [next],
        },
      })
    answer(second, 201n)
    answer(first, 101n)
    ask(second)
    answer(first, 102n)
    answer(second, 202n)
    ask(third)
    answer(second, -5n)
    const receipts = await sequence.send()
    asked = [3, 6, 9].map((nth) => receipts[nth]?.blockNumber ?? 0n)
    const feed = { description: 'ETH / USD', decimals: 8, startBlock: 0 }
    return {
      assets: [{ symbol: 'T', name: 'Test', address: token, decimals: 18, priceFeed: proxy }],
      adapters: {
        chainlink: [
          {
            ...{ ...feed, feed: proxy },
            phases: aggregators.map((aggregator, at) => ({ id: at + 1, aggregator, fromBlock: Number(asked[at]) })),
          },
          {
            ...{ ...feed, feed: silent, description: 'Nothing / USD' },
            phases: [{ id: 1, aggregator: silent, fromBlock: 0 }],
          },
        ],
      },
    }
  })
})
afterAll(() => stage?.close())

const query = `query ($number: BigInt!) {
  prices(asOf: { blocks: [{ chainId: ${devnetAlpha.chainId}, number: $number }] }) {
    nodes { id description value answer round aggregator observedAt ageSeconds blockNumber cut { blocks { number } } }
    totalCount
  }
}`

describe('feeds of Chainlink', () => {
  test('default: at every block, round, answer and time as the proxy tells them there', async () => {
    const [, , third] = aggregators
    if (third === undefined) throw new TypeError('There are three aggregators')
    await stage.send({ by: owner, address: third, abi: testPriceFeedAbi, functionName: 'setAnswer', args: [301n] })
    await stage.caughtUp()
    const head = await stage.client.getBlockNumber()
    const told = new Set<bigint>()
    for (let number = asked[0] ?? 0n; number <= head; number += 1n) {
      const { data, errors } = await stage.ask(query, { number: String(number) })
      expect(errors).toBeUndefined()
      const call = { address: proxy, abi: proxyAbi, functionName: 'latestRoundData', blockNumber: number } as const
      const [round, answer, , updatedAt] = await stage.client.readContract(call)
      expect(data.prices.totalCount).toBe(1)
      expect(data.prices.nodes[0], `block ${number}`).toMatchObject({
        id: `${devnetAlpha.chainId}:${proxy}`,
        description: 'ETH / USD',
        answer: String(answer),
        round: String(round),
        observedAt: new Date(Number(updatedAt) * 1000).toISOString().replace('.000Z', 'Z'),
        cut: { blocks: [{ number: String(number) }] },
      })
      told.add(round >> 64n)
    }
    expect([...told]).toEqual([1n, 2n, 3n])
  })

  test('default: the newest round, and the asset that the proxy prices', async () => {
    const { data } = await stage.ask(`{
      prices(where: { description: "ETH / USD" }) { nodes { value answer decimals feed aggregator chain { name } cut { final } } }
      none: prices(where: { feed_in: [] }) { totalCount }
      asset(id: "${devnetAlpha.chainId}:${token}") { price { usd answer feed round } }
    }`)
    const round = ((3n << 64n) + 2n).toString()
    expect(data.prices.nodes).toEqual([
      {
        ...{ value: '0.00000301', answer: '301', decimals: 8, chain: { name: 'alpha' }, cut: null },
        ...{ feed: expect.stringMatching(new RegExp(proxy, 'i')), aggregator: expect.stringMatching(/^0x/) },
      },
    ])
    expect(data.none.totalCount).toBe(0)
    expect(data.asset.price).toMatchObject({ usd: '0.00000301', answer: '301', round })
  })

  test('behavior: before the first round there is no price', async () => {
    const { data, errors } = await stage.ask(query, { number: '0' })
    expect(errors).toBeUndefined()
    expect(data.prices.nodes).toEqual([])
  })
})
