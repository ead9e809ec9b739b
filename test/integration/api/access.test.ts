import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashOfApiKey, newApiKey } from '../../../api/access/api-key.ts'
import { defaultAccess } from '../../../api/access/use-access.ts'
import { createApiKeyStore } from '../../../database/api-key-store.ts'
import { connect } from '../../../database/connect.ts'
import { migrate, ReaderRoleMissingError } from '../../../database/migrate.ts'
import { runCli } from '../../support/cli.ts'
import { type ApiStage, startApiStage } from './api-stage.ts'
import { seed } from './seed.ts'

let stage: ApiStage

beforeAll(async () => {
  stage = await startApiStage()
  await seed(stage.sql)
})

afterAll(() => stage?.close())

interface Asked {
  readonly url: string
  readonly query: string
  readonly variables?: object
  readonly headers?: Readonly<Record<string, string>>
}

async function ask({ url, query, variables = {}, headers = {} }: Asked) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await response.json()
  return { status: response.status, headers: response.headers, data, code: errors?.[0]?.extensions?.code }
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
const chains = '{ chains { id } }'
const ids = [{ id: 31_001 }, { id: 31_002 }, { id: 31_003 }]

/** Makes a key. */
async function keyOf(name: string, pointsPerMinute = 1_000_000): Promise<string> {
  const key = newApiKey()
  await createApiKeyStore(stage.sql).add({ name, hash: hashOfApiKey(key), pointsPerMinute })
  return key
}

describe('keys', () => {
  test('default: where keys are required, one that is known is answered, until it is revoked', async () => {
    const { url } = await stage.another({ access: { ...defaultAccess, keysRequired: true } })
    const key = await keyOf('front-end')
    const refused = await ask({ url, query: chains })
    expect([refused.status, refused.code]).toEqual([401, 'API_KEY_REQUIRED'])
    expect(refused.headers.get('www-authenticate')).toBe('Bearer')
    expect(await ask({ url, query: chains, headers: bearer(key) })).toMatchObject({
      status: 200,
      data: { chains: ids },
    })
    await createApiKeyStore(stage.sql).revoke('front-end')
    stage.tick()
    stage.tick()
    const revoked = await ask({ url, query: chains, headers: bearer(key) })
    expect([revoked.status, revoked.code]).toEqual([401, 'API_KEY_UNKNOWN'])
  })

  test('behavior: a key that is nobody’s is refused even where none is needed', async () => {
    const { status, code } = await ask({ url: stage.api.url, query: chains, headers: bearer(newApiKey()) })
    expect([status, code]).toEqual([401, 'API_KEY_UNKNOWN'])
  })

  test('invariant: what the database holds of a key does not open anything', async () => {
    const key = await keyOf('kept')
    const [row] = await stage.sql<{ text: string; hash: string }[]>`
      select k::text as text, hash from bulkhead.api_key k where name = 'kept'`
    expect(row?.text).not.toContain(key)
    expect(row?.hash).toBe(hashOfApiKey(key))
    const { code } = await ask({ url: stage.api.url, query: chains, headers: bearer(row?.hash ?? '') })
    expect(code).toBe('API_KEY_UNKNOWN')
  })

  test('behavior: the command makes, lists and revokes them', async () => {
    const env = { DATABASE_URL: stage.postgres.url, BULKHEAD_DEPLOYMENT: stage.deploymentFile }
    const made = await runCli(['key', 'create', 'desk', '--points', '5000'], env)
    expect([made.status, made.stderr]).toEqual([0, ''])
    const key = made.stdout.trim()
    stage.tick()
    stage.tick()
    const answer = await ask({ url: stage.api.url, query: chains, headers: bearer(key) })
    expect(answer).toMatchObject({ status: 200, data: { chains: ids } })
    expect(answer.headers.get('ratelimit-policy')).toBe('"points";q=5000;w=60')
    const listed = JSON.parse((await runCli(['key', 'list', '--json'], env)).stdout)
    expect(listed).toContainEqual(expect.objectContaining({ name: 'desk', pointsPerMinute: 5_000 }))
    expect(JSON.stringify(listed)).not.toContain(key)
    expect((await runCli(['key', 'create', 'desk'], env)).stderr).toContain('API_KEY_NAME_TAKEN')
    expect((await runCli(['key', 'revoke', 'desk'], env)).status).toBe(0)
    expect((await runCli(['key', 'revoke', 'desk'], env)).status).toBe(3)
  })
})

describe('cost', () => {
  const costOf = async (query: string, variables: object = {}) =>
    Number((await ask({ url: stage.api.url, query, variables })).headers.get('bulkhead-cost'))

  test('default: a point per value that the answer may hold', async () => {
    // positions, and for each of 50: nodes, id, account
    expect(await costOf('{ positions { nodes { id account } } }')).toBe(1 + 50 * 3)
    expect(await costOf('{ positions(first: 7) { nodes { id account } } }')).toBe(1 + 7 * 3)
    const sized = 'query ($n: Int) { positions(first: $n) { nodes { id } } }'
    for (const n of [20, 30, 20]) expect(await costOf(sized, { n })).toBe(1 + n * 2)
    for (const variables of [{}, { n: null }]) expect(await costOf(sized, variables)).toBe(1 + 50 * 2)
    expect(await costOf('{ positions(first: null) { nodes { id } } }')).toBe(1 + 50 * 2)
    expect(await costOf('{ a: positions(first: 1) { nodes { id } } b: positions(first: 1) { nodes { id } } }')).toBe(6)
    expect(await costOf('query ($no: Boolean!) { chains { id name @skip(if: $no) } }', { no: true })).toBe(1 + 50)
    expect(await costOf('{ buckets(first: 2) { nodes { id } totalCount } }')).toBe(1 + 2 * 2 + 101)
    expect(await costOf('{ buckets(first: 2) { nodes { id } totalCount @skip(if: true) } }')).toBe(1 + 2 * 2)
    const often =
      'query ($no: Boolean!) { buckets(first: 2) { nodes { id } totalCount totalCount n: totalCount @include(if: $no) } }'
    expect(await costOf(often, { no: false })).toBe(1 + 2 * 2 + 2 * 101)
  })

  test('error: QueryTooCostlyError, before anything is read', async () => {
    const page = 'positions(first: 200) { nodes { id account asset { id symbol name } } }'
    const pages = Array.from({ length: 90 }, (_, at) => `p${at}: ${page}`)
    const { status, code, headers } = await ask({ url: stage.api.url, query: `{ ${pages.join(' ')} }` })
    expect([status, code]).toEqual([400, 'QUERY_TOO_COSTLY'])
    expect(headers.get('ratelimit')).toBeNull()
  })

  test('behavior: the whole schema can be asked for, but not many times at once', async () => {
    const { getIntrospectionQuery } = await import('graphql')
    const { status, data } = await ask({ url: stage.api.url, query: getIntrospectionQuery() })
    expect([status, data.__schema.queryType.name]).toEqual([200, 'Query'])
    const many = Array.from({ length: 40 }, (_, at) => `a${at}: __schema { types { name } }`).join(' ')
    expect((await ask({ url: stage.api.url, query: `{ ${many} }` })).code).toBe('QUERY_TOO_COSTLY')
  })
})

describe('rate limit', () => {
  const twenty = '{ positions(first: 20) { nodes { id } } }'
  const ten = '{ positions(first: 10) { nodes { id } } }'

  test('default: what is spent counts down, and what is not answered is not paid', async () => {
    const { url } = await stage.another({ access: { ...defaultAccess, anonymousPointsPerMinute: 70 } })
    const first = await ask({ url, query: twenty })
    expect(first.status).toBe(200)
    expect(first.headers.get('ratelimit-policy')).toBe('"points";q=70;w=60')
    expect(first.headers.get('ratelimit')).toMatch(/^"points";r=29;t=([1-9]|[1-5]\d|60)$/)
    expect(first.headers.get('retry-after')).toBeNull()
    const second = await ask({ url, query: twenty })
    expect([second.status, second.code]).toEqual([429, 'RATE_LIMITED'])
    expect(second.headers.get('ratelimit')).toMatch(/^"points";r=29;t=/)
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(second.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    const third = await ask({ url, query: ten })
    expect(third.status).toBe(200)
    expect(third.headers.get('ratelimit')).toMatch(/^"points";r=8;t=/)
  })

  test('behavior: each key has its own points, and a key none of the address it comes from', async () => {
    const { url } = await stage.another({ access: { ...defaultAccess, anonymousPointsPerMinute: 41 } })
    const [one, other] = [await keyOf('one', 41), await keyOf('other', 82)]
    const statusOf = async (headers: Readonly<Record<string, string>>) =>
      (await ask({ url, query: twenty, headers })).status
    stage.tick()
    stage.tick()
    expect([await statusOf({}), await statusOf({})]).toEqual([200, 429])
    expect([await statusOf(bearer(one)), await statusOf(bearer(one))]).toEqual([200, 429])
    const others = [await statusOf(bearer(other)), await statusOf(bearer(other)), await statusOf(bearer(other))]
    expect(others).toEqual([200, 200, 429])
  })

  test('behavior: behind a proxy, addresses are told apart by what it says, and by nothing a caller says', async () => {
    const access = { ...defaultAccess, anonymousPointsPerMinute: 41 }
    const bare = await stage.another({ access })
    const proxied = await stage.another({ access: { ...access, proxies: 1 } })
    const statusOf = async (url: string, forwarded: string) =>
      (await ask({ url, query: twenty, headers: { 'x-forwarded-for': forwarded } })).status
    expect([await statusOf(bare.url, '10.0.0.1'), await statusOf(bare.url, '10.0.0.2')]).toEqual([200, 429])
    expect([await statusOf(proxied.url, '10.0.0.1'), await statusOf(proxied.url, '10.0.0.2')]).toEqual([200, 200])
    expect(await statusOf(proxied.url, '10.9.9.9, 10.0.0.1')).toBe(429)
  })
})

describe('documents', () => {
  test('error: QueryTooDeepError, by fields or by fragments', async () => {
    const deep = (levels: number): string =>
      levels === 0 ? '{ id }' : `{ chain { assets { chain { assets ${deep(levels - 1)} } } } }`
    const { status, code } = await ask({ url: stage.api.url, query: `{ chain(id: 31001) { assets ${deep(4)} } }` })
    expect([status, code]).toEqual([400, 'QUERY_TOO_DEEP'])
    const spread = `{ chain(id: 31001) { assets { ...f } } } fragment f on Asset ${deep(4)}`
    expect((await ask({ url: stage.api.url, query: spread })).code).toBe('QUERY_TOO_DEEP')
    expect((await ask({ url: stage.api.url, query: `{ chain(id: 31001) { assets ${deep(1)} } }` })).status).toBe(200)
  })

  test('behavior: a document of too many words is not read', async () => {
    const { status, code } = await ask({ url: stage.api.url, query: `{ ${'__typename '.repeat(3_000)} }` })
    expect([status, code]).toEqual([200, 'GRAPHQL_PARSE_FAILED'])
  })

  test('behavior: the schema is not told where that is switched off', async () => {
    const { url } = await stage.another({ introspection: false })
    const { status, data, code } = await ask({ url, query: '{ __schema { types { name } } }' })
    expect([status, data, code]).toEqual([200, undefined, 'GRAPHQL_VALIDATION_FAILED'])
    expect((await ask({ url, query: '{ chains { __typename id } }' })).status).toBe(200)
  })
})

describe('origins', () => {
  test('default: only pages of the origins that are named may ask', async () => {
    const { url } = await stage.another({ corsOrigins: ['https://app.example', 'https://desk.example'] })
    const allowed = async (origin: string) =>
      (await ask({ url, query: chains, headers: { origin } })).headers.get('access-control-allow-origin')
    expect(await allowed('https://desk.example')).toBe('https://desk.example')
    expect(await allowed('https://evil.example')).toBe('null')
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    })
    expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization,content-type')
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example')
  })
})

describe('bulkhead_reader', () => {
  test('error: ReaderRoleMissingError, until an administrator has made it for an owner who may not', async () => {
    const { sql, postgres } = stage
    // Roles belong to the whole server, and the stage's own has it already.
    await sql.unsafe(`create role modest login password 'modest'`)
    await sql.unsafe('create database modest owner modest')
    const url = new URL(postgres.url)
    Object.assign(url, { username: 'modest', password: 'modest', pathname: '/modest' })
    const owner = connect(url.href)
    try {
      await expect(migrate(owner)).rejects.toBeInstanceOf(ReaderRoleMissingError)
      await sql.unsafe('grant bulkhead_reader to modest')
      expect(await migrate(owner)).toContain('0010_api_access')
    } finally {
      await owner.end({ timeout: 5 })
    }
  })

  test('invariant: the API reads as a role that cannot write, and is answered all the same', async () => {
    const reader = connect(stage.postgres.url, { reader: { timeoutMs: 300 } })
    try {
      const { url } = await stage.another({}, reader)
      const { data, code } = await ask({
        url,
        query: `{ _meta { dataVersion } positions(where: { chainId: 31001 }) { nodes { id } } }`,
      })
      expect(code).toBeUndefined()
      expect(data.positions.nodes.length).toBeGreaterThan(0)
      const failure = async (statement: Promise<unknown>) => statement.then(String, (error) => error.code)
      expect(await failure(reader`delete from bulkhead.api_key`)).toBe('25006')
      expect(await failure(reader`delete from indexed_alpha.position`)).toBe('25006')
      const rights = reader.begin('read write', (transaction) => transaction`delete from indexed_alpha.position`)
      expect(await failure(rights)).toBe('42501')
      expect(await failure(reader`select pg_sleep(5)`)).toBe('57014')
    } finally {
      await reader.end({ timeout: 5 })
    }
  })
})
