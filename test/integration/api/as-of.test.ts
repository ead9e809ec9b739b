import { getTableConfig } from 'drizzle-orm/pg-core'
import { getAddress } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chainRegistry } from '../../../chains/registry.ts'
import { type IndexedChain, indexedTable } from '../../../database/api/indexed-chains.ts'
import { sql as compose, run, type Statement } from '../../../database/api/sql.ts'
import { messageStates } from '../../../domain/message-state.ts'
import * as onchain from '../../../schemas/onchain/index.ts'
import { createIndexedTables, writeCheckpoint } from '../../support/indexed-tables.ts'
import {
  type ApiStage,
  alpha,
  beta,
  gamma,
  hash,
  nowSeconds,
  repeated,
  startApiStage,
  usdc,
  usdcFeed,
} from './api-stage.ts'
import { ann, bob, eventColumns, index, packetSent, vaultEvent } from './seed.ts'

/*
 * Two chains, a block a second: block n of alpha and of beta has the time `start` + n. Alpha locks 1 USDC at each even
 * block from 10 to 30; beta mints it three blocks later. Of alpha blocks 1 to 60 are indexed and 1 to 40 final, of beta
 * 1 to 50 and 1 to 45.
 */
let stage: ApiStage
const start = nowSeconds - 1_000
const chains = [
  { ...alpha, indexed: 60, finalized: 40 },
  { ...beta, indexed: 50, finalized: 45 },
] as const
const locks = [10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]
const receipt = '0x00000000000000000000000000000000000000c1'
const million = 1_000_000

/** Place of an event, at this file's block times. */
const at = (chain: typeof alpha | typeof beta, block: number, logIndex = 0) => ({
  ...eventColumns(chain, block, logIndex),
  block_time: start + block,
})
const when = (block: number): string => new Date((start + block) * 1000).toISOString()

beforeAll(async () => {
  stage = await startApiStage()
  const { sql } = stage
  for (const { schema, id, indexed, finalized } of chains) {
    await createIndexedTables(sql, schema)
    await sql`insert into bulkhead.indexed_schema (chain_id, schema_name) values (${id}, ${schema})`
    await writeCheckpoint(sql, {
      schema,
      chainId: id,
      block: indexed,
      blockTime: start + indexed,
      heartbeatMs: nowSeconds * 1000,
    })
    await sql`
      insert into bulkhead.chain_head (chain_id, head_number, head_hash, head_time, finalized_number, finalized_hash,
        finalized_time, observed_at)
      values (${id}, ${indexed}, ${hash(indexed)}, ${start + indexed}, ${finalized}, ${hash(finalized)},
        ${start + finalized}, ${new Date(nowSeconds * 1000)})`
    await sql`
      insert into ${sql(schema)}.block (chain_id, number, hash, time)
      select ${id}::integer, n, '0x' || lpad(n::text, 64, '0'), ${start}::integer + n
      from generate_series(1, ${indexed}::integer) n`
  }
  await seedParameters()
  for (const [nth, block] of locks.entries()) await seedTransfer(nth + 1, block)
  for (const [roundId, block] of [
    [1, 5],
    [2, 21],
  ] as const) {
    await index(sql, alpha, 'price_round', {
      ...at(alpha, block, 7),
      feed: usdcFeed,
      round_id: roundId,
      answer: roundId * 100_000_000,
      updated_at: start + block,
    })
  }
})

afterAll(() => stage?.close())

/** A compartment of alpha and its bucket of beta, opened at block 2; the bucket is closed for a while at block 25. */
async function seedParameters(): Promise<void> {
  const { sql } = stage
  const state = { own_state: 0, overlay_state: 0, overlay_until: 0, backing: 1_000_000_000 }
  const entry = { entry_burst: 9, entry_refill_per_second: 9, entry_max_amount: 9, entry_min_amount: 9 }
  const exit = { exit_burst: 9, exit_refill_per_second: 9, exit_max_amount: 9, exit_delay_threshold: 9 }
  const parameters = { ...state, bucket_capacity: 100 * million, ...entry, ...exit, exit_delay_seconds: 9 }
  const home = { chain_id: alpha.id, dst_eid: beta.eid, asset: usdc }
  await index(sql, alpha, 'compartment_change', { ...at(alpha, 2), ...home, change: 'opened', ...parameters })
  await index(sql, alpha, 'compartment', {
    ...home,
    vault: repeated('7'),
    escrow: repeated('e'),
    ...parameters,
    locked: 11 * million,
    total_locked: 11 * million,
    total_released: 0,
    total_refunded: 0,
    total_voided: 0,
    total_loss: 0,
    lock_count: 11,
    release_count: 0,
    opened_at: start + 2,
    updated_block: 30,
  })
  await index(sql, alpha, 'contract_event', {
    ...at(alpha, 3),
    contract: repeated('7'),
    name: 'PeerSet',
    args: JSON.stringify({ eid: beta.eid, peer: repeated('8') }),
  })
  const limits = { burst: 9, refill_per_second: 9, max_amount: 9, min_amount: 9, delay_threshold: 9, delay_seconds: 9 }
  const host = { chain_id: beta.id, src_eid: alpha.eid, asset: usdc }
  const set = { bucket_capacity: 100 * million, ...limits, seasoning_seconds: 0, max_fresh_percent: 0 }
  const closed = { ...state, overlay_state: 2, overlay_until: start + 40 }
  await index(sql, beta, 'bucket_change', { ...at(beta, 2), ...host, change: 'opened', ...state, ...set })
  const tightened = { ...at(beta, 25, 5), ...host, change: 'tightened', by: repeated('9'), ...closed, ...set }
  await index(sql, beta, 'bucket_change', tightened)
  await index(sql, beta, 'bucket', {
    ...host,
    buckets: repeated('8'),
    receipt,
    name: 'USDC from alpha',
    symbol: 'aUSDC',
    decimals: 6,
    ...closed,
    ...set,
    bucket_level: 11 * million,
    total_minted: 11 * million,
    total_burned: 0,
    mint_count: 11,
    burn_count: 0,
    opened_at: start + 2,
    updated_block: 33,
  })
}

/** The nth lock, at a block of alpha, by ann and bob in turns, and its mint to ann three blocks later on beta. */
async function seedTransfer(nth: number, block: number): Promise<void> {
  const { sql } = stage
  const guid = hash(`aa${nth}`)
  const account = nth % 2 === 1 ? ann : bob
  const ofAccount = Math.ceil(nth / 2)
  await packetSent(sql, alpha, { ...at(alpha, block), guid, block, nonce: nth, asset: usdc, amount: million, account })
  await vaultEvent(sql, alpha, {
    ...at(alpha, block, 1),
    event: 'locked',
    guid,
    dst_eid: beta.eid,
    asset: usdc,
    account,
    receiver: ann,
    refund_to: account,
    amount: million,
    locked: nth * million,
    total_locked: nth * million,
    lock_count: nth,
    account_total_locked: ofAccount * million,
    account_total_released: 0,
    account_total_refunded: 0,
    account_lock_count: ofAccount,
    account_release_count: 0,
  })
  await sql`
    insert into indexed_alpha.position (chain_id, dst_eid, asset, account, total_locked, total_released, total_refunded,
      lock_count, release_count, opened_at, updated_at, updated_block)
    values (${alpha.id}, ${beta.eid}, ${usdc}, ${account}, ${million}, 0, 0, 1, 0, ${start + block}, ${start + block}, ${block})
    on conflict (chain_id, dst_eid, asset, account) do update set total_locked = position.total_locked + ${million},
      lock_count = position.lock_count + 1, updated_at = ${start + block}, updated_block = ${block}`
  const arrival = { guid, src_eid: alpha.eid, sender: repeated('7'), receiver: repeated('8'), nonce: nth }
  await index(sql, beta, 'packet_delivered', {
    ...at(beta, block + 3),
    ...arrival,
    highest_nonce: nth,
    executed_through: nth,
  })
  await index(sql, beta, 'bucket_event', {
    ...at(beta, block + 3, 1),
    event: 'minted',
    guid,
    src_eid: alpha.eid,
    asset: usdc,
    account: ann,
    receiver: ann,
    amount: million,
    bucket_level: nth * million,
    total_minted: nth * million,
    total_burned: 0,
    mint_count: nth,
    burn_count: 0,
  })
  const place = { ...at(beta, block + 3, 2), receipt, account: ann, counterparty: repeated('0') }
  await index(sql, beta, 'receipt_transfer', { ...place, change: million, balance: nth * million })
  await sql`
    insert into indexed_beta.receipt_balance values (${beta.id}, ${receipt}, ${ann}, ${million}, ${start + block + 3}, ${block + 3})
    on conflict (chain_id, receipt, account) do update set balance = receipt_balance.balance + ${million},
      updated_at = ${start + block + 3}, updated_block = ${block + 3}`
  await sql`
    insert into indexed_beta.pathway values (${beta.id}, ${alpha.eid}, ${repeated('7')}, ${repeated('8')}, ${nth}, ${nth})
    on conflict (chain_id, src_eid, sender, receiver) do update set highest_nonce = ${nth}, executed_through = ${nth}`
}

const fields = `
  exposure(asOf: $asOf) { role amount { value } inFlight { value } state asOfBlock }
  bucket(id: "31002:${receipt}", asOf: $asOf) { level { raw } state mintCount updatedBlock }
  compartments(asOf: $asOf) { nodes { locked { value usd price { ageSeconds } } lockCount updatedBlock } }
  positions(asOf: $asOf, orderBy: TOTAL_LOCKED_DESC) { nodes { account totalLocked { raw } lockCount updatedBlock } totalCount }
  receiptHoldings(asOf: $asOf) { nodes { account balance { raw } } }
  vaultEvents(asOf: $asOf, first: 1) { nodes { ... on LockEvent { blockNumber lockedAfter { raw } } } totalCount }
  messages(asOf: $asOf, first: 1) { nodes { guid state } totalCount }
  backing(asOf: $asOf) { locked { value } outstanding { value } held { value } inFlightToHost { value } inFlightToHome { value } surplus }
  cut(asOf: $asOf) { blocks { chain { name } number hash time final } final }`
const query = `query ($asOf: AsOf!) { ${fields} }`
const asOf = (of: unknown) => stage.ask(query, { asOf: of })
/** Accounts of the positions as of a block of alpha, newest update first, a page of one at a time. */
async function walkPositions(block: number): Promise<readonly string[]> {
  const query = `query ($asOf: AsOf!, $after: String) { positions(asOf: $asOf, first: 1, after: $after) {
    nodes { account updatedBlock } pageInfo { hasNextPage endCursor } } }`
  const seen: string[] = []
  for (let after: string | null = null; ; ) {
    const of = { blocks: [{ chainId: alpha.id, number: String(block) }] }
    const { data, errors } = await stage.ask(query, { asOf: of, after })
    expect(errors).toBeUndefined()
    const { positions } = data
    seen.push(
      ...positions.nodes.map(
        (node: { account: string; updatedBlock: string }) => `${node.account} ${node.updatedBlock}`,
      ),
    )
    if (!positions.pageInfo.hasNextPage) return seen
    after = positions.pageInfo.endCursor
  }
}

const cutOf = async (of: unknown) => {
  const { data, errors } = await stage.ask(
    'query ($asOf: AsOf!) { cut(asOf: $asOf) { blocks { chain { name } number } final } }',
    { asOf: of },
  )
  if (errors !== undefined) return errors.map(({ extensions }) => extensions.code)
  const blocks = data.cut.blocks.map((block: { chain: { name: string }; number: string }) => [
    block.chain.name,
    Number(block.number),
  ])
  return { ...Object.fromEntries(blocks), final: data.cut.final }
}

describe('the state as of a cut', () => {
  test('behavior: positions by their newest update are those by amount, at every block', async () => {
    for (let block = 10; block <= 23; block += 1) {
      const of = { blocks: [{ chainId: alpha.id, number: String(block) }] }
      const { data } = await stage.ask(
        'query ($asOf: AsOf!) { positions(asOf: $asOf, orderBy: TOTAL_LOCKED_ASC) { nodes { account updatedBlock } } }',
        { asOf: of },
      )
      const byAmount: readonly { account: string; updatedBlock: string }[] = data.positions.nodes
      const events = `query ($asOf: AsOf!, $after: String) { vaultEvents(asOf: $asOf, first: 2, after: $after) {
        nodes { blockNumber } pageInfo { hasNextPage endCursor } } }`
      const first = (await stage.ask(events, { asOf: of })).data.vaultEvents
      const rest = await stage.ask(events, { asOf: of, after: first.pageInfo.endCursor })
      expect(rest.errors).toBeUndefined()
      const blocks = [...first.nodes, ...rest.data.vaultEvents.nodes].map(({ blockNumber }) => Number(blockNumber))
      expect(blocks).toEqual([...blocks].sort((a, b) => b - a))
      expect(blocks.length).toBe(Math.min(4, Math.floor((block - 10) / 2) + 1))
      const newestFirst = [...byAmount].sort((a, b) => Number(b.updatedBlock) - Number(a.updatedBlock))
      expect(newestFirst.length).toBeGreaterThan(0)
      expect(await walkPositions(block)).toEqual(
        newestFirst.map(({ account, updatedBlock }) => `${account} ${updatedBlock}`),
      )
    }
  })

  test('default: is what stood then, in every list, with the cut beside it', async () => {
    // Block 23 of alpha: seven locks at 10 to 22. Block 23 of beta: six mints at 13 to 23.
    const { data, errors } = await asOf({ timestamp: when(23) })
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      exposure: [
        { role: 'HOME', amount: { value: '7' }, inFlight: { value: '1' }, state: null, asOfBlock: '23' },
        { role: 'HOST', amount: { value: '6' }, inFlight: { value: '0' }, state: 'OPEN', asOfBlock: '23' },
      ],
      bucket: { level: { raw: '6000000' }, state: 'OPEN', mintCount: 6, updatedBlock: '23' },
      compartments: {
        nodes: [{ locked: { value: '7', usd: '14', price: { ageSeconds: 2 } }, lockCount: 7, updatedBlock: '22' }],
      },
      positions: {
        nodes: [
          { account: getAddress(ann), totalLocked: { raw: '4000000' }, lockCount: 4, updatedBlock: '22' },
          { account: getAddress(bob), totalLocked: { raw: '3000000' }, lockCount: 3, updatedBlock: '20' },
        ],
        totalCount: 2,
      },
      receiptHoldings: { nodes: [{ account: getAddress(ann), balance: { raw: '6000000' } }] },
      vaultEvents: { nodes: [{ blockNumber: '22', lockedAfter: { raw: '7000000' } }], totalCount: 7 },
      messages: { nodes: [{ guid: hash('aa7'), state: 'FINAL' }], totalCount: 7 },
      backing: [
        {
          locked: { value: '7' },
          outstanding: { value: '6' },
          held: { value: '0' },
          inFlightToHost: { value: '1' },
          inFlightToHome: { value: '0' },
          surplus: '0',
        },
      ],
      cut: {
        blocks: [
          { chain: { name: 'alpha' }, number: '23', hash: hash(23), time: when(23).replace('.000', ''), final: true },
          { chain: { name: 'beta' }, number: '23', hash: hash(23), time: when(23).replace('.000', ''), final: true },
        ],
        final: true,
      },
    })
  })

  test('behavior: at every block it is what the events up to it add up to', async () => {
    for (let block = 2; block <= 50; block += 1) {
      const { data, errors } = await asOf({ timestamp: when(block) })
      expect(errors).toBeUndefined()
      const locked = locks.filter((at) => at <= block).length
      const minted = locks.filter((at) => at + 3 <= block).length
      expect(data.exposure.map((row: { amount: { value: string } }) => row.amount.value)).toEqual([
        `${locked}`,
        `${minted}`,
      ])
      expect(data.bucket.level.raw).toBe(`${minted * million}`)
      // Tightened at 25, and lapsed by itself at 40.
      expect(data.bucket.state).toBe(block >= 25 && block < 40 ? 'NOT_ELIGIBLE' : 'OPEN')
      expect(data.vaultEvents.totalCount).toBe(locked)
      expect(data.backing[0].surplus).toBe('0')
      expect(data.positions.totalCount).toBe(Math.min(locked, 2))
      expect(data.messages.totalCount).toBe(locked)
    }
  })

  test('invariant: messages that are asked for by their state are those that all messages show in it, at every block', async () => {
    const seen = new Set<string>()
    for (const block of [10, 13, 16, 19, 23]) {
      const of = { blocks: [{ chainId: alpha.id, number: String(block) }] }
      const read = async (where: object): Promise<readonly { guid: string; state: string }[]> => {
        const query = `query ($asOf: AsOf!, $where: MessageWhere) { messages(asOf: $asOf, where: $where, first: 20) {
          nodes { guid state } } }`
        const { data, errors } = await stage.ask(query, { asOf: of, where })
        expect(errors).toBeUndefined()
        return data.messages.nodes
      }
      const all = await read({})
      for (const name of messageStates.map((state) => state.toUpperCase())) {
        // Of these no index knows.
        if (name === 'PARKED' || name === 'HALTED') continue
        expect(await read({ state: name })).toEqual(all.filter(({ state }) => state === name))
        expect(await read({ or: [{ state: name }, { state_in: ['SENT', name] }] })).toEqual(
          all.filter(({ state }) => state === name || state === 'SENT'),
        )
      }
      for (const { state } of all) seen.add(state)
    }
    expect(seen.size).toBeGreaterThan(1)
  })

  test('behavior: one answer may hold several states, each priced at its own', async () => {
    const { data } = await stage.ask(
      `query ($asOf: AsOf!) {
        now: compartments { nodes { locked { value usd } } cut { final } }
        earlier: compartments(asOf: $asOf) { nodes { locked { value usd } } cut { blocks { number } } }
      }`,
      { asOf: { timestamp: when(13) } },
    )
    expect(data).toEqual({
      now: { nodes: [{ locked: { value: '11', usd: '22' } }], cut: null },
      earlier: {
        nodes: [{ locked: { value: '2', usd: '2' } }],
        cut: { blocks: [{ number: '13' }, { number: '13' }] },
      },
    })
  })

  test('behavior: the same final cut gives the same bytes, whatever comes after it', async () => {
    const bytes = async () => JSON.stringify((await asOf({ timestamp: when(23) })).data)
    const before = await bytes()
    const { sql } = stage
    await sql.begin(async (transaction) => {
      await transaction`update bulkhead.chain_head set finalized_number = finalized_number + 5`
      await transaction`update indexed_beta.bucket set bucket_level = 1, own_state = 3`
      await transaction`update indexed_alpha.position set total_locked = 77, updated_at = 77`
    })
    stage.tick()
    expect(await bytes()).toBe(before)
    await sql`update bulkhead.chain_head set finalized_number = finalized_number - 5`
    await sql`update indexed_beta.bucket set bucket_level = ${11 * million}, own_state = 0`
    await sql`update indexed_alpha.position set total_locked = total_locked`
  })

  test('behavior: only an answer that is read at final cuts alone may be used again without asking', async () => {
    const cacheControl = async (query: string): Promise<string | null> => {
      const url = `${stage.api.url}?${new URLSearchParams({ query })}`
      const response = await fetch(url, { headers: { accept: 'application/json' } })
      expect((await response.json()).errors).toBeUndefined()
      return response.headers.get('cache-control')
    }
    const final = `compartments(asOf: { timestamp: "${when(23)}" }) { nodes { id locked { raw } } }`
    const open = `compartments(asOf: { timestamp: "${when(48)}" }) { nodes { id } cut { final } }`
    const forADay = 'public, max-age=86400, immutable'
    expect(await cacheControl(`{ ${final} }`)).toBe(forADay)
    expect(await cacheControl(`{ a: ${final} b: ${final} }`)).toBe(forADay)
    expect(await cacheControl(`{ a: ${final} b: ${open} }`)).toBe('public, no-cache')
    expect(await cacheControl(`{ ${final} compartments2: compartments { nodes { id } } }`)).toBe('public, no-cache')
    expect(await cacheControl(`{ ${final} chains { id } }`)).toBe('public, no-cache')
    expect(await cacheControl(`{ ${final.replace('id locked', 'home { status { indexed } } locked')} }`)).toBe(
      'public, no-cache',
    )
  })

  test('behavior: pages of one cut go through all of it, once', async () => {
    const seen: string[] = []
    let after: string | null = null
    do {
      const { data } = await stage.ask(
        `query ($asOf: AsOf!, $after: String) {
          vaultEvents(asOf: $asOf, first: 2, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
        }`,
        { asOf: { timestamp: when(23) }, after },
      )
      seen.push(...data.vaultEvents.nodes.map(({ id }: { id: string }) => id))
      after = data.vaultEvents.pageInfo.hasNextPage ? data.vaultEvents.pageInfo.endCursor : null
    } while (after !== null)
    expect(seen).toEqual([22, 20, 18, 16, 14, 12, 10].map((block) => `31001:${block}:1`))
  })
})

describe('the cut', () => {
  test('default: a time is the last block of every chain no later than it; names are taken as they are', async () => {
    expect(await cutOf({ timestamp: when(33) })).toEqual({ alpha: 33, beta: 33, final: true })
    const blocks = [
      { chainId: alpha.id, number: '35' },
      { chainId: beta.id, number: '34' },
    ]
    expect(await cutOf({ blocks })).toEqual({ alpha: 35, beta: 34, final: true })
  })

  test('behavior: chains that are not named are read no later than the smallest named time', async () => {
    expect(await cutOf({ blocks: [{ chainId: beta.id, number: '20' }] })).toEqual({ alpha: 20, beta: 20, final: true })
  })

  test('behavior: a delivery whose lock lies after the cut moves the host back before it', async () => {
    // Alpha at 11 has sent the first alone; beta minted the second at 15.
    const blocks = (alphaBlock: number, betaBlock: number) => ({
      blocks: [
        { chainId: alpha.id, number: String(alphaBlock) },
        { chainId: beta.id, number: String(betaBlock) },
      ],
    })
    expect(await cutOf(blocks(11, 40))).toEqual({ alpha: 11, beta: 14, final: true })
    expect(await cutOf(blocks(9, 40))).toEqual({ alpha: 9, beta: 12, final: true })
    expect(await cutOf(blocks(30, 33))).toEqual({ alpha: 30, beta: 33, final: true })
    const { data } = await asOf(blocks(11, 40))
    expect(data.exposure.map((row: { amount: { value: string } }) => row.amount.value)).toEqual(['1', '1'])
  })

  test('behavior: what is moved back moves others back in its turn', async () => {
    const { sql } = stage
    // A burn on beta at block 15, in the very block of the second mint, released on alpha at block 17.
    const path = { sender: repeated('8'), receiver: repeated('7') }
    const guid = hash('bb1')
    await packetSent(sql, beta, {
      ...at(beta, 15, 5),
      ...path,
      guid,
      block: 15,
      nonce: 1,
      dst_eid: alpha.eid,
      dst_chain_id: alpha.id,
      kind: 'release',
    })
    await index(sql, alpha, 'packet_delivered', {
      ...at(alpha, 17),
      ...path,
      guid,
      src_eid: beta.eid,
      nonce: 1,
      highest_nonce: 1,
      executed_through: 1,
    })
    await sql`insert into indexed_alpha.pathway values (${alpha.id}, ${beta.eid}, ${path.sender}, ${path.receiver}, 1, 1)`
    const named = (alphaBlock: number, betaBlock: number) => ({
      blocks: [
        { chainId: alpha.id, number: String(alphaBlock) },
        { chainId: beta.id, number: String(betaBlock) },
      ],
    })
    expect(await cutOf(named(19, 16))).toEqual({ alpha: 19, beta: 16, final: true })
    expect(await cutOf(named(19, 14))).toEqual({ alpha: 16, beta: 14, final: true })
    // Alpha goes back before its release of a burn that beta has not sent, and beta before a mint of what alpha then lacks.
    await sql`update indexed_beta.packet_delivered set block_number = 14, nonce = 5, highest_nonce = 5 where nonce = 1`
    expect(await cutOf(named(18, 14))).toEqual({ alpha: 16, beta: 13, final: true })
    await sql`update indexed_beta.packet_delivered set block_number = 13, nonce = 1, highest_nonce = 1 where nonce = 5 and block_number = 14`
    await sql`delete from indexed_alpha.packet_delivered`
    await sql`delete from indexed_alpha.pathway`
    await sql`delete from indexed_beta.packet_sent`
  })

  test('behavior: it is not final while a block of it is not, or a chain has not come as far', async () => {
    expect(await cutOf({ timestamp: when(40) })).toMatchObject({ final: true })
    expect(await cutOf({ timestamp: when(41) })).toMatchObject({ alpha: 41, beta: 41, final: false })
    expect(await cutOf({ timestamp: when(55) })).toMatchObject({ alpha: 55, beta: 50, final: false })
  })

  test('behavior: between the blocks that a chain keeps, those with an event are found', async () => {
    // A chain that is not local keeps a block a minute: of the same tables only 1, 21 and 41 are left to it.
    const { sql } = stage
    await sql`delete from indexed_beta.block where number not in (1, 21, 41)`
    // Asked through the functions, because the API's chains are the local ones.
    const { readKnownBlocks } = await import('../../../database/api/cut.ts')
    const chain = { ...chainRegistry().byId(beta.id), local: false, blockTimeSeconds: 3 }
    const database = {
      chains: [chain],
      read: async <Row>(compose: (indexed: readonly IndexedChain[]) => Statement<readonly Row[]> | undefined) => {
        const statement = compose([{ chain, schema: beta.schema }])
        return statement === undefined ? [] : run(sql, statement)
      },
    }
    const find = async (bound: { readonly number: bigint } | { readonly time: bigint }) =>
      (await readKnownBlocks(database, new Map([[chain.chainId, bound]])))[0]?.number
    expect(await find({ number: 30n })).toBe(29n)
    expect(await find({ number: 29n })).toBe(29n)
    expect(await find({ number: 22n })).toBe(21n)
    expect(await find({ number: 40n })).toBe(33n)
    expect(await find({ number: 0n })).toBeNull()
    expect(await find({ time: BigInt(start + 30) })).toBe(29n)
    expect(await find({ time: BigInt(start + 20) })).toBe(19n)
    expect(await find({ time: BigInt(start) })).toBeNull()
    await sql`
      insert into indexed_beta.block (chain_id, number, hash, time)
      select ${beta.id}::integer, n, '0x' || lpad(n::text, 64, '0'), ${start}::integer + n
      from generate_series(1, 50) n on conflict do nothing`
  })

  test.each([
    ['before the first indexed block', { timestamp: when(0) }],
    ['past the newest block of every chain', { timestamp: when(61) }],
    ['a block above the newest indexed', { blocks: [{ chainId: beta.id, number: '51' }] }],
    ['a block before the first', { blocks: [{ chainId: beta.id, number: '0' }] }],
    ['a chain that is not indexed', { blocks: [{ chainId: gamma.id, number: '5' }] }],
  ])('error: %s is out of range, never empty', async (_, of) => {
    expect(await cutOf(of)).toEqual(['AS_OF_OUT_OF_RANGE'])
    const { data, errors } = await stage.ask('query ($asOf: AsOf!) { buckets(asOf: $asOf) { totalCount } }', {
      asOf: of,
    })
    expect(data).toBeNull()
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['AS_OF_OUT_OF_RANGE'])
  })

  test.each([
    ['no chain', { blocks: [] }, 'BAD_AS_OF'],
    ['a chain twice', { blocks: [1, 2].map((number) => ({ chainId: alpha.id, number: `${number}` })) }, 'BAD_AS_OF'],
    ['a chain that there is not', { blocks: [{ chainId: 5, number: '1' }] }, 'UNKNOWN_CHAIN'],
    ['blocks and a time', { blocks: [{ chainId: alpha.id, number: '5' }], timestamp: when(5) }, 'BAD_REQUEST'],
  ])('error: %s', async (_, of, code) => {
    expect(await cutOf(of)).toEqual([code])
  })
})

describe('backing', () => {
  const backing = async () => {
    const { data, errors } = await stage.ask(
      '{ backing { surplus inFlightToHost { value } cut { blocks { number } final } } }',
    )
    expect(errors).toBeUndefined()
    return data.backing[0]
  }

  test('default: without asOf it is read at the newest causal cut, which is not final', async () => {
    const cut = { blocks: [{ number: '60' }, { number: '50' }], final: false }
    expect(await backing()).toEqual({ surplus: '0', inFlightToHost: { value: '0' }, cut })
  })

  test('behavior: a mint that nothing was locked for shows as a surplus below zero, a rescued lock does not', async () => {
    const { sql } = stage
    const mint = { ...at(beta, 49), guid: hash('ee'), event: 'minted', src_eid: alpha.eid, asset: usdc, account: bob }
    const totals = { total_minted: 16 * million, total_burned: 0, mint_count: 12, burn_count: 0 }
    await index(sql, beta, 'bucket_event', {
      ...mint,
      receiver: bob,
      amount: 5 * million,
      bucket_level: 16 * million,
      ...totals,
    })
    expect(await backing()).toMatchObject({ surplus: '-5000000' })
    await sql`delete from indexed_beta.bucket_event where block_number = 49`

    const guid = hash('ef')
    await packetSent(sql, alpha, { ...at(alpha, 58), guid, block: 58, nonce: 12, asset: usdc, amount: 3 * million })
    expect(await backing()).toMatchObject({ surplus: '-3000000', inFlightToHost: { value: '3' } })
    const undone = {
      event: 'rescued',
      guid,
      lock_guid: guid,
      dst_eid: beta.eid,
      asset: usdc,
      account: ann,
      amount: 3 * million,
    }
    const left = { locked: 11 * million, total_locked: 14 * million, total_refunded: 3 * million }
    await vaultEvent(sql, alpha, { ...at(alpha, 59), ...undone, ...left })
    expect(await backing()).toMatchObject({ surplus: '0', inFlightToHost: { value: '0' } })
    await sql`delete from indexed_alpha.packet_sent where block_number = 58`
    await sql`delete from indexed_alpha.vault_event where block_number = 59`
  })
})

describe('changes', () => {
  const query = `query ($where: ChangeWhere, $asOf: AsOf) {
    changes(where: $where, asOf: $asOf) {
      nodes {
        id chain { name } time
        ... on BucketChange { bucket: kind by ownState overlayState overlayUntil capacity { raw } limiter { burst { raw } } }
        ... on CompartmentChange { compartment: kind backing host { name } exitLimiter { delaySeconds } }
        ... on ContractChange { contract name args }
      }
      totalCount
    }
  }`
  const changes = async (where: unknown, asOf: unknown = null) => {
    const { data, errors } = await stage.ask(query, { where, asOf })
    expect(errors).toBeUndefined()
    return data.changes
  }
  const idsOf = async (where: unknown, asOf: unknown = null) =>
    (await changes(where, asOf)).nodes.map(({ id }: { id: string }) => id)

  test('default: what was set, newest first, with what held right after it', async () => {
    expect(await changes(null)).toEqual({
      nodes: [
        {
          id: '31002:25:5',
          chain: { name: 'beta' },
          time: when(25).replace('.000', ''),
          bucket: 'TIGHTENED',
          by: repeated('9'),
          ownState: 'OPEN',
          overlayState: 'NOT_ELIGIBLE',
          overlayUntil: when(40).replace('.000', ''),
          capacity: { raw: '100000000' },
          limiter: { burst: { raw: '9' } },
        },
        {
          id: '31001:3:0',
          chain: { name: 'alpha' },
          time: when(3).replace('.000', ''),
          contract: repeated('7'),
          name: 'PeerSet',
          args: JSON.stringify({ eid: beta.eid, peer: repeated('8') }),
        },
        {
          id: '31002:2:0',
          chain: { name: 'beta' },
          time: when(2).replace('.000', ''),
          bucket: 'OPENED',
          by: null,
          ownState: 'OPEN',
          overlayState: 'OPEN',
          overlayUntil: null,
          capacity: { raw: '100000000' },
          limiter: { burst: { raw: '9' } },
        },
        {
          id: '31001:2:0',
          chain: { name: 'alpha' },
          time: when(2).replace('.000', ''),
          compartment: 'OPENED',
          backing: '1',
          host: { name: 'beta' },
          exitLimiter: { delaySeconds: 9 },
        },
      ],
      totalCount: 4,
    })
  })

  test('behavior: filters, and a cut', async () => {
    expect(await idsOf({ state: true })).toEqual(['31002:25:5'])
    expect(await idsOf({ state: false, scope_in: ['BUCKET', 'CONTRACT'] })).toEqual(['31001:3:0', '31002:2:0'])
    expect(await idsOf({ scope: 'COMPARTMENT' })).toEqual(['31001:2:0'])
    expect(await idsOf({ contract: repeated('7') })).toEqual(['31001:3:0'])
    expect(await idsOf({ asset: usdc, chainId: beta.id })).toEqual(['31002:25:5', '31002:2:0'])
    expect(await idsOf({ time_gte: when(3), blockNumber_lte: '24' })).toEqual(['31001:3:0'])
    expect(await idsOf({ or: [{ scope: 'CONTRACT' }, { state: true }] })).toEqual(['31002:25:5', '31001:3:0'])
    expect(await idsOf(null, { timestamp: when(24) })).toEqual(['31001:3:0', '31002:2:0', '31001:2:0'])
  })
})

describe('tables as of a block', () => {
  test.each(
    [
      'bucket',
      'compartment',
      'position',
      'receipt_balance',
      'hold',
      'hold_total',
      'market',
      'market_position',
      'vault_event',
      'packet_sent',
      'price_round',
    ].map((name) => [name] as const),
  )('behavior: %s has the columns of the table', async (name) => {
    const { sql } = stage
    const plain = { chain: chainRegistry().byId(alpha.id), schema: alpha.schema }
    const then = { ...plain, cut: { number: 20n, time: BigInt(start + 20) } }
    const typesOf = async (at: IndexedChain) => {
      const rows = await run(sql, compose`select * from ${indexedTable(at, name)} t limit 0`)
      const { columns } = rows as unknown as { readonly columns: readonly { name: string; type: number }[] }
      return Object.fromEntries(columns.map((column) => [column.name, column.type]))
    }
    const expected = Object.values(onchain)
      .map(getTableConfig)
      .find((table) => table.name === name)
    expect(Object.keys(await typesOf(then)).sort()).toEqual(expected?.columns.map((column) => column.name).sort())
    expect(await typesOf(then)).toEqual(await typesOf(plain))
  })
})
