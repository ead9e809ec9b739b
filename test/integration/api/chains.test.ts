import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PortTakenError } from '../../../api/errors.ts'
import { defaultApiSettings, startApi } from '../../../api/server.ts'
import { chainRegistry } from '../../../chains/registry.ts'
import { systemClock } from '../../../observability/clock.ts'
import { createLogger } from '../../../observability/logger.ts'
import { writeCheckpoint } from '../../support/indexed-tables.ts'
import {
  type ApiStage,
  alpha,
  beta,
  deployment,
  gamma,
  noNodes,
  nowSeconds,
  repeated,
  startApiStage,
  usdc,
  usdcFeed,
} from './api-stage.ts'
import { blockTime, guids, seed, wbtcOnAlpha } from './seed.ts'

let stage: ApiStage

beforeAll(async () => {
  // Every statement is logged, so that a test can count them.
  stage = await startApiStage({ settings: { log_statement: 'all' } })
  await seed(stage.sql)
})

afterAll(() => stage?.close())

const metaQuery = `{
  _meta { consistent dataVersion chains { chain { id } head indexed finalized lagSeconds state headObservedAt } }
}`
const meta = async () => {
  const { data, errors } = await stage.ask(metaQuery)
  expect(errors).toBeUndefined()
  return data._meta
}

describe('_meta', () => {
  test('default: block numbers, lag and state of each chain', async () => {
    const { chains, consistent, dataVersion } = await meta()
    expect(dataVersion).toMatch(/^[0-9a-f]{24}$/)
    expect(consistent).toBe(false)
    expect(chains).toEqual([
      {
        chain: { id: 31_001 },
        head: '120',
        indexed: '118',
        finalized: '116',
        // Block time of 120 less block time of 118.
        lagSeconds: 2,
        state: 'LIVE',
        headObservedAt: '2027-01-15T08:01:39.000Z',
      },
      {
        chain: { id: 31_002 },
        head: '500',
        indexed: '500',
        finalized: '495',
        // The head was observed 1,000 seconds ago: the clock stands in, 600 seconds after block 0, less 500.
        lagSeconds: 100,
        state: 'STALLED',
        headObservedAt: '2027-01-15T07:45:00.000Z',
      },
      {
        chain: { id: 31_003 },
        head: null,
        indexed: null,
        finalized: null,
        lagSeconds: null,
        state: 'STOPPED',
        headObservedAt: null,
      },
    ])
  })

  test('behavior: backfilling, stopped and silent indexers', async () => {
    const at = {
      schema: beta.schema,
      chainId: beta.id,
      block: 500,
      blockTime: nowSeconds,
      heartbeatMs: (nowSeconds - 1) * 1000,
    }
    const stateOfBeta = async (): Promise<string> => (await meta()).chains[1].state
    await writeCheckpoint(stage.sql, at)
    expect(await stateOfBeta()).toBe('LIVE')
    await writeCheckpoint(stage.sql, { ...at, ready: false })
    expect(await stateOfBeta()).toBe('BACKFILLING')
    await writeCheckpoint(stage.sql, { ...at, locked: false })
    expect(await stateOfBeta()).toBe('STOPPED')
    await writeCheckpoint(stage.sql, { ...at, heartbeatMs: (nowSeconds - 61) * 1000 })
    expect(await stateOfBeta()).toBe('STOPPED')
    await stage.sql`delete from indexed_beta._ponder_checkpoint`
    expect((await meta()).chains[1]).toMatchObject({ state: 'BACKFILLING', indexed: null, lagSeconds: null })
    await writeCheckpoint(stage.sql, { ...at, blockTime: blockTime(beta, 500) })
  })

  test('behavior: the data version changes when a chain moves on, and only then', async () => {
    const { dataVersion } = await meta()
    expect((await meta()).dataVersion).toBe(dataVersion)
    const at = { schema: alpha.schema, chainId: alpha.id, heartbeatMs: nowSeconds * 1000 }
    await writeCheckpoint(stage.sql, { ...at, block: 119, blockTime: blockTime(alpha, 119) })
    expect((await meta()).dataVersion).not.toBe(dataVersion)
    await writeCheckpoint(stage.sql, { ...at, block: 118, blockTime: blockTime(alpha, 118) })
    expect((await meta()).dataVersion).toBe(dataVersion)
  })

  test('default: the chains of the deployment', async () => {
    const { data, errors } = await stage.ask(
      '{ chains { id name eid blockTimeSeconds local finality { rule depth } vault buckets assets { symbol } status { state } } chain(id: 31002) { name } }',
    )
    expect(errors).toBeUndefined()
    expect(data.chain).toEqual({ name: 'beta' })
    expect(data.chains[0]).toEqual({
      id: 31_001,
      name: 'alpha',
      eid: 40_001,
      blockTimeSeconds: 1,
      local: true,
      finality: { rule: 'TAG', depth: '4' },
      vault: repeated('7'),
      buckets: repeated('8'),
      assets: [{ symbol: 'USDC' }, { symbol: 'WETH' }],
      status: { state: 'LIVE' },
    })
  })
})

describe('a chain whose tables are missing', () => {
  const everything = `{
    _meta { chains { chain { id } state indexed } }
    compartments { totalCount nodes { home { id } } }
    positions { totalCount }
    vaultEvents { totalCount }
    buckets { totalCount nodes { host { id } } }
    receiptHoldings { totalCount }
    holds { totalCount }
    messages { totalCount nodes { state } }
    exposure { chain { id } inFlight { raw } }
    exposureByChain { chain { id } lockedUsd }
    onGamma: positions(where: { chainId: 31003 }) { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
  }`

  test('behavior: registered but not made yet, it backfills and the others answer', async () => {
    await stage.sql`insert into bulkhead.indexed_schema (chain_id, schema_name) values (${gamma.id}, 'not_made_yet')`
    stage.tick()
    const { data, errors } = await stage.ask(everything)
    expect(errors).toBeUndefined()
    expect(data._meta.chains[2]).toEqual({ chain: { id: 31_003 }, state: 'BACKFILLING', indexed: null })
    expect(data.compartments.totalCount).toBe(4)
    expect(data.messages.totalCount).toBe(10)
    expect(data.onGamma).toEqual({ totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } })
  })

  test('behavior: a schema name that is no plain identifier is not read', async () => {
    const name = 'x"; drop schema bulkhead cascade; --'
    await stage.sql`update bulkhead.indexed_schema set schema_name = ${name} where chain_id = ${gamma.id}`
    stage.tick()
    const { data, errors } = await stage.ask(everything)
    expect(errors).toBeUndefined()
    expect(data._meta.chains[2].state).toBe('BACKFILLING')
    await stage.sql`delete from bulkhead.indexed_schema where chain_id = ${gamma.id}`
  })

  test('behavior: dropped between two requests, it is left out and the others answer', async () => {
    const { sql } = stage
    expect((await stage.ask('{ compartments { totalCount } }')).data.compartments.totalCount).toBe(4)
    await sql`alter schema indexed_beta rename to gone`
    const { data, errors } = await stage.ask(everything)
    expect(errors).toBeUndefined()
    expect(data._meta.chains[1]).toEqual({ chain: { id: 31_002 }, state: 'BACKFILLING', indexed: null })
    expect(data.compartments).toEqual({
      totalCount: 3,
      nodes: [{ home: { id: 31_001 } }, { home: { id: 31_001 } }, { home: { id: 31_001 } }],
    })
    expect(data.exposureByChain[1]).toEqual({ chain: { id: 31_002 }, lockedUsd: null })
    await sql`alter schema gone rename to indexed_beta`
    stage.tick()
    expect((await stage.ask('{ compartments { totalCount } }')).data.compartments.totalCount).toBe(4)
  })
})

describe('statements', () => {
  /** Statements that the API sent for a query, once everything it needs to know of the schemas is fresh. */
  const statementsOf = async (query: string): Promise<number> => {
    await stage.ask('{ compartments { totalCount } }')
    const before = stage.serverLog().length
    const { errors } = await stage.ask(query)
    expect(errors).toBeUndefined()
    const lines = stage.serverLog().slice(before).split('\n')
    return lines.filter((line) => /execute (<unnamed>|\w+):/.test(line)).length
  }

  test('behavior: one statement per root field, however deep and wide the answer', async () => {
    expect(
      await statementsOf(`{ messages { nodes {
        guid state waitingFor lane { source { name assets { symbol } } destination { name } } asset { symbol }
        steps { name by addresses chain { name } } attempts { txHash chain { name } }
      } } }`),
    ).toBe(1)
    expect(await statementsOf('{ messages(where: { state: SETTLED }) { nodes { guid attempts { txHash } } } }')).toBe(1)
    expect(await statementsOf('{ positions { nodes { id compartment { id host { name } locked { raw } } } } }')).toBe(1)
    expect(
      await statementsOf('{ receiptHoldings { nodes { id receipt { symbol bucket { id level { raw } } } } } }'),
    ).toBe(1)
    expect(
      await statementsOf(
        '{ holds { nodes { id bucket { id state held { raw } } compartment { id } waitingFor call { hold { kind } } } } }',
      ),
    ).toBe(1)
    expect(await statementsOf('{ messages { nodes { hold { id bucket { id } waitingFor } } } }')).toBe(1)
    expect(await statementsOf('{ assets { totalCount nodes { id } } chains { id assets { id } } }')).toBe(0)
  })

  test('behavior: a total, prices and statuses cost one statement each', async () => {
    expect(await statementsOf('{ positions { totalCount nodes { id } } }')).toBe(2)
    expect(
      await statementsOf(
        '{ positions { nodes { totalLocked { usd price { round } } compartment { locked { usd } } } } }',
      ),
    ).toBe(2)
    expect(
      await statementsOf('{ buckets { nodes { host { status { state } } home { status { lagSeconds } } } } }'),
    ).toBe(2)
    expect(
      await statementsOf('{ exposure { amount { usd } inFlight { raw } asOfBlock } exposureByChain { lockedUsd } }'),
    ).toBe(4)
  })
})

describe('server', () => {
  test('default: a page to write queries in that needs nothing from elsewhere', async () => {
    const response = await fetch(stage.api.url, { headers: { accept: 'text/html' } })
    const page = await response.text()
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(page).toContain('query Overview')
    expect(page).not.toMatch(/(src|href)="?https?:/)
  })

  test('default: health tells database and chains', async () => {
    const response = await fetch(stage.api.url.replace('/graphql', '/health'))
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      status: 'degraded',
      database: 'ok',
      chains: [
        { id: 31_001, state: 'LIVE', lagSeconds: 2 },
        { id: 31_002, state: 'STALLED', lagSeconds: 109 },
        { id: 31_003, state: 'STOPPED', lagSeconds: null },
      ],
    })
  })

  test('behavior: requests that are no GraphQL get a code too', async () => {
    const bodies = ['{ "query": "{ nothing }" }', '{ "query": "{" }', '{ "query": 5 }', '{', '{}']
    const codes: unknown[] = []
    for (const body of bodies) {
      const response = await fetch(stage.api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      const { errors } = await response.json()
      codes.push(errors?.[0]?.extensions?.code)
    }
    expect(codes).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'GRAPHQL_PARSE_FAILED',
      'BAD_REQUEST',
      'BAD_REQUEST',
      'BAD_REQUEST',
    ])
    expect((await fetch(stage.api.url.replace('/graphql', '/other'))).status).toBe(404)
  })

  test('behavior: what goes wrong inside is masked and named by an id', async () => {
    await stage.sql`update indexed_alpha.bucket set own_state = 9`
    const { data, errors } = await stage.ask(
      `{ bucket(id: "31001:${wbtcOnAlpha}") { state } asset(id: "31001:${usdc}") { symbol } }`,
    )
    expect(errors).toEqual([
      expect.objectContaining({
        message: 'Something went wrong inside; the error id names the log line.',
        extensions: { code: 'INTERNAL', retryable: false, errorId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        path: ['bucket', 'state'],
      }),
    ])
    expect(data).toEqual({ bucket: null, asset: { symbol: 'USDC' } })
    await stage.sql`update indexed_alpha.bucket set own_state = 0`
  })

  test('error: PortTakenError', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const log = createLogger({ name: 'test', level: 'silent' })
    const chains = { registry: chainRegistry(), deployment, live: noNodes }
    const options = {
      ...chains,
      sql: stage.sql,
      clock: systemClock,
      settings: { ...defaultApiSettings, graphiql: false },
      log,
    }
    await expect(startApi({ ...options, port })).rejects.toBeInstanceOf(PortTakenError)
    await new Promise((resolve) => other.close(resolve))
    const api = await startApi({ ...options, port })
    expect(api.port).toBe(port)
    expect(await (await fetch(api.url, { headers: { accept: 'text/html' } })).text()).not.toContain('<html')
    await api.close()
    await api.close()
  })

  test('error: DATABASE_UNAVAILABLE, while what needs no database is still answered', async () => {
    await stage.postgres.stop()
    const { data, errors } = await stage.ask(
      `{ asset(id: "31001:${usdc}") { symbol } message(guid: "${guids.sent}") { state } }`,
    )
    expect(errors?.map((error) => error.extensions)).toEqual([{ code: 'DATABASE_UNAVAILABLE', retryable: true }])
    expect(data).toEqual({ asset: { symbol: 'USDC' }, message: null })
    const health = await fetch(stage.api.url.replace('/graphql', '/health'))
    expect(health.status).toBe(503)
    expect(await health.json()).toEqual({ status: 'down', database: 'DATABASE_UNAVAILABLE', chains: [] })
    expect(usdcFeed).toBe(repeated('4'))
  })
})

describe('GraphiQL', () => {
  test('behavior: a browser gets a page that is whole in itself', async () => {
    const response = await fetch(stage.api.url, { headers: { accept: 'text/html' } })
    const page = await response.text()
    expect(response.headers.get('content-type')).toContain('text/html')
    expect(page).toContain('query Overview')
    expect(page.length).toBeGreaterThan(1_000_000)
    const loaded = [...page.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="([^"]*)"/g)].map(([, url]) => url)
    expect(loaded.filter((url) => url?.startsWith('http') || url?.startsWith('//'))).toEqual([])
  })
})
