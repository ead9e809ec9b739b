import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ApiStage,
  alpha,
  beta,
  deployment,
  gamma,
  hash,
  nowSeconds,
  repeated,
  startApiStage,
  usdc,
  wbtc,
  weth,
} from './api-stage.ts'
import {
  ann,
  blockTime,
  bob,
  eventColumns,
  guids,
  position,
  seed,
  usdcOnBeta,
  vaultEvent,
  wbtcOnAlpha,
  wethLocked,
  wethOnBeta,
} from './seed.ts'

let stage: ApiStage

beforeAll(async () => {
  stage = await startApiStage()
  await seed(stage.sql)
})

afterAll(() => stage?.close())

/** Ids of a whole list, a page of `first` at a time; `between` runs after every page. */
async function walk(
  field: string,
  options: {
    readonly args?: string
    readonly first: number
    readonly id?: string
    readonly between?: (page: number) => Promise<void>
  },
): Promise<readonly string[]> {
  const { args = '', first, id = 'id', between } = options
  const seen: string[] = []
  let after: string | null = null
  for (let page = 0; page < 50; page += 1) {
    const { data, errors } = await stage.ask(
      `query ($first: Int!, $after: String) {
        list: ${field}(first: $first, after: $after ${args}) { nodes { id: ${id} } pageInfo { hasNextPage endCursor } }
      }`,
      { first, after },
    )
    expect(errors).toBeUndefined()
    seen.push(...data.list.nodes.map((node: { id: string }) => node.id))
    if (!data.list.pageInfo.hasNextPage) return seen
    after = data.list.pageInfo.endCursor
    await between?.(page)
  }
  throw new Error('The list does not end')
}

const positionId = (chain: { id: number }, host: { id: number }, asset: string, account: string): string =>
  `${chain.id}:${host.id}:${asset}:${account}`

const newestFirst = [
  positionId(alpha, beta, weth, ann),
  positionId(beta, alpha, wbtc, repeated('2')),
  positionId(beta, alpha, wbtc, repeated('1')),
  ...['4', '3', '2', '1'].map((digit) => positionId(alpha, beta, usdc, repeated(digit))),
]

const eventsNewestFirst = ['31002:543:0', '31001:64:1', '31001:64:0', '31001:61:0', '31001:60:0']

describe('pages', () => {
  test.each([1, 2, 3, 4, 200])(
    'default: pages of %i go through positions changed in the same second',
    async (first) => {
      expect(await walk('positions', { first })).toEqual(newestFirst)
    },
  )

  test('behavior: the opposite order is the exact reverse', async () => {
    expect(await walk('positions', { first: 2, args: ', orderBy: UPDATED_AT_ASC' })).toEqual([...newestFirst].reverse())
  })

  test.each([1, 2, 3, 4])('behavior: pages of %i go through events of two chains in the same second', async (first) => {
    expect(await walk('vaultEvents', { first })).toEqual(eventsNewestFirst)
    const oldestFirst = await walk('vaultEvents', { first, args: ', orderBy: TIME_ASC' })
    expect(oldestFirst).toEqual([...eventsNewestFirst].reverse())
  })

  test('behavior: every list is walked to its end in every order', async () => {
    const lists = {
      compartments: { orders: ['ID_ASC', 'LOCKED_ASC', 'LOCKED_DESC'], size: 4 },
      positions: { orders: ['TOTAL_LOCKED_ASC', 'TOTAL_LOCKED_DESC'], size: 7 },
      buckets: { orders: ['ID_ASC', 'LEVEL_ASC', 'LEVEL_DESC', 'UTILISATION_DESC'], size: 3 },
      receipts: { orders: ['ID_ASC', 'LEVEL_DESC'], size: 3 },
      receiptHoldings: { orders: ['ID_ASC', 'BALANCE_ASC', 'BALANCE_DESC'], size: 3 },
      assets: { orders: ['ID_ASC', 'SYMBOL_ASC'], size: 3 },
      messages: { orders: ['SENT_AT_ASC', 'SENT_AT_DESC'], size: 10, id: 'guid' },
    }
    for (const [field, list] of Object.entries(lists)) {
      for (const order of list.orders) {
        const id = 'id' in list ? { id: list.id } : {}
        const ids = await walk(field, { first: 1, args: `, orderBy: ${order}`, ...id })
        expect(new Set(ids).size, `${field} ${order}`).toBe(list.size)
        expect(await walk(field, { first: 200, args: `, orderBy: ${order}`, ...id })).toEqual(ids)
      }
    }
  })

  test('behavior: amounts order by value beyond 2^53, not as text', async () => {
    expect(await walk('buckets', { first: 1, args: ', orderBy: LEVEL_DESC' })).toEqual([
      `31002:${wethOnBeta}`,
      `31002:${usdcOnBeta}`,
      `31001:${wbtcOnAlpha}`,
    ])
    expect(await walk('buckets', { first: 1, args: ', orderBy: UTILISATION_DESC' })).toEqual([
      `31002:${wethOnBeta}`,
      `31002:${usdcOnBeta}`,
      `31001:${wbtcOnAlpha}`,
    ])
    expect(await walk('assets', { first: 1, args: ', orderBy: SYMBOL_ASC' })).toEqual([
      `31001:${usdc}`,
      `31002:${wbtc}`,
      `31001:${weth}`,
    ])
  })

  test('behavior: rows that arrive between pages neither repeat nor drop the others', async () => {
    const added = ['8', '9'].map((digit) => repeated(digit))
    const seen = await walk('positions', {
      first: 2,
      between: async (page) => {
        const account = added[page]
        if (account === undefined) return
        // Newer than everything: it lies before every cursor that was handed out.
        await position(stage.sql, alpha, {
          dst_eid: beta.eid,
          asset: usdc,
          account,
          total_locked: '1',
          updated_at: nowSeconds - 5,
        })
      },
    })
    expect(seen).toEqual(newestFirst)
    await stage.sql`delete from indexed_alpha.position where account in ${stage.sql(added)}`
  })

  test('behavior: a cursor outlives the row it stands for', async () => {
    const first = await stage.ask('{ positions(first: 3) { pageInfo { endCursor } } }')
    const [row] = await stage.sql`delete from indexed_beta.position where account = ${repeated('1')} returning *`
    const after = first.data.positions.pageInfo.endCursor
    const rest = await stage.ask('query ($after: String) { positions(after: $after) { nodes { id } } }', { after })
    expect(rest.data.positions.nodes.map((node: { id: string }) => node.id)).toEqual(newestFirst.slice(3))
    await stage.sql`insert into indexed_beta.position ${stage.sql(row ?? {})}`
  })

  test('behavior: edges, page info and the total agree with the nodes', async () => {
    const query = `query ($after: String) {
      vaultEvents(first: 2, after: $after) {
        totalCount nodes { id } edges { cursor node { id } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
      }
    }`
    const { data } = await stage.ask(query)
    const { edges, nodes, pageInfo, totalCount } = data.vaultEvents
    expect(nodes).toEqual(eventsNewestFirst.slice(0, 2).map((id) => ({ id })))
    expect(edges.map((edge: { node: object }) => edge.node)).toEqual(nodes)
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: edges[0].cursor,
      endCursor: edges[1].cursor,
    })
    expect(totalCount).toBe(5)
    const last = await stage.ask(query, { after: edges[1].cursor })
    expect(last.data.vaultEvents.pageInfo.hasPreviousPage).toBe(true)
    expect(last.data.vaultEvents.totalCount).toBe(5)
  })

  test('error: page sizes outside 1 to 200', async () => {
    const codeOf = async (first: number): Promise<string | undefined> =>
      (await stage.ask('query ($first: Int) { positions(first: $first) { nodes { id } } }', { first })).errors?.[0]
        ?.extensions.code
    expect(await codeOf(201)).toBe('PAGE_TOO_LARGE')
    expect(await codeOf(0)).toBe('BAD_PAGE_SIZE')
    expect(await codeOf(-1)).toBe('BAD_PAGE_SIZE')
    expect(await codeOf(200)).toBeUndefined()
  })

  test('error: cursors that this list and order did not hand out', async () => {
    const { data } = await stage.ask('{ positions(first: 1) { pageInfo { endCursor } } }')
    const cursor: string = data.positions.pageInfo.endCursor
    const forged = Buffer.from(JSON.stringify(['positions', 'UPDATED_AT_DESC', "1' or 1=1", '1', '1', usdc, ann]))
    const attempts = [
      { field: 'positions', args: ', orderBy: UPDATED_AT_ASC', after: cursor },
      { field: 'compartments', args: '', after: cursor },
      { field: 'positions', args: '', after: 'nonsense' },
      { field: 'positions', args: '', after: '' },
      { field: 'positions', args: '', after: `${cursor}!` },
      { field: 'positions', args: '', after: forged.toString('base64url') },
      { field: 'assets', args: '', after: cursor },
    ]
    for (const { field, args, after } of attempts) {
      const { errors } = await stage.ask(
        `query ($after: String) { ${field}(after: $after ${args}) { nodes { id } } }`,
        {
          after,
        },
      )
      expect(
        errors?.map((error) => error.extensions.code),
        `${field} ${args} ${after}`,
      ).toEqual(['BAD_CURSOR'])
    }
  })
})

describe('filters', () => {
  const idsWhere = async (field: string, where: object, type: string): Promise<readonly string[]> => {
    const key = field === 'messages' ? 'guid' : 'id'
    const { data, errors } = await stage.ask(
      `query ($where: ${type}) { list: ${field}(where: $where) { totalCount nodes { id: ${key} } } }`,
      { where },
    )
    expect(errors).toBeUndefined()
    const ids: readonly string[] = data.list.nodes.map((node: { id: string }) => node.id)
    expect(data.list.totalCount).toBe(ids.length)
    return ids
  }
  const positions = (where: object) => idsWhere('positions', where, 'PositionWhere')

  test('default: equality, lists and ranges', async () => {
    expect(await positions({ chainId: 31_002 })).toEqual(newestFirst.slice(1, 3))
    expect(await positions({ chainId_in: [31_001, 31_002] })).toEqual(newestFirst)
    expect(await positions({ hostChainId: 31_001 })).toEqual(newestFirst.slice(1, 3))
    expect(await positions({ asset: weth })).toEqual(newestFirst.slice(0, 1))
    expect(await positions({ account_in: [repeated('1'), ann] })).toEqual([
      newestFirst[0],
      newestFirst[2],
      newestFirst[6],
    ])
    expect(await positions({ totalLocked_gte: wethLocked })).toEqual(newestFirst.slice(0, 1))
    expect(await positions({ totalLocked_gte: '1000000', totalLocked_lte: '2000000' })).toEqual(newestFirst.slice(5))
    expect(await positions({ updatedAt_gte: '2027-01-15T08:01:30Z' })).toEqual(newestFirst.slice(0, 1))
    expect(await positions({ updatedAt_gte: '2027-01-15T08:01:30.001Z' })).toEqual([])
  })

  test('behavior: addresses match in any case', async () => {
    expect(await positions({ account: ann.toUpperCase().replace('0X', '0x') })).toEqual(newestFirst.slice(0, 1))
  })

  test('behavior: and, or and their nesting', async () => {
    const one = { account: repeated('1') }
    const two = { account: repeated('2') }
    expect(await positions({ or: [one, two], chainId: 31_001 })).toEqual(newestFirst.slice(5))
    expect(await positions({ and: [one, { chainId: 31_002 }] })).toEqual([newestFirst[2]])
    expect(await positions({ or: [{ and: [one, { chainId: 31_002 }] }, { asset: weth }] })).toEqual([
      newestFirst[0],
      newestFirst[2],
    ])
  })

  test('behavior: null is no condition, an empty list matches nothing', async () => {
    expect(await positions({ account: null })).toEqual(newestFirst)
    expect(await positions({ account_in: [] })).toEqual([])
    expect(await positions({ or: [] })).toEqual([])
    expect(await positions({ and: [] })).toEqual(newestFirst)
  })

  test('behavior: vault events by kind, account, transaction, amount and time', async () => {
    const events = (where: object) => idsWhere('vaultEvents', where, 'VaultEventWhere')
    expect(await events({ kind: 'RELEASE' })).toEqual(['31001:64:1'])
    expect(await events({ account: ann })).toEqual(['31001:64:1', '31001:61:0', '31001:60:0'])
    expect(await events({ guid: guids.settled })).toEqual(['31001:64:0'])
    expect(await events({ txHash: hash(610) })).toEqual(['31001:61:0'])
    expect(await events({ amount_gte: '1000001' })).toEqual(['31001:61:0'])
    expect(await events({ time_lte: '2027-01-15T08:00:39Z' })).toEqual(['31001:60:0'])
    expect(await events({ or: [{ kind: 'RELEASE' }, { chainId: 31_002 }] })).toEqual(['31002:543:0', '31001:64:1'])
    expect(await events({ hostChainId: 31_003 })).toEqual([])
  })

  test('behavior: buckets and receipts by state, level and home', async () => {
    const buckets = (where: object) => idsWhere('buckets', where, 'BucketWhere')
    expect(await buckets({ state: 'NO_MINT' })).toEqual([`31002:${wethOnBeta}`])
    expect(await buckets({ state_in: ['OPEN', 'STOPPED'] })).toEqual([`31001:${wbtcOnAlpha}`, `31002:${usdcOnBeta}`])
    expect(await buckets({ level_gte: '850000000000000123', chainId: 31_002, asset: usdc })).toEqual([
      `31002:${usdcOnBeta}`,
    ])
    expect(await buckets({ level_gte: '850000000000000124', asset: usdc })).toEqual([])
    expect(await buckets({ homeChainId: 31_002 })).toEqual([`31001:${wbtcOnAlpha}`])
    expect(await idsWhere('receipts', { receipt: usdcOnBeta }, 'BucketWhere')).toEqual([`31002:${usdcOnBeta}`])
    expect(await idsWhere('receiptHoldings', { account: bob, asset: usdc }, 'ReceiptHoldingWhere')).toEqual([
      `31002:${usdcOnBeta}:${bob}`,
    ])
  })

  test('behavior: assets are filtered without a database', async () => {
    const assets = (where: object) => idsWhere('assets', where, 'AssetWhere')
    expect(await assets({ symbol_in: ['WETH', 'WBTC'] })).toEqual([`31001:${weth}`, `31002:${wbtc}`])
    expect(await assets({ or: [{ chainId: 31_002 }, { address: usdc }] })).toEqual([`31001:${usdc}`, `31002:${wbtc}`])
  })

  test('error: chains that the deployment does not have', async () => {
    for (const where of [{ chainId: 1 }, { hostChainId_in: [31_001, 1] }, { or: [{ chainId: 1 }] }]) {
      const { errors } = await stage.ask(
        'query ($where: PositionWhere) { positions(where: $where) { nodes { id } } }',
        { where },
      )
      expect(errors?.[0]?.extensions.code).toBe('UNKNOWN_CHAIN')
    }
  })

  test('error: filters beyond their limits', async () => {
    const nest = (depth: number): object => (depth === 0 ? { account: ann } : { and: [nest(depth - 1)] })
    const wheres = [
      nest(5),
      { account_in: Array.from({ length: 201 }, () => ann) },
      { or: Array.from({ length: 101 }, () => ({ account: ann })) },
    ]
    for (const where of wheres) {
      const { errors } = await stage.ask(
        'query ($where: PositionWhere) { positions(where: $where) { nodes { id } } }',
        { where },
      )
      expect(errors?.[0]?.extensions.code).toBe('FILTER_TOO_LARGE')
    }
    expect(await positions(nest(4))).toEqual(newestFirst.slice(0, 1))
  })

  test('error: values that are not of their type', async () => {
    const wheres = [
      { account: '0x12' },
      { totalLocked_gte: '1.5' },
      { totalLocked_gte: '1'.repeat(79) },
      { updatedAt_gte: 'yesterday' },
      { chainId: 'alpha' },
      { nothing: 1 },
    ]
    const codes: (string | undefined)[] = []
    for (const where of wheres) {
      const { errors } = await stage.ask(
        'query ($where: PositionWhere) { positions(where: $where) { nodes { id } } }',
        { where },
      )
      codes.push(errors?.[0]?.extensions.code)
    }
    expect(codes).toEqual(['BAD_VALUE', 'BAD_VALUE', 'BAD_VALUE', 'BAD_VALUE', 'BAD_REQUEST', 'BAD_REQUEST'])
    const literal = await stage.ask('{ positions(where: { account: "0x12" }) { nodes { id } } }')
    expect(literal.errors?.[0]?.extensions.code).toBe('BAD_VALUE')
  })
})

describe('single objects and full answers', () => {
  test('default: a position with amounts beyond 2^53 in 18 decimals', async () => {
    const { data, errors } = await stage.ask(
      `query ($id: ID!) {
        position(id: $id) {
          id account home { id name } host { id eid } asset { id symbol decimals listed price { usd answer decimals round feed ageSeconds observedAt } }
          totalLocked { raw decimals value usd } totalReleased { raw value usd } lockCount releaseCount openedAt updatedAt updatedBlock
          compartment { id vault locked { raw } totalLocked { raw } lockCount openedAt }
        }
      }`,
      { id: newestFirst[0] },
    )
    expect(errors).toBeUndefined()
    expect(data.position).toEqual({
      id: `31001:31002:${weth}:${ann}`,
      account: '0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa',
      home: { id: 31_001, name: 'alpha' },
      host: { id: 31_002, eid: 40_002 },
      asset: {
        id: `31001:${weth}`,
        symbol: 'WETH',
        decimals: 18,
        listed: true,
        price: {
          usd: '2500.12345678',
          answer: '250012345678',
          decimals: 8,
          round: '10',
          feed: repeated('5'),
          ageSeconds: 40,
          observedAt: '2027-01-15T08:01:00Z',
        },
      },
      // 123456789012.34567890123456789 × 2500.12345678, worked out by hand with 80 digits.
      totalLocked: {
        raw: '123456789012345678901234567890',
        decimals: 18,
        value: '123456789012.34567890123456789',
        usd: '308657214108504.8008308504800827763907942',
      },
      totalReleased: { raw: '0', value: '0', usd: '0' },
      lockCount: 2,
      releaseCount: 0,
      openedAt: '2027-01-15T08:00:10Z',
      updatedAt: '2027-01-15T08:01:30Z',
      updatedBlock: '100',
      compartment: {
        id: `31001:31002:${weth}`,
        vault: repeated('7'),
        locked: { raw: '123456789012345678901234567890' },
        totalLocked: { raw: '123456789012345678901234567890' },
        lockCount: 3,
        openedAt: '2027-01-15T07:59:50Z',
      },
    })
  })

  test('default: a bucket in 6 decimals, its receipt, room and utilisation', async () => {
    const { data, errors } = await stage.ask(
      `query ($id: ID!) {
        bucket(id: $id) {
          id state ownState tightenedUntil backing host { name } home { name } asset { symbol } held { raw }
          limiter {
            burst { value } refillPerSecond { value } perMessageMax { value } perMessageMin { value }
            delayThreshold { value } delaySeconds
          }
          receipt { id address name symbol decimals chain { id } totalSupply { value usd } bucket { id } }
          capacity { raw } level { raw value usd } room { raw value } utilisation
          totalMinted { raw } totalBurned { raw } mintCount burnCount openedAt updatedBlock
        }
      }`,
      { id: `31002:${usdcOnBeta}` },
    )
    expect(errors).toBeUndefined()
    expect(data.bucket).toEqual({
      id: `31002:${usdcOnBeta}`,
      state: 'OPEN',
      ownState: 'OPEN',
      tightenedUntil: null,
      backing: '1',
      held: { raw: '0' },
      limiter: {
        burst: { value: '500' },
        refillPerSecond: { value: '5' },
        perMessageMax: { value: '50' },
        perMessageMin: { value: '0.00001' },
        delayThreshold: { value: '6' },
        delaySeconds: 600,
      },
      host: { name: 'beta' },
      home: { name: 'alpha' },
      asset: { symbol: 'USDC' },
      receipt: {
        id: `31002:${usdcOnBeta}`,
        address: '0x00000000000000000000000000000000000000C1',
        name: 'USDC from alpha',
        symbol: 'aUSDC',
        decimals: 6,
        chain: { id: 31_002 },
        totalSupply: { value: '850000000000.000123', usd: '849915000000.0001229877' },
        bucket: { id: `31002:${usdcOnBeta}` },
      },
      capacity: { raw: '1000000000000000000' },
      level: { raw: '850000000000000123', value: '850000000000.000123', usd: '849915000000.0001229877' },
      room: { raw: '149999999999999877', value: '149999999999.999877' },
      // 0.850000000000000123, rounded up.
      utilisation: '0.850001',
      totalMinted: { raw: '950000000000000123' },
      totalBurned: { raw: '100000000000000000' },
      mintCount: 2,
      burnCount: 1,
      openedAt: '2027-01-15T07:59:50Z',
      updatedBlock: '100',
    })
  })

  test('behavior: what a guardian laid over a bucket is in force until it lapses by the indexed block time', async () => {
    const query = `{
      bucket(id: "31002:${usdcOnBeta}") { state ownState tightenedUntil }
      buckets(where: { state: NOT_ELIGIBLE }) { totalCount }
      receiptHoldings(where: { receipt: "${usdcOnBeta}", account: "${bob}" }) { nodes { receipt { bucket { state } } } }
      exposure(where: { chainId: 31002, role: HOST, asset: "${usdc}" }) { state }
    }`
    const lay = (overlay: number, until: number, own = 0) => stage.sql`
      update indexed_beta.bucket set overlay_state = ${overlay}, overlay_until = ${until}, own_state = ${own}
      where receipt = ${usdcOnBeta}`
    const answer = async () => {
      const { data, errors } = await stage.ask(query)
      expect(errors).toBeUndefined()
      const state = data.bucket.state
      expect(data.buckets.totalCount).toBe(state === 'NOT_ELIGIBLE' ? 1 : 0)
      expect(data.receiptHoldings.nodes).toEqual([{ receipt: { bucket: { state } } }])
      expect(data.exposure).toEqual([{ state }])
      return data.bucket
    }
    const open = { state: 'OPEN', ownState: 'OPEN', tightenedUntil: null }
    // Beta's newest indexed block has the time 08:00:00; the API's clock is 100 seconds further.
    const indexed = blockTime(beta, 500)
    await lay(2, indexed + 1)
    expect(await answer()).toEqual({ ...open, state: 'NOT_ELIGIBLE', tightenedUntil: '2027-01-15T08:00:01Z' })
    await lay(2, indexed)
    expect(await answer()).toEqual(open)
    // Laid over something tighter, it changes nothing.
    await lay(2, indexed + 1, 3)
    expect(await answer()).toEqual({ state: 'STOPPED', ownState: 'STOPPED', tightenedUntil: null })
    await lay(0, 0)
    expect(await answer()).toEqual(open)
  })

  test('behavior: a compartment under review, with a loss, and its limits', async () => {
    const { sql } = stage
    const query = `{
      compartments(where: { hostChainId: 31003 }) { nodes {
        state ownState tightenedUntil backing capacity { raw } held { raw } totalVoided { raw } totalLoss { value }
        lockLimiter { burst { value } perMessageMin { raw } delaySeconds }
        exitLimiter { perMessageMax { value } perMessageMin { raw } delayThreshold { value } delaySeconds }
      } }
      positions(where: { hostChainId: 31002, account: "${ann}" }) { nodes { compartment { state backing } } }
    }`
    // Alpha's newest indexed block has the time 08:01:37.
    await sql`
      update indexed_alpha.compartment
      set overlay_state = 2, overlay_until = ${blockTime(alpha, 118) + 60}, own_state = 1, backing = 987654321,
        total_voided = 3, total_loss = 1500000
      where dst_eid = ${gamma.eid}`
    const { data, errors } = await stage.ask(query)
    expect(errors).toBeUndefined()
    expect(data.compartments.nodes).toEqual([
      {
        state: 'REVIEW',
        ownState: 'NO_LOCK',
        tightenedUntil: '2027-01-15T08:02:37Z',
        backing: '0.987654321',
        capacity: { raw: '1000000000000000000' },
        held: { raw: '0' },
        totalVoided: { raw: '3' },
        totalLoss: { value: '1.5' },
        lockLimiter: { burst: { value: '400' }, perMessageMin: { raw: '8' }, delaySeconds: 0 },
        exitLimiter: {
          perMessageMax: { value: '5' },
          perMessageMin: { raw: '0' },
          delayThreshold: { value: '60' },
          delaySeconds: 60,
        },
      },
    ])
    expect(data.positions.nodes).toEqual([{ compartment: { state: 'OPEN', backing: '1' } }])
    await sql`
      update indexed_alpha.compartment
      set overlay_state = 0, overlay_until = 0, own_state = 0, backing = 1000000000, total_voided = 0, total_loss = 0
      where dst_eid = ${gamma.eid}`
  })

  test('behavior: a bucket above its capacity has no room, one without price no dollars', async () => {
    const { data } = await stage.ask(`{
      over: bucket(id: "31002:${wethOnBeta}") { room { raw } utilisation state }
      unpriced: bucket(id: "31001:${wbtcOnAlpha}") { level { value usd price { round } } asset { price { round } } }
    }`)
    expect(data).toEqual({
      over: { room: { raw: '0' }, utilisation: '3', state: 'NO_MINT' },
      unpriced: { level: { value: '2.5', usd: null, price: null }, asset: { price: null } },
    })
  })

  test('behavior: a lock and a release with the running totals after them', async () => {
    const { data, errors } = await stage.ask(`{
      vaultEvents(where: { blockNumber_gte: "61", chainId: 31001 }) {
        nodes {
          __typename id kind account amount { value } lockedAfter { value } time txHash blockHash guid logIndex blockNumber
          ... on LockEvent { receiver refundTo totalLockedAfter { raw } accountTotalLockedAfter { raw } }
          ... on ReleaseEvent { receiver totalReleasedAfter { raw } accountTotalReleasedAfter { raw } }
        }
      }
    }`)
    expect(errors).toBeUndefined()
    const checksummed = {
      ann: '0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa',
      bob: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB',
    }
    expect(data.vaultEvents.nodes[0]).toEqual({
      __typename: 'ReleaseEvent',
      id: '31001:64:1',
      kind: 'RELEASE',
      account: checksummed.ann,
      amount: { value: '0.5' },
      lockedAfter: { value: '3.5' },
      time: '2027-01-15T08:00:43Z',
      txHash: hash(641),
      blockHash: hash(64),
      guid: hash('cc64'),
      logIndex: 1,
      blockNumber: '64',
      receiver: checksummed.ann,
      totalReleasedAfter: { raw: '500000' },
      accountTotalReleasedAfter: { raw: '500000' },
    })
    expect(data.vaultEvents.nodes[2]).toMatchObject({
      __typename: 'LockEvent',
      id: '31001:61:0',
      amount: { value: '2' },
      receiver: checksummed.bob,
      refundTo: checksummed.ann,
      totalLockedAfter: { raw: '3000000' },
      accountTotalLockedAfter: { raw: '3000000' },
    })
  })

  test('behavior: every kind of event of a vault, with the totals after it', async () => {
    const common = { dst_eid: beta.eid, asset: usdc, account: bob, amount: 1_000_000 }
    const given = { guid: hash('dd'), lock_guid: hash('ee'), refund_to: bob }
    const events = [
      { event: 'refunded', ...given, total_refunded: 7, account_total_refunded: 5 },
      { event: 'rescued', ...given, total_refunded: 8, account_total_refunded: 6 },
      { event: 'voided', guid: hash('dd'), receiver: bob, total_voided: 9 },
      { event: 'paid-below-par', guid: hash('dd'), receiver: bob, total_loss: 10 },
      { event: 'payout-failed', guid: hash('dd'), receiver: bob, claimable: 11 },
      { event: 'claimed', receiver: ann, claimable: 0 },
    ]
    for (const [at, event] of events.entries()) {
      await vaultEvent(stage.sql, alpha, { ...eventColumns(alpha, 90 + at), ...common, ...event })
    }
    const { data, errors } = await stage.ask(`{
      vaultEvents(where: { blockNumber_gte: "90", chainId: 31001 }, orderBy: TIME_ASC) {
        nodes {
          __typename kind guid
          ... on UndoneLockEvent { lockGuid totalRefundedAfter { raw } accountTotalRefundedAfter { raw } }
          ... on VoidedReleaseEvent { totalVoidedAfter { raw } }
          ... on ShortfallEvent { totalLossAfter { raw } }
          ... on ClaimEvent { receiver claimableAfter { raw } }
        }
      }
      some: vaultEvents(where: { kind_in: [VOID, CLAIM], blockNumber_gte: "90" }) { totalCount }
    }`)
    expect(errors).toBeUndefined()
    const guid = hash('dd')
    const undone = { __typename: 'UndoneLockEvent', guid, lockGuid: hash('ee') }
    expect(data.vaultEvents.nodes).toEqual([
      { ...undone, kind: 'REFUND', totalRefundedAfter: { raw: '7' }, accountTotalRefundedAfter: { raw: '5' } },
      { ...undone, kind: 'RESCUE', totalRefundedAfter: { raw: '8' }, accountTotalRefundedAfter: { raw: '6' } },
      { __typename: 'VoidedReleaseEvent', kind: 'VOID', guid, totalVoidedAfter: { raw: '9' } },
      { __typename: 'ShortfallEvent', kind: 'SHORTFALL', guid, totalLossAfter: { raw: '10' } },
      expect.objectContaining({ kind: 'PAYOUT_FAILED', guid, claimableAfter: { raw: '11' } }),
      expect.objectContaining({ kind: 'CLAIM', guid: null, claimableAfter: { raw: '0' } }),
    ])
    expect(data.some).toEqual({ totalCount: 2 })
    await stage.sql`delete from indexed_alpha.vault_event where block_number >= 90`
  })

  test('behavior: an account over all chains', async () => {
    const { data, errors } = await stage.ask(
      `query ($address: Address!) {
        account(address: $address) {
          address
          positions { nodes { id } }
          receiptHoldings { totalCount nodes { id balance { raw } } }
          vaultEvents(first: 1) { totalCount nodes { id } }
          messages(where: { kind: RELEASE }) { nodes { guid } }
        }
      }`,
      { address: bob },
    )
    expect(errors).toBeUndefined()
    expect(data.account).toEqual({
      address: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB',
      positions: { nodes: [] },
      receiptHoldings: {
        totalCount: 2,
        nodes: [
          { id: `31001:${wbtcOnAlpha}:${bob}`, balance: { raw: '250000000' } },
          { id: `31002:${usdcOnBeta}:${bob}`, balance: { raw: '123' } },
        ],
      },
      vaultEvents: { totalCount: 2, nodes: [{ id: '31002:543:0' }] },
      messages: { nodes: [{ guid: guids.release }] },
    })
  })

  test('behavior: what does not exist is null', async () => {
    const { data, errors } = await stage.ask(`{
      asset(id: "31001:${repeated('f')}") { id }
      bucket(id: "31001:${repeated('f')}") { id }
      position(id: "31001:31002:${usdc}:${repeated('f')}") { id }
      message(guid: "${hash(1)}") { guid }
    }`)
    expect(errors).toBeUndefined()
    expect(data).toEqual({ asset: null, bucket: null, position: null, message: null })
  })

  test('behavior: ids are taken in any case', async () => {
    const { data } = await stage.ask(`{ bucket(id: "31002:${usdcOnBeta.toUpperCase().replace('0X', '0x')}") { id } }`)
    expect(data.bucket).toEqual({ id: `31002:${usdcOnBeta}` })
  })

  test('error: ids of no form, and of unknown chains', async () => {
    const codes = async (field: string): Promise<readonly (string | undefined)[] | undefined> =>
      (await stage.ask(`{ ${field} }`)).errors?.map((error) => error.extensions.code)
    expect(await codes('asset(id: "nonsense") { id }')).toEqual(['BAD_ID'])
    expect(await codes('bucket(id: "31001") { id }')).toEqual(['BAD_ID'])
    expect(await codes(`bucket(id: "031001:${usdc}") { id }`)).toEqual(['BAD_ID'])
    expect(await codes(`position(id: "31001:${usdc}") { id }`)).toEqual(['BAD_ID'])
    expect(await codes('message(guid: "0x1234") { guid }')).toEqual(['BAD_ID'])
    expect(await codes(`bucket(id: "1:${usdc}") { id }`)).toEqual(['UNKNOWN_CHAIN'])
    expect(await codes('chain(id: 1) { id }')).toEqual(['UNKNOWN_CHAIN'])
    expect(deployment.chains.map((chain) => chain.chainId)).toContain(gamma.id)
  })
})
