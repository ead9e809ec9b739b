import { testPriceFeedAbi, testPriceFeedBytecode } from '../contracts/abi/TestPriceFeed.ts'
import { testTokenAbi, testTokenBytecode } from '../contracts/abi/TestToken.ts'
import { testTokenNoBoolAbi, testTokenNoBoolBytecode } from '../contracts/abi/TestTokenNoBool.ts'
import { testTokenWithFeeAbi, testTokenWithFeeBytecode } from '../contracts/abi/TestTokenWithFee.ts'
import type { ContractSpec } from '../contracts/deploy/create2.ts'
import { testAccounts } from './accounts.ts'

/** How a test token behaves on transfer. */
type TokenKind = 'plain' | 'no-bool' | 'with-fee'

/** A test token and its test price feed on their home chain. */
export interface DevnetAsset {
  readonly chain: string
  readonly symbol: string
  readonly name: string
  readonly decimals: number
  readonly kind: TokenKind
  /** First price, USD with eight decimals. */
  readonly usdPrice: bigint
  /** The most that may be outstanding per bucket, in whole tokens. */
  readonly bucketCapacity: bigint
}

const feeBps = 100
const feedDecimals = 8

/** The devnet's assets: 18 and 6 decimals, one that returns no bool, one that takes a fee on transfer. */
export const devnetAssets: readonly DevnetAsset[] = [
  asset('alpha', 'tWETH', 'Test Wrapped Ether', 18, 'plain', 3_000_00000000n, 2_000n),
  asset('alpha', 'tUSDC', 'Test USD Coin', 6, 'plain', 1_00000000n, 5_000_000n),
  asset('beta', 'tUSDT', 'Test Tether without return values', 6, 'no-bool', 1_00000000n, 5_000_000n),
  asset('beta', 'tFEE', 'Test Token with a transfer fee', 18, 'with-fee', 2_50000000n, 1_000_000n),
  asset('gamma', 'tWETH', 'Test Wrapped Ether', 18, 'plain', 3_000_00000000n, 2_000n),
  asset('gamma', 'tUSDC', 'Test USD Coin', 6, 'plain', 1_00000000n, 5_000_000n),
]

function asset(
  chain: string,
  symbol: string,
  name: string,
  decimals: number,
  kind: TokenKind,
  usdPrice: bigint,
  bucketCapacity: bigint,
): DevnetAsset {
  return { chain, symbol, name, decimals, kind, usdPrice, bucketCapacity }
}

/** The token's contract. */
export function tokenSpec({ chain, symbol, name, decimals, kind }: DevnetAsset): ContractSpec {
  const label = `${chain}/${symbol}`
  const args = [name, symbol, decimals]
  switch (kind) {
    case 'plain':
      return { label, abi: testTokenAbi, bytecode: testTokenBytecode, args }
    case 'no-bool':
      return { label, abi: testTokenNoBoolAbi, bytecode: testTokenNoBoolBytecode, args }
    case 'with-fee':
      return { label, abi: testTokenWithFeeAbi, bytecode: testTokenWithFeeBytecode, args: [...args, feeBps] }
  }
}

/** The price feed's contract. */
export function priceFeedSpec({ chain, symbol, usdPrice }: DevnetAsset): ContractSpec {
  return {
    label: `${chain}/${symbol} / USD`,
    abi: testPriceFeedAbi,
    bytecode: testPriceFeedBytecode,
    args: [testAccounts.owner.address, feedDecimals, `${symbol} / USD`, usdPrice],
  }
}
