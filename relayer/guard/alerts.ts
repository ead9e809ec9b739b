import { describeError, type Logger } from '../../observability/logger.ts'
import type { GuardStore, RecordedTrip } from './ports.ts'

/** Where alerts go, and how often that is tried. */
export interface AlertDelivery {
  /** Takes one alert. @throws when it was not taken; the error names no URL. */
  post(body: AlertBody): Promise<void>
  /** Pause between two looks for alerts that are due, in milliseconds. */
  readonly pollMs: number
  /** First pause after a failed delivery, in seconds; doubled by each failure that follows, up to an hour. */
  readonly retrySeconds: number
}

/** What is delivered; amounts and block numbers are decimal text. The same `id` may come more than once. */
export interface AlertBody {
  /** Of the trip. */
  readonly id: string
  readonly rule: string
  readonly scope: string
  readonly severity: string
  readonly fingerprint: string
  readonly firstSeenAt: string
  readonly evidence: readonly Readonly<Record<string, string | number>>[]
  /** Transactions of the guard because of it, so far. */
  readonly txHashes: readonly string[]
}

const longestPauseSeconds = 3_600

/**
 * Delivers the alerts that are due, each by itself: one that fails is tried again later and holds no other up. An alert is
 * marked only after it was taken, so it can arrive twice, and is not lost.
 *
 * @throws when the database fails.
 */
export async function deliverAlerts(store: GuardStore, delivery: AlertDelivery, log: Logger): Promise<void> {
  const pause = (attempts: number): number =>
    Math.min(delivery.retrySeconds * 2 ** Math.min(attempts, 20), longestPauseSeconds)
  const due = await store.takeAlerts(pause)
  await Promise.all(
    due.map(async ({ alertId, attempts, trip }) => {
      try {
        await delivery.post(alertBody(trip))
      } catch (error) {
        const facts = { event: 'guard.alert-failed', trip: String(trip.id), attempts: attempts + 1 }
        log.warn({ ...facts, error: describeError(error) }, 'An alert was not taken; it is tried again')
        return
      }
      await store.alertDelivered(alertId)
    }),
  )
}

function alertBody(trip: RecordedTrip): AlertBody {
  const { id, rule, scope, severity, fingerprint, firstSeenAt, evidence, txHashes } = trip
  return {
    id: String(id),
    ...{ rule, scope, severity, fingerprint, firstSeenAt: firstSeenAt.toISOString(), txHashes },
    evidence: evidence.map((fact) =>
      Object.fromEntries(
        Object.entries(fact).map(([name, value]) => [name, typeof value === 'bigint' ? String(value) : value]),
      ),
    ),
  }
}
