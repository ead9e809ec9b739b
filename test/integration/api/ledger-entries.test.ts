import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accounts } from '../../../domain/ledger-account.ts'
import { type ApiStage, alpha, beta, gamma, hash, startApiStage, usdc, weth } from './api-stage.ts'

/*
 * What the guard has posted of two buckets of alpha's assets on beta and gamma: block n at second 1,000,000 + n, but for the entries of a
 * transaction, which all have its moment. No chain is indexed: the ledger is no index's.
 */
let stage: ApiStage
const start = 1_000_000

const entries = [
  {
    chain: alpha,
    block: 10,
    log: 1,
    host: beta,
    asset: usdc,
    phase: 'announced',
    event: 'locked',
    ...moves('locks', 'transit-out'),
  },
  {
    chain: alpha,
    block: 10,
    log: 1,
    host: beta,
    asset: usdc,
    phase: 'booked',
    event: 'locked',
    ...moves('depositors', 'locked'),
  },
  {
    chain: beta,
    block: 11,
    log: 4,
    host: beta,
    asset: usdc,
    phase: 'booked',
    event: 'minted',
    ...moves('transit-out', 'outstanding'),
  },
  {
    chain: alpha,
    block: 12,
    log: 0,
    host: gamma,
    asset: weth,
    phase: 'booked',
    event: 'exit-held',
    ...moves('locked', 'exits-held'),
  },
  {
    chain: gamma,
    block: 12,
    log: 7,
    host: gamma,
    asset: weth,
    phase: 'booked',
    event: 'held',
    ...moves('transit-out', 'refund-only'),
  },
] as const
const guidOf = (nth: number): string => hash(`a${nth}`)

function moves<From extends string, To extends string>(from: From, to: To): { readonly from: From; readonly to: To } {
  return { from, to }
}

beforeAll(async () => {
  stage = await startApiStage()
  const { sql } = stage
  for (const [host, asset] of [
    [beta.id, usdc],
    [gamma.id, weth],
    // Of a chain that the deployment does not have.
    [99_999, usdc],
  ] as const) {
    const bucket = { host_chain_id: host, home_chain_id: alpha.id, asset }
    const through = { home_booked_number: 0, home_announced_number: 0, host_booked_number: 0, host_announced_number: 0 }
    await sql`insert into bulkhead.ledger_bucket ${sql({ ...bucket, ...through })}`
    for (const account of accounts) await sql`insert into bulkhead.ledger_balance ${sql({ ...bucket, account })}`
  }
  for (const [nth, { chain, block, log, host, asset, phase, event, from, to }] of entries.entries()) {
    await sql`insert into bulkhead.ledger_entry ${sql({
      chain_id: chain.id,
      block_hash: hash(`b${block}`),
      log_index: log,
      phase,
      part: 0,
      block_number: block,
      host_chain_id: host.id,
      home_chain_id: alpha.id,
      asset,
      event_kind: event,
      guid: nth === 3 ? null : guidOf(nth),
      from_account: from,
      to_account: to,
      amount: String(10n ** 20n + BigInt(nth)),
      posted_at: new Date((start + block) * 1_000),
    })}`
  }
  await sql`
    insert into bulkhead.ledger_entry (chain_id, block_hash, log_index, phase, part, block_number, host_chain_id, home_chain_id, asset,
      event_kind, from_account, to_account, amount)
    values (${alpha.id}, ${hash('f')}, 0, 'booked', 0, 1, 99999, ${alpha.id}, ${usdc}, 'locked', 'depositors', 'locked', 1)`
})
afterAll(() => stage?.close())

async function amounts(where: object, orderBy = 'POSTED_ASC'): Promise<readonly number[]> {
  const query = `query ($where: LedgerEntryWhere, $orderBy: LedgerEntryOrder) {
    ledgerEntries(where: $where, orderBy: $orderBy) { nodes { amount { raw } } totalCount } }`
  const { data, errors } = await stage.ask(query, { where, orderBy })
  expect(errors).toBeUndefined()
  const found = data.ledgerEntries.nodes.map(({ amount }: { amount: { raw: string } }) =>
    Number(BigInt(amount.raw) - 10n ** 20n),
  )
  expect(data.ledgerEntries.totalCount).toBe(found.length)
  return found
}

describe('ledgerEntries', () => {
  test('default: the journal of the known buckets, newest first', async () => {
    const { data, errors } = await stage.ask(`{ ledgerEntries(first: 1, where: { chainId: ${beta.id} }) { nodes {
      id chain { id } home { id } host { id } asset { symbol } phase event guid from to amount { raw value } blockNumber blockHash logIndex
      postedAt } } }`)
    expect(errors).toBeUndefined()
    expect(data.ledgerEntries.nodes).toEqual([
      {
        id: `${beta.id}:${hash('b11')}:4:booked:0`,
        chain: { id: beta.id },
        home: { id: alpha.id },
        host: { id: beta.id },
        asset: { symbol: 'USDC' },
        phase: 'BOOKED',
        event: 'minted',
        guid: guidOf(2),
        from: 'TRANSIT_OUT',
        to: 'OUTSTANDING',
        amount: { raw: String(10n ** 20n + 2n), value: '100000000000000.000002' },
        blockNumber: '11',
        blockHash: hash('b11'),
        logIndex: 4,
        postedAt: '1970-01-12T13:46:51.000Z',
      },
    ])
    expect(await amounts({}, 'POSTED_DESC')).toEqual([4, 3, 2, 1, 0])
    expect(await amounts({}, 'POSTED_ASC')).toEqual([0, 1, 2, 3, 4])
  })

  test('behavior: it is walked to its end one by one in both orders, entries of one moment too', async () => {
    for (const orderBy of ['POSTED_ASC', 'POSTED_DESC']) {
      const seen: string[] = []
      for (let after: string | null = null; ; ) {
        const query = `query ($after: String, $orderBy: LedgerEntryOrder) { ledgerEntries(first: 1, orderBy: $orderBy, after: $after) {
          nodes { amount { raw } } pageInfo { hasNextPage endCursor } } }`
        const { data, errors } = await stage.ask(query, { after, orderBy })
        expect(errors).toBeUndefined()
        seen.push(...data.ledgerEntries.nodes.map(({ amount }: { amount: { raw: string } }) => amount.raw.at(-1)))
        if (!data.ledgerEntries.pageInfo.hasNextPage) break
        after = data.ledgerEntries.pageInfo.endCursor
      }
      expect(seen.join('')).toBe(orderBy === 'POSTED_ASC' ? '01234' : '43210')
    }
  })

  test('behavior: filters', async () => {
    expect(await amounts({ chainId: alpha.id })).toEqual([0, 1, 3])
    expect(await amounts({ hostChainId: gamma.id })).toEqual([3, 4])
    expect(await amounts({ homeChainId_in: [beta.id] })).toEqual([])
    expect(await amounts({ asset: weth })).toEqual([3, 4])
    expect(await amounts({ guid_in: [guidOf(0), guidOf(4)] })).toEqual([0, 4])
    expect(await amounts({ phase: 'ANNOUNCED' })).toEqual([0])
    expect(await amounts({ account: 'TRANSIT_OUT' })).toEqual([0, 2, 4])
    expect(await amounts({ account_in: ['EXITS_HELD', 'DEPOSITORS'] })).toEqual([1, 3])
    expect(await amounts({ from: 'TRANSIT_OUT', to_in: ['REFUND_ONLY', 'OUTSTANDING'] })).toEqual([2, 4])
    expect(await amounts({ blockNumber_gte: 11, blockNumber_lte: 11 })).toEqual([2])
    const at = (block: number): string => new Date((start + block) * 1_000).toISOString()
    expect(await amounts({ postedAt_gte: at(11), postedAt_lte: at(12) })).toEqual([2, 3, 4])
    expect(await amounts({ or: [{ phase: 'ANNOUNCED' }, { asset: weth, chainId: gamma.id }] })).toEqual([0, 4])
  })

  test('invariant: every account of the ledger has its name in the schema', async () => {
    const { data } = await stage.ask('{ __type(name: "LedgerAccount") { enumValues { name } } }')
    const names = data.__type.enumValues.map(({ name }: { name: string }) => name)
    expect([...names].sort()).toEqual(accounts.map((name) => name.toUpperCase().replaceAll('-', '_')).sort())
  })

  test('behavior: a page is read from an index, however long the journal', async () => {
    const plan = await stage.sql.unsafe<{ 'QUERY PLAN': string }[]>(
      `explain select * from bulkhead.ledger_entry e
      order by trunc(extract(epoch from e.posted_at at time zone 'UTC') * 1000000) desc, e.chain_id desc, e.block_number::numeric desc,
        e.log_index desc, ((e.phase = 'booked')::integer) desc, (e.part::integer) desc, e.block_hash desc limit 51`,
    )
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('ledger_entry_by_posting')
  })
})
