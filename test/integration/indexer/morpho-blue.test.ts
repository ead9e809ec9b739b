import { encodeAbiParameters, keccak256, maxUint256, parseAbi } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testTokenAbi, testTokenBytecode } from '../../../contracts/abi/TestToken.ts'
import { type TestAccount, testAccounts } from '../../../devnet/accounts.ts'
import { beginSequence } from '../../../devnet/anvil/contract-sequence.ts'
import { compileMorpho } from '../../../devnet/morpho/compile-morpho.ts'
import { type Address, type Hex, zeroAddress } from '../../../domain/identifiers.ts'
import { type AdapterStage, startAdapterStage } from '../../support/adapter-stage.ts'
import { expectRecomputed, type HoldingBooks, type MarketBooks, readBooks } from '../../support/market-books.ts'
import { type MarketParams, morphoAbi } from '../../support/morpho-stage.ts'

/* Real Morpho Blue with three markets: one with interest and a fee, one without, and one that is not chosen. */
const { owner, guard, steward } = testAccounts
const [lender, borrower, careless, liquidator] = testAccounts.visitors
const accounts = [lender, borrower, careless, liquidator, guard, steward]
const ether = 10n ** 18n
const dollar = 10n ** 6n
/** Base units of the loan token for one of the collateral, 1e36 fixed point: 3,000 dollars. */
const price = 3_000n * 10n ** 24n

const abi = [
  ...morphoAbi,
  ...parseAbi([
    'struct Market { address loanToken; address collateralToken; address oracle; address irm; uint256 lltv; }',
    'function setFee(Market market, uint256 fee)',
    'function setFeeRecipient(address recipient)',
    'function accrueInterest(Market market)',
  ]),
]
const oracleAbi = parseAbi(['function setPrice(uint256 price)'])

let stage: AdapterStage
let morpho: Address
let oracle: Address
let markets: readonly MarketParams[]
let loan: Address
let collateral: Address

const idOf = ({ loanToken, collateralToken, oracle: feed, irm, lltv }: MarketParams): Hex =>
  keccak256(
    encodeAbiParameters(
      [{ type: 'address' }, { type: 'address' }, { type: 'address' }, { type: 'address' }, { type: 'uint256' }],
      [loanToken, collateralToken, feed, irm, lltv],
    ),
  )

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
    ;[loan, collateral] = [token('tUSD', 6), token('tETH', 18)]
    const irm = sequence.deploy({ name: 'IrmMock', abi: [], bytecode: compileMorpho('mocks/IrmMock') })
    oracle = sequence.deploy({ name: 'OracleMock', abi: [], bytecode: compileMorpho('mocks/OracleMock') })
    morpho = sequence.deploy({
      name: 'Morpho',
      abi: parseAbi(['constructor(address owner)']),
      bytecode: compileMorpho(),
      args: [owner.address],
    })
    const call = (functionName: string, args: readonly unknown[]): void =>
      sequence.call({ address: morpho, abi, functionName, args })
    call('enableIrm', [irm])
    call('enableIrm', [zeroAddress])
    for (const lltv of [8n, 7n]) call('enableLltv', [(lltv * ether) / 10n])
    sequence.call({ address: oracle, abi: oracleAbi, functionName: 'setPrice', args: [price] })
    const of = (rates: Address, lltv: bigint): MarketParams => ({
      ...{ loanToken: loan, collateralToken: collateral, oracle, irm: rates, lltv: (lltv * ether) / 10n },
    })
    markets = [of(irm, 8n), of(zeroAddress, 8n), of(irm, 7n)]
    for (const market of markets) call('createMarket', [market])
    for (const account of accounts) {
      for (const token of [loan, collateral]) {
        const amount = token === loan ? 1_000_000n * dollar : 1_000n * ether
        sequence.call({ address: token, abi: testTokenAbi, functionName: 'mint', args: [account.address, amount] })
      }
    }
    await sequence.send()
    return {
      assets: [{ symbol: 'tUSD', name: 'Test Dollar', address: loan, decimals: 6 }],
      adapters: { morphoBlue: { address: morpho, startBlock: 0, markets: markets.slice(0, 2).map(idOf) } },
    }
  })
  for (const by of accounts) {
    for (const address of [loan, collateral]) {
      await stage.send({ by, address, abi: testTokenAbi, functionName: 'approve', args: [morpho, maxUint256] })
    }
  }
})
afterAll(() => stage?.close())

const later = (seconds: number): Promise<unknown> => stage.client.increaseTime({ seconds })

const act = (by: TestAccount, functionName: string, args: readonly unknown[]): Promise<bigint> =>
  stage.send({ by, address: morpho, abi, functionName, args })

/** What can be done in a market, each by one account for itself. */
const on = (market: MarketParams) => ({
  supply: (by: TestAccount, assets: bigint) => act(by, 'supply', [market, assets, 0n, by.address, '0x']),
  withdraw: (by: TestAccount, shares: bigint) => act(by, 'withdraw', [market, 0n, shares, by.address, by.address]),
  post: (by: TestAccount, assets: bigint) => act(by, 'supplyCollateral', [market, assets, by.address, '0x']),
  take: (by: TestAccount, assets: bigint) => act(by, 'withdrawCollateral', [market, assets, by.address, by.address]),
  borrow: (by: TestAccount, assets: bigint) => act(by, 'borrow', [market, assets, 0n, by.address, by.address]),
  repay: (by: TestAccount, assets: bigint, shares = 0n) => act(by, 'repay', [market, assets, shares, by.address, '0x']),
  seize: (from: TestAccount, assets: bigint) => act(liquidator, 'liquidate', [market, from.address, assets, 0n, '0x']),
  buy: (from: TestAccount, shares: bigint) => act(liquidator, 'liquidate', [market, from.address, 0n, shares, '0x']),
})

const onChain = (blockNumber: bigint, market: MarketParams) => ({
  position: (account: Address) =>
    stage.client.readContract({
      ...{ address: morpho, abi: morphoAbi, functionName: 'position', blockNumber, args: [idOf(market), account] },
    }),
  market: () =>
    stage.client.readContract({
      ...{ address: morpho, abi: morphoAbi, functionName: 'market', blockNumber, args: [idOf(market)] },
    }),
})

/** Expects every total and every position as of a block to be what Morpho says there, to the unit. */
async function expectAsOnChain(blockNumber: bigint): Promise<void> {
  const positions = await readBooks<HoldingBooks>(stage, 'market_position', blockNumber)
  const rows = await readBooks<MarketBooks>(stage, 'market', blockNumber)
  expect(rows.map((row) => row.market_id).sort()).toEqual(markets.slice(0, 2).map(idOf).sort())
  for (const market of markets.slice(0, 2)) {
    const row = rows.find(({ market_id }) => market_id === idOf(market))
    const [supplyAssets, supplyShares, debtAssets, debtShares] = await onChain(blockNumber, market).market()
    expect([row?.supply_assets, row?.supply_shares, row?.debt_assets, row?.debt_shares]).toEqual(
      [supplyAssets, supplyShares, debtAssets, debtShares].map(String),
    )
    for (const { address, name } of [...accounts, { address: zeroAddress, name: 'nobody' }]) {
      const held = positions.find(({ market_id, account }) => market_id === idOf(market) && account === address)
      const told = await onChain(blockNumber, market).position(address)
      expect(
        [held?.supply_shares ?? '0', held?.debt_shares ?? '0', held?.collateral ?? '0'],
        `${name} at ${blockNumber}`,
      ).toEqual(told.map(String))
    }
  }
}

describe('Morpho Blue', () => {
  test('default: at every block, positions and totals as on chain to the unit, through interest, fees and bad debt', async () => {
    const [market, plain, other] = markets.map(on)
    const [params] = markets
    if (market === undefined || plain === undefined || other === undefined || params === undefined)
      throw new TypeError('Three markets')
    const first = await market.supply(lender, 500_000n * dollar)
    await plain.supply(lender, 100_000n * dollar)
    await other.supply(lender, 100_000n * dollar)
    await market.post(borrower, 100n * ether)
    await market.post(careless, 50n * ether)
    await plain.post(careless, 10n * ether)
    await other.post(careless, 10n * ether)
    await market.borrow(borrower, 150_000n * dollar + 1n)
    await market.borrow(careless, 119_999n * dollar)
    await plain.borrow(careless, 20_000n * dollar)
    await other.borrow(careless, 1_000n * dollar)
    await later(86_400)
    // A fee without a recipient is nobody's.
    await act(owner, 'setFee', [params, ether / 10n])
    await later(86_400)
    await act(lender, 'accrueInterest', [params])
    await act(owner, 'setFeeRecipient', [guard.address])
    await later(7 * 86_400)
    await market.repay(borrower, 10_000n * dollar)
    await act(owner, 'setFeeRecipient', [steward.address])
    await later(86_400)
    await market.take(borrower, ether)
    await market.withdraw(lender, 10n ** 15n + 7n)
    await later(3_600)
    await market.buy(careless, 10n ** 9n)
    // Collateral falls below the debt: what is left after all of it is seized is bad debt.
    await stage.send({
      by: owner,
      address: oracle,
      abi: oracleAbi,
      functionName: 'setPrice',
      args: [(price * 7n) / 10n],
    })
    const here = onChain(await stage.client.getBlockNumber(), params)
    const [, , left] = await here.position(careless.address)
    await market.seize(careless, left)
    await plain.seize(careless, ether)
    const [, owed] = await onChain(await stage.client.getBlockNumber(), params).position(borrower.address)
    const last = await market.repay(borrower, 0n, owed)
    await stage.caughtUp()
    for (let block = first - 1n; block <= last; block += 1n) await expectAsOnChain(block)
    expect(await expectRecomputed(stage)).toBeGreaterThan(25)
  })

  test('default: who was liquidated by whom, for how much, and what nobody repays', async () => {
    const rows = await stage.sql`select * from ${stage.sql(stage.schema)}.liquidation order by block_number`
    const events = await stage.client.getContractEvents({
      ...{ address: morpho, fromBlock: 0n, strict: true, eventName: 'Liquidate' },
      abi: parseAbi([
        'event Liquidate(bytes32 indexed id, address indexed caller, address indexed borrower, uint256 repaidAssets, uint256 repaidShares, uint256 seizedAssets, uint256 badDebtAssets, uint256 badDebtShares)',
      ]),
    })
    expect(
      rows.map((row) => [
        row['market_id'],
        row['borrower'],
        row['liquidator'],
        row['repaid'],
        row['seized'],
        row['bad_debt'],
      ]),
    ).toEqual(
      events.map(({ args }) => [
        args.id,
        careless.address,
        liquidator.address,
        ...[args.repaidAssets, args.seizedAssets, args.badDebtAssets].map(String),
      ]),
    )
    expect(rows.map((row) => BigInt(row['bad_debt']) > 0n)).toEqual([false, true, false])
  })

  test('default: holdings, markets and liquidations in the API, at every block', async () => {
    const head = await stage.client.getBlockNumber()
    for (let number = head; number > head - 30n; number -= 1n) {
      const asOf = `asOf: { blocks: [{ chainId: 31001, number: "${number}" }] }`
      const byId = await wholeList(`orderBy: ID_ASC, ${asOf}`, 200)
      const byUpdate = await wholeList(`orderBy: UPDATED_AT_DESC, ${asOf}`, 2)
      expect(byUpdate.map(({ id }) => id).sort()).toEqual(byId.map(({ id }) => id))
      expect(await wholeList(`orderBy: UPDATED_AT_ASC, ${asOf}`, 3)).toEqual([...byUpdate].reverse())
      const blocks = byUpdate.map(({ updatedBlock }) => Number(updatedBlock))
      expect(blocks).toEqual([...blocks].sort((a, b) => b - a))
      for (const held of byId) {
        const market = markets.find((params) => idOf(params) === held.market.marketId)
        if (market === undefined) throw new TypeError(`No market ${held.market.marketId} was chosen`)
        const chain = onChain(number, market)
        const [supplyAssets, supplyShares, debtAssets, debtShares] = await chain.market()
        const [supplied, owed, posted] = await chain.position(held.account)
        const rate = {
          supply: [supplyAssets + 1n, supplyShares + 10n ** 6n],
          debt: [debtAssets + 1n, debtShares + 10n ** 6n],
        } as const
        const [assets, per] = rate.debt
        expect(held).toMatchObject({
          supplyShares: String(supplied),
          supplied: { raw: String((supplied * rate.supply[0]) / rate.supply[1]), decimals: 6 },
          debtShares: String(owed),
          debt: { raw: String((owed * assets + per - 1n) / per) },
          collateral: { raw: String(posted), decimals: 0 },
          market: { supplied: { raw: String(supplyAssets) }, borrowed: { raw: String(debtAssets) } },
        })
      }
    }
  })

  test('default: one owner, filters, totals, and pages of liquidations', async () => {
    const { data, errors } = await stage.ask(
      `query ($account: Address!, $market: Bytes!) {
        account(address: $account) { marketPositions { nodes { protocol chain { name } market { marketId asset { symbol } } } totalCount } }
        indebted: marketPositions(where: { indebted: true, protocol_in: [MORPHO_BLUE] }) { nodes { account debtShares } totalCount }
        free: marketPositions(where: { indebted: false }) { totalCount }
        all: marketPositions(where: { marketId: $market }) { totalCount }
        vaults: marketPositions(where: { protocol: ERC4626 }) { totalCount }
        markets { nodes { id protocol contract collateralAsset { address listed } } totalCount }
        liquidations(first: 1) { nodes { id borrower liquidator asset { symbol } repaid { raw decimals } seizedAsset { address } seized { raw } badDebt { value } } totalCount pageInfo { endCursor hasNextPage } }
        bad: liquidations(where: { badDebt_gte: "1" }) { nodes { badDebt { raw } } }
      }`,
      { account: lender.address, market: idOf(markets[1] ?? fail()) },
    )
    expect(errors).toBeUndefined()
    expect(data.account.marketPositions.totalCount).toBe(2)
    expect(data.account.marketPositions.nodes[0]).toMatchObject({
      protocol: 'MORPHO_BLUE',
      market: { asset: { symbol: 'tUSD' } },
    })
    expect(data.indebted.nodes.length).toBe(data.indebted.totalCount)
    expect(data.indebted.nodes.every((node: { debtShares: string }) => BigInt(node.debtShares) > 0n)).toBe(true)
    const present = await readBooks<HoldingBooks>(stage, 'market_position')
    const some = present.filter((row) =>
      [row.supply_shares, row.debt_shares, row.collateral].some((sum) => sum !== '0'),
    )
    expect(data.indebted.totalCount + data.free.totalCount).toBe(some.length)
    expect(data.all.totalCount).toBe(some.filter(({ market_id }) => market_id === idOf(markets[1] ?? fail())).length)
    expect(data.vaults.totalCount).toBe(0)
    expect(data.markets.totalCount).toBe(2)
    expect(data.markets.nodes[0]).toMatchObject({ protocol: 'MORPHO_BLUE', collateralAsset: { listed: false } })
    expect(data.liquidations).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } })
    const [newest] = data.liquidations.nodes
    expect(newest).toMatchObject({ asset: { symbol: 'tUSD' }, repaid: { decimals: 6 } })
    expect(newest.seizedAsset.address.toLowerCase()).toBe(collateral)
    const [bad] = data.bad.nodes
    expect(BigInt(bad.badDebt.raw)).toBeGreaterThan(0n)
    const rest = await stage.ask(
      `query ($after: String) { liquidations(first: 5, after: $after) { nodes { id badDebt { raw } } } }`,
      { after: data.liquidations.pageInfo.endCursor },
    )
    expect(rest.data.liquidations.nodes.map((node: { badDebt: { raw: string } }) => node.badDebt.raw)).toEqual([
      bad.badDebt.raw,
      '0',
    ])
    const [first] = await stage.sql`select min(block_number) as number from ${stage.sql(stage.schema)}.liquidation`
    const number = String(first?.['number'])
    const then = await stage.ask(
      `{ liquidations(asOf: { blocks: [{ chainId: 31001, number: "${number}" }] }) { totalCount nodes { blockNumber cut { blocks { number } } } } }`,
    )
    expect(then.data.liquidations).toMatchObject({ totalCount: 1, nodes: [{ blockNumber: number }] })
  })
})

interface ListedHolding {
  readonly id: string
  readonly account: Address
  readonly updatedBlock: string
  readonly market: { readonly marketId: Hex }
}

/** A list of holdings, page by page. */
async function wholeList(args: string, first: number): Promise<readonly ListedHolding[]> {
  const seen: ListedHolding[] = []
  let after: string | null = null
  do {
    const { data, errors } = await stage.ask(
      `query ($first: Int!, $after: String) {
        marketPositions(first: $first, after: $after, ${args}) {
          nodes {
            id account updatedBlock supplyShares debtShares
            supplied { raw decimals } debt { raw } collateral { raw decimals }
            market { marketId supplied { raw } borrowed { raw } }
          }
          pageInfo { hasNextPage endCursor }
        }
      }`,
      { first, after },
    )
    expect(errors).toBeUndefined()
    seen.push(...data.marketPositions.nodes)
    const { hasNextPage, endCursor } = data.marketPositions.pageInfo
    after = hasNextPage ? endCursor : null
  } while (after !== null)
  return seen
}

function fail(): never {
  throw new TypeError('There are three markets')
}
