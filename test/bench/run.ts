/*
 * npm run bench -- <name> [--json]: a table for people; with --json the last line is
 * {"bench","machine","figures","reach"}. Exit status 1 when a mark is missed.
 */
import { cpus, totalmem } from 'node:os'
import type { Bench, BenchResult } from './bench.ts'
import { gas } from './gas.ts'
import { relay } from './relay.ts'
import { roundtrip } from './roundtrip.ts'

const benches: readonly Bench[] = [roundtrip, gas, relay]

const [name, ...flags] = process.argv.slice(2)
const bench = benches.find((candidate) => candidate.name === name)
const unknown = flags.find((flag) => flag !== '--json')
if (bench === undefined || unknown !== undefined) {
  process.stderr.write(`Usage: npm run bench -- <name> [--json]\n\n`)
  for (const { name: known, description } of benches) process.stderr.write(`  ${known.padEnd(12)} ${description}\n`)
  process.exit(2)
}

const { figures, reach } = withVerdicts(await bench.run((line) => process.stderr.write(`${line}\n`)))
const width = Math.max(...Object.keys(figures).map((figure) => figure.length))
for (const [figure, value] of Object.entries(figures)) {
  const mark = reach[figure]
  const verdict = mark === undefined ? '' : `   ${mark.op} ${mark.value}: ${mark.ok ? 'reached' : 'MISSED'}`
  process.stdout.write(`${figure.padEnd(width)}  ${value.toLocaleString('en')}${verdict}\n`)
}
if (flags.includes('--json')) {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  }
  process.stdout.write(`${JSON.stringify({ bench: bench.name, machine, figures, reach })}\n`)
}
if (Object.values(reach).some((mark) => !mark.ok)) process.exitCode = 1

function withVerdicts({ figures, reach = {} }: BenchResult) {
  const judged = Object.entries(reach).map(([figure, { op, value }]) => {
    const measured = figures[figure]
    if (measured === undefined) throw new TypeError(`The mark ${figure} has no figure`)
    return [figure, { op, value, ok: op === '<=' ? measured <= value : measured >= value }] as const
  })
  return { figures, reach: Object.fromEntries(judged) }
}
