import { encodeAbiParameters, erc20Abi, keccak256, maxUint256 } from 'viem'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { receiptBucketsAbi } from '../../../contracts/abi/ReceiptBuckets.ts'
import { testGatedLenderAbi } from '../../../contracts/abi/TestGatedLender.ts'
import { testMorphoOracleAbi } from '../../../contracts/abi/TestMorphoOracle.ts'
import { testPriceFeedAbi } from '../../../contracts/abi/TestPriceFeed.ts'
import { testTokenAbi } from '../../../contracts/abi/TestToken.ts'
import { type TestAccount, testAccounts } from '../../../devnet/accounts.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { type Address, address, type Hex } from '../../../domain/identifiers.ts'
import { localSigner } from '../../../relayer/evm/signer.ts'
import { lockCollateral, quoteBurn } from '../../../relayer/evm/transfer.ts'
import { eventually } from '../../support/eventually.ts'
import {
  type Act,
  attempt,
  attemptEach,
  deployMorpho,
  type MarketParams,
  type MorphoStage,
  marketClient,
  morphoAbi,
} from '../../support/morpho-stage.ts'
import { type RelayStage, type StageChain, startRelayStage } from '../../support/relay-stage.ts'
import { throughTimelock } from '../../support/timelock.ts'

/** In the order of the bucket's states. */
const open = 0
const notEligible = 2

const ether = 10n ** 18n
/** One unit of the loan token, worth 1 USD. */
const dollar = 10n ** 6n
/** One USD as the feeds count it. */
const usd = 10n ** 8n

const [lender, risky, careful, saver] = testAccounts.visitors
const [newcomer, liquidator] = testAccounts.traders
const { owner, guardian, demonstrator } = testAccounts

let stage: RelayStage
let home: StageChain
let host: StageChain
let client: ReturnType<typeof marketClient>
let morpho: MorphoStage
let weth: Address
let receipt: Address
let snapshot: Hex

beforeAll(async () => {
  stage = await startRelayStage()
  ;[home, host] = stage.chains
  client = marketClient(host.deployed.rpcUrl ?? '')
  const asset = home.deployed.assets.find(({ symbol }) => symbol === 'tWETH')
  if (asset === undefined) throw new TypeError('alpha is the home of tWETH')
  weth = asset.address
  const receiptCall = { address: host.deployed.buckets, abi: receiptBucketsAbi, functionName: 'receiptOf' } as const
  receipt = address(await client.readContract({ ...receiptCall, args: [home.chain.eid, weth] }))

  await mintReceipts(150n * ether)
  await client.setIntervalMining({ interval: 0 })
  await client.setAutomine(true)
  // Whatever is minted counts as seasoned by then.
  await client.increaseTime({ seconds: 30 * 86_400 })
  const haircuts = { strict: 500, worst: 2_000 }
  morpho = await deployMorpho({
    chain: { chainId: host.chain.chainId, rpcUrl: host.deployed.rpcUrl ?? '' },
    receipt,
    usdPrice: 3_000n * usd,
    terms: [
      { isStrict: true, haircutBps: haircuts.strict, lltv: (8n * ether) / 10n },
      { isStrict: false, haircutBps: haircuts.worst, lltv: (8n * ether) / 10n },
      { isStrict: false, haircutBps: haircuts.worst, lltv: (7n * ether) / 10n },
    ],
  })
  await fundAndApprove()
})
afterAll(() => stage?.close())

beforeEach(async () => {
  snapshot = await client.snapshot()
})
afterEach(() => client.revert({ id: snapshot }))

/** Locks at home; relayer and DVN bring the receipts to the demonstrator on the host. */
async function mintReceipts(amount: bigint): Promise<void> {
  const signer = localSigner(testAccounts.demonstrator.privateKey)
  const sent = await lockCollateral(
    { client: home.client, deployed: home.deployed, signer },
    { hostEid: host.chain.eid, asset: weth, amount: rawAmount(amount), receiver: signer.address },
  )
  await stage.track(home, sent.txHash)
  await eventually('minted', async () => {
    await stage.passSource(home)
    await stage.passDestination(host)
    return (await balanceOf(receipt, demonstrator)) === amount ? true : undefined
  })
}

async function fundAndApprove(): Promise<void> {
  const token = (by: TestAccount, functionName: string, to: Address, args: readonly unknown[]): Act => ({
    by,
    address: to,
    abi: testTokenAbi,
    functionName,
    args,
  })
  for (const account of [lender, risky, careful, saver, newcomer, liquidator]) {
    await done(token(account, 'mint', morpho.loan, [account.address, 1_000_000n * dollar]))
    await done(token(account, 'approve', morpho.loan, [morpho.morpho, maxUint256]))
    await done(token(account, 'approve', receipt, [morpho.morpho, maxUint256]))
  }
  for (const account of [risky, careful, saver, newcomer]) {
    await done(token(demonstrator, 'transfer', receipt, [account.address, 30n * ether]))
  }
  await done(token(lender, 'mint', morpho.loan, [morpho.gatedLender, 1_000_000n * dollar]))
}

const balanceOf = (token: Address, { address: account }: TestAccount): Promise<bigint> =>
  client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [account] })

async function done(...acts: readonly Act[]): Promise<void> {
  for (const act of acts) expect(await attempt(client, act), act.functionName).toBe('done')
}

const call = (by: TestAccount, functionName: string, args: readonly unknown[]): Act => ({
  by,
  address: morpho.morpho,
  abi: morphoAbi,
  functionName,
  args,
})

/** What can be done in a market, each by one account for itself. Amounts are base units. */
const on = (market: MarketParams) => ({
  supply: (by: TestAccount, assets: bigint) => call(by, 'supply', [market, assets, 0n, by.address, '0x']),
  withdraw: (by: TestAccount, assets: bigint) => call(by, 'withdraw', [market, assets, 0n, by.address, by.address]),
  borrow: (by: TestAccount, assets: bigint) => call(by, 'borrow', [market, assets, 0n, by.address, by.address]),
  repay: (by: TestAccount, assets: bigint) => call(by, 'repay', [market, assets, 0n, by.address, '0x']),
  post: (by: TestAccount, amount: bigint) => call(by, 'supplyCollateral', [market, amount, by.address, '0x']),
  take: (by: TestAccount, amount: bigint) => call(by, 'withdrawCollateral', [market, amount, by.address, by.address]),
  /** Repays so many of the borrower's shares; a dollar is 1e12 shares while nothing was lost. */
  liquidate: (borrower: TestAccount, repaid: { readonly shares: bigint } | { readonly seizing: bigint }) =>
    call(liquidator, 'liquidate', [
      market,
      borrower.address,
      'seizing' in repaid ? repaid.seizing : 0n,
      'shares' in repaid ? repaid.shares : 0n,
      '0x',
    ]),
})

const marketAt = (index: number): MarketParams => {
  const market = morpho.markets[index]
  if (market === undefined) throw new TypeError(`There is no market ${index}`)
  return market
}
const strict = () => marketAt(0)
const conservative = () => marketAt(1)
const gated = () => marketAt(2)

const setPrice = (wholeUsd: bigint): Promise<void> =>
  done({
    by: owner,
    address: morpho.source,
    abi: testPriceFeedAbi,
    functionName: 'setAnswer',
    args: [wholeUsd * usd],
  })

/** The guardian's measure; it lapses by itself, too late for this test. */
const tighten = (): Promise<void> =>
  done({
    by: guardian,
    address: host.deployed.buckets,
    abi: receiptBucketsAbi,
    functionName: 'tightenBucket',
    args: [home.chain.eid, weth, notEligible],
  })

/** What ends it is the owner's, and waits at the timelock. */
const lift = () =>
  throughTimelock(host, {
    owned: host.deployed.buckets,
    write: {
      address: host.deployed.buckets,
      abi: receiptBucketsAbi,
      functionName: 'setTightening',
      args: [home.chain.eid, weth, open, 0],
    },
  })

const isEligible = (): Promise<boolean> =>
  client.readContract({
    address: host.deployed.buckets,
    abi: receiptBucketsAbi,
    functionName: 'isEligible',
    args: [receipt],
  })

/** Dollars per whole receipt, as the market sees it. */
const marketPrice = async ({ oracle }: MarketParams): Promise<bigint> =>
  (await client.readContract({ address: oracle, abi: testMorphoOracleAbi, functionName: 'price' })) / 10n ** 24n

const burn = async (by: TestAccount, amount: bigint): Promise<Act> => ({
  by,
  address: host.deployed.buckets,
  abi: receiptBucketsAbi,
  functionName: 'burn',
  args: [home.chain.eid, weth, amount, by.address],
  value: await quoteBurn(host.client, host.deployed, home.chain.eid),
})

const marketId = (market: MarketParams): Hex =>
  keccak256(
    encodeAbiParameters(
      [{ type: 'address' }, { type: 'address' }, { type: 'address' }, { type: 'address' }, { type: 'uint256' }],
      [market.loanToken, market.collateralToken, market.oracle, market.irm, market.lltv],
    ),
  )

/** Total supplied and total borrowed, base units of the loan token. */
async function totals(market: MarketParams): Promise<{ readonly supplied: bigint; readonly borrowed: bigint }> {
  const read = { address: morpho.morpho, abi: morphoAbi, functionName: 'market' } as const
  const [supplied, , borrowed] = await client.readContract({ ...read, args: [marketId(market)] })
  return { supplied, borrowed }
}

/**
 * 100,000 dollars lent; ten receipts each: `risky` owes 15,000, `careful` 1,000, `saver` nothing. Then the price falls to
 * 1,900 and `risky` can be liquidated at either feed's price, 1,805 and 1,520.
 */
async function fallInto(market: MarketParams): Promise<void> {
  const { supply, post, borrow } = on(market)
  await done(supply(lender, 100_000n * dollar))
  for (const account of [risky, careful, saver]) await done(post(account, 10n * ether))
  await done(borrow(risky, 15_000n * dollar), borrow(careful, 1_000n * dollar))
  await setPrice(1_900n)
}

/** What lender, borrowers and liquidator may want to do next. */
async function everything(market: MarketParams) {
  const { supply, withdraw, borrow, repay, post, take, liquidate } = on(market)
  return {
    'lender supplies': [supply(lender, dollar)],
    'lender withdraws what is idle': [withdraw(lender, 84_000n * dollar)],
    'lender withdraws what is lent': [withdraw(lender, 84_001n * dollar)],
    'debtor repays': [repay(risky, 5_000n * dollar)],
    'debtor repays all and takes the collateral': [repay(careful, 1_000n * dollar), take(careful, 10n * ether)],
    'healthy debtor takes some collateral': [take(careful, ether)],
    'healthy debtor borrows more': [borrow(careful, dollar)],
    'account without debt takes its collateral': [take(saver, 10n * ether)],
    'newcomer posts collateral': [post(newcomer, 10n * ether)],
    'newcomer posts collateral and borrows': [post(newcomer, 10n * ether), borrow(newcomer, 12_160n * dollar)],
    'liquidator repays for the unhealthy debtor': [liquidate(risky, { shares: 10n ** 12n * 5_000n })],
    'liquidator repays for the healthy debtor': [liquidate(careful, { shares: 10n ** 12n })],
    'holder burns receipts': [await burn(newcomer, ether)],
  }
}

describe('a market of Morpho Blue with a receipt as collateral', () => {
  test('default: supply, borrow, price fall, liquidation, and everybody leaves', async () => {
    const market = strict()
    const { supply, withdraw, borrow, post, take, liquidate } = on(market)
    expect(await marketPrice(market)).toBe(2_850n)
    await done(supply(lender, 100_000n * dollar), post(risky, 10n * ether))

    // 10 · 2,850 · 80 % = 22,800
    expect(await attempt(client, borrow(risky, 22_800n * dollar + 1n))).toBe('insufficient collateral')
    await done(borrow(risky, 20_000n * dollar))
    expect(await attempt(client, liquidate(risky, { seizing: ether }))).toBe('position is healthy')

    // 10 · 2,375 · 80 % = 19,000. Repaying all seizes 20,000 / 0.94 / 2,375, rounded down on the way.
    await setPrice(2_500n)
    const id = marketId(market)
    const position = { address: morpho.morpho, abi: morphoAbi, functionName: 'position' } as const
    const [, shares] = await client.readContract({ ...position, args: [id, risky.address] })
    await done(liquidate(risky, { shares }))
    const seized = 8_958_566_629_052_631_578n
    expect(await balanceOf(receipt, liquidator)).toBe(seized)

    await done(withdraw(lender, 100_000n * dollar), take(risky, 10n * ether - seized))
    expect(await totals(market)).toEqual({ supplied: 0n, borrowed: 0n })
    await done(await burn(liquidator, seized))
    expect(await balanceOf(receipt, liquidator)).toBe(0n)
  })
})

/** What {@link everything} comes to while the receipt is eligible, under either feed. */
const normally = {
  'lender supplies': 'done',
  'lender withdraws what is idle': 'done',
  'lender withdraws what is lent': 'insufficient liquidity',
  'debtor repays': 'done',
  'debtor repays all and takes the collateral': 'done',
  'healthy debtor takes some collateral': 'done',
  'healthy debtor borrows more': 'done',
  'account without debt takes its collateral': 'done',
  'newcomer posts collateral': 'done',
  'newcomer posts collateral and borrows': 'done',
  'liquidator repays for the unhealthy debtor': 'done',
  'liquidator repays for the healthy debtor': 'position is healthy',
  'holder burns receipts': 'done',
}

describe('while the bucket is not eligible', () => {
  test('behavior: strict stops debt and liquidation; whoever needs no price goes on', async () => {
    const market = strict()
    await fallInto(market)
    expect(await isEligible()).toBe(true)
    expect(await attemptEach(client, await everything(market))).toEqual(normally)

    await tighten()
    expect(await isEligible()).toBe(false)
    expect(await attemptEach(client, await everything(market))).toEqual({
      ...normally,
      'healthy debtor takes some collateral': 'NotSound',
      'healthy debtor borrows more': 'NotSound',
      'newcomer posts collateral and borrows': 'NotSound',
      'liquidator repays for the unhealthy debtor': 'NotSound',
      'liquidator repays for the healthy debtor': 'NotSound',
    })
  })

  test('behavior: conservative goes on, new debt included, at a price that the state does not move', async () => {
    const market = conservative()
    await fallInto(market)
    expect(await marketPrice(market)).toBe(1_520n)
    expect(await attemptEach(client, await everything(market))).toEqual(normally)

    await tighten()
    expect(await isEligible()).toBe(false)
    expect(await marketPrice(market)).toBe(1_520n)
    expect(await attemptEach(client, await everything(market))).toEqual(normally)
    // The worst-case price is the most that new debt gets: 10 · 1,520 · 80 % = 12,160.
    const { post, borrow } = on(market)
    await done(post(newcomer, 10n * ether))
    expect(await attempt(client, borrow(newcomer, 12_160n * dollar + 1n))).toBe('insufficient collateral')
  })

  test('behavior: lenders who ask isEligible stop new debt under the conservative feed, and nothing else', async () => {
    const market = gated()
    const { borrow, repay, post, liquidate } = on(market)
    const lend = (assets: bigint): Act => ({
      by: newcomer,
      address: morpho.gatedLender,
      abi: testGatedLenderAbi,
      functionName: 'lend',
      args: [market, assets],
    })
    // 10 · 2,400 · 70 % = 16,800, and at 1,900 it is 10,640.
    await done(post(risky, 10n * ether), lend(15_000n * dollar), borrow(risky, 15_000n * dollar))
    await done(post(newcomer, 10n * ether))
    await setPrice(1_900n)
    await tighten()
    expect(
      await attemptEach(client, {
        'newcomer asks for a loan': [lend(dollar)],
        'newcomer borrows what is there': [borrow(newcomer, 1n)],
        'debtor repays': [repay(risky, dollar)],
        'liquidator repays': [liquidate(risky, { shares: 10n ** 12n })],
      }),
    ).toEqual({
      'newcomer asks for a loan': 'NotEligible',
      'newcomer borrows what is there': 'insufficient liquidity',
      'debtor repays': 'done',
      'liquidator repays': 'done',
    })
    await lift()
    await done(lend(dollar), borrow(newcomer, dollar))
  })

  test('behavior: what strict could not liquidate in time is lost by its lenders, and not by conservative ones', async () => {
    await fallInto(conservative())
    await setPrice(3_000n)
    await fallInto(strict())
    await tighten()

    // In time, at 2,300: 15,000 / 0.94 / 1,840 = 8.7 of the 10 receipts repay everything.
    await setPrice(2_300n)
    await done(on(conservative()).liquidate(risky, { shares: 10n ** 12n * 15_000n }))
    expect(await totals(conservative())).toEqual({ supplied: 100_000n * dollar, borrowed: 1_000n * dollar })

    // Too late, at 1,200: 10 receipts repay 10 · 1,140 · 0.94 = 10,716 of 15,000, rounded up.
    await setPrice(1_200n)
    await lift()
    await done(on(strict()).liquidate(risky, { seizing: 10n * ether }))
    expect(await totals(strict())).toEqual({ supplied: 95_716n * dollar + 1n, borrowed: 1_000n * dollar })
  })
})
