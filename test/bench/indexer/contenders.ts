import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../../../database/connect.ts'
import { findIndexedSchema, readIndexedProgress } from '../../../database/indexed-schema.ts'
import { freePort } from '../../../devnet/process/ports.ts'
import { startCli } from '../../support/cli.ts'
import type { StageChain } from '../../support/relay-stage.ts'
import { writeBareProject } from './bare-project.ts'
import { countedLogs, type Totals } from './truth.ts'
import { usageOf } from './usage.ts'

const root = join(import.meta.dirname, '../../..')
/** Longest wait for a contender. */
const patienceMs = 900_000

/** What a contender took, from its start until every event was stored and it had made its indexes. */
export interface Effort {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMb: number
}

/** What a contender works on: a chain up to a block, and a database of its own, empty but for Bulkhead's tables. */
export interface Task {
  readonly chain: StageChain
  readonly rpcUrl: string
  readonly toBlock: bigint
  readonly database: { readonly url: string; readonly sql: Sql }
  readonly manifestFile: string
  /** For what a contender writes; deleted by whoever gives it. */
  readonly folder: string
}

/** `bulkhead index`, as an operator runs it. */
export async function runOurs(task: Task): Promise<{ readonly effort: Effort; readonly stored: Partial<Totals> }> {
  const { chain, database, manifestFile } = task
  const { chainId, name } = chain.chain
  const began = performance.now()
  const command = startCli(['index', name], {
    BULKHEAD_DEPLOYMENT: manifestFile,
    BULKHEAD_LOG_LEVEL: 'warn',
    DATABASE_URL: database.url,
    [`BULKHEAD_RPC_URL_${chainId}`]: task.rpcUrl,
  })
  try {
    const effort = await untilDone(task, {
      began,
      process: command.process,
      schemaOf: () => findIndexedSchema(database.sql, chainId),
    })
    return { effort, stored: await storedByOurs(task) }
  } finally {
    command.interrupt()
    await command.ended
  }
}

/** Ponder with our handlers, with one URL and its own way of asking it. */
export async function runDefaultTransport(
  task: Task,
): Promise<{ readonly effort: Effort; readonly stored: Partial<Totals> }> {
  const args = ['--root', join(root, 'indexer'), '--config', '../ponder.config.ts']
  const env = {
    BULKHEAD_DEPLOYMENT: task.manifestFile,
    BULKHEAD_INDEX_CHAIN: task.chain.chain.name,
    [`BULKHEAD_RPC_URL_${task.chain.chain.chainId}`]: task.rpcUrl,
  }
  const schema = 'default_transport'
  const effort = await runPonder(task, { args, schema, env })
  return { effort, stored: await storedByOurs(task, schema) }
}

/** A Ponder that stores the raw events, see `bare-project.ts`. */
export async function runBare(task: Task): Promise<{ readonly effort: Effort; readonly stored: Partial<Totals> }> {
  const folder = mkdtempSync(join(task.folder, 'bare-'))
  writeBareProject(folder, { deployed: task.chain.deployed, rpcUrl: task.rpcUrl })
  const effort = await runPonder(task, { args: ['--root', folder], schema: 'bare', env: {} })
  return { effort, stored: await storedRaw(task.database.sql, 'bare') }
}

/** viem reads the logs, PostgreSQL copies them in. */
export async function runFloor(task: Task): Promise<{ readonly effort: Effort; readonly stored: Partial<Totals> }> {
  const { chain, database, toBlock } = task
  const began = performance.now()
  const before = usageOf(process.pid)
  await database.sql.unsafe(`
    create schema floor;
    create table floor.raw_event (id text primary key, name text not null, address text not null, block_number numeric(78) not null,
      log_index integer not null, tx_hash text not null, args text not null)`)
  for await (const logs of countedLogs(chain.client, chain.deployed, toBlock)) {
    const copy = await database.sql`copy floor.raw_event from stdin`.writable()
    for (const { name, args, address, blockNumber, logIndex, transactionHash } of logs) {
      const json = JSON.stringify(args, (_key, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      )
      const columns = [`${blockNumber}:${logIndex}`, name, address, blockNumber, logIndex, transactionHash, json]
      if (!copy.write(`${columns.join('\t')}\n`)) await once(copy, 'drain')
    }
    copy.end()
    await once(copy, 'finish')
  }
  const after = usageOf(process.pid)
  const seconds = (performance.now() - began) / 1_000
  const effort = { seconds, cpuSeconds: after.cpuSeconds - before.cpuSeconds, peakMb: 0 }
  return { effort, stored: await storedRaw(database.sql, 'floor') }
}

async function runPonder(
  task: Task,
  {
    args,
    schema,
    env,
  }: { readonly args: readonly string[]; readonly schema: string; readonly env: Readonly<Record<string, string>> },
): Promise<Effort> {
  const bin = join(root, 'node_modules/ponder/dist/esm/bin/ponder.js')
  const listen = ['--hostname', '127.0.0.1', '--port', String(await freePort()), '--log-level', 'warn']
  const { PATH = '', HOME = '/' } = process.env
  const began = performance.now()
  const ponder = spawn(process.execPath, [bin, 'start', ...args, '--schema', schema, ...listen], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH, HOME, PONDER_TELEMETRY_DISABLED: '1', DATABASE_URL: task.database.url, ...env },
  })
  const closed = once(ponder, 'close')
  try {
    return await untilDone(task, { began, process: ponder, schemaOf: async () => schema })
  } finally {
    ponder.kill('SIGKILL')
    await closed
  }
}

/** Waits until an indexer has read history past the last event. @throws when it ends before. */
async function untilDone(
  { database: { sql }, toBlock }: Task,
  {
    began,
    process: child,
    schemaOf,
  }: { readonly began: number; readonly process: ChildProcess; readonly schemaOf: () => Promise<string | undefined> },
): Promise<Effort> {
  while (performance.now() - began < patienceMs) {
    if (child.exitCode !== null) throw new Error(`An indexer ended with status ${child.exitCode}`)
    const schema = await schemaOf()
    const progress = schema === undefined ? undefined : await readIndexedProgress(sql, schema)
    if (progress?.ready === true && progress.block >= toBlock) {
      return { seconds: (performance.now() - began) / 1_000, ...usageOf(child.pid ?? 0) }
    }
    await sleep(50)
  }
  throw new Error(`An indexer was not done after ${patienceMs / 1_000} s`)
}

async function storedByOurs({ chain, database: { sql } }: Task, given?: string): Promise<Partial<Totals>> {
  const schema = given ?? (await findIndexedSchema(sql, chain.chain.chainId)) ?? ''
  const [row] = await sql<Record<'locks' | 'locked' | 'total' | 'burns' | 'burned' | 'packets' | 'sides', string>[]>`
    select (select count(*) from ${sql(schema)}.vault_event where event = 'locked') as locks,
      (select coalesce(sum(amount), 0) from ${sql(schema)}.vault_event where event = 'locked') as locked,
      (select coalesce(sum(total_locked), 0) from ${sql(schema)}.compartment) as total,
      (select count(*) from ${sql(schema)}.bucket_event where event = 'burned') as burns,
      (select coalesce(sum(total_burned), 0) from ${sql(schema)}.bucket) as burned,
      (select count(*) from ${sql(schema)}.packet_sent) as packets,
      (select count(*) from ${sql(schema)}.receipt_transfer) as sides`
  if (row === undefined || row.locked !== row.total) throw new Error('Totals and events are not the same sum')
  const [wrong] = await sql`
    select b.receipt, b.account from ${sql(schema)}.receipt_balance b
    left join (
      select receipt, account, sum(change) as balance, (array_agg(balance order by block_number desc, log_index desc))[1] as last
      from ${sql(schema)}.receipt_transfer group by receipt, account) t using (receipt, account)
    where t.balance is distinct from b.balance or t.last is distinct from b.balance limit 1`
  if (wrong !== undefined) throw new Error('A balance is not the sum of its changes')
  return {
    locks: Number(row.locks),
    locked: BigInt(row.locked),
    burns: Number(row.burns),
    burned: BigInt(row.burned),
    packets: Number(row.packets),
    transferSides: Number(row.sides),
  }
}

async function storedRaw(sql: Sql, schema: string): Promise<Partial<Totals>> {
  const [row] = await sql<Record<'events' | 'locks' | 'locked' | 'burns' | 'burned' | 'packets', string>[]>`
    select count(*) as events,
      count(*) filter (where name = 'Locked') as locks,
      coalesce(sum((args::jsonb->>'amount')::numeric) filter (where name = 'Locked'), 0) as locked,
      count(*) filter (where name = 'Burned') as burns,
      coalesce(sum((args::jsonb->>'amount')::numeric) filter (where name = 'Burned'), 0) as burned,
      count(*) filter (where name = 'PacketSent') as packets
    from ${sql(schema)}.raw_event`
  if (row === undefined) throw new TypeError('An aggregate has a row')
  return {
    events: Number(row.events),
    locks: Number(row.locks),
    locked: BigInt(row.locked),
    burns: Number(row.burns),
    burned: BigInt(row.burned),
    packets: Number(row.packets),
  }
}
