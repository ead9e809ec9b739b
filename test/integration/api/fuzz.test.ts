import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultAccess } from '../../../api/access/use-access.ts'
import { loadSchema } from '../../../api/schema.ts'
import { connect, readTimeoutMs, type Sql } from '../../../database/connect.ts'
import { seededRandom } from '../../../devnet/random.ts'
import { damaged, type RandomOperation, randomOperation } from '../../support/random-operation.ts'
import { type ApiStage, repeated, startApiStage, usdc, weth } from './api-stage.ts'
import { ann, bob, guids, seed, usdcOnBeta, wbtcOnAlpha } from './seed.ts'

const operations = 10_000
const atOnce = 8

let stage: ApiStage
let reader: Sql
let url: string

beforeAll(async () => {
  stage = await startApiStage()
  await seed(stage.sql)
  // As `bulkhead serve` reads, and with more points than all of this costs.
  reader = connect(stage.postgres.url, { reader: {} })
  const access = { ...defaultAccess, anonymousPointsPerMinute: 999_999_999 }
  url = (await stage.another({ access }, reader)).url
})

afterAll(async () => {
  await stage?.close()
  await reader?.end({ timeout: 5 })
})

const known: Readonly<Record<string, readonly string[]>> = {
  Address: [ann, bob, usdc, weth, repeated('8')],
  ID: [`31001:${usdc}`, `31002:${usdcOnBeta}`, `31001:${wbtcOnAlpha}`, `31001:31002:${usdc}:${ann}`],
  Bytes: Object.values(guids),
  BigInt: ['0', '1', '-1', '118', '99999999999999999999999999'],
  DateTime: ['2027-01-15T08:01:20Z', '2027-01-15T07:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z'],
  String: ['USDC', 'alpha', 'AttestorsSet'],
}

/** Words of SQL, of PostgreSQL's messages and of our own folders, which no answer has. */
const leak =
  /\bselect\b.+\bfrom\b|\bpg_\w+|postgres|syntax error at|relation "|column "|operator does not exist|invalid input syntax|node_modules|indexed_(?:alpha|beta)|bulkhead\.\w|\.ts:\d+|at async /i

/** What a caller's own operation is refused with. */
const refusals = [
  ...['BAD_ID', 'BAD_VALUE', 'BAD_CURSOR', 'PAGE_TOO_LARGE', 'BAD_PAGE_SIZE', 'FILTER_TOO_LARGE', 'AS_OF_OUT_OF_RANGE'],
  ...['RANGE_TOO_LONG', 'BAD_AS_OF', 'UNKNOWN_CHAIN', 'NO_SUCH_BUCKET', 'NOT_ITS_FEED', 'AMOUNT_ZERO'],
  ...['AMOUNT_OUT_OF_RANGE', 'CHAIN_UNREADABLE', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST'],
  ...['QUERY_TOO_COSTLY', 'QUERY_TOO_DEEP'],
]

interface Outcome {
  readonly codes: readonly string[]
  readonly hasData: boolean
}

/** What is wrong with the answer to an operation, which is nothing. */
async function outcomeOf({ query, variables }: RandomOperation): Promise<Outcome> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(readTimeoutMs + 5_000),
  })
  const text = await response.text()
  const { data, errors = [] } = JSON.parse(text)
  const codes: string[] = errors.map((error: { extensions?: { code?: string } }) => error.extensions?.code ?? 'none')
  // What an operation says itself comes back in messages about it.
  const told = errors.map(({ message }: { message: string }) => message).join('\n')
  const said = [query, JSON.stringify(variables)].join('\n')
  const leaks = leak.exec(told)?.[0]
  if (response.status >= 500) throw new Error(`status ${response.status}: ${text.slice(0, 500)}`)
  if (leaks !== undefined && !said.includes(leaks)) throw new Error(`"${leaks}" in ${told.slice(0, 500)}`)
  const unforeseen = codes.find((code) => !refusals.includes(code))
  if (unforeseen !== undefined) throw new Error(`${unforeseen}: ${told.slice(0, 500)}`)
  return { codes, hasData: data !== undefined && data !== null }
}

describe('any operation', () => {
  test('property: it is answered, or refused for a named reason, in time, and nothing of the inside is told', async () => {
    const schema = await loadSchema()
    const seen = new Map<string, number>()
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)
    for (let first = 0; first < operations; first += atOnce) {
      const together = Array.from({ length: atOnce }, (_, at) => first + at)
      await Promise.all(
        together.map(async (nth) => {
          const random = seededRandom(nth)
          const whole = randomOperation(schema, random, known)
          const operation = random.fraction() < 0.3 ? damaged(whole, random) : whole
          const { codes, hasData } = await outcomeOf(operation).catch((cause: unknown) => {
            throw new Error(
              `operation ${nth}: ${String(cause)}\n${operation.query}\n${JSON.stringify(operation.variables)}`,
            )
          })
          if (hasData) count('answered')
          for (const code of new Set(codes)) count(code)
        }),
      )
    }
    // Else the operations were not what they are meant to be.
    expect(seen.get('answered')).toBeGreaterThan(operations / 5)
    expect(seen.get('GRAPHQL_PARSE_FAILED')).toBeGreaterThan(operations / 50)
    expect(seen.get('GRAPHQL_VALIDATION_FAILED')).toBeGreaterThan(operations / 50)
    expect([...seen.keys()].length).toBeGreaterThan(10)
    const { data } = await stage.ask('{ chains { id } }')
    expect(data.chains).toHaveLength(3)
    const [tables] = await stage.sql`select count(*)::int as count from bulkhead.packet`
    expect(tables?.['count']).toBeGreaterThan(0)
  }, 600_000)
})
