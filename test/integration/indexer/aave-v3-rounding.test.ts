import { parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestAccount, testAccounts } from '../../../devnet/accounts.ts'
import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import { type Address, address } from '../../../domain/identifiers.ts'
import { scaledTokenAbi } from '../../support/aave-stage.ts'
import { type AdapterStage, startAdapterStage } from '../../support/adapter-stage.ts'
import { compileTestContracts } from '../../support/compiled-contract.ts'
import { expectRecomputed, type HoldingBooks, type MarketBooks, readBooks } from '../../support/market-books.ts'

/* The tokens of a reserve of Aave v3.6 as their package has them, which round in the pool's favour. */
const [ann, bob] = testAccounts.visitors
const { owner } = testAccounts
const contract = compileTestContracts(['TestAavePool'])
const asset = address(`0x${'5'.repeat(40)}`)
const poolAbi = parseAbi([
  'function accrue(uint256 supplyIndex, uint256 debtIndex)',
  'function supply(address account, uint256 amount)',
  'function withdraw(address account, uint256 amount)',
  'function borrow(address account, uint256 amount)',
  'function repay(address account, uint256 amount)',
  'function aToken() view returns (address)',
  'function variableDebtToken() view returns (address)',
])
let stage: AdapterStage
let pool: Address
let tokens: readonly [Address, Address]

beforeAll(async () => {
  stage = await startAdapterStage(async (node) => {
    const sequence = await beginSequence({ chain: node, account: privateKeyToAccount(owner.privateKey) })
    pool = sequence.deploy({ ...contract('TestAavePool'), args: [asset], gas: 25_000_000n })
    sequence.call({ address: pool, abi: contract('TestAavePool').abi, functionName: 'begin', gas: 25_000_000n })
    await sequence.send()
    return { adapters: { aaveV3: { startBlock: 0, v35FromBlock: 0, pools: [{ pool, poolConfigurator: pool }] } } }
  })
  const token = async (functionName: 'aToken' | 'variableDebtToken'): Promise<Address> =>
    address(await stage.client.readContract({ address: pool, abi: poolAbi, functionName }))
  tokens = [await token('aToken'), await token('variableDebtToken')]
})
afterAll(() => stage?.close())

const act = (functionName: string, ...args: readonly unknown[]): Promise<bigint> =>
  stage.send({ by: owner, address: pool, abi: poolAbi, functionName, args })

async function expectAsOnChain(blockNumber: bigint): Promise<void> {
  const positions = await readBooks<HoldingBooks>(stage, 'market_position', blockNumber)
  const [market] = await readBooks<MarketBooks>(stage, 'market', blockNumber)
  const scaled = { abi: scaledTokenAbi, blockNumber }
  const totals = tokens.map((token) =>
    stage.client.readContract({ ...scaled, address: token, functionName: 'scaledTotalSupply' }),
  )
  expect([market?.supply_shares, market?.debt_shares], `totals at ${blockNumber}`).toEqual(
    (await Promise.all(totals)).map(String),
  )
  for (const { address: account, name } of [ann, bob]) {
    const held = positions.find((row) => row.account === account)
    const balances = tokens.map((token) =>
      stage.client.readContract({ ...scaled, address: token, functionName: 'scaledBalanceOf', args: [account] }),
    )
    expect([held?.supply_shares ?? '0', held?.debt_shares ?? '0'], `${name} at ${blockNumber}`).toEqual(
      (await Promise.all(balances)).map(String),
    )
  }
}

/** A plain generator, so that every run has the same amounts. */
function* numbers(seed: bigint): Generator<bigint, never> {
  for (let state = seed; ; state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n) yield state >> 20n
}

describe('Aave v3.5 and later', () => {
  test('default: scaled balances as on chain to the unit, whatever the index and the amount', async () => {
    const next = numbers(7n)
    const draw = (below: bigint): bigint => next.next().value % below
    const transfer = (by: TestAccount, to: TestAccount, amount: bigint) =>
      stage.send({ by, address: tokens[0], abi: scaledTokenAbi, functionName: 'transfer', args: [to.address, amount] })
    // Up to a tenth, to the last digit.
    const growth = (): bigint => draw(10n ** 9n) * 10n ** 17n + draw(10n ** 13n)
    let [supplyIndex, debtIndex] = [10n ** 27n, 10n ** 27n]
    const first = await act('accrue', supplyIndex, debtIndex)
    for (const { address: account } of [ann, bob]) {
      await act('supply', account, 1_000_000n)
      await act('borrow', account, 1_000_000n)
    }
    for (let round = 0; round < 4; round += 1) {
      supplyIndex += growth()
      debtIndex += growth()
      await act('accrue', supplyIndex, debtIndex)
      const { address: account } = round % 2 === 0 ? ann : bob
      // Amounts of a few units come to less than the interest since.
      await act('supply', account, 2n + draw(1_000n))
      await act('withdraw', account, 2n + draw(9n))
      await act('withdraw', account, 1_000n + draw(50_000n))
      await act('borrow', account, 2n + draw(1_000n))
      await act('repay', account, 2n + draw(9n))
      await act('repay', account, 1_000n + draw(50_000n))
      await transfer(ann, bob, 1n + draw(1_000n))
    }
    const last = await transfer(bob, bob, 5n)
    await stage.caughtUp()
    for (let block = first; block <= last; block += 1n) await expectAsOnChain(block)
    expect(await expectRecomputed(stage)).toBeGreaterThan(30)
  })
})
