import { type AttackStep, forgerOf } from './attack.ts'
import { cashOut } from './cash-out.ts'
import type { ReplayDeployment } from './deployment.ts'
import type { RunningGuard } from './guard.ts'
import { guardianOf } from './guardian.ts'
import type { Incident } from './incident.ts'
import { blockSeconds } from './limits.ts'
import { releaseHolds } from './release-holds.ts'

/** Blocks after which everything that was done has become final, been seen, and been acted on. */
const settleBlocks = 7n
const defaultHorizonSeconds = 3n * 3_600n

/**
 * Moves the clock from one thing that happens to the next, and block by block while anything is not final or seen: forged
 * messages are mined at their second, the guard looks after each block, the guardian acts when it is time.
 */
export async function play(
  deployment: ReplayDeployment,
  {
    incident,
    steps,
    guard,
    start,
  }: {
    readonly incident: Incident
    readonly steps: readonly AttackStep[]
    readonly guard: RunningGuard
    readonly start: bigint
  },
): Promise<void> {
  const { stage } = deployment
  const forger = forgerOf(deployment, incident)
  const guardian = guardianOf(deployment)
  const end = start + (incident.horizonSeconds ?? defaultHorizonSeconds)
  let quietBlocks = 0n
  let sent = 0
  const advanceTo = async (time: bigint): Promise<void> => {
    await stage.tick(time - stage.now())
    await guard.settle()
    await guardian.act(guard.proposals())
  }
  const loop = async (until: bigint): Promise<void> => {
    while (stage.now() < until) {
      const step = steps[sent]
      const happenings = [step === undefined ? undefined : start + step.at, guardian.nextAt(), until]
      const next = happenings.reduce<bigint>((a, b) => (b !== undefined && b < a ? b : a), until)
      const block = stage.now() + blockSeconds
      const time = quietBlocks < settleBlocks && block < next ? block : next > stage.now() ? next : block
      const due = steps.slice(sent).filter(({ at }) => start + at <= time)
      const isGuardianDue = (guardian.nextAt() ?? time + 1n) <= time
      if (due.length > 0) await forger.send(due)
      sent += due.length
      quietBlocks = due.length > 0 || isGuardianDue ? 0n : quietBlocks + 1n
      await advanceTo(time)
    }
  }
  await loop(end)
  if (incident.cashesOut === true) {
    for (const bucket of deployment.buckets) await cashOut(deployment, bucket, { advance: (to) => loop(to) })
  }
  // Every delay is over by now: whatever the limits would still pay, somebody asks for.
  for (const bucket of deployment.buckets) await releaseHolds(deployment, bucket, incident)
  await advanceTo(stage.now() + blockSeconds)
}
