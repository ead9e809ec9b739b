import { setTimeout as sleep } from 'node:timers/promises'
import { LeaseLostError } from '../domain/lease-lost.ts'
import { describeError, type Logger } from '../observability/logger.ts'
import type { Monitor } from '../observability/monitor.ts'
import { planLeases, type Unit } from './lease-plan.ts'
import type { Lease, LeaseInstance, LeaseStore } from './lease-ports.ts'

/** A lease of this process, for as long as it works on the unit. */
export interface HeldLease extends Lease {
  /** Aborted when the unit is to be given up or was lost: the step under way is finished, and no other begun. */
  readonly signal: AbortSignal
  /**
   * To be asked right before something leaves the process. Goes by a clock that is never set and that runs while the
   * process is stopped, from before the database was last asked: never later than the database says.
   *
   * @throws {@link LeaseLostError} when the lease has run out, or is about to.
   */
  assertHeld(): void
}

/** How leases last, milliseconds. */
export interface LeaseTimes {
  /** How long one lasts that is not renewed: what a killed process's units wait for. */
  readonly ttlMs: number
  /** Pause between two renewals. */
  readonly beatMs: number
  /** Nothing leaves the process with less than this left. */
  readonly marginMs: number
}

/** Eight seconds, renewed each second, and two of margin. */
export const defaultLeaseTimes: LeaseTimes = { ttlMs: 8_000, beatMs: 1_000, marginMs: 2_000 }

/** What keeping leases takes. */
export interface LeaseKeeping {
  readonly store: LeaseStore
  readonly instance: LeaseInstance
  readonly times: LeaseTimes
  readonly log: Logger
  readonly monitor?: Monitor | undefined
}

interface Running {
  readonly lease: Lease
  readonly stop: AbortController
  /** Never rejects. */
  readonly done: Promise<void>
  /** By `performance.now()`. */
  expiresAtMs: number
  expiry: NodeJS.Timeout | undefined
}

/**
 * Holds this process's share of some units and works on each while its lease lasts, until `signal` is aborted; then gives
 * everything back. A unit is worked on anew only after `work` on it has returned.
 *
 * @param work - Called with each lease; ends soon after its signal is aborted.
 */
export async function keepLeases(
  {
    store,
    instance,
    times,
    log,
    monitor,
    units,
    signal,
  }: LeaseKeeping & { readonly units: readonly Unit[]; readonly signal: AbortSignal },
  work: (lease: HeldLease) => Promise<void>,
): Promise<void> {
  const { ttlMs, beatMs, marginMs } = times
  const names = units.map(({ name }) => name)
  const running = new Map<string, Running>()
  /** Units that are worked on and not about to be given up. */
  const kept = () => [...running].flatMap(([name, { stop }]) => (stop.signal.aborted ? [] : [name]))
  const say = (event: string, { unit, token }: Lease, words: string): void => {
    log.info({ event, instance: instance.id, unit, token: token.toString(), holds: kept() }, words)
  }

  const lose = (entry: Running): void => {
    if (entry.stop.signal.aborted) return
    entry.stop.abort()
    say('lease.lost', entry.lease, 'Lost a lease')
  }
  /** @param askedAtMs - When the database was asked, which then counted from later on. */
  const extend = (entry: Running, askedAtMs: number): void => {
    entry.expiresAtMs = askedAtMs + ttlMs
    clearTimeout(entry.expiry)
    if (entry.stop.signal.aborted) return
    entry.expiry = setTimeout(lose, Math.max(0, entry.expiresAtMs - performance.now()), entry)
  }

  const begin = (lease: Lease, askedAtMs: number): void => {
    const stop = new AbortController()
    const held: HeldLease = {
      ...lease,
      signal: stop.signal,
      assertHeld() {
        if (performance.now() + marginMs >= entry.expiresAtMs) throw new LeaseLostError(lease)
      },
    }
    const end = async (): Promise<void> => {
      try {
        await work(held)
      } catch (error) {
        log.warn({ event: 'lease.failed', unit: lease.unit, error: describeError(error) }, 'The work on a unit failed')
      }
      stop.abort()
      clearTimeout(entry.expiry)
      try {
        await store.release(lease)
      } catch (error) {
        log.warn({ event: 'lease.unreleased', unit: lease.unit, error: describeError(error) }, 'It runs out by itself')
      }
      running.delete(lease.unit)
      say('lease.ended', lease, 'Gave up a unit')
    }
    const entry: Running = { lease, stop, done: Promise.resolve().then(end), expiresAtMs: 0, expiry: undefined }
    extend(entry, askedAtMs)
    running.set(lease.unit, entry)
    say('lease.taken', lease, 'Works on a unit')
  }

  /** @returns Units that others hold. */
  const renew = async (): Promise<ReadonlySet<string>> => {
    const askedAtMs = performance.now()
    const { mine, others } = await store.renew(instance, { units: names, ttlMs })
    for (const entry of running.values()) {
      if (mine.some(({ unit, token }) => unit === entry.lease.unit && token === entry.lease.token))
        extend(entry, askedAtMs)
      else lose(entry)
    }
    return new Set(others)
  }

  const beat = async (): Promise<void> => {
    const instances = await store.beat(instance, ttlMs)
    const others = await renew()
    const mine = new Set(kept())
    const free = new Set(names.filter((name) => !others.has(name) && !running.has(name)))
    const { take, release } = planLeases(units, { me: instance.id, instances, mine, free })
    for (const unit of release) running.get(unit)?.stop.abort()
    for (const unit of take) {
      const askedAtMs = performance.now()
      const lease = await store.acquire(instance, unit, ttlMs)
      if (lease !== undefined) begin(lease, askedAtMs)
    }
  }

  /** One attempt; when the database does not answer, the leases run out by themselves. @returns Whether it succeeded. */
  const attempt = async (step: () => Promise<unknown>): Promise<boolean> => {
    try {
      await step()
      return true
    } catch (error) {
      log.warn(
        { event: 'lease.unrenewed', instance: instance.id, error: describeError(error) },
        'Leases were not renewed',
      )
      return false
    }
  }

  let idle = false
  while (!signal.aborted) {
    const ended = monitor?.passBegan({ loop: 'leases' })
    const isRenewed = await attempt(beat)
    ended?.(isRenewed ? 'ok' : 'failed')
    if (running.size === 0 && !idle)
      log.info({ event: 'lease.standby', instance: instance.id }, 'Holds nothing; stands by')
    idle = running.size === 0
    await sleep(beatMs, undefined, { signal }).catch(() => undefined)
  }
  for (const { stop } of running.values()) stop.abort()
  while (running.size > 0) {
    const ended = Promise.all([...running.values()].map(({ done }) => done))
    await Promise.race([ended, sleep(beatMs, undefined, { ref: false })])
    if (running.size > 0) await attempt(renew)
  }
  await attempt(() => store.leave(instance))
}
