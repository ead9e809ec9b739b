import { randomInt } from 'node:crypto'
import { runChaos } from '../chaos/chaos.ts'
import type { Bench } from './bench.ts'

/** Everything that can be killed is killed, chains and RPCs misbehave, and at the end everything is counted from the chains. */
export const chaos: Bench = {
  name: 'chaos',
  description: 'kills, reorgs, lying RPCs and replays under traffic: [--kills 100] [--gap seconds] [--seed n] [--keep]',
  async run(say, { kills = 100, gap = 6, seed = randomInt(2 ** 31), keep = false }) {
    const result = await runChaos({ kills, gapMs: gap * 1_000, seed, say })
    const { verdict, stage, isDrained, complaints } = result
    for (const key of verdict.doubled) say(`doubled: ${key}`)
    for (const key of verdict.missing) say(`missing: ${key}`)
    for (const { bucket, what, one, other } of verdict.differences) say(`drift: ${bucket} ${what}: ${one} / ${other}`)
    for (const complaint of complaints) say(`complaint: ${complaint}`)
    const isClean = isDrained && verdict.doubled.length === 0 && verdict.drift === 0n
    const end = () => stage.close({ keepLogs: !isClean })
    if (!isClean) say(`logs are in ${stage.logsDir}`)
    if (keep) await stage.closeServices()
    else await end()
    return {
      figures: {
        kills: result.kills,
        doubleMints: verdict.doubled.length,
        lost: verdict.missing.length,
        driftWei: Number(verdict.drift),
        seed,
        messages: verdict.messages,
        underFire: result.underFire,
        held: verdict.held,
        complaints: complaints.length,
        seconds: Math.round(result.totalSeconds),
        drainSeconds: Math.round(result.seconds),
      },
      breakdown: { killsByKind: result.killsByKind, faultsByKind: result.faultsByKind },
      reach: {
        kills: { op: '>=', value: kills },
        doubleMints: { op: '<=', value: 0 },
        lost: { op: '<=', value: 0 },
        driftWei: { op: '<=', value: 0 },
      },
      ...(keep
        ? {
            kept: {
              chains: stage.chains.map(({ place: { name, chainId, rpcUrl } }) => ({ name, chainId, rpcUrl })),
              end,
            },
          }
        : {}),
    }
  },
}
