import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '../../../database/connect.ts'
import { findIndexedSchema } from '../../../database/indexed-schema.ts'
import { eventually } from '../../support/eventually.ts'
import { type IndexedChain, type IndexStage, startIndexStage } from '../../support/index-stage.ts'
import { type RpcProxy, startRpcProxy } from '../../support/rpc-proxy.ts'

/** Each test starts several processes. */
const timeout = 300_000
const patience = { timeoutMs: 120_000 }
let stage: IndexStage
let alpha: IndexedChain
let beta: IndexedChain
const proxies: RpcProxy[] = []
const guids: string[] = []

beforeAll(async () => {
  stage = await startIndexStage()
  ;[alpha, beta] = stage.chains
  for (let proxy = 0; proxy < 3; proxy += 1) proxies.push(await startRpcProxy(alpha.rpcUrl))
  for (let lock = 0; lock < 5; lock += 1) guids.push((await stage.lock(alpha, beta)).guid)
})
afterAll(async () => {
  await stage?.close()
  await Promise.all(proxies.map((proxy) => proxy.close()))
})

const proxyAt = (index: number): RpcProxy => {
  const proxy = proxies[index]
  if (proxy === undefined) throw new TypeError('There are three proxies')
  return proxy
}

/** Guids of the packets that are indexed, in the order they were sent in. */
async function sentIn(sql: Sql, schema: string): Promise<readonly string[]> {
  const rows = await sql<
    { guid: string }[]
  >`select guid from ${sql(schema)}.packet_sent order by block_number, log_index`
  return rows.map(({ guid }) => guid)
}

const untilIndexed = (sql: Sql, schema: string): Promise<true> =>
  eventually(
    'all that was sent is indexed',
    async () => ((await sentIn(sql, schema)).length === guids.length ? true : undefined),
    patience,
  )

/** Rows of every table that the chain's blocks fill, but the blocks themselves, in an order of their own. */
async function allRows(sql: Sql, schema: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = ${schema} and table_type = 'BASE TABLE' and table_name !~ '^_' and table_name <> 'block'`
  const read = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await sql<{ row: string }[]>`select r::text as row from ${sql(schema)}.${sql(name)} r order by 1`
      return [name, rows.map(({ row }) => row)] as const
    }),
  )
  return Object.fromEntries(read)
}

describe('bulkhead index', () => {
  test('behavior: among providers that are dead, picky and behind a password it indexes everything, and goes on', {
    timeout,
  }, async () => {
    const { url, sql } = await stage.newDatabase('picky')
    proxyAt(0).behave({ kind: 'dead' })
    proxyAt(1).behave({ kind: 'picky', maxBlocks: 9, maxBatch: 4, callsPerSecond: 150 })
    const withUser = new URL(proxyAt(1).url)
    withUser.username = 'operator'
    withUser.password = 'a-password-to-keep'
    const command = stage.index(['alpha'], {
      DATABASE_URL: url,
      [`BULKHEAD_RPC_URL_${alpha.chain.chainId}`]: `${proxyAt(0).url},picky=${withUser.href}`,
    })
    const schema = await eventually('a schema serves', () => findIndexedSchema(sql, alpha.chain.chainId), patience)
    await untilIndexed(sql, schema)
    expect(await sentIn(sql, schema)).toEqual(guids)

    // The other way round: the one that it relied on dies, and the dead one comes back.
    proxyAt(1).behave({ kind: 'dead' })
    proxyAt(0).behave({ kind: 'honest' })
    guids.push((await stage.lock(alpha, beta)).guid)
    await untilIndexed(sql, schema)
    const { stdout, stderr } = command.output()
    expect(stderr).toContain('indexer.caught-up')
    expect(stderr).toContain('rpc.provider-faulted')
    expect(stdout + stderr).not.toContain('a-password-to-keep')
    command.interrupt()
    expect((await command.ended).status).toBe(0)
  })
})

describe('bulkhead index --from --to', () => {
  test('behavior: all blocks there are give the rows that the index has; a part has the events of the part', {
    timeout,
  }, async () => {
    const { url, sql } = await stage.newDatabase('ranges')
    const env = { DATABASE_URL: url, [`BULKHEAD_RPC_URL_${alpha.chain.chainId}`]: alpha.rpcUrl }
    const serving = stage.index(['alpha'], env)
    const schema = await eventually('a schema serves', () => findIndexedSchema(sql, alpha.chain.chainId), patience)
    await untilIndexed(sql, schema)

    const head = await alpha.client.getBlockNumber()
    const range = (from: bigint | number, to: bigint): readonly string[] => ['--from', String(from), '--to', String(to)]
    const all = await stage.index(['alpha', ...range(alpha.deployed.startBlock, head)], env).ended
    expect(all, all.stderr).toMatchObject({ status: 0 })
    const anew = all.stdout.trim().split('\n').at(-1) ?? ''
    expect(anew).toMatch(new RegExp(`^bulkhead_range_31001_${alpha.deployed.startBlock}_${head}_[0-9a-f]{8}$`))
    expect(await allRows(sql, anew)).toEqual(await allRows(sql, schema))
    expect(await findIndexedSchema(sql, alpha.chain.chainId), 'another one serves').toBe(schema)

    // From the third lock on, without the last.
    const places = await sql<{ block: bigint }[]>`
      select block_number as block from ${sql(schema)}.packet_sent order by block_number, log_index`
    const [from = 0n, to = 0n] = [places[2]?.block, places[4]?.block]
    const part = await stage.index(['alpha', ...range(from, to)], env).ended
    expect(part, part.stderr).toMatchObject({ status: 0 })
    const partly = part.stdout.trim().split('\n').at(-1) ?? ''
    expect(await sentIn(sql, partly)).toEqual(guids.slice(2, 5))
    const compartments = await sql`
      select total_locked, lock_count, locked, own_state, bucket_capacity from ${sql(partly)}.compartment where lock_count > 0`
    expect(compartments).toHaveLength(1)
    expect(compartments[0]).toMatchObject({ lock_count: 3, total_locked: '3000', locked: '5000', own_state: 0 })
    serving.interrupt()
    await serving.ended
  })

  test('error: RANGE_BEYOND_HEAD, RANGE_INVALID', { timeout }, async () => {
    const { url, sql } = await stage.newDatabase('errors')
    const env = { DATABASE_URL: url, [`BULKHEAD_RPC_URL_${alpha.chain.chainId}`]: alpha.rpcUrl }
    const [beyond, turned] = [
      await stage.index(['alpha', '--from', '50', '--to', '99999999'], env).ended,
      await stage.index(['alpha', '--from', '60', '--to', '50'], env).ended,
    ]
    expect(beyond.stderr).toContain('RANGE_BEYOND_HEAD')
    expect(beyond.status).toBe(5)
    expect(turned.stderr).toContain('RANGE_INVALID')
    expect(turned.status).toBe(2)
    const schemas = await sql`select 1 from pg_namespace where nspname like 'bulkhead\\_range%'`
    expect(schemas).toHaveLength(0)
  })
})
