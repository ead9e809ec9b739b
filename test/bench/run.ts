/*
 * npm run bench -- <name> [--json]: a table for people; with --json the last line is
 * {"bench","machine","figures","reach"}. Exit status 1 when a mark is missed. chaos also takes --kills, --gap (seconds between
 * two, on average), --seed and --keep, which leaves its chains up until Ctrl-C; api takes --growth
 * and --sse, which measures only subscriptions; indexer --events.
 */
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { api } from './api.ts'
import type { Bench, BenchOptions, BenchResult } from './bench.ts'
import { chaos } from './chaos.ts'
import { gas } from './gas.ts'
import { indexer } from './indexer.ts'
import { relay } from './relay.ts'
import { roundtrip } from './roundtrip.ts'

const benches: readonly Bench[] = [roundtrip, gas, relay, api, indexer, chaos]

const { bench, options, isJson } = readArguments()
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const { figures, breakdown, reach, kept } = withVerdicts(await bench.run(say, options))
const rows = [
  ...Object.entries(figures),
  ...Object.entries(breakdown).flatMap(([name, parts]) =>
    Object.entries(parts).map(([part, value]) => [`${name}.${part}`, value] as const),
  ),
]
const width = Math.max(...rows.map(([figure]) => figure.length))
for (const [figure, value] of rows) {
  const mark = reach[figure]
  const verdict = mark === undefined ? '' : `   ${mark.op} ${mark.value}: ${mark.ok ? 'reached' : 'MISSED'}`
  process.stdout.write(`${figure.padEnd(width)}  ${value.toLocaleString('en')}${verdict}\n`)
}
for (const { name, chainId, rpcUrl } of kept?.chains ?? []) say(`${name}, chain ${chainId}: ${rpcUrl}`)
if (isJson) {
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  }
  const chains = kept === undefined ? {} : { chains: kept.chains }
  const all = { ...figures, ...breakdown }
  process.stdout.write(`${JSON.stringify({ bench: bench.name, machine, figures: all, reach, ...chains })}\n`)
}
if (Object.values(reach).some((mark) => !mark.ok)) process.exitCode = 1
if (kept !== undefined) {
  say('The chains stay up; Ctrl-C ends them.')
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
  await kept.end()
}

function withVerdicts({ figures, breakdown = {}, reach = {}, kept }: BenchResult) {
  const judged = Object.entries(reach).map(([figure, { op, value }]) => {
    const measured = figures[figure]
    if (measured === undefined) throw new TypeError(`The mark ${figure} has no figure`)
    return [figure, { op, value, ok: op === '<=' ? measured <= value : measured >= value }] as const
  })
  return { figures, breakdown, reach: Object.fromEntries(judged), kept }
}

function readArguments(): { readonly bench: Bench; readonly options: BenchOptions; readonly isJson: boolean } {
  const [name, ...flags] = process.argv.slice(2)
  const numbers = { kills: { type: 'string' }, gap: { type: 'string' }, seed: { type: 'string' } } as const
  try {
    const bench = benches.find((candidate) => candidate.name === name)
    if (bench === undefined) throw new TypeError('No such bench')
    const { values } = parseArgs({
      args: flags,
      options: {
        json: { type: 'boolean' },
        ...(bench === chaos ? { ...numbers, keep: { type: 'boolean' } } : {}),
        ...(bench === api ? { growth: { type: 'boolean' }, sse: { type: 'boolean' } } : {}),
        ...(bench === indexer ? { events: { type: 'string' } } : {}),
      },
    })
    return {
      bench,
      isJson: values.json === true,
      options: {
        ...{
          kills: whole(values.kills),
          gap: whole(values.gap),
          seed: whole(values.seed),
          events: whole(values.events),
        },
        keep: values.keep === true,
        growth: values.growth === true,
        sse: values.sse === true,
      },
    }
  } catch {
    process.stderr.write(`Usage: npm run bench -- <name> [--json]\n\n`)
    for (const known of benches) process.stderr.write(`  ${known.name.padEnd(12)} ${known.description}\n`)
    process.exit(2)
  }
}

/** @throws TypeError for anything but a whole number. */
function whole(text: unknown): number | undefined {
  if (text === undefined) return undefined
  if (typeof text !== 'string' || !/^\d{1,10}$/.test(text)) throw new TypeError('Not a whole number')
  return Number(text)
}
