import { legTotal, type Measurements, tripTotal } from './figures.ts'
import { batchSizes, type LegGas, type Measured, type TripGas } from './measure.ts'

type Row = readonly [string, (measured: Measured) => number]

const steps = (temperature: 'cold' | 'warm'): readonly Row[] => [
  [`lock, ${temperature}`, (measured) => measured[temperature].out.send],
  ['verify', (measured) => measured[temperature].out.verification],
  ['deliver: mint', (measured) => measured[temperature].out.delivery],
  ['burn', (measured) => measured[temperature].back.send],
  ['verify', (measured) => measured[temperature].back.verification],
  ['deliver: release', (measured) => measured[temperature].back.delivery],
  [`round trip, ${temperature}`, (measured) => tripTotal(measured[temperature])],
]

const perMessage = (name: string, gas: (trip: TripGas) => number): readonly Row[] =>
  batchSizes.map((size) => [
    `${name}, batch of ${size}`,
    ({ batches }) => {
      const trip = batches.get(size)
      return trip === undefined ? Number.NaN : gas(trip)
    },
  ])

const received = (leg: LegGas): number => legTotal(leg) - leg.send

const rows: readonly Row[] = [
  ...steps('cold'),
  ...steps('warm'),
  ...perMessage('verify and mint', ({ out }) => received(out)),
  ...perMessage('verify and release', ({ back }) => received(back)),
  ...perMessage('round trip', tripTotal),
]

/** Gas per message, a column per contender, for people. */
export function gasTable(measurements: Measurements): readonly string[] {
  const columns = Object.values(measurements)
  const labels = Math.max(...rows.map(([label]) => label.length))
  const line = (label: string, cells: readonly string[]): string =>
    [label.padEnd(labels), ...cells.map((cell, i) => cell.padStart(columns[i]?.name.length ?? 0))].join('  ')
  const gas = (value: number): string => (value === 0 ? '' : Math.round(value).toLocaleString('en'))
  const ways = ({ name, warm, batches }: Measured): string => {
    const inBatches = [...batches].map(
      ([size, { out, back }]) => `${size}: ${[...new Set([out.way, back.way])].join(', ')}`,
    )
    return `${name} delivers by ${warm.out.way}; in batches of ${inBatches.join('; ')}`
  }
  return [
    line(
      'gas per message',
      columns.map(({ name }) => name),
    ),
    ...rows.map(([label, of]) =>
      line(
        label,
        columns.map((column) => gas(of(column))),
      ),
    ),
    ...columns.map(ways),
  ]
}
