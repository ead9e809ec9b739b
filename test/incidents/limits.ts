import { parseUnits } from 'viem'
import { rawAmount } from '../../domain/amounts.ts'
import type { Limits } from '../../domain/rate-limit.ts'

/*
 * All that the replays fix beforehand: what was there, and the limits that follow from it by one rule. No incident has a
 * number of its own here but its holdings.
 */

/** Each incident that is replayed. */
export type IncidentName =
  | 'kelp-2026'
  | 'hyperbridge-2026'
  | 'ronin-2024'
  | 'orbit-2024'
  | 'multichain-2023'
  | 'bnb-2022'
  | 'nomad-2022'
  | 'harmony-2022'
  | 'ronin-2022'
  | 'wormhole-2022'
  | 'poly-2021'

/** An asset of the bridge that was attacked, and how much of it was there before, in base units. */
export interface Holding {
  readonly symbol: string
  readonly decimals: number
  readonly amount: bigint
}

const holding = (symbol: string, decimals: number, whole: string): Holding => ({
  symbol,
  decimals,
  amount: parseUnits(whole, decimals),
})

/**
 * What each bridge held just before. Where nobody has published it, what was taken is taken for all there was: that makes
 * capacity, burst and refill as small as they can be, and is said where it is done.
 */
export const holdingsBefore: Readonly<Record<IncidentName, readonly Holding[]>> = {
  // The adapter's balance one block before, from the chain: gist.github.com/banteg/705d0284513b74ad20f61d90f5b5de62
  'kelp-2026': [holding('rsETH', 18, '116723.5206355')],
  // Circulating on the host before, as reported from the chain.
  'hyperbridge-2026': [holding('DOT', 18, '356000')],
  // Assumption: "over $850 M" is all that was published. 140,000 ETH was then about $340 M, a part of it; so was the USDC.
  'ronin-2024': [holding('ETH', 18, '140000'), holding('USDC', 6, '70000000')],
  // Assumption: what was taken.
  'orbit-2024': [
    holding('USDT', 6, '30000000'),
    holding('USDC', 6, '10000000'),
    holding('DAI', 18, '10000000'),
    holding('ETH', 18, '9500'),
    holding('WBTC', 8, '231'),
  ],
  // "Nearly its entire holdings": what was taken.
  'multichain-2023': [holding('USDC', 6, '57000000'), holding('WBTC', 8, '1023'), holding('WETH', 18, '7214')],
  // Assumption: what was taken.
  'bnb-2022': [holding('BNB', 18, '2000000')],
  // "Almost 100 %" was taken; here of the two assets whose single withdrawals are known.
  'nomad-2022': [holding('WBTC', 8, '100'), holding('USDC', 6, '40488145.0826')],
  // Assumption: what was taken.
  'harmony-2022': [
    holding('FRAX', 18, '5600000'),
    holding('WETH', 18, '13100'),
    holding('AAVE', 18, '990'),
    holding('SUSHI', 18, '415000'),
    holding('FXS', 18, '110000'),
    holding('AAG', 18, '84600000'),
    holding('BUSD', 18, '5500000'),
    holding('DAI', 18, '6000000'),
    holding('USDT', 6, '9900000'),
    holding('WBTC', 8, '592'),
    holding('USDC', 6, '41200000'),
  ],
  // Assumption: what was taken.
  'ronin-2022': [holding('ETH', 18, '173600'), holding('USDC', 6, '25500000')],
  // Assumption: the 93,750 that were paid out at once against the forged tokens were about all that was locked.
  'wormhole-2022': [holding('wETH', 18, '93750')],
  // Assumption: what was taken, in dollars: one asset for each of the chains that paid.
  'poly-2021': [
    holding('Ethereum USD', 6, '273000000'),
    holding('BSC USD', 6, '253000000'),
    holding('Polygon USD', 6, '85000000'),
  ],
}

/** Capacity and limits of one bucket with its compartment, base units. */
export interface BucketTerms {
  readonly bucketCapacity: bigint
  readonly limits: Limits
  readonly exitLimits: Limits
}

/** Part of the capacity, rounded down, in parts per 10,000. */
const bps = (capacity: bigint, parts: bigint): bigint => (capacity * parts) / 10_000n

/**
 * The rule, the same for every bucket, to be fixed before anything happens. Capacity 1.2 times what is there, rounded up.
 * Of the capacity: burst 1 %, refill 5 % per day, one message at most 0.5 %, flow 0.5 % in two hours (more waits two
 * hours). Exits alike.
 *
 * @param parts.looser - For one test only: multiplies burst, maximum and flow, to see that the measuring notices.
 */
export function termsFor({ amount }: Holding, { looser = 1n }: { readonly looser?: bigint } = {}): BucketTerms {
  const bucketCapacity = (amount * 12n + 9n) / 10n
  const limits: Limits = {
    burst: rawAmount(bps(bucketCapacity, 100n * looser)),
    refillPerSecond: rawAmount(bps(bucketCapacity, 500n) / 86_400n),
    maxAmount: rawAmount(bps(bucketCapacity, 50n * looser)),
    minAmount: rawAmount(bucketCapacity / 10_000_000n),
    delayThreshold: rawAmount(bps(bucketCapacity, 50n * looser)),
    delaySeconds: 7_200n,
  }
  return { bucketCapacity, limits, exitLimits: { ...limits, minAmount: rawAmount(0n) } }
}

/** Signatures that count, of three attestors; each pathway has a second required DVN besides. */
export const attestorQuorum = 2

/** Providers of a chain that must answer an attestor alike, of three that it has: one that is dead is not made up for. */
export const rpcQuorum = 3

/** Seconds between blocks on every chain of the stage. */
export const blockSeconds = 12n

/** How long the person who holds the guardian's key takes to act on what the guard proposes. */
export const guardianSeconds = 3_600n
