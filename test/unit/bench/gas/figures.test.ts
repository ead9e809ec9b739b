import { describe, expect, test } from 'vitest'
import { gasResult, type Measurements } from '../../../bench/gas/figures.ts'
import type { LegGas, Measured } from '../../../bench/gas/measure.ts'

const leg = (send: number, delivery: number, verification: number): LegGas => ({
  send,
  delivery,
  verification,
  way: 'best',
  byWay: { best: delivery + verification, execute302: delivery + verification + 10 },
})

/** The same gas each way, single and in batches of ten. */
function measured(send: number, delivery: number, verification: number, batched: number): Measured {
  const trip = { out: leg(send, delivery, verification), back: leg(send, delivery, verification) }
  const batch = { out: leg(send, batched, verification), back: leg(send, batched, verification) }
  return { name: 'anybody', cold: trip, warm: trip, batches: new Map([[10, batch]]) }
}

const measurements: Measurements = {
  ours: measured(100, 50, 20, 30.4),
  oursOneDvn: measured(90, 50, 0, 25),
  oft: measured(120, 60, 40, 50),
  oftOneDvn: measured(110, 60, 20, 50),
  hyperlane: measured(80, 45, 0, 20),
}

/** A delivery of 50 that takes 55 when it is held, and 20 more later. */
const hold = { mint: 50, arrival: 55, release: 20 }

describe('gasResult', () => {
  const { figures, reach = {} } = gasResult(measurements, hold)

  test('default: a round trip is what everybody spends, others verifications included', () => {
    expect(figures).toMatchObject({ gasRoundTripWarm: 340, oftGasRoundTripWarm: 440, hyperlaneGasRoundTripWarm: 250 })
  })
  test('default: batches count delivery per message, and verification beside it', () => {
    expect(figures).toMatchObject({ mintGasBatch10: 30, mintVerifyGasBatch10: 20, otherDvnVerifyGas: 20 })
    expect(figures).toMatchObject({ oneDvnMintGasBatch10: 25, oneDvnRoundTripGasBatch10: 230 })
  })
  test('behavior: ratios round up, so that rounding reaches no mark', () => {
    // 340/440 = 0.77272…, 280/380 = 0.73684…, 230/200 = 1.15
    expect(figures).toMatchObject({
      roundTripVsOft: 0.7728,
      roundTripVsOftOneDvn: 0.7369,
      roundTripBatch10VsHyperlane: 1.15,
    })
  })
  test('behavior: the OFT by its executor costs what that way costs', () => {
    // 340/460 = 0.73913…
    expect(figures['roundTripVsOftByExecute302']).toBe(0.7392)
  })
  test('behavior: who has no verification of its own has no figure for it', () => {
    expect(Object.keys(figures).filter((name) => /^(oneDvn|hyperlane).*Verify/.test(name))).toEqual([])
  })
  test('default: a hold costs what it adds to the same mint', () => {
    expect(figures).toMatchObject({ holdExtraGas: 25, holdArrivalGas: 55, holdReleaseGas: 20 })
  })
  test('behavior: every mark has its figure', () => {
    expect(Object.keys(reach).filter((name) => figures[name] === undefined)).toEqual([])
  })
  test('error: a batch of ten must have been measured', () => {
    const ours = { ...measurements.ours, batches: new Map() }
    expect(() => gasResult({ ...measurements, ours }, hold)).toThrow(RangeError)
  })
})
