/*
 * npm run incidents [-- --json --keep --only <name>]: replays the incidents and an ordinary day. A table for people; with
 * --json the last line is {"incidents":[…],"kelpPoisoned":{…},"controlDay":{…}}. --keep leaves the chains up until Ctrl-C
 * and says where they are. Exit status 1 when a bound was exceeded, another bucket touched, a role changed, a signature
 * given to what poisoned RPCs showed, or the ordinary day held up.
 */
import { parseArgs } from 'node:util'
import { type ControlDay, controlDay, isUndisturbed } from './control-day.ts'
import { incidents } from './incidents.ts'
import { type PoisonedResult, replayPoisoned } from './kelp-poisoned.ts'
import { type ReplayResult, replay } from './replay.ts'
import { isContained, json, row, table } from './report.ts'
import { startStage } from './stage.ts'

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, keep: { type: 'boolean' }, only: { type: 'string' } },
})
const { only } = options
const chosen = incidents.filter(({ name }) => only === undefined || name === only)
if (chosen.length === 0) {
  process.stderr.write(`No incident is called ${only}. There are: ${incidents.map(({ name }) => name).join(', ')}.\n`)
  process.exit(2)
}

const say = (line: string): void => void process.stderr.write(`${line}\n`)
// Balances at every block of all replays would take gigabytes: with --only, one's can be read; else the events tell.
const stage = await startStage({ keepsStates: options.keep === true && only !== undefined })
const results: ReplayResult[] = []
let poisoned: PoisonedResult | undefined
let day: ControlDay | undefined
try {
  let generation = 0
  for (const incident of chosen) {
    for (const style of ['as it was', 'adapted'] as const) {
      generation += 1
      say(`${incident.name}, ${style}`)
      results.push(...(await replay(stage, incident, { style, generation })))
    }
  }
  if (chosen.some(({ name }) => name === 'kelp-2026')) {
    say('kelp-2026, two RPCs poisoned and one dead')
    generation += 1
    poisoned = await replayPoisoned(stage, { generation, providers: ['poisoned', 'poisoned', 'dead'] })
  }
  if (only === undefined) {
    say('an ordinary day')
    generation += 1
    day = await controlDay(stage, { generation })
  }
} catch (error) {
  await stage.close()
  throw error
}

for (const line of table(results.map(row))) process.stdout.write(`${line}\n`)
if (poisoned !== undefined) {
  const { signatures, lostHere } = poisoned
  process.stdout.write(`kelp-2026, ${poisoned.providers.join(', ')}: ${signatures} signatures, ${lostHere} lost\n`)
}
if (day !== undefined) {
  const share = `${(day.locked * 10_000n) / day.capacity} bps of the capacity each way`
  process.stdout.write(`ordinary day: ${share}, ${day.holds} holds, ${day.halts} halts\n`)
}
const wasFooled = poisoned !== undefined && (poisoned.signatures > 0 || poisoned.lostHere !== 0n)
const wasHeldUp = day !== undefined && !isUndisturbed(day)
if (results.some((result) => !isContained(result)) || wasFooled || wasHeldUp) process.exitCode = 1
const chains = stage.all.map(({ chain, chainId, rpcUrl }) => ({ name: chain.name, chainId, rpcUrl }))
if (options.keep === true) {
  for (const { name, chainId, rpcUrl } of chains) say(`${name}, chain ${chainId}: ${rpcUrl}`)
  say('The chains stay up; Ctrl-C ends them. Addresses are with each result: --json prints them.')
}
if (options.json === true) {
  const kept = options.keep === true ? { chains } : {}
  process.stdout.write(`${json({ incidents: results, kelpPoisoned: poisoned, controlDay: day, ...kept })}\n`)
}
if (options.keep === true) {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve)
  })
}
await stage.close()
