import { formatUnits } from 'viem'
import { bucketId } from '../../domain/ledger-event.ts'
import type { Monitor, Sample } from '../../observability/monitor.ts'
import type { BackingReading } from '../../risk/breaker/backing-shortfall.ts'
import type { Trip } from '../../risk/breaker/trip.ts'
import { type DeployedBucket, toLedger } from './buckets.ts'

/** What a guard's newest look came to, as far as figures are made of it. */
export interface LookFigures {
  readonly backing: readonly BackingReading[]
  readonly trips: readonly Trip[]
}

/** Shows what the newest look found; `newest` gives `undefined` until there was one, and then nothing is shown. */
export function showLook(
  monitor: Monitor,
  buckets: readonly DeployedBucket[],
  newest: () => LookFigures | undefined,
): void {
  monitor.gauge(
    'projected_deficit',
    'What a compartment would lack if it paid all that it owes, in whole units of the asset; absent while unread.',
    ['host', 'home', 'asset'],
    [async () => buckets.flatMap((deployed) => deficitOf(deployed, newest()?.backing ?? []))],
  )
  monitor.gauge(
    'guard_trips',
    'Rules that the newest look found tripped.',
    ['rule', 'severity'],
    [async () => tripsOf(newest()?.trips ?? [])],
  )
}

function tripsOf(trips: readonly Trip[]): readonly Sample[] {
  const counts = new Map<string, Sample>()
  for (const { rule, severity } of trips) {
    const key = `${rule} ${severity}`
    counts.set(key, { labels: { rule, severity }, value: (counts.get(key)?.value ?? 0) + 1 })
  }
  return [...counts.values()]
}

function deficitOf({ bucket, home }: DeployedBucket, readings: readonly BackingReading[]): readonly Sample[] {
  const id = bucketId(toLedger(bucket))
  const escrow = readings.find((reading) => bucketId(toLedger(reading.bucket)) === id)?.escrow
  const asset = home.assets.find(({ address }) => address === bucket.asset)
  if (escrow?.kind !== 'read' || asset === undefined) return []
  const { balance, locked, due } = escrow.value
  const lacks = locked + due - balance
  return [
    {
      labels: { host: String(bucket.host), home: String(bucket.home), asset: asset.symbol },
      value: lacks > 0n ? Number(formatUnits(lacks, asset.decimals)) : 0,
    },
  ]
}
