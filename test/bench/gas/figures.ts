import type { BenchResult } from '../bench.ts'
import type { HoldGas } from './hold.ts'
import type { LegGas, Measured, TripGas } from './measure.ts'

/** Everything that was measured; production requires two DVNs both ways. */
export interface Measurements {
  readonly ours: Measured
  readonly oursOneDvn: Measured
  readonly oft: Measured
  readonly oftOneDvn: Measured
  readonly hyperlane: Measured
}

/** Gas of one leg per message, whoever spends it. */
export const legTotal = ({ send, delivery, verification }: LegGas): number => send + delivery + verification

/** Gas of a round trip per message, whoever spends it. */
export const tripTotal = ({ out, back }: TripGas): number => legTotal(out) + legTotal(back)

/** Gas of a round trip per message when it is delivered in this way, cheapest or not. @throws RangeError if untried. */
function tripTotalBy(way: string, { out, back }: TripGas): number {
  const [mint, release] = [out.byWay[way], back.byWay[way]]
  if (mint === undefined || release === undefined) throw new RangeError(`Nothing was delivered by ${way}`)
  return out.send + mint + back.send + release
}

/** Trip of one batch size. @throws RangeError for a size that was not measured. */
function batchOf({ name, batches }: Measured, size: number): TripGas {
  const trip = batches.get(size)
  if (trip === undefined) throw new RangeError(`${name}: no batch of ${size}`)
  return trip
}

/** Ratio of two gas figures, rounded up at the fourth decimal: rounding never reaches a mark. */
const ratioUp = (gas: number, other: number): number => Math.ceil((gas / other) * 10_000) / 10_000

/** Flat figures, in gas units per message unless they are ratios, and the marks to reach. */
export function gasResult(measured: Measurements, hold: HoldGas): BenchResult {
  const { ours, oursOneDvn, oft, oftOneDvn, hyperlane } = measured
  return {
    figures: {
      roundTripVsOft: ratioUp(tripTotal(ours.warm), tripTotal(oft.warm)),
      roundTripVsOftOneDvn: ratioUp(tripTotal(oursOneDvn.warm), tripTotal(oftOneDvn.warm)),
      roundTripBatch10VsHyperlane: ratioUp(tripTotal(batchOf(oursOneDvn, 10)), tripTotal(batchOf(hyperlane, 10))),
      // Without a mark: what other readings of the comparison would give.
      roundTripVsOftByExecute302: ratioUp(tripTotal(ours.warm), tripTotalBy('execute302', oft.warm)),
      roundTripBatch10VsOft: ratioUp(tripTotal(batchOf(ours, 10)), tripTotal(batchOf(oft, 10))),
      roundTripBatch10VsHyperlaneSingly: ratioUp(tripTotal(batchOf(oursOneDvn, 10)), tripTotal(hyperlane.warm)),
      roundTripVsHyperlane: ratioUp(tripTotal(oursOneDvn.warm), tripTotal(hyperlane.warm)),
      holdExtraGas: Math.round(hold.arrival + hold.release - hold.mint),
      holdArrivalGas: hold.arrival,
      holdReleaseGas: hold.release,
      otherDvnVerifyGas: Math.round(batchOf(ours, 10).out.verification),
      ...contenderFigures('', ours),
      ...contenderFigures('oneDvn', oursOneDvn),
      ...contenderFigures('oft', oft),
      ...contenderFigures('oftOneDvn', oftOneDvn),
      ...contenderFigures('hyperlane', hyperlane),
    },
    reach: {
      roundTripVsOft: { op: '<=', value: 0.8 },
      roundTripVsOftOneDvn: { op: '<=', value: 0.75 },
      roundTripBatch10VsHyperlane: { op: '<=', value: 1 },
      mintGasBatch10: { op: '<=', value: 92_000 },
      holdExtraGas: { op: '<=', value: 60_000 },
    },
  }
}

/**
 * One contender's figures; names begin with `prefix`. `…VerifyGas…` is what verifications in transactions of their own
 * used, and comes on top of `…MintGas…` and `…ReleaseGas…`; it is left out for who has none.
 */
function contenderFigures(prefix: string, { cold, warm, batches }: Measured): Record<string, number> {
  const singles = [
    ['Cold', cold],
    ['Warm', warm],
  ] as const
  const figures: readonly (readonly [string, number])[] = [
    ...singles.flatMap(([temperature, { out, back }]): readonly (readonly [string, number])[] => [
      [`gasLock${temperature}`, out.send],
      [`gasMint${temperature}`, out.delivery],
      [`gasVerifyForMint${temperature}`, out.verification],
      [`gasBurn${temperature}`, back.send],
      [`gasRelease${temperature}`, back.delivery],
      [`gasVerifyForRelease${temperature}`, back.verification],
      [`gasRoundTrip${temperature}`, tripTotal({ out, back })],
    ]),
    ...[...batches].flatMap(([size, { out, back }]): readonly (readonly [string, number])[] => [
      [`mintGasBatch${size}`, out.delivery],
      [`mintVerifyGasBatch${size}`, out.verification],
      [`releaseGasBatch${size}`, back.delivery],
      [`releaseVerifyGasBatch${size}`, back.verification],
      [`roundTripGasBatch${size}`, tripTotal({ out, back })],
    ]),
  ]
  return Object.fromEntries(
    figures.filter(([, gas]) => gas !== 0).map(([name, gas]) => [prefixed(prefix, name), Math.round(gas)]),
  )
}

const prefixed = (prefix: string, name: string): string =>
  prefix === '' ? name : `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`
