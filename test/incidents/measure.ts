import { erc20Abi } from 'viem'
import { collateralVaultAbi } from '../../contracts/abi/CollateralVault.ts'
import type { Address } from '../../domain/identifiers.ts'
import type { ReplayBucket, ReplayDeployment } from './deployment.ts'

/** What one bucket and its compartment hold, at the newest blocks; base units. */
export interface Balances {
  /** Tokens in the compartment's escrow. */
  readonly escrow: bigint
  /** What the vault's books say is locked. */
  readonly locked: bigint
  /** Supply of the receipt. */
  readonly outstanding: bigint
  /** What the attacker's accounts have: collateral at home, receipts on the host. */
  readonly attackerTokens: bigint
  readonly attackerReceipts: bigint
}

/** Reads them from the chains. */
export async function readBalances(
  deployment: ReplayDeployment,
  { key, home, host, escrow, receipt }: ReplayBucket,
  attackers: readonly Address[],
): Promise<Balances> {
  const balance = (chain: typeof home, token: Address, account: Address): Promise<bigint> =>
    chain.client.readContract({ address: token, abi: erc20Abi, functionName: 'balanceOf', args: [account] })
  const sum = async (chain: typeof home, token: Address): Promise<bigint> => {
    const balances = await Promise.all(attackers.map((account) => balance(chain, token, account)))
    return balances.reduce((total, amount) => total + amount, 0n)
  }
  const [inEscrow, locked, outstanding, attackerTokens, attackerReceipts] = await Promise.all([
    balance(home, key.asset, escrow),
    home.client.readContract({
      address: deployment.contractsOn(home).vault,
      abi: collateralVaultAbi,
      functionName: 'locked',
      args: [host.chain.eid, key.asset],
    }),
    host.client.readContract({ address: receipt, abi: erc20Abi, functionName: 'totalSupply' }),
    sum(home, key.asset),
    sum(host, receipt),
  ])
  return { escrow: inEscrow, locked, outstanding, attackerTokens, attackerReceipts }
}

/**
 * What a bucket lost: how much the receipts grew beyond the collateral behind them. Forged mints raise the supply, forged
 * releases empty the escrow, and what is burned to be paid out lowers both.
 */
export const lossOf = (before: Balances, after: Balances): bigint =>
  after.outstanding - after.escrow - (before.outstanding - before.escrow)

/** What the attacker has that he had not before: the same loss, seen from the other side. */
export const gainOf = (before: Balances, after: Balances): bigint =>
  after.attackerTokens + after.attackerReceipts - (before.attackerTokens + before.attackerReceipts)

/** How far a bucket that should not be touched was: the sum of every change, whatever its direction. */
export function disturbance(before: Balances, after: Balances): bigint {
  const change = (name: 'escrow' | 'locked' | 'outstanding'): bigint => {
    const difference = after[name] - before[name]
    return difference < 0n ? -difference : difference
  }
  return change('escrow') + change('locked') + change('outstanding')
}

/** The smaller of two amounts. */
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/**
 * The most that a bucket may lose by forged messages until it is halted.
 *
 * Forged mints: min(capacity − outstanding, burst + rate · T): nothing is reserved when an attack begins, and nobody burns
 * before the halt, so those two terms of the formula are zero. Forged releases: min(locked, burst + rate · T).
 *
 * @param haltSeconds - T.
 * @see docs/contracts.md, The bound
 */
export function boundOf(
  { terms }: Pick<ReplayBucket, 'terms'>,
  breached: 'home' | 'host',
  { before, haltSeconds }: { readonly before: Balances; readonly haltSeconds: bigint },
): bigint {
  const { burst, refillPerSecond } = breached === 'home' ? terms.limits : terms.exitLimits
  const byRate = burst + refillPerSecond * haltSeconds
  const byRoom = breached === 'home' ? terms.bucketCapacity - before.outstanding : before.locked
  return least(byRate, byRoom)
}
