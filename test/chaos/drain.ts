import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../database/connect.ts'
import { fatesOf } from './fates.ts'
import { judge, type Verdict } from './judge.ts'
import { bucketName, readStory, readTotals, type WholeStory } from './read-chains.ts'
import { type LedgerBook, readComplaints, readLedger } from './read-ledger.ts'
import type { ChaosStage } from './stage.ts'

/** How it all ended. */
export interface Outcome {
  readonly verdict: Verdict
  /** Whether nothing was on its way, and the ledger up to date, before time was up. */
  readonly isDrained: boolean
  /** Findings, trips and halts, in words. */
  readonly complaints: readonly string[]
  readonly seconds: number
}

/**
 * Gives the system time until nothing is on its way and the ledger has booked all there is, then counts.
 *
 * @param options.withinMs - What is not done by then counts as lost.
 */
export async function drainAndCount(
  stage: ChaosStage,
  { withinMs, say }: { readonly withinMs: number; readonly say: (line: string) => void },
): Promise<Outcome> {
  const started = performance.now()
  const places = stage.chains.map(({ place }) => place)
  const sql = connect(stage.postgres.url, { max: 1 })
  let saidMissing = -1
  try {
    for (;;) {
      await sleep(1_500)
      const waitedMs = performance.now() - started
      const isLate = waitedMs > withinMs
      const story = await readStory(places)
      const { missing } = fatesOf(story.events)
      if (missing.length !== saidMissing) say(`${(waitedMs / 1_000).toFixed(0)} s: ${missing.length} on their way`)
      saidMissing = missing.length
      if (!isLate && missing.length > 0) continue
      const ledger = await readLedger(sql)
      const isBooked = hasBookedAll(stage, story, ledger)
      if (!isLate && !isBooked) continue
      const buckets = await Promise.all(
        stage.buckets.map(async (place) => {
          const bucket = bucketName(place.host.chainId, place.home.chainId, place.asset)
          return { bucket, totals: await readTotals(place), ledger: ledger.get(bucket)?.balances }
        }),
      )
      // Read at one time only when nothing has happened meanwhile: a hold may just have been let pass.
      const after = await readStory(places)
      if (!isLate && after.events.length !== story.events.length) continue
      const verdict = judge(story.events, buckets)
      const isDrained = verdict.missing.length === 0 && isBooked
      const seconds = (performance.now() - started) / 1_000
      return { verdict, isDrained, complaints: await readComplaints(sql), seconds }
    }
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Whether every bucket is booked up to the newest event of either of its chains. */
function hasBookedAll(
  stage: ChaosStage,
  { lastEventBlock }: WholeStory,
  ledger: ReadonlyMap<string, LedgerBook>,
): boolean {
  return stage.buckets.every(({ host, home, asset }) => {
    const book = ledger.get(bucketName(host.chainId, home.chainId, asset))
    return [host, home].every(
      ({ chainId }) => (book?.booked.get(chainId) ?? -1n) >= (lastEventBlock.get(chainId) ?? 0n),
    )
  })
}
