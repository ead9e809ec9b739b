import { setTimeout as sleep } from 'node:timers/promises'
import type { Deployment } from '../../chains/deployment.ts'
import type { ChainRegistry } from '../../chains/registry.ts'
import type { Setting } from '../../contracts/deploy/settings.ts'
import type { ChainId, UnixSeconds } from '../../domain/identifiers.ts'
import type { Clock } from '../../observability/clock.ts'
import { describeError, type Logger } from '../../observability/logger.ts'
import type { Monitor } from '../../observability/monitor.ts'
import { evaluate } from '../../risk/breaker/evaluate.ts'
import type { BreakerParameters } from '../../risk/breaker/parameters.ts'
import type { Trip } from '../../risk/breaker/trip.ts'
import { type Tightenings, tightenings } from '../../risk/tightenings.ts'
import { createFinalityWatch, type PinnedFinal } from '../finality.ts'
import { postLedger } from '../ledger.ts'
import type { LedgerStore } from '../ledger-ports.ts'
import type { FinalityStore } from '../ports.ts'
import { type ActTimes, actOn, type SentCall } from './act.ts'
import { type AlertDelivery, deliverAlerts } from './alerts.ts'
import { bucketsOf } from './buckets.ts'
import { type PlannedCall, plannedCall } from './calls.ts'
import { createConditions } from './conditions.ts'
import { type LookFigures, showLook } from './figures.ts'
import { readInForce } from './in-force.ts'
import { guardLedgerChain } from './ledger-chain.ts'
import type { GuardChain, GuardSender, GuardStore } from './ports.ts'
import { type ReadOnce, takeSnapshot } from './snapshot.ts'
import { type ChainViews, pinAll, viewChains, type WatchedChain } from './views.ts'

/** Everything a guard works with. */
export interface GuardOptions {
  readonly chains: readonly GuardChain[]
  /** Its key on each chain; a chain without one is watched only. */
  readonly senders: ReadonlyMap<ChainId, GuardSender>
  readonly deployment: Deployment
  readonly registry: ChainRegistry
  /** What the plan says of the configuration; empty when it is not known here. */
  readonly settings: readonly Setting[]
  readonly parameters: BreakerParameters
  readonly ledger: LedgerStore
  readonly finality: FinalityStore
  readonly store: GuardStore
  /** Where alerts go; `undefined` for nowhere. */
  readonly alerts: AlertDelivery | undefined
  readonly clock: Clock
  readonly log: Logger
  readonly monitor?: Monitor | undefined
  /** Pause between two rounds, in milliseconds. */
  readonly pollMs: number
  readonly times?: Partial<ActTimes>
}

/** What one look came to. */
export interface GuardLook extends Tightenings {
  readonly now: UnixSeconds
  /** What the rules found, without what is acknowledged. */
  readonly trips: readonly Trip[]
  /** Found, and acknowledged as false alarms: nothing comes of them. */
  readonly acknowledged: readonly Trip[]
}

/** A look with what was done about it. */
export interface GuardRound extends GuardLook {
  /** What was mined in this round. */
  readonly sent: readonly SentCall[]
}

/** A guard, round by round. */
export interface Guard {
  /** Posts the ledger, reads, decides; records no trip and sends nothing. @throws when the database fails. */
  look(): Promise<GuardLook>
  /** Looks, records what it found, and makes the calls that follow. @throws when the database fails. */
  round(): Promise<GuardRound>
}

/** How long nothing must be found for a trip before it counts as cleared: longer than a read may fail unnoticed. */
const clearAfterSeconds = 600

/** Makes a guard. Two on one database post the same ledger and keep the same rows; one is meant to run. */
export function createGuard(options: GuardOptions): Guard {
  const { chains, deployment, registry, clock, log, store, ledger, finality, settings, parameters, monitor } = options
  const buckets = bucketsOf(deployment)
  const watched: readonly WatchedChain[] = chains.map((chain) => ({
    chain,
    finality: createFinalityWatch({
      chain,
      blockTimeSeconds: registry.byId(chain.chainId).blockTimeSeconds,
      store: finality,
      clock,
      log,
      monitor,
    }),
  }))
  const ledgerChains = watched.map(guardLedgerChain)
  const once: ReadOnce = { escrows: new Map(), holds: new Map() }
  const sources = { deployment, buckets, settings, parameters, ledger, finality, facts: store, once }

  let newest: LookFigures | undefined
  if (monitor !== undefined) showLook(monitor, buckets, () => newest)

  const see = async (): Promise<{ readonly look: GuardLook; readonly views: ChainViews }> => {
    const firsts: readonly PinnedFinal[] = await pinAll(watched)
    await postLedger({ chains: ledgerChains, store: ledger, deployment, log })
    const views = await viewChains(watched, firsts)
    const now = clock.nowSeconds()
    const conditions = createConditions(await store.conditions(), now)
    const snapshot = await takeSnapshot(sources, { views, conditions, now })
    await store.saveConditions(conditions.current())
    const found = evaluate(snapshot, parameters, now)
    const known = await store.acknowledged()
    const trips = found.filter(({ fingerprint }) => !known.has(fingerprint))
    const acknowledged = found.filter(({ fingerprint }) => known.has(fingerprint))
    newest = { backing: snapshot.backing, trips }
    const planned = tightenings(trips, await readInForce(buckets, views), now)
    return { look: { now, trips, acknowledged, ...planned }, views }
  }

  const act = async (calls: readonly PlannedCall[]): Promise<readonly SentCall[]> => {
    const sent = await Promise.all(
      [...options.senders].map(async ([chainId, sender]): Promise<readonly SentCall[]> => {
        const times = { ...timesOf(registry.byId(chainId).blockTimeSeconds), ...options.times }
        const due = calls.filter((call) => call.chainId === chainId)
        try {
          return await actOn({ chainId, sender, store, log, times }, due)
        } catch (error) {
          const facts = { event: 'guard.act-failed', chainId, calls: due.length, error: describeError(error) }
          log.error(facts, 'The guard could not act on a chain; it tries again')
          return []
        }
      }),
    )
    return sent.flat()
  }

  return {
    look: async () => (await see()).look,
    async round() {
      const { look, views } = await see()
      const opened = await store.recordTrips(
        [...look.trips, ...look.acknowledged].map((trip) => ({ ...trip, pending: pendingBlock(trip, views) })),
        { clearAfterSeconds },
      )
      const isNew = new Set(opened)
      for (const { rule, scope, severity, fingerprint } of look.trips.filter((trip) => isNew.has(trip.fingerprint))) {
        log.error({ event: 'guard.trip', rule, scope, severity, fingerprint }, 'A rule of the guard has tripped')
      }
      await store.releaseAlerts(
        [...views.values()].flatMap(({ chain: { chainId }, first }) =>
          first.kind === 'pinned' ? [{ chainId, number: first.block.number }] : [],
        ),
      )
      return { ...look, sent: await act(look.calls.flatMap((call) => plannedCall(call, buckets) ?? [])) }
    },
  }
}

/**
 * Runs a guard until `signal` is aborted, then finishes the round under way. Alerts are delivered beside the rounds. A round
 * that fails is repeated.
 */
export async function runGuard(options: GuardOptions, signal: AbortSignal): Promise<void> {
  const { alerts, store, log, monitor, pollMs } = options
  const guard = createGuard(options)
  await Promise.all([
    repeat('round', { signal, log, monitor, pauseMs: pollMs }, () => guard.round()),
    ...(alerts === undefined
      ? []
      : [repeat('alerts', { signal, log, monitor, pauseMs: alerts.pollMs }, () => deliverAlerts(store, alerts, log))]),
  ])
}

async function repeat(
  what: string,
  {
    signal,
    log,
    monitor,
    pauseMs,
  }: {
    readonly signal: AbortSignal
    readonly log: Logger
    readonly monitor: Monitor | undefined
    readonly pauseMs: number
  },
  work: () => Promise<unknown>,
): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    const ended = monitor?.passBegan({ loop: what })
    try {
      await work()
      failures = 0
      ended?.('ok')
    } catch (error) {
      failures += 1
      ended?.('failed')
      log.error({ event: 'guard.failed', what, failures, error: describeError(error) }, 'It is repeated')
    }
    await sleep(pauseMs * Math.min(2 ** failures, 16), undefined, { signal }).catch(() => undefined)
  }
}

/** A price is read in the newest block: its alert waits until that is final. All else is read in final blocks. */
function pendingBlock({ rule, scope }: Trip, views: ChainViews) {
  if (rule !== 'price-signal' || scope.kind !== 'bucket') return undefined
  const head = views.get(scope.bucket.home)?.head
  return head?.kind === 'pinned' ? { chainId: scope.bucket.home, block: head.block.number } : undefined
}

const timesOf = (blockTimeSeconds: number): ActTimes => ({
  receiptPollMs: Math.min(1_000, blockTimeSeconds * 250),
  patienceMs: 0,
  stuckMs: Math.max(15_000, blockTimeSeconds * 5_000),
})
