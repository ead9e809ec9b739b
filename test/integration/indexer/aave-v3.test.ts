import { maxUint256 } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testTokenAbi, testTokenBytecode } from '../../../contracts/abi/TestToken.ts'
import { type TestAccount, testAccounts } from '../../../devnet/accounts.ts'
import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import type { Address } from '../../../domain/identifiers.ts'
import {
  type AaveReserve,
  type AaveStage,
  aaveOracleAbi,
  aavePoolCalls,
  deployAave,
  scaledTokenAbi,
} from '../../support/aave-stage.ts'
import { type AdapterStage, startAdapterStage } from '../../support/adapter-stage.ts'
import { expectRecomputed, type HoldingBooks, type MarketBooks, readBooks } from '../../support/market-books.ts'

/* A pool of real Aave v3 with two reserves, and a second pool that is not chosen. */
const { owner, steward } = testAccounts
const [lender, borrower, careless, liquidator] = testAccounts.visitors
const accounts = [lender, borrower, careless, liquidator]
const ether = 10n ** 18n
const dollar = 10n ** 6n
const usd = 10n ** 8n

let stage: AdapterStage
let aave: AaveStage
let dollars: Address
let ethers: Address

beforeAll(async () => {
  stage = await startAdapterStage(async (node) => {
    const sequence = await beginSequence({ chain: node, account: privateKeyToAccount(owner.privateKey) })
    const token = (symbol: string, decimals: number): Address =>
      sequence.deploy({
        name: symbol,
        abi: testTokenAbi,
        bytecode: testTokenBytecode,
        args: [symbol, symbol, decimals],
      })
    ;[dollars, ethers] = [token('tUSD', 6), token('tETH', 18)]
    for (const { address } of accounts) {
      const mint = { abi: testTokenAbi, functionName: 'mint' }
      sequence.call({ ...mint, address: dollars, args: [address, 1_000_000n * dollar] })
      sequence.call({ ...mint, address: ethers, args: [address, 1_000n * ether] })
    }
    await sequence.send()
    const assets = [
      { address: dollars, decimals: 6, usdPrice: usd },
      { address: ethers, decimals: 18, usdPrice: 3_000n * usd },
    ]
    aave = await deployAave(node, assets, steward.address)
    await deployAave(node, assets, steward.address)
    return {
      adapters: { aaveV3: { startBlock: 0, pools: [{ pool: aave.pool, poolConfigurator: aave.poolConfigurator }] } },
    }
  })
  for (const by of accounts) {
    for (const address of [dollars, ethers]) {
      await stage.send({ by, address, abi: testTokenAbi, functionName: 'approve', args: [aave.pool, maxUint256] })
    }
  }
})
afterAll(() => stage?.close())

const later = (days: number): Promise<unknown> => stage.client.increaseTime({ seconds: days * 86_400 })

const act = (by: TestAccount, functionName: string, args: readonly unknown[]): Promise<bigint> =>
  stage.send({ by, address: aave.pool, abi: aavePoolCalls, functionName, args })

const supply = (by: TestAccount, asset: Address, amount: bigint) => act(by, 'supply', [asset, amount, by.address, 0])
const withdraw = (by: TestAccount, asset: Address, amount: bigint) => act(by, 'withdraw', [asset, amount, by.address])
const borrow = (by: TestAccount, asset: Address, amount: bigint) =>
  act(by, 'borrow', [asset, amount, 2n, 0, by.address])
const repay = (by: TestAccount, asset: Address, amount: bigint) => act(by, 'repay', [asset, amount, 2n, by.address])
const liquidate = (user: TestAccount, amount: bigint, receiveAToken: boolean) =>
  act(liquidator, 'liquidationCall', [ethers, dollars, user.address, amount, receiveAToken])
const send = (by: TestAccount, { aToken }: AaveReserve, to: TestAccount, amount: bigint) =>
  stage.send({ by, address: aToken, abi: scaledTokenAbi, functionName: 'transfer', args: [to.address, amount] })

/** Expects every scaled balance and total as of a block to be what the tokens say there, to the unit. */
async function expectAsOnChain(blockNumber: bigint): Promise<void> {
  const positions = await readBooks<HoldingBooks>(stage, 'market_position', blockNumber)
  const rows = await readBooks<MarketBooks>(stage, 'market', blockNumber)
  expect(rows.map(({ contract, asset }) => [contract, asset]).sort()).toEqual(
    [dollars, ethers].map((asset) => [aave.pool, asset]).sort(),
  )
  for (const { asset, aToken, variableDebtToken } of aave.reserves) {
    const row = rows.find(({ market_id }) => market_id === asset)
    const total = (address: Address, functionName: 'scaledTotalSupply' | 'totalSupply') =>
      stage.client.readContract({ address, abi: scaledTokenAbi, functionName, blockNumber })
    expect([row?.supply_shares, row?.debt_shares], `totals at ${blockNumber}`).toEqual(
      [await total(aToken, 'scaledTotalSupply'), await total(variableDebtToken, 'scaledTotalSupply')].map(String),
    )
    // Where the pool told what interest made of the reserve, the worth is that of the block too.
    const [told] = await stage.sql`
      select 1 from ${stage.sql(stage.schema)}.market_event
      where event = 'accrued' and market_id = ${asset} and block_number = ${String(blockNumber)}::numeric`
    if (told !== undefined) {
      expect([row?.supply_assets, row?.debt_assets], `worth at ${blockNumber}`).toEqual(
        [await total(aToken, 'totalSupply'), await total(variableDebtToken, 'totalSupply')].map(String),
      )
    }
    for (const { address, name } of [...accounts, steward]) {
      const held = positions.find(({ market_id, account }) => market_id === asset && account === address)
      const scaled = (token: Address) =>
        stage.client.readContract({
          ...{ address: token, abi: scaledTokenAbi, functionName: 'scaledBalanceOf', blockNumber, args: [address] },
        })
      expect([held?.supply_shares ?? '0', held?.debt_shares ?? '0'], `${name} at ${blockNumber}`).toEqual(
        [await scaled(aToken), await scaled(variableDebtToken)].map(String),
      )
    }
  }
}

describe('Aave v3', () => {
  test('default: at every block, scaled balances and totals as on chain to the unit', async () => {
    const [ofDollars] = aave.reserves
    if (ofDollars === undefined) throw new TypeError('There are two reserves')
    const first = await supply(lender, dollars, 500_000n * dollar)
    await supply(borrower, ethers, 100n * ether)
    await supply(careless, ethers, 50n * ether + 7n)
    await borrow(borrower, dollars, 150_000n * dollar + 1n)
    await borrow(careless, dollars, 119_999n * dollar)
    await later(200)
    await borrow(borrower, dollars, 3n)
    // Less than the interest since: the tokens mint where something is repaid or taken out.
    await later(30)
    await repay(borrower, dollars, 10n * dollar)
    await later(30)
    await withdraw(lender, dollars, 5n * dollar)
    await later(1)
    await repay(borrower, dollars, 100_000n * dollar)
    await send(lender, ofDollars, borrower, 1_000n * dollar + 1n)
    await later(3)
    await send(borrower, ofDollars, lender, 10n)
    await send(lender, ofDollars, lender, 11n)
    await act(liquidator, 'mintToTreasury', [[dollars, ethers]])
    await stage.send({
      ...{ by: owner, address: aave.oracle, abi: aaveOracleAbi, functionName: 'setAssetPrice' },
      args: [ethers, 2_500n * usd],
    })
    await liquidate(careless, 10_000n * dollar, false)
    await later(1)
    await liquidate(careless, 20_000n * dollar, true)
    await repay(borrower, dollars, maxUint256)
    const last = await withdraw(borrower, ethers, maxUint256)
    await stage.caughtUp()
    for (let block = first - 1n; block <= last; block += 1n) await expectAsOnChain(block)
    expect(await expectRecomputed(stage)).toBeGreaterThan(40)
  })

  test('default: holdings and liquidations in the API', async () => {
    const { data, errors } = await stage.ask(
      `query ($account: Address!) {
        account(address: $account) {
          marketPositions(orderBy: ID_ASC) { nodes { protocol collateral { raw } supplied { raw } debt { raw } market { contract asset { address } } } }
        }
        liquidations(orderBy: TIME_ASC) { nodes { protocol borrower liquidator asset { address } repaid { raw } seizedAsset { address } seized { raw } badDebt { raw } } }
      }`,
      { account: careless.address },
    )
    expect(errors).toBeUndefined()
    const lower = (address: string): string => address.toLowerCase()
    const held = data.account.marketPositions.nodes
    expect(
      held.map((node: { market: { asset: { address: string } } }) => lower(node.market.asset.address)).sort(),
    ).toEqual([dollars, ethers].sort())
    for (const { protocol, collateral, supplied, debt, market } of held) {
      expect([protocol, collateral, lower(market.contract)]).toEqual(['AAVE_V3', null, aave.pool])
      const owes = lower(market.asset.address) === dollars
      expect([supplied.raw === '0', debt.raw === '0']).toEqual([owes, !owes])
    }
    const { nodes } = data.liquidations
    expect(nodes.map((node: { repaid: { raw: string } }) => node.repaid.raw)).toEqual(
      [10_000n * dollar, 20_000n * dollar].map(String),
    )
    for (const node of nodes) {
      expect([node.protocol, lower(node.borrower), lower(node.liquidator), node.badDebt.raw]).toEqual([
        'AAVE_V3',
        careless.address,
        liquidator.address,
        '0',
      ])
      expect([lower(node.asset.address), lower(node.seizedAsset.address)]).toEqual([dollars, ethers])
      expect(BigInt(node.seized.raw)).toBeGreaterThan(0n)
    }
  })
})
