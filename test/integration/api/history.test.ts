import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createIndexedTables, writeCheckpoint } from '../../support/indexed-tables.ts'
import { type ApiStage, alpha, beta, hash, nowSeconds, repeated, startApiStage, usdc } from './api-stage.ts'
import { eventColumns, index, minted } from './seed.ts'

/*
 * A bucket of beta, block n at `start` + 600 n, so that six blocks are an hour. Blocks 1 to 40 are indexed. It is opened in
 * block 1, mints 5 at block 2, 7 at block 4, burns 3 at block 9 and mints 1 at block 26.
 */
let stage: ApiStage
const start = Math.floor((nowSeconds - 100 * 3_600) / 3_600) * 3_600
const receipt = '0x00000000000000000000000000000000000000c1'
const timeOf = (block: number): number => start + 600 * block
const moment = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
const hour = (nth: number): string => moment(start + 3_600 * nth)
const events = [
  { block: 2, event: 'minted', amount: 5, level: 5 },
  { block: 4, event: 'minted', amount: 7, level: 12 },
  { block: 9, event: 'burned', amount: 3, level: 9 },
  { block: 26, event: 'minted', amount: 1, level: 10 },
] as const

beforeAll(async () => {
  stage = await startApiStage()
  const { sql } = stage
  for (const { id, schema } of [alpha, beta]) {
    await createIndexedTables(sql, schema)
    await sql`insert into bulkhead.indexed_schema (chain_id, schema_name) values (${id}, ${schema})`
    const newest = { block: 40, blockTime: timeOf(40), heartbeatMs: nowSeconds * 1000 }
    await writeCheckpoint(sql, { schema, chainId: id, ...newest })
    await sql`
      insert into ${sql(schema)}.block (chain_id, number, hash, time)
      select ${id}::integer, n, '0x' || lpad(n::text, 64, '0'), ${start}::integer + 600 * n from generate_series(1, 40) n`
  }
  const key = { chain_id: beta.id, src_eid: alpha.eid, asset: usdc }
  const limits = { burst: 9, refill_per_second: 9, max_amount: 9, min_amount: 9, delay_threshold: 9, delay_seconds: 9 }
  const state = { own_state: 0, overlay_state: 0, overlay_until: 0, backing: 1_000_000_000 }
  const set = { ...state, bucket_capacity: 100, ...limits, seasoning_seconds: 0, max_fresh_percent: 0 }
  const opened = { ...eventColumns(beta, 1), block_time: timeOf(1) }
  await index(sql, beta, 'bucket_change', { ...opened, ...key, change: 'opened', ...set })
  await index(sql, beta, 'bucket', {
    ...key,
    buckets: repeated('8'),
    receipt,
    name: 'USDC from alpha',
    symbol: 'aUSDC',
    decimals: 6,
    ...set,
    bucket_level: 10,
    total_minted: 13,
    total_burned: 3,
    mint_count: 3,
    burn_count: 1,
    opened_at: timeOf(1),
    updated_block: 26,
  })
  for (const { block, event, amount, level } of events) {
    const place = { ...eventColumns(beta, block), block_time: timeOf(block), guid: hash(block) }
    await minted(sql, beta, { ...place, event, amount, bucket_level: level })
  }
  const interval = (seconds: number, startsAt: number, row: Readonly<Record<string, unknown>>) =>
    index(sql, beta, 'bucket_interval', { ...key, interval_seconds: seconds, starts_at: startsAt, ...row })
  const nothing = { minted: 0, burned: 0, mint_count: 0, burn_count: 0 }
  const first = { minted: 12, mint_count: 2, level_min: 0, level_max: 12, level_at_end: 12 }
  const second = { burned: 3, burn_count: 1, level_min: 9, level_max: 12, level_at_end: 9 }
  const fifth = { minted: 1, mint_count: 1, level_min: 9, level_max: 10, level_at_end: 10 }
  await interval(3_600, start, { ...nothing, ...first })
  await interval(3_600, start + 3_600, { ...nothing, ...second })
  await interval(3_600, start + 4 * 3_600, { ...nothing, ...fifth })
})

afterAll(() => stage?.close())

interface Point {
  readonly startsAt: string
  readonly complete: boolean
  readonly minted: { readonly raw: string }
  readonly burned: { readonly raw: string }
  readonly mintCount: number
  readonly levelMin: { readonly raw: string }
  readonly levelMax: { readonly raw: string }
  readonly levelAtEnd: { readonly raw: string }
}

const ask = (from: string, to: string, asOf: unknown = null) =>
  stage.ask(
    `query ($from: DateTime!, $to: DateTime!, $asOf: AsOf) {
      bucket(id: "${beta.id}:${receipt}", asOf: $asOf) {
        history(interval: HOUR, from: $from, to: $to) {
          startsAt complete minted { raw } burned { raw } mintCount
          levelMin { raw } levelMax { raw } levelAtEnd { raw }
        }
      }
    }`,
    { from, to, asOf },
  )

/** Each point as [start, complete, minted, burned, least, most, at its end]. */
async function historyOf(from: string, to: string, asOf?: unknown) {
  const { data, errors } = await ask(from, to, asOf)
  expect(errors).toBeUndefined()
  const points: readonly Point[] = data.bucket.history
  return points.map((point) => [
    point.startsAt,
    point.complete,
    Number(point.minted.raw),
    Number(point.burned.raw),
    Number(point.levelMin.raw),
    Number(point.levelMax.raw),
    Number(point.levelAtEnd.raw),
  ])
}

describe('the history of a bucket', () => {
  const whole = [
    [hour(0), true, 12, 0, 0, 12, 12],
    [hour(1), true, 0, 3, 9, 12, 9],
    [hour(2), true, 0, 0, 9, 9, 9],
    [hour(3), true, 0, 0, 9, 9, 9],
    [hour(4), true, 1, 0, 9, 10, 10],
    [hour(5), true, 0, 0, 10, 10, 10],
    [hour(6), false, 0, 0, 10, 10, 10],
  ]

  test('default: every interval from its opening to where the chain is read, quiet ones too', async () => {
    expect(await historyOf(hour(-50), hour(50))).toEqual(whole)
  })

  test('behavior: from and to bound the starts; what stood before is carried into the first', async () => {
    expect(await historyOf(hour(2), hour(4))).toEqual(whole.slice(2, 4))
    expect(await historyOf(moment(start + 3_601), moment(start + 3 * 3_600 + 1))).toEqual(whole.slice(2, 4))
    expect(await historyOf(hour(3), hour(3))).toEqual([])
    expect(await historyOf(hour(9), hour(12))).toEqual([])
  })

  test('behavior: as of a cut it ends there, and the last interval counts what came before the cut alone', async () => {
    const { sql } = stage
    await sql`
      insert into bulkhead.chain_head (chain_id, head_number, head_hash, head_time, observed_at)
      select id, 40, ${hash(40)}, ${timeOf(40)}, now() from unnest(array[${alpha.id}::integer, ${beta.id}::integer]) id`
    expect(await historyOf(hour(0), hour(50), { timestamp: moment(timeOf(3)) })).toEqual([
      [hour(0), false, 5, 0, 0, 5, 5],
    ])
    expect(await historyOf(hour(0), hour(50), { timestamp: moment(timeOf(25)) })).toEqual([
      ...whole.slice(0, 4),
      [hour(4), false, 0, 0, 9, 9, 9],
    ])
    expect(await historyOf(hour(0), hour(50), { timestamp: moment(timeOf(26)) })).toEqual([
      ...whole.slice(0, 4),
      [hour(4), false, 1, 0, 9, 10, 10],
    ])
  })

  test('behavior: seconds to capacity at the pace of the last hours', async () => {
    const secondsTo = async (hours: number, asOf: unknown = null) => {
      const { data, errors } = await stage.ask(
        `query ($hours: Int!, $asOf: AsOf) {
          bucket(id: "${beta.id}:${receipt}", asOf: $asOf) { secondsToCapacity(hours: $hours) }
        }`,
        { hours, asOf },
      )
      expect(errors).toBeUndefined()
      return data.bucket.secondsToCapacity
    }
    // At block 4, 40 minutes into the first hour: 12 of 100 after nothing at the start of the hour before the last.
    expect(await secondsTo(1, { timestamp: moment(timeOf(4)) })).toBe(String(Math.floor((88 * (3_600 + 2_400)) / 12)))
    // At block 11, 50 minutes into the second hour: from 0 at the start of the first to 9.
    expect(await secondsTo(1, { timestamp: moment(timeOf(11)) })).toBe(String(Math.floor((91 * (3_600 + 3_000)) / 9)))
    // At block 15, half an hour into the third: from 12 at the start of the second it fell to 9.
    expect(await secondsTo(1, { timestamp: moment(timeOf(15)) })).toBeNull()
    const { errors } = await stage.ask(`{ bucket(id: "${beta.id}:${receipt}") { secondsToCapacity(hours: 721) } }`)
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['RANGE_TOO_LONG'])
  })

  test('behavior: flows are sums over whole hours, as of a cut too', async () => {
    const flows = async (from: string, to: string, asOf: unknown = null) => {
      const { data, errors } = await stage.ask(
        `query ($from: DateTime!, $to: DateTime!, $asOf: AsOf) {
          flows(from: $from, to: $to, asOf: $asOf) { source { name } destination { name } kind amount { raw } count }
        }`,
        { from, to, asOf },
      )
      expect(errors).toBeUndefined()
      return data.flows
    }
    const burned = { source: { name: 'beta' }, destination: { name: 'alpha' }, kind: 'BURNED' }
    expect(await flows(hour(0), hour(10))).toEqual([{ ...burned, amount: { raw: '3' }, count: 1 }])
    expect(await flows(hour(1), hour(2))).toEqual([{ ...burned, amount: { raw: '3' }, count: 1 }])
    expect(await flows(hour(2), hour(10))).toEqual([])
    expect(await flows(hour(0), hour(10), { timestamp: moment(timeOf(8)) })).toEqual([])
    expect(await flows(hour(0), hour(10), { timestamp: moment(timeOf(9)) })).toEqual([
      { ...burned, amount: { raw: '3' }, count: 1 },
    ])
  })

  test('error: more than 1,000 intervals', async () => {
    await stage.sql`update indexed_beta.bucket set opened_at = opened_at - 5000000`
    const { errors } = await ask(hour(-1_200), hour(50))
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['RANGE_TOO_LONG'])
    expect((await historyOf(hour(-990), hour(50))).slice(-7)).toEqual(whole)
  })
})
