import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { keccak256, toHex } from 'viem'
import type { Sql } from '../../../database/connect.ts'
import type { Supervisor } from '../../../devnet/process/supervisor.ts'
import { eventually } from '../../support/eventually.ts'
import { quantile } from './load.ts'
import type { Receipts } from './subscribers.ts'
import { indexSchema, timeOf, worldChains } from './world.ts'

const subscribers = 1_000
const changes = 100
const betweenMs = 250
/** Changes that are not counted: PostgreSQL plans a statement anew until a connection has seen it five times. */
const warmUp = 20

/**
 * Milliseconds, 99th percentile, from the commit of a change to its receipt: every change reaches 1,000 subscribers, in a
 * process of their own, who ask ten different questions.
 *
 * @param options.newest - Newest block of every chain.
 * @throws Error when a subscriber is told of a change twice or not at all.
 */
export async function measureSubscriptions({
  sql,
  supervisor,
  url,
  headers,
  folder,
  newest,
  say,
}: {
  readonly sql: Sql
  readonly supervisor: Supervisor
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly folder: string
  readonly newest: number
  readonly say: (line: string) => void
}): Promise<{ readonly p99Ms: number; readonly medianMs: number }> {
  say('subscriptions')
  const file = join(folder, 'receipts.json')
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = supervisor.start({
    name: 'subscribers',
    command: process.execPath,
    args: [
      ...['--import', loader, join(import.meta.dirname, 'subscribers.ts')],
      ...[url, String(subscribers), String(changes + warmUp), file],
    ],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HEADERS: JSON.stringify(headers) },
    graceMs: 2_000,
  })
  await eventually('all have subscribed', async () => (child.lastLogLines(5).includes('ready') ? true : undefined))
  const committed = new Map<string, number>()
  for (let nth = 0; nth < changes + warmUp; nth += 1) {
    const guid = keccak256(toHex(`change ${nth}`))
    const chain = worldChains[nth % worldChains.length]
    if (chain === undefined) throw new TypeError('There are no chains')
    const atMs = await commitChange(sql, { chainId: chain.chainId, block: newest + 1 + nth, guid })
    if (nth >= warmUp) committed.set(guid, atMs)
    await sleep(betweenMs)
  }
  await eventually('all are told', async () => (existsSync(file) ? true : undefined), { timeoutMs: 90_000 })
  await sleep(100)
  const receipts: Receipts = JSON.parse(readFileSync(file, 'utf8'))
  const latencies = [...committed].flatMap(([guid, atMs]) => {
    const times = receipts[guid] ?? []
    if (times.length !== subscribers) throw new Error(`${times.length} of ${subscribers} were told of a change`)
    return times.map((receivedMs) => receivedMs - atMs)
  })
  latencies.sort((a, b) => a - b)
  const figures = { p99Ms: quantile(latencies, 0.99), medianMs: quantile(latencies, 0.5) }
  say(`subscriptions: p99 ${figures.p99Ms.toFixed(0)} ms, median ${figures.medianMs.toFixed(0)} ms`)
  return figures
}

/** Commits a block with one more message, as an indexer does. @returns When, as milliseconds since 1970, just before. */
async function commitChange(
  sql: Sql,
  { chainId, block, guid }: { readonly chainId: number; readonly block: number; readonly guid: string },
): Promise<number> {
  const schema = indexSchema(chainId)
  const changed = {
    ...{ id: `${chainId}:${block}:0`, guid, block_number: block, log_index: 0, block_time: timeOf(block) },
    block_hash: keccak256(toHex(`${chainId} ${block}`)),
  }
  const checkpoint = `${String(timeOf(block)).padStart(10, '0')}${String(chainId).padStart(16, '0')}${String(block).padStart(16, '0')}`
  let atMs = 0
  await sql.begin(async (transaction) => {
    await transaction.unsafe(
      `insert into "${schema}".packet_sent
        select (jsonb_populate_record(s, $1::text::jsonb)).* from "${schema}".packet_sent s
        where (s.chain_id, s.guid) = (
          select chain_id, guid from "${schema}".packet_sent order by block_number desc, log_index desc limit 1)`,
      [JSON.stringify(changed)],
    )
    await transaction.unsafe(`update "${schema}"._ponder_checkpoint set latest_checkpoint = $1`, [
      checkpoint.padEnd(75, '9'),
    ])
    await transaction`select pg_notify(${`${schema}_live_query`}, '["packet_sent"]')`
    atMs = Date.now()
  })
  return atMs
}
