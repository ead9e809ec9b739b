import { causeChaos, type Damage } from './cause-chaos.ts'
import { drainAndCount, type Outcome } from './drain.ts'
import { fatesOf } from './fates.ts'
import { chaosPlan } from './plan.ts'
import { readStory } from './read-chains.ts'
import { type ChaosStage, startChaosStage } from './stage.ts'
import { makeTraffic } from './traffic.ts'

/** What a run of chaos is to be like. */
export interface ChaosOptions {
  readonly seed: number
  readonly kills: number
  /** Between two kills, on average, milliseconds. */
  readonly gapMs?: number
  /** Longest time to come to rest in the end, milliseconds. */
  readonly drainMs?: number
  readonly say: (line: string) => void
}

/** What came of it. */
export interface ChaosResult extends Damage, Outcome {
  readonly seed: number
  readonly kills: number
  /** Messages that arrived while faults were going on. */
  readonly underFire: number
  /** From the first process started to the verdict. */
  readonly totalSeconds: number
  readonly stage: ChaosStage
}

/** Between two actions of one trader on one chain, on average, milliseconds. */
const traderPauseMs = 6_000

/**
 * Starts everything, makes traffic and trouble at the same time, lets it come to rest and counts from the chains alone. The
 * stage stays up: it is the caller's to close.
 */
export async function runChaos({
  seed,
  kills,
  gapMs = 6_000,
  drainMs = 180_000,
  say,
}: ChaosOptions): Promise<ChaosResult> {
  const started = performance.now()
  const seconds = (): string => ((performance.now() - started) / 1_000).toFixed(0)
  say(`seed ${seed}, ${kills} kills`)
  const stage = await startChaosStage({
    onStage: (name) => say(`starting: ${name}`),
    onRestart: ({ name, exit, restartInMs, lastLogLines }) => {
      // Killed is what was asked for; anything else is worth a line.
      if (exit.signal === 'SIGKILL') return
      say(
        `${name} ended by itself with ${exit.code ?? exit.signal}, again in ${restartInMs} ms: ${lastLogLines.at(-1)}`,
      )
    },
  })
  try {
    say(`up after ${seconds()} s; logs in ${stage.logsDir}`)
    const stopTraffic = new AbortController()
    const traffic = makeTraffic(stage.chains, { seed, pauseMs: traderPauseMs, signal: stopTraffic.signal })
    const plan = chaosPlan({ seed, kills, gapMs, targets: stage.targets })
    const damage = await causeChaos(stage, plan, say).finally(() => stopTraffic.abort())
    const { messages, missing } = fatesOf((await readStory(stage.chains.map(({ place }) => place))).events)
    const underFire = messages - missing.length
    say(
      `faults over after ${seconds()} s; ${underFire} of ${messages} messages have arrived under fire; coming to rest`,
    )
    const outcome = await drainAndCount(stage, { withinMs: drainMs, say })
    say(`at rest after ${outcome.seconds.toFixed(1)} s more: ${outcome.isDrained}`)
    const { done, failed } = await traffic
    say(`${done} locks and burns, failed: ${JSON.stringify(failed)}`)
    const total = Object.values(damage.killsByKind).reduce((sum, count) => sum + count, 0)
    const totalSeconds = (performance.now() - started) / 1_000
    return { ...damage, ...outcome, seed, kills: total, underFire, totalSeconds, stage }
  } catch (error) {
    await stage.close({ keepLogs: true })
    throw error
  }
}
