import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createIndexedTables, writeCheckpoint } from '../../support/indexed-tables.ts'
import {
  type ApiStage,
  alpha,
  beta,
  gamma,
  hash,
  repeated,
  startApiStage,
  usdc,
  usdcFeed,
  wbtc,
  weth,
} from './api-stage.ts'
import { blockTime, eventColumns, guids, index, packetSent, seed, usdcOnBeta, wbtcOnAlpha, wethOnBeta } from './seed.ts'

let stage: ApiStage

beforeAll(async () => {
  stage = await startApiStage()
  await seed(stage.sql)
})

afterAll(() => stage?.close())

describe('exposure', () => {
  test('default: one row per chain, side, counterpart and asset, summed by hand', async () => {
    const { data, errors } = await stage.ask(`{
      exposure {
        id role chain { id } counterpart { id } asset { symbol chain { id } }
        amount { value usd } capacity { value } held { raw } state inFlight { value usd } asOfBlock
      }
    }`)
    expect(errors).toBeUndefined()
    const usdcOfAlpha = { symbol: 'USDC', chain: { id: 31_001 } }
    const wethOfAlpha = { symbol: 'WETH', chain: { id: 31_001 } }
    const wbtcOfBeta = { symbol: 'WBTC', chain: { id: 31_002 } }
    const home = { capacity: null, held: { raw: '0' }, state: null }
    expect(data.exposure).toEqual([
      {
        ...home,
        id: `31001:31002:${usdc}`,
        role: 'HOME',
        chain: { id: 31_001 },
        counterpart: { id: 31_002 },
        asset: usdcOfAlpha,
        // 900000000000.000123 × 0.9999
        amount: { value: '900000000000.000123', usd: '899910000000.0001229877' },
        inFlight: { value: '2.5', usd: '2.49975' },
        asOfBlock: '118',
      },
      {
        ...home,
        id: `31001:31002:${weth}`,
        role: 'HOME',
        chain: { id: 31_001 },
        counterpart: { id: 31_002 },
        asset: wethOfAlpha,
        amount: { value: '123456789012.34567890123456789', usd: '308657214108504.8008308504800827763907942' },
        // Verified, verifiable, attested, final and orphaned: one WETH each.
        inFlight: { value: '5', usd: '12500.6172839' },
        asOfBlock: '118',
      },
      {
        ...home,
        id: `31001:31003:${usdc}`,
        role: 'HOME',
        chain: { id: 31_001 },
        counterpart: { id: 31_003 },
        asset: usdcOfAlpha,
        amount: { value: '5', usd: '4.9995' },
        // Gamma is not indexed: what arrived there is not known, which is not nothing.
        inFlight: null,
        asOfBlock: '118',
      },
      {
        id: `31001:${wbtcOnAlpha}`,
        role: 'HOST',
        chain: { id: 31_001 },
        counterpart: { id: 31_002 },
        asset: wbtcOfBeta,
        amount: { value: '2.5', usd: null },
        capacity: { value: '3' },
        held: { raw: '0' },
        state: 'OPEN',
        inFlight: { value: '0', usd: null },
        asOfBlock: '118',
      },
      {
        ...home,
        id: `31002:31001:${wbtc}`,
        role: 'HOME',
        chain: { id: 31_002 },
        counterpart: { id: 31_001 },
        asset: wbtcOfBeta,
        amount: { value: '2.5', usd: null },
        inFlight: { value: '0', usd: null },
        asOfBlock: '500',
      },
      {
        id: `31002:${usdcOnBeta}`,
        role: 'HOST',
        chain: { id: 31_002 },
        counterpart: { id: 31_001 },
        asset: usdcOfAlpha,
        amount: { value: '850000000000.000123', usd: '849915000000.0001229877' },
        capacity: { value: '1000000000000' },
        held: { raw: '0' },
        state: 'OPEN',
        inFlight: { value: '0.75', usd: '0.749925' },
        asOfBlock: '500',
      },
      {
        id: `31002:${wethOnBeta}`,
        role: 'HOST',
        chain: { id: 31_002 },
        counterpart: { id: 31_001 },
        asset: wethOfAlpha,
        amount: { value: '3', usd: '7500.37037034' },
        capacity: { value: '1' },
        held: { raw: '0' },
        state: 'NO_MINT',
        inFlight: { value: '0', usd: '0' },
        asOfBlock: '500',
      },
    ])
  })

  test('default: sums per chain; what has no price is named, what is not indexed is null', async () => {
    const { data, errors } = await stage.ask(
      `{ exposureByChain {
        chain { id } lockedUsd outstandingUsd capacityUsd lockedShare outstandingShare unpriced { symbol }
      } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.exposureByChain).toEqual([
      {
        chain: { id: 31_001 },
        // 899910000000.0001229877 + 308657214108504.8008308504800827763907942 + 4.9995
        lockedUsd: '309557124108509.8004538381800827763907942',
        outstandingUsd: '0',
        capacityUsd: '0',
        lockedShare: '1',
        outstandingShare: '0',
        unpriced: [{ symbol: 'WBTC' }],
      },
      {
        chain: { id: 31_002 },
        lockedUsd: '0',
        // 849915000000.0001229877 + 7500.37037034
        outstandingUsd: '849915007500.3704933277',
        capacityUsd: '999900002500.12345678',
        lockedShare: '0',
        outstandingShare: '1',
        unpriced: [{ symbol: 'WBTC' }],
      },
      {
        chain: { id: 31_003 },
        lockedUsd: null,
        outstandingUsd: null,
        capacityUsd: null,
        lockedShare: null,
        outstandingShare: null,
        unpriced: [],
      },
    ])
  })

  test('behavior: filters narrow rows and sums alike', async () => {
    const { data, errors } = await stage.ask(
      `query ($where: ExposureWhere) {
        exposure(where: $where) { id }
        exposureByChain(where: $where) { chain { id } lockedUsd outstandingUsd }
      }`,
      {
        where: {
          chainId_in: [31_001, 31_002],
          counterpartChainId: 31_001,
          or: [{ role: 'HOST' }, { amount_gte: '300000000' }],
        },
      },
    )
    expect(errors).toBeUndefined()
    expect(data.exposure).toEqual([{ id: `31002:${usdcOnBeta}` }, { id: `31002:${wethOnBeta}` }])
    expect(data.exposureByChain).toEqual([
      { chain: { id: 31_001 }, lockedUsd: '0', outstandingUsd: '0' },
      { chain: { id: 31_002 }, lockedUsd: '0', outstandingUsd: '849915007500.3704933277' },
    ])
  })

  test('behavior: an answer of zero or below prices nothing', async () => {
    const round = {
      ...eventColumns(alpha, 119),
      feed: usdcFeed,
      round_id: 3,
      answer: '0',
      updated_at: blockTime(alpha, 119),
    }
    await index(stage.sql, alpha, 'price_round', round)
    const { data, errors } = await stage.ask(
      `{ asset(id: "31001:${usdc}") { price { answer round } } exposure(where: { asset: "${usdc}" }) { amount { usd } } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.asset.price).toEqual({ answer: '0', round: '3' })
    expect(data.exposure).toEqual([{ amount: { usd: null } }, { amount: { usd: null } }, { amount: { usd: null } }])
    await stage.sql`delete from indexed_alpha.price_round where round_id = 3`
  })

  test('behavior: a message in flight is counted until its execution is indexed, in either order', async () => {
    const inFlight = async (): Promise<string> =>
      (
        await stage.ask(
          `{ exposure(where: { asset: "${usdc}", role: HOME, counterpartChainId: 31002 }) { inFlight { value } } }`,
        )
      ).data.exposure[0].inFlight.value
    expect(await inFlight()).toBe('2.5')
    // The destination may be indexed further than the source: an arrival without its sending counts for nothing.
    const delivered = {
      src_eid: alpha.eid,
      sender: repeated('7'),
      nonce: 99,
      receiver: repeated('8'),
      highest_nonce: 99,
      executed_through: 0,
    }
    await index(stage.sql, beta, 'packet_delivered', {
      ...delivered,
      ...eventColumns(beta, 500, 3),
      guid: hash('aa99'),
    })
    await packetSent(stage.sql, alpha, { guid: hash('aa77'), block: 118, asset: usdc, amount: '1' })
    expect(await inFlight()).toBe('2.500001')
    await index(stage.sql, beta, 'packet_delivered', { ...delivered, ...eventColumns(beta, 500, 4), guid: guids.sent })
    expect(await inFlight()).toBe('0.000001')
  })

  test('behavior: a chain that becomes indexed shows up without a restart', async () => {
    const { sql } = stage
    await createIndexedTables(sql, gamma.schema)
    await sql`insert into bulkhead.indexed_schema (chain_id, schema_name) values (${gamma.id}, ${gamma.schema})`
    const at = {
      schema: gamma.schema,
      chainId: gamma.id,
      block: 300,
      blockTime: blockTime(gamma, 600),
      heartbeatMs: 1_800_000_100_000,
    }
    await writeCheckpoint(sql, at)
    stage.tick()
    const { data } = await stage.ask(
      '{ exposureByChain(where: { chainId: 31003 }) { outstandingUsd } _meta { chains { chain { id } state lagSeconds } } }',
    )
    expect(data.exposureByChain).toEqual([{ outstandingUsd: '0' }])
    expect(data._meta.chains[2]).toEqual({ chain: { id: 31_003 }, state: 'LIVE', lagSeconds: 3 })
  })
})
