import {
  type Abi,
  BaseError,
  ContractFunctionRevertedError,
  createTestClient,
  http,
  parseAbi,
  publicActions,
  walletActions,
} from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { bucketPriceFeedAbi, bucketPriceFeedBytecode } from '../../contracts/abi/BucketPriceFeed.ts'
import { testGatedLenderAbi, testGatedLenderBytecode } from '../../contracts/abi/TestGatedLender.ts'
import { testMorphoOracleAbi, testMorphoOracleBytecode } from '../../contracts/abi/TestMorphoOracle.ts'
import { testPriceFeedAbi, testPriceFeedBytecode } from '../../contracts/abi/TestPriceFeed.ts'
import { testTokenAbi, testTokenBytecode } from '../../contracts/abi/TestToken.ts'
import { type TestAccount, testAccounts } from '../../devnet/accounts.ts'
import { beginSequence } from '../../devnet/anvil/contract-sequence.ts'
import { pollReceipt } from '../../devnet/anvil/poll-receipt.ts'
import type { SequenceChain } from '../../devnet/anvil/send-sequence.ts'
import { compileMorpho } from '../../devnet/morpho/compile-morpho.ts'
import { type Address, zeroAddress } from '../../domain/identifiers.ts'

const parameters =
  'struct MarketParams { address loanToken; address collateralToken; address oracle; address irm; uint256 lltv; }'

/** What is called of Morpho Blue. Amounts are base units; of `assets` and `shares` one is zero. */
export const morphoAbi = parseAbi([
  parameters,
  'function enableIrm(address irm)',
  'function enableLltv(uint256 lltv)',
  'function createMarket(MarketParams market)',
  'function supply(MarketParams market, uint256 assets, uint256 shares, address onBehalf, bytes data) returns (uint256 assets, uint256 shares)',
  'function withdraw(MarketParams market, uint256 assets, uint256 shares, address onBehalf, address receiver) returns (uint256 assets, uint256 shares)',
  'function borrow(MarketParams market, uint256 assets, uint256 shares, address onBehalf, address receiver) returns (uint256 assets, uint256 shares)',
  'function repay(MarketParams market, uint256 assets, uint256 shares, address onBehalf, bytes data) returns (uint256 assets, uint256 shares)',
  'function supplyCollateral(MarketParams market, uint256 assets, address onBehalf, bytes data)',
  'function withdrawCollateral(MarketParams market, uint256 assets, address onBehalf, address receiver)',
  'function liquidate(MarketParams market, address borrower, uint256 seizedAssets, uint256 repaidShares, bytes data) returns (uint256 seized, uint256 repaid)',
  'function position(bytes32 id, address account) view returns (uint256 supplyShares, uint128 borrowShares, uint128 collateral)',
  'function market(bytes32 id) view returns (uint128 totalSupplyAssets, uint128 totalSupplyShares, uint128 totalBorrowAssets, uint128 totalBorrowShares, uint128 lastUpdate, uint128 fee)',
])

/** What identifies a market of Morpho Blue. */
export interface MarketParams {
  readonly loanToken: Address
  readonly collateralToken: Address
  readonly oracle: Address
  readonly irm: Address
  /** Loan to value at which a position can be liquidated, 1e18 fixed point. */
  readonly lltv: bigint
}

/** Which feed a market asks, and its loan to value, 1e18 fixed point. */
export interface MarketTerms {
  readonly isStrict: boolean
  readonly haircutBps: number
  readonly lltv: bigint
}

/** One contract call of one account. */
export interface Act {
  readonly by: TestAccount
  readonly address: Address
  readonly abi: Abi
  readonly functionName: string
  readonly args: readonly unknown[]
  readonly value?: bigint
}

/** Everything is mined at once. */
export const marketClient = (rpcUrl: string) =>
  createTestClient({ mode: 'anvil', transport: http(rpcUrl), cacheTime: 0 })
    .extend(publicActions)
    .extend(walletActions)

type MarketClient = ReturnType<typeof marketClient>

/** Prices come once a day. */
const maxAgeSeconds = 86_400
const feedDecimals = 8
const loanDecimals = 6

/** Morpho Blue with one market per entry of `terms`, all of one receipt and one loan token. */
export interface MorphoStage {
  readonly morpho: Address
  readonly loan: Address
  /** The collateral's price, USD with eight decimals, that the feeds are asked through. */
  readonly source: Address
  readonly gatedLender: Address
  /** In the order of `terms`. */
  readonly markets: readonly MarketParams[]
}

/** Deploys real Morpho Blue, feeds, oracles and a loan token worth 1 USD, and opens markets without interest. */
export async function deployMorpho({
  chain,
  receipt,
  usdPrice,
  terms,
}: {
  readonly chain: SequenceChain
  readonly receipt: Address
  /** Of a whole token of collateral, eight decimals. */
  readonly usdPrice: bigint
  readonly terms: readonly MarketTerms[]
}): Promise<MorphoStage> {
  const owner = privateKeyToAccount(testAccounts.owner.privateKey)
  const sequence = await beginSequence({ chain, account: owner })
  const priceFeed = (name: string, price: bigint): Address =>
    sequence.deploy({
      name,
      abi: testPriceFeedAbi,
      bytecode: testPriceFeedBytecode,
      args: [owner.address, feedDecimals, name, price],
    })

  const loan = sequence.deploy({
    name: 'loan token',
    abi: testTokenAbi,
    bytecode: testTokenBytecode,
    args: ['Test Dollar', 'tUSD', loanDecimals],
  })
  const source = priceFeed('WETH / USD', usdPrice)
  const loanFeed = priceFeed('tUSD / USD', 10n ** BigInt(feedDecimals))
  const ownable = parseAbi(['constructor(address owner)'])
  const morpho = sequence.deploy({
    name: 'Morpho',
    abi: ownable,
    bytecode: compileMorpho(),
    args: [owner.address],
  })
  const call = (functionName: string, args: readonly unknown[]): void =>
    sequence.call({ address: morpho, abi: morphoAbi, functionName, args })
  // The zero address is Morpho's way to say: no interest.
  call('enableIrm', [zeroAddress])
  for (const lltv of new Set(terms.map((term) => term.lltv))) call('enableLltv', [lltv])

  const markets = terms.map(({ isStrict, haircutBps, lltv }) => {
    const settings = { receipt, source, haircutBps, maxAgeSeconds, isStrict }
    const feed = sequence.deploy({
      name: 'BucketPriceFeed',
      abi: bucketPriceFeedAbi,
      bytecode: bucketPriceFeedBytecode,
      args: [{ ...settings, sequencerUptimeFeed: zeroAddress, sequencerGraceSeconds: 0 }],
    })
    const oracle = sequence.deploy({
      name: 'oracle',
      abi: testMorphoOracleAbi,
      bytecode: testMorphoOracleBytecode,
      args: [receipt, feed, loan, loanFeed],
    })
    const market: MarketParams = { loanToken: loan, collateralToken: receipt, oracle, irm: zeroAddress, lltv }
    call('createMarket', [market])
    return market
  })
  const gatedLender = sequence.deploy({
    name: 'gated lender',
    abi: testGatedLenderAbi,
    bytecode: testGatedLenderBytecode,
    args: [morpho],
  })
  await sequence.send()
  return { morpho, loan, source, gatedLender, markets }
}

/**
 * Far above what any call takes. An estimate would not do: interest is accounted for once a second, so the same call
 * costs more when its block begins a new one.
 */
const gas = 2_000_000n

/** Sends a call; `'done'`, or the contract's own words for why it is refused: its custom error's name, or its text. */
export async function attempt(client: MarketClient, { by, abi, ...act }: Act): Promise<string> {
  const account = privateKeyToAccount(by.privateKey)
  const write = { ...act, abi: [...abi, ...refusals], account, gas }
  try {
    await client.simulateContract(write)
  } catch (error) {
    const revert =
      error instanceof BaseError ? error.walk((cause) => cause instanceof ContractFunctionRevertedError) : null
    if (!(revert instanceof ContractFunctionRevertedError)) throw error
    return revert.reason ?? revert.data?.errorName ?? revert.signature ?? 'no reason'
  }
  const hash = await client.writeContract({ ...write, chain: null })
  const receipt = await pollReceipt(client, hash, performance.now() + 10_000)
  if (receipt?.status !== 'success') throw new TypeError(`${act.functionName} failed in transaction ${hash}`)
  return 'done'
}

/** Errors of contracts behind the one that is called. */
const refusals: Abi = bucketPriceFeedAbi.filter((item) => item.type === 'error')

/** What each call would come to if it were the next one; nothing is changed. */
export async function attemptEach<Name extends string>(
  client: MarketClient,
  acts: Readonly<Record<Name, readonly Act[]>>,
): Promise<Readonly<Record<Name, string>>> {
  const outcomes: Partial<Record<Name, string>> = {}
  for (const [name, sequence] of Object.entries(acts) as [Name, readonly Act[]][]) {
    const snapshot = await client.snapshot()
    let outcome = 'done'
    for (const act of sequence) if (outcome === 'done') outcome = await attempt(client, act)
    outcomes[name] = outcome
    await client.revert({ id: snapshot })
  }
  return outcomes as Record<Name, string>
}
