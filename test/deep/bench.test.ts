import { describe, expect, test } from 'vitest'
import { startCommand } from '../support/cli.ts'

describe('npm run bench', () => {
  test('default: roundtrip prints its figures as the last line', async () => {
    const { status, stdout } = await startCommand(['npm', 'run', 'bench', '--', 'roundtrip', '--json']).ended
    expect(status).toBe(0)
    const result = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
    expect(result).toMatchObject({ bench: 'roundtrip', machine: { cores: expect.any(Number) }, reach: {} })
    const { gasLock, gasMint, gasBurn, gasRelease, gasRoundTrip, secondsRoundTrip } = result.figures
    expect(Math.min(gasLock, gasMint, gasBurn, gasRelease)).toBeGreaterThan(100_000)
    expect(gasRoundTrip).toBeGreaterThan(gasLock + gasMint + gasBurn + gasRelease)
    // Four blocks of one second and three of two until final, at the least.
    expect(secondsRoundTrip).toBeGreaterThan(8)
  })
  test('error: an unknown bench exits 2 and lists the known ones', async () => {
    const { status, stderr } = await startCommand(['npm', 'run', 'bench', '--', 'nonsense']).ended
    expect(status).toBe(2)
    expect(stderr).toContain('roundtrip')
  })
})
