import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiStage, alpha, beta, hash, repeated, startApiStage, usdc, weth } from './api-stage.ts'
import { ann, blockTime, bob, seed, usdcOnBeta, wethOnBeta } from './seed.ts'
import { held, seedHolds, strangeAsset } from './seed-holds.ts'

let stage: ApiStage

beforeAll(async () => {
  stage = await startApiStage()
  await seed(stage.sql)
  await seedHolds(stage.sql)
})

afterAll(() => stage?.close())

const annShown = '0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa'
const bobShown = '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB'

const usdcHold = (id: number): string => `31002:mint:31001:${usdc}:${id}`
const wethHold = `31002:mint:31001:${weth}:1`
const strangeHold = `31002:mint:31001:${strangeAsset}:1`
const exitHold = (id: number): string => `31001:exit:31002:${usdc}:${id}`

const oldestFirst = [
  usdcHold(1),
  usdcHold(2),
  usdcHold(3),
  wethHold,
  usdcHold(4),
  usdcHold(5),
  strangeHold,
  exitHold(1),
  exitHold(3),
  exitHold(2),
]

async function ask(query: string, variables: Readonly<Record<string, unknown>> = {}) {
  const { data, errors } = await stage.ask(query, variables)
  expect(errors).toBeUndefined()
  return data
}

async function idsWhere(where: object, args = 'orderBy: HELD_AT_ASC'): Promise<readonly string[]> {
  const { holds } = await ask(
    `query ($where: HoldWhere) { holds(where: $where, ${args}) { totalCount nodes { id } } }`,
    {
      where,
    },
  )
  expect(holds.totalCount).toBe(holds.nodes.length)
  return holds.nodes.map((node: { id: string }) => node.id)
}

async function holdOf(id: string, fields: string) {
  const { holds } = await ask(`{ holds(first: 200) { nodes { id ${fields} } } }`)
  return holds.nodes.find((node: { id: string }) => node.id === id)
}

describe('one hold', () => {
  test('default: one that waits, with all that releaseHold and refundHold take', async () => {
    const hold = await holdOf(
      usdcHold(2),
      `chain { name } side home { name } host { name } asset { symbol } bucket { id state } compartment { id }
      holdId guid receiver refundTo amount { value usd } heldAmount { value } kind status heldAt dueAt
      ahead aheadAmount { value } refundableAt refundableByAnybodyAt waitingFor refundGuid
      call { contract eid asset id hold { guid receiver refundTo amount kind heldAt dueAt } }
      updatedBlock updatedAt txHash`,
    )
    expect(hold).toEqual({
      id: usdcHold(2),
      chain: { name: 'beta' },
      side: 'MINT',
      home: { name: 'alpha' },
      host: { name: 'beta' },
      asset: { symbol: 'USDC' },
      bucket: { id: `31002:${usdcOnBeta}`, state: 'OPEN' },
      compartment: null,
      holdId: 2,
      guid: held.second,
      receiver: bobShown,
      refundTo: annShown,
      // 2 × 0.9999.
      amount: { value: '2', usd: '1.9998' },
      heldAmount: { value: '2' },
      kind: 'WAITING',
      status: 'OPEN',
      heldAt: '2027-01-15T07:59:47Z',
      dueAt: null,
      ahead: 1,
      aheadAmount: { value: '40' },
      // Seven days, and three more for strangers.
      refundableAt: '2027-01-22T07:59:47Z',
      refundableByAnybodyAt: '2027-01-25T07:59:47Z',
      waitingFor:
        'Room under the limits on beta. 1 other is before it. From 2027-01-22T07:59:47Z on it can only go home.',
      refundGuid: null,
      call: {
        contract: repeated('8'),
        eid: 40_001,
        asset: usdc,
        id: 2,
        hold: {
          guid: held.second,
          receiver: bobShown,
          refundTo: annShown,
          amount: '2000000',
          kind: 0,
          heldAt: String(blockTime(beta, 487)),
          dueAt: '0',
        },
      },
      updatedBlock: '487',
      updatedAt: '2027-01-15T07:59:47Z',
      txHash: hash(4870),
    })
  })

  test('default: one that is delayed, and one that can only go home', async () => {
    const fields = `kind dueAt ahead aheadAmount { raw } refundableAt refundableByAnybodyAt waitingFor
      call { hold { kind dueAt } }`
    expect(await holdOf(usdcHold(3), fields)).toEqual({
      id: usdcHold(3),
      kind: 'DELAYED',
      dueAt: '2027-01-15T08:01:40Z',
      ahead: null,
      aheadAmount: null,
      refundableAt: '2027-01-22T07:59:48Z',
      refundableByAnybodyAt: '2027-01-25T07:59:48Z',
      waitingFor: 'The end of its delay on beta at 2027-01-15T08:01:40Z; then anybody can release it.',
      call: { hold: { kind: 1, dueAt: '1800000100' } },
    })
    expect(await holdOf(wethHold, fields)).toEqual({
      id: wethHold,
      kind: 'REFUND_ONLY',
      dueAt: '2027-01-15T07:59:52Z',
      ahead: null,
      aheadAmount: null,
      refundableAt: '2027-01-15T07:59:52Z',
      refundableByAnybodyAt: '2027-01-18T07:59:52Z',
      waitingFor:
        'Its way home from beta: its receiver and refundTo can send it since 2027-01-15T07:59:52Z, anybody from 2027-01-18T07:59:52Z.',
      call: { hold: { kind: 2, dueAt: '1799999992' } },
    })
  })

  test('default: an exit that is paid in parts; nothing at home can be sent back', async () => {
    const fields = `side home { name } host { name } bucket { id } compartment { id held { value } } refundTo amount { value }
      heldAmount { value } kind refundableAt refundableByAnybodyAt waitingFor
      call { contract eid hold { refundTo amount } }`
    const shared = {
      side: 'EXIT',
      home: { name: 'alpha' },
      host: { name: 'beta' },
      bucket: null,
      compartment: { id: `31001:31002:${usdc}`, held: { value: '9' } },
      refundTo: null,
      refundableAt: null,
      refundableByAnybodyAt: null,
    }
    const call = { contract: repeated('7'), eid: 40_002 }
    expect(await holdOf(exitHold(1), fields)).toEqual({
      id: exitHold(1),
      ...shared,
      amount: { value: '4' },
      heldAmount: { value: '12' },
      kind: 'WAITING',
      waitingFor: 'Room under the limits on alpha. It is the next.',
      call: { ...call, hold: { refundTo: repeated('0'), amount: '4000000' } },
    })
    expect(await holdOf(exitHold(3), fields)).toEqual({
      id: exitHold(3),
      ...shared,
      amount: { value: '5' },
      heldAmount: { value: '5' },
      kind: 'DELAYED',
      waitingFor: 'Somebody to release it on alpha. Its delay is over.',
      call: { ...call, hold: { refundTo: repeated('0'), amount: '5000000' } },
    })
  })

  test('behavior: what is gone waits for nothing and takes no call', async () => {
    const fields = 'status amount { raw } heldAmount { raw } ahead waitingFor refundableAt refundGuid call { id }'
    const gone = { amount: { raw: '0' }, ahead: null, waitingFor: null, refundableAt: null, call: null }
    expect(await holdOf(usdcHold(4), fields)).toEqual({
      id: usdcHold(4),
      ...gone,
      status: 'RELEASED',
      heldAmount: { raw: '1000000' },
      refundGuid: null,
    })
    expect(await holdOf(usdcHold(5), fields)).toEqual({
      id: usdcHold(5),
      ...gone,
      status: 'REFUNDED',
      heldAmount: { raw: '3000000' },
      refundGuid: held.refund,
    })
    expect(await holdOf(exitHold(2), fields)).toMatchObject({ ...gone, status: 'VOIDED', refundGuid: null })
  })

  test('behavior: a hold for an asset that has no bucket is shown too', async () => {
    expect(await holdOf(strangeHold, 'bucket { id } asset { listed } amount { raw } kind status')).toEqual({
      id: strangeHold,
      bucket: null,
      asset: { listed: false },
      amount: { raw: '5' },
      kind: 'REFUND_ONLY',
      status: 'OPEN',
    })
  })

  test('behavior: while nothing passes, it waits for that', async () => {
    const { sql } = stage
    const waitingFor = async (id: string) => (await holdOf(id, 'waitingFor')).waitingFor
    const home = 'It is the next. From 2027-01-22T07:59:46Z on it can only go home.'
    await sql`update indexed_beta.bucket set overlay_state = 1, overlay_until = ${blockTime(beta, 501)}`
    expect(await waitingFor(usdcHold(1))).toBe(
      `Minting on beta, suspended now: its bucket is in state NO_MINT. ${home}`,
    )
    await sql`update indexed_beta.bucket set overlay_until = ${blockTime(beta, 500)}, backing = 999999999`
    expect(await waitingFor(usdcHold(1))).toBe(
      `Minting on beta, suspended now: its bucket is backed by 0.999999999 only. ${home}`,
    )
    await sql`update indexed_beta.bucket set backing = 1000000000`
    await sql`update indexed_alpha.compartment set own_state = 2`
    expect(await waitingFor(exitHold(1))).toBe(
      'Payouts on alpha, suspended now: its compartment is under review. It is the next.',
    )
    await sql`update indexed_alpha.compartment set own_state = 0`
  })
})

describe('a message', () => {
  const messageOf = async (guid: string) =>
    (
      await ask(
        `query ($guid: Bytes!) {
          message(guid: $guid) { state outcome waitingFor hold { id guid amount { value } call { id } } }
        }`,
        { guid },
      )
    ).message

  test('default: one that is held is told from one that was minted', async () => {
    const waitingFor =
      'Room under the limits on beta. It is the next. From 2027-01-22T07:59:46Z on it can only go home.'
    expect(await messageOf(held.first)).toEqual({
      // Its block is final, but it minted nothing.
      state: 'DEFERRED',
      outcome: 'HELD',
      waitingFor,
      hold: { id: usdcHold(1), guid: held.first, amount: { value: '40' }, call: { id: 1 } },
    })
    expect(await messageOf(held.minted)).toEqual({ state: 'SETTLED', outcome: 'MINTED', waitingFor: null, hold: null })
  })

  test('behavior: an exit in parts shows the first of them, and is held until the last is paid', async () => {
    expect(await messageOf(held.inParts)).toEqual({
      state: 'DEFERRED',
      outcome: 'HELD',
      waitingFor: 'Room under the limits on alpha. It is the next.',
      hold: { id: exitHold(1), guid: held.inParts, amount: { value: '4' }, call: { id: 1 } },
    })
  })

  test('behavior: sent home, refunded, struck off', async () => {
    expect(await messageOf(held.sentHome)).toEqual({
      state: 'REFUNDED',
      outcome: 'SENT_HOME',
      waitingFor: null,
      hold: null,
    })
    expect(await messageOf(held.refund)).toMatchObject({ outcome: 'REFUNDED', hold: null })
    expect(await messageOf(held.voided)).toMatchObject({ outcome: 'VOIDED', hold: null })
  })

  test('behavior: until home has paid it back, its refund is under way', async () => {
    const { sql } = stage
    const [row] = await sql`delete from indexed_alpha.vault_event where lock_guid = ${held.sentHome} returning *`
    expect(await messageOf(held.sentHome)).toEqual({
      state: 'REFUNDING',
      outcome: 'SENT_HOME',
      waitingFor: 'Its refund, under way from beta to alpha.',
      hold: null,
    })
    await sql`insert into indexed_alpha.vault_event ${sql(row ?? {})}`
  })

  test('behavior: lists show it too, whether or not they are cut by state', async () => {
    for (const where of [{ guid: held.second }, { guid: held.second, state: 'DEFERRED' }]) {
      const { messages } = await ask(
        'query ($where: MessageWhere) { messages(where: $where) { nodes { hold { id } steps { name outcome } } } }',
        { where },
      )
      expect(messages.nodes).toHaveLength(1)
      expect(messages.nodes[0].hold).toEqual({ id: usdcHold(2) })
      expect(messages.nodes[0].steps[5]).toEqual({ name: 'EXECUTED', outcome: 'HELD' })
    }
  })
})

describe('what is held in all', () => {
  test('default: of a bucket, a compartment and a row of exposure', async () => {
    const data = await ask(`{
      usdc: bucket(id: "31002:${usdcOnBeta}") { held { value usd } level { raw } }
      weth: bucket(id: "31002:${wethOnBeta}") { held { value } }
      compartments(where: { chainId: 31001, hostChainId: 31002 }) { nodes { asset { symbol } held { value } } }
      exposure(where: { asset: "${usdc}", counterpartChainId_in: [31001, 31002] }) { role held { value } inFlight { value } }
    }`)
    expect(data).toEqual({
      // 49 × 0.9999.
      usdc: { held: { value: '49', usd: '48.9951' }, level: { raw: '850000000000000123' } },
      weth: { held: { value: '1' } },
      compartments: {
        nodes: [
          { asset: { symbol: 'USDC' }, held: { value: '9' } },
          { asset: { symbol: 'WETH' }, held: { value: '0' } },
        ],
      },
      exposure: [
        { role: 'HOME', held: { value: '9' }, inFlight: { value: '2.5' } },
        { role: 'HOST', held: { value: '49' }, inFlight: { value: '0.75' } },
      ],
    })
  })

  test('behavior: a refund on its way is in flight, like a release', async () => {
    const { sql } = stage
    const [row] = await sql`delete from indexed_alpha.packet_delivered where guid = ${held.refund} returning *`
    const { exposure } = await ask(`{ exposure(where: { asset: "${usdc}", role: HOST }) { inFlight { value } } }`)
    expect(exposure).toEqual([{ inFlight: { value: '3.75' } }])
    await sql`insert into indexed_alpha.packet_delivered ${sql(row ?? {})}`
  })
})

describe('the list', () => {
  test.each([1, 3, 200])('default: pages of %i in every order', async (first) => {
    const walk = async (orderBy: string): Promise<readonly string[]> => {
      const seen: string[] = []
      let after: string | null = null
      do {
        const { holds }: { holds: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
          await ask(
            `query ($first: Int!, $after: String) {
              holds(first: $first, after: $after, orderBy: ${orderBy}) { nodes { id } pageInfo { hasNextPage endCursor } }
            }`,
            { first, after },
          )
        seen.push(...holds.nodes.map(({ id }) => id))
        after = holds.pageInfo.hasNextPage ? holds.pageInfo.endCursor : null
      } while (after !== null)
      return seen
    }
    expect(await walk('HELD_AT_ASC')).toEqual(oldestFirst)
    expect(await walk('HELD_AT_DESC')).toEqual([...oldestFirst].reverse())
    const byAmount = await walk('AMOUNT_DESC')
    expect(byAmount.slice(0, 7)).toEqual([
      wethHold,
      usdcHold(1),
      usdcHold(3),
      exitHold(3),
      exitHold(1),
      usdcHold(2),
      strangeHold,
    ])
    expect(await walk('AMOUNT_ASC')).toEqual([...byAmount].reverse())
  })

  test('behavior: filters by chain, bucket, kind, open, receiver and guid', async () => {
    const open = [usdcHold(1), usdcHold(2), usdcHold(3), wethHold, strangeHold, exitHold(1), exitHold(3)]
    expect(await idsWhere({ open: true })).toEqual(open)
    expect(await idsWhere({ open: false })).toEqual(oldestFirst.filter((id) => !open.includes(id)))
    expect(await idsWhere({ chainId: 31_001 })).toEqual(oldestFirst.slice(7))
    expect(await idsWhere({ side: 'EXIT' })).toEqual(oldestFirst.slice(7))
    expect(await idsWhere({ homeChainId: 31_001, hostChainId: 31_002 })).toEqual(oldestFirst)
    expect(await idsWhere({ homeChainId: 31_002 })).toEqual([])
    expect(await idsWhere({ bucket: `31002:${usdcOnBeta}`, open: true })).toEqual(open.slice(0, 3))
    expect(await idsWhere({ bucket_in: [`31002:${usdcOnBeta}`, `31002:${wethOnBeta}`], open: true })).toEqual(
      open.slice(0, 4),
    )
    expect(await idsWhere({ bucket_in: [] })).toEqual([])
    expect(await idsWhere({ asset: weth })).toEqual([wethHold])
    expect(await idsWhere({ kind: 'REFUND_ONLY', open: true })).toEqual([wethHold, strangeHold])
    expect(await idsWhere({ kind_in: ['DELAYED', 'WAITING'], open: true })).toEqual(
      open.filter((id) => id !== wethHold && id !== strangeHold),
    )
    expect(await idsWhere({ status_in: ['VOIDED', 'REFUNDED'] })).toEqual([usdcHold(5), exitHold(2)])
    expect(await idsWhere({ receiver: ann })).toEqual(oldestFirst.slice(7))
    expect(await idsWhere({ refundTo: ann, receiver: bob })).toEqual(oldestFirst.slice(0, 7))
    expect(await idsWhere({ guid: held.inParts })).toEqual([exitHold(1), exitHold(3)])
    expect(await idsWhere({ amount_gte: '40000000', asset: usdc })).toEqual([usdcHold(1)])
    expect(await idsWhere({ dueAt_lte: '2027-01-15T08:01:40Z', open: true })).toEqual([
      usdcHold(3),
      wethHold,
      strangeHold,
      exitHold(3),
    ])
    expect(await idsWhere({ or: [{ kind: 'DELAYED' }, { asset: weth }] })).toEqual([usdcHold(3), wethHold, exitHold(3)])
  })

  test('error: bucket ids of no form, and of unknown chains', async () => {
    const codeOf = async (bucket: string) =>
      (await stage.ask('query ($where: HoldWhere) { holds(where: $where) { totalCount } }', { where: { bucket } }))
        .errors?.[0]?.extensions.code
    expect(await codeOf('nonsense')).toBe('BAD_ID')
    expect(await codeOf(`1:${usdcOnBeta}`)).toBe('UNKNOWN_CHAIN')
    expect(alpha.id).toBe(31_001)
  })
})
