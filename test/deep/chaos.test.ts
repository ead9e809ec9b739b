import { randomInt } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { runChaos } from '../chaos/chaos.ts'

/** `BULKHEAD_CHAOS_SEED` repeats a run's faults; without it each run has new ones. */
const seed = Number(process.env['BULKHEAD_CHAOS_SEED'] ?? randomInt(2 ** 31))
const kills = 20

describe('chaos', () => {
  test(`invariant: ${kills} kills and all that goes with them double nothing and lose nothing, seed ${seed}`, async () => {
    const said: string[] = []
    // Whatever else the machine has to do, nothing may be lost: it gets more time than the bench.
    const result = await runChaos({ seed, kills, drainMs: 420_000, say: (line) => void said.push(line) })
    const { verdict, isDrained, stage } = result
    await stage.close({ keepLogs: false })
    const found = { ...verdict, isDrained, kills: result.kills }
    expect(found, said.join('\n')).toMatchObject({
      kills,
      doubled: [],
      missing: [],
      differences: [],
      drift: 0n,
      isDrained: true,
    })
    // Enough traffic for the above to mean something.
    expect(verdict.messages).toBeGreaterThan(kills)
  })
})
