import type { Deployment } from '../../chains/deployment.ts'
import type { Setting } from '../../contracts/deploy/settings.ts'
import type { Address, UnixSeconds } from '../../domain/identifiers.ts'
import { bucketId } from '../../domain/ledger-event.ts'
import type { Snapshot } from '../../risk/breaker/evaluate.ts'
import type { HeldMint } from '../../risk/breaker/measure.ts'
import type { BreakerParameters } from '../../risk/breaker/parameters.ts'
import type { LedgerStore } from '../ledger-ports.ts'
import type { FinalityStore } from '../ports.ts'
import { readAttestation } from './attestation.ts'
import { readBacking } from './backing.ts'
import { type DeployedBucket, toLedger } from './buckets.ts'
import { headReading, quorumReading, reorgsOf } from './chain-readings.ts'
import type { Conditions } from './conditions.ts'
import { readConfiguration } from './configuration.ts'
import { driftsOf } from './drifts.ts'
import { readExits } from './exits.ts'
import { readFlows } from './flows.ts'
import { readMints } from './mints.ts'
import { readNonces } from './nonces.ts'
import type { GuardFacts } from './ports.ts'
import { readPrices } from './prices.ts'
import type { ChainViews } from './views.ts'

/** What never changes on chain, read once. */
export interface ReadOnce {
  readonly escrows: Map<string, Address>
  readonly holds: Map<string, HeldMint | undefined>
}

/** What a snapshot is taken of. */
export interface SnapshotSources {
  readonly deployment: Deployment
  readonly buckets: readonly DeployedBucket[]
  /** What the plan says; empty when it is not known here. */
  readonly settings: readonly Setting[]
  readonly parameters: BreakerParameters
  readonly ledger: LedgerStore
  readonly finality: FinalityStore
  readonly facts: GuardFacts
  readonly once: ReadOnce
}

/**
 * All that the rules read, of one round. A chain that cannot be read makes what is read of it `unread`, and nothing else.
 *
 * @throws when the database cannot be read or written.
 */
export async function takeSnapshot(
  { deployment, buckets, settings, parameters, ledger, finality, facts, once }: SnapshotSources,
  {
    views,
    conditions,
    now,
  }: { readonly views: ChainViews; readonly conditions: Conditions; readonly now: UnixSeconds },
): Promise<Snapshot> {
  const [ledgers, totals, findings, swallowed] = await Promise.all([
    ledger.buckets(),
    facts.totals(),
    ledger.findings({ open: true }),
    facts.swallowed(),
  ])
  const deployed = new Set(buckets.map(({ bucket }) => bucketId(toLedger(bucket))))
  const open = findings.filter(({ bucket }) => bucket !== undefined && deployed.has(bucketId(bucket)))
  const chains = [...views.values()]
  const newestFinal = async (view: (typeof chains)[number]): Promise<bigint> =>
    (await finality.newestFinal(view.chain.chainId))?.number ?? 0n
  const [backing, mints, exits, quorums, halts, prices, flows, attestation, configuration, pathways] =
    await Promise.all([
      readBacking({ buckets, ledgers, totals, views, conditions, escrows: once.escrows }),
      readMints({ open, ledger, views, known: once.holds }),
      readExits({ open, ledger, views }),
      Promise.all(chains.map(async (view) => quorumReading(view, conditions, await newestFinal(view)))),
      finality.halts(),
      readPrices({ buckets, facts, views, conditions, parameters, now }),
      readFlows({ buckets, ledgers, facts, views, parameters, now }),
      readAttestation(deployment, facts, views),
      readConfiguration(settings, views, conditions),
      readNonces({ buckets, swallowed, views, conditions }),
    ])
  return {
    backing,
    mints,
    exits,
    drifts: driftsOf(open),
    quorums,
    reorgs: reorgsOf(halts, new Set(views.keys())),
    heads: chains.map((view) => headReading(view, conditions)),
    prices,
    flows,
    attestation,
    configuration,
    pathways,
  }
}
