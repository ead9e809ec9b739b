import type { Address, ChainId, Hex } from '../../domain/identifiers.ts'
import { attackOf, type Style } from './attack.ts'
import { attackerAddress } from './attacker.ts'
import { deployReplay, type ReplayBucket, type ReplayDeployment } from './deployment.ts'
import { startGuard } from './guard.ts'
import { haltsOf } from './halts.ts'
import type { Incident } from './incident.ts'
import { type BucketTerms, blockSeconds, type Holding, holdingsBefore, termsFor } from './limits.ts'
import { type Balances, boundOf, disturbance, gainOf, lossOf, readBalances } from './measure.ts'
import { play } from './play.ts'
import { rolesOf } from './roles.ts'
import type { Stage } from './stage.ts'

/** What one bucket of one replay lost, and what it was allowed to. Amounts are base units of `asset`. */
export interface ReplayResult {
  readonly incident: Incident['name']
  readonly style: Style
  readonly asset: string
  readonly decimals: number
  readonly breached: Incident['breached']
  readonly lostThen: string
  /** Of this asset, what the forged messages ask for. */
  readonly takenThen: bigint
  readonly lostHere: bigint
  readonly attackerGained: bigint
  readonly bound: bigint
  /** Sum over the buckets that do not name the breached chain; base units of their own asset. */
  readonly otherBucketsLost: bigint
  /** From the first forged message that was delivered to the block of the guard's measure; never below zero. */
  readonly haltSeconds: bigint
  /** From then to the guardian's review, which ends payouts; `undefined` where mints are forged. */
  readonly reviewSeconds: bigint | undefined
  readonly capacity: bigint
  readonly outstanding: bigint
  readonly burst: bigint
  readonly ratePerSecond: bigint
  /** Block numbers on the chain that the messages were forged for, and on the one they were forged from. */
  readonly blocks: { readonly [chain: string]: { readonly from: bigint; readonly to: bigint } }
  readonly balancesBefore: Balances
  readonly balancesAfter: Balances
  /** Whether owner, roles or attestors anywhere are others than before. */
  readonly rolesChanged: boolean
  /** Time of the first forged delivery in this bucket; of the guard's measure, and its transaction. */
  readonly forgedAt: bigint
  readonly haltedAt: bigint | undefined
  readonly haltTx: Hex | undefined
  /** Where to recount it; and the buckets that do not name the breached chain. */
  readonly contracts: BucketContracts
  readonly others: readonly (BucketContracts & { readonly before: Balances; readonly after: Balances })[]
}

/** One bucket's contracts, and the chains that they are on. */
interface BucketContracts {
  readonly home: ChainId
  readonly token: Address
  readonly vault: Address
  readonly escrow: Address
  readonly host: ChainId
  readonly buckets: Address
  readonly receipt: Address
}

/**
 * Replays one incident on a deployment of its own, with a guard that runs and a guardian who answers.
 *
 * @param options.termsInForce - Limits that are really set; the bound is computed from those of limits.ts all the same.
 */
export async function replay(
  stage: Stage,
  incident: Incident,
  options: {
    readonly style: Style
    readonly generation: number
    readonly termsInForce?: (holding: Holding) => BucketTerms
  },
): Promise<readonly ReplayResult[]> {
  const { style, generation, termsInForce = termsFor } = options
  const { name, breached } = incident
  const holdings = holdingsBefore[name]
  const deployment = await deployReplay(stage, { generation, breached, holdings, termsOf: termsInForce })
  const all = [...deployment.buckets, ...deployment.others]
  const steps = attackOf(incident, deployment, style)
  const attackers = [...new Set([0, ...incident.transfers.map(({ receiver }) => receiver)])].map(attackerAddress)
  const measureAll = () => Promise.all(all.map((bucket) => readBalances(deployment, bucket, attackers)))

  const before = await measureAll()
  const rolesBefore = await rolesOf(deployment)
  const firstBlocks = await blockNumbers(stage)
  const guard = await startGuard(deployment)
  await guard.settle()
  if (guard.trips().length > 0) throw new TypeError(`Halted before the attack: ${guard.trips().join(', ')}`)
  const start = stage.now() + blockSeconds
  try {
    await play(deployment, { incident, steps, guard, start })
  } finally {
    await guard.stop()
  }
  const after = await measureAll()
  const lastBlocks = await blockNumbers(stage)
  const rolesChanged = (await rolesOf(deployment)) !== rolesBefore
  const halts = await haltsOf(deployment, incident)
  const changes = all.map((bucket, index) => ({ bucket, before: before[index], after: after[index] }))
  const others = changes.filter(({ bucket }) => deployment.others.includes(bucket))
  const otherBucketsLost = others.reduce((sum, other) => sum + disturbance(known(other.before), known(other.after)), 0n)

  return deployment.buckets.map((bucket, index): ReplayResult => {
    const [balancesBefore, balancesAfter] = [known(before[index]), known(after[index])]
    const firstAt = start + (steps.find((step) => step.bucket === bucket)?.at ?? 0n)
    const halt = halts(bucket)
    const since = (time: bigint): bigint => (time > firstAt ? time - firstAt : 0n)
    // What is never halted is halted at the end, at the earliest.
    const haltSeconds = since(halt.guard?.time ?? stage.now())
    const terms = termsFor(bucket.holding)
    const limits = breached === 'home' ? terms.limits : terms.exitLimits
    return {
      incident: name,
      style,
      asset: bucket.holding.symbol,
      decimals: bucket.holding.decimals,
      breached,
      lostThen: incident.lostThen,
      takenThen: incident.transfers
        .filter(({ asset }) => asset === bucket.holding)
        .reduce((sum, { amount }) => sum + amount, 0n),
      lostHere: lossOf(balancesBefore, balancesAfter),
      attackerGained: gainOf(balancesBefore, balancesAfter),
      bound: boundOf({ terms }, breached, { before: balancesBefore, haltSeconds }),
      otherBucketsLost,
      haltSeconds,
      reviewSeconds: halt.review === undefined ? undefined : since(halt.review.time),
      capacity: terms.bucketCapacity,
      outstanding: balancesBefore.outstanding,
      burst: limits.burst,
      ratePerSecond: limits.refillPerSecond,
      blocks: Object.fromEntries(
        stage.all.map(({ chain }, at) => [
          chain.name,
          { from: known(firstBlocks[at]) + 1n, to: known(lastBlocks[at]) },
        ]),
      ),
      balancesBefore,
      balancesAfter,
      rolesChanged,
      forgedAt: firstAt,
      haltedAt: halt.guard?.time,
      haltTx: halt.guard?.txHash,
      contracts: contractsOf(deployment, bucket),
      others: others.map((other) => ({
        ...contractsOf(deployment, other.bucket),
        before: known(other.before),
        after: known(other.after),
      })),
    }
  })
}

const contractsOf = (
  deployment: ReplayDeployment,
  { key, home, host, escrow, receipt }: ReplayBucket,
): BucketContracts => ({
  home: key.home,
  token: key.asset,
  vault: deployment.contractsOn(home).vault,
  escrow,
  host: key.host,
  buckets: deployment.contractsOn(host).buckets,
  receipt,
})

const blockNumbers = (stage: Stage): Promise<readonly bigint[]> =>
  Promise.all(stage.all.map(({ client }) => client.getBlockNumber()))

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError('Every bucket and chain is measured')
  return value
}
