import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { messageStateExpression } from '../../../database/api/message-facts.ts'
import { run, sql } from '../../../database/api/sql.ts'
import { messageState } from '../../../domain/message-state.ts'
import { type ApiStage, hash, repeated, startApiStage, usdc } from './api-stage.ts'
import { guids, lostGuid, seed } from './seed.ts'

let stage: ApiStage

beforeAll(async () => {
  stage = await startApiStage()
  await seed(stage.sql)
})

afterAll(() => stage?.close())

const states = {
  [guids.settled]: 'SETTLED',
  [guids.executed]: 'EXECUTED',
  [guids.verified]: 'VERIFIED',
  [guids.verifiable]: 'VERIFIABLE',
  [guids.attested]: 'ATTESTED',
  [guids.final]: 'FINAL',
  [guids.sent]: 'SENT',
  [guids.orphaned]: 'ORPHANED',
  [guids.release]: 'SENT',
  [guids.noop]: 'FINAL',
}

describe('state', () => {
  test('default: every state from hand-made facts', async () => {
    const { data, errors } = await stage.ask('{ messages { totalCount nodes { guid state waitingFor } } }')
    expect(errors).toBeUndefined()
    expect(data.messages.totalCount).toBe(10)
    const answered = data.messages.nodes.map((node: { guid: string; state: string }) => [node.guid, node.state])
    expect(Object.fromEntries(answered)).toEqual(states)
    const waiting = data.messages.nodes.map((node: { guid: string; waitingFor: string }) => [
      node.guid,
      node.waitingFor,
    ])
    expect(Object.fromEntries(waiting)).toEqual({
      [guids.settled]: null,
      [guids.executed]: 'Finality of its execution on beta.',
      [guids.verified]: 'Another execution on beta; the last one failed: the bucket is full',
      [guids.verifiable]: 'A relay transaction on beta.',
      [guids.attested]: 'Verification by the other required DVNs on beta.',
      [guids.final]: 'Signatures of our attestors.',
      [guids.sent]: 'Finality of block 117 on alpha: final up to 116.',
      [guids.orphaned]: null,
      [guids.release]: 'Finality of block 496 on beta: final up to 495.',
      [guids.noop]: 'Signatures of our attestors.',
    })
  })

  test.each(['SETTLED', 'EXECUTED', 'VERIFIED', 'VERIFIABLE', 'ATTESTED', 'FINAL', 'SENT', 'ORPHANED'])(
    'behavior: the filter by state finds exactly those in %s, page by page',
    async (state) => {
      const expected = Object.entries(states)
        .filter(([, each]) => each === state)
        .map(([guid]) => guid)
      const found: string[] = []
      let after: string | null = null
      do {
        const { data, errors } = await stage.ask(
          `query ($state: MessageState, $after: String) {
            messages(where: { state: $state }, first: 1, after: $after) {
              totalCount nodes { guid state } pageInfo { hasNextPage endCursor }
            }
          }`,
          { state, after },
        )
        expect(errors).toBeUndefined()
        expect(data.messages.totalCount).toBe(expected.length)
        for (const node of data.messages.nodes) {
          expect(node.state).toBe(state)
          found.push(node.guid)
        }
        after = data.messages.pageInfo.hasNextPage ? data.messages.pageInfo.endCursor : null
      } while (after !== null)
      expect(found.sort()).toEqual(expected.sort())
    },
  )

  test('invariant: SQL decides the state as the domain does, for every combination of facts', async () => {
    const statement = sql<Record<string, boolean | string>[]>`
      select f.*, ${messageStateExpression({
        final: sql`f.final`,
        attested: sql`f.attested`,
        verifiable: sql`f.verifiable`,
        verified: sql`f.verified`,
        executed: sql`f.executed`,
        executionFinal: sql`f.execution_final`,
        held: sql`f.held`,
        sentHome: sql`f.sent_home`,
        paidBack: sql`f.paid_back`,
        orphaned: sql`f.orphaned`,
      })} as state
      from (
        select n, n & 1 > 0 as final, n & 2 > 0 as attested, n & 4 > 0 as verifiable, n & 8 > 0 as verified,
          n & 16 > 0 as executed, n & 32 > 0 as execution_final, n & 64 > 0 as orphaned,
          n & 128 > 0 as held, n & 256 > 0 as sent_home, n & 512 > 0 as paid_back
        from generate_series(0, 1023) n) f`
    const rows = await run(stage.sql, statement)
    expect(rows).toHaveLength(1024)
    for (const row of rows) {
      const facts = {
        final: row['final'] === true,
        attested: row['attested'] === true,
        verifiable: row['verifiable'] === true,
        verified: row['verified'] === true,
        executed: row['executed'] === true,
        executionFinal: row['execution_final'] === true,
        held: row['held'] === true,
        sentHome: row['sent_home'] === true,
        paidBack: row['paid_back'] === true,
        orphaned: row['orphaned'] === true,
      }
      expect(row['state'], JSON.stringify(facts)).toBe(messageState(facts))
    }
  })
})

describe('one message', () => {
  test('default: the whole way of a settled message, with our transactions', async () => {
    const { data, errors } = await stage.ask(
      `query ($guid: Bytes!) {
        message(guid: $guid) {
          guid kind state waitingFor lane { source { id } destination { id } } pathway { srcEid sender dstEid receiver }
          nonce asset { id } amount { raw value usd } sender receiver blockNumber txHash sentAt payloadHash outcome
          steps { name reached chain { name } blockNumber txHash at by addresses outcome }
          attempts { txHash state chain { id } signer nonce intendedAt broadcastAt resolvedAt blockNumber gasUsed }
        }
      }`,
      { guid: guids.settled },
    )
    expect(errors).toBeUndefined()
    const relayTx = hash('dd01')
    const step = (name: string, rest: object) => ({
      name,
      reached: true,
      chain: { name: 'beta' },
      blockNumber: null,
      txHash: null,
      addresses: [],
      outcome: null,
      ...rest,
    })
    const signer = '0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE'
    expect(data.message).toEqual({
      guid: guids.settled,
      kind: 'MINT',
      state: 'SETTLED',
      waitingFor: null,
      lane: { source: { id: 31_001 }, destination: { id: 31_002 } },
      pathway: { srcEid: 40_001, sender: repeated('7'), dstEid: 40_002, receiver: repeated('8') },
      nonce: '100',
      asset: { id: `31001:${usdc}` },
      // 2^53 + 1 base units; 9007199254.740993 × 0.9999.
      amount: { raw: '9007199254740993', value: '9007199254.740993', usd: '9006298534.8155189007' },
      sender: '0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa',
      receiver: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB',
      blockNumber: '100',
      txHash: hash(1000),
      sentAt: '2027-01-15T08:01:19Z',
      payloadHash: hash(7),
      outcome: 'MINTED',
      steps: [
        step('SENT', {
          chain: { name: 'alpha' },
          blockNumber: '100',
          txHash: hash(1000),
          at: '2027-01-15T08:01:19Z',
          by: 'ACCOUNT',
          addresses: ['0xaAaAaAaaAaAaAaaAaAAAAAAAAaaaAaAaAaaAaaAa'],
        }),
        step('FINAL', { chain: { name: 'alpha' }, blockNumber: '100', at: '2027-01-15T08:01:20.000Z', by: 'CHAIN' }),
        step('ATTESTED', {
          chain: null,
          at: '2027-01-15T08:01:21.000Z',
          by: 'ATTESTORS',
          addresses: ['0xCcCCccCCccCCccccccCCcCccCCCcccccCccccccc', '0xdDdDddDdDdddDDddDDddDDDDdDdDDdDDdDDDDDDd'].map(
            (text) => expect.stringMatching(new RegExp(text, 'i')),
          ),
        }),
        step('VERIFIABLE', { at: '2027-01-15T08:01:22.000Z', by: 'DVNS' }),
        step('VERIFIED', { blockNumber: '480', txHash: relayTx, at: '2027-01-15T07:59:40Z', by: 'RELAYER' }),
        step('EXECUTED', {
          blockNumber: '480',
          txHash: relayTx,
          at: '2027-01-15T07:59:40Z',
          by: 'RELAYER',
          outcome: 'MINTED',
        }),
        step('SETTLED', { blockNumber: '480', at: '2027-01-15T08:01:31.000Z', by: 'CHAIN' }),
      ],
      attempts: [
        {
          txHash: hash('dd00'),
          state: 'SUPERSEDED',
          chain: { id: 31_002 },
          signer: expect.stringMatching(new RegExp(signer, 'i')),
          nonce: '5',
          intendedAt: '2027-01-15T08:01:22.000Z',
          broadcastAt: '2027-01-15T08:01:22.000Z',
          resolvedAt: '2027-01-15T08:01:23.000Z',
          blockNumber: null,
          gasUsed: null,
        },
        expect.objectContaining({ txHash: relayTx, state: 'SUCCEEDED', blockNumber: '480', gasUsed: '133000' }),
      ],
    })
  })

  test('behavior: what somebody else executed is executed, attested by us or not', async () => {
    const { data } = await stage.ask(
      'query ($guid: Bytes!) { message(guid: $guid) { state outcome attempts { txHash } steps { name reached by } } }',
      { guid: guids.executed },
    )
    expect(data.message).toEqual({
      state: 'EXECUTED',
      outcome: 'NONE',
      attempts: [],
      steps: [
        { name: 'SENT', reached: true, by: 'ACCOUNT' },
        { name: 'FINAL', reached: true, by: 'CHAIN' },
        { name: 'ATTESTED', reached: false, by: null },
        { name: 'VERIFIABLE', reached: false, by: null },
        { name: 'VERIFIED', reached: true, by: 'ANYONE' },
        { name: 'EXECUTED', reached: true, by: 'ANYONE' },
        { name: 'SETTLED', reached: false, by: null },
      ],
    })
  })

  test('behavior: a release names its asset on its home chain; a no-operation moves nothing', async () => {
    const { data, errors } = await stage.ask(
      `query ($release: Bytes!, $noop: Bytes!) {
        release: message(guid: $release) { kind asset { id } amount { value } lane { destination { name } } }
        noop: message(guid: $noop) { kind asset { id } amount { value } sender receiver }
      }`,
      { release: guids.release, noop: guids.noop },
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      release: {
        kind: 'RELEASE',
        asset: { id: `31001:${usdc}` },
        amount: { value: '0.75' },
        lane: { destination: { name: 'alpha' } },
      },
      noop: {
        kind: 'NOOP',
        asset: null,
        amount: null,
        sender: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB',
        receiver: null,
      },
    })
  })

  test('behavior: a message that left its chain is still found, as orphaned', async () => {
    const { data, errors } = await stage.ask(
      'query ($guid: Bytes!) { message(guid: $guid) { kind state amount { value } asset { symbol } nonce sender receiver sentAt steps { name reached } } }',
      { guid: lostGuid.toUpperCase().replace('0X', '0x') },
    )
    expect(errors).toBeUndefined()
    expect(data.message).toMatchObject({
      kind: 'MINT',
      state: 'ORPHANED',
      amount: { value: '42' },
      asset: { symbol: 'USDC' },
      nonce: '77',
      sender: null,
      receiver: '0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB',
      sentAt: null,
    })
  })
})

describe('filters', () => {
  const guidsWhere = async (where: object): Promise<readonly string[]> => {
    const { data, errors } = await stage.ask(
      'query ($where: MessageWhere) { messages(where: $where) { nodes { guid } } }',
      { where },
    )
    expect(errors).toBeUndefined()
    return data.messages.nodes.map((node: { guid: string }) => node.guid)
  }

  test('default: by kind, lane, account, amount and guid', async () => {
    expect(await guidsWhere({ kind: 'NOOP' })).toEqual([guids.noop])
    expect(await guidsWhere({ lane: { source: 31_002, destination: 31_001 } })).toEqual([guids.release, guids.noop])
    expect(await guidsWhere({ lane: { destination: 31_001 } })).toEqual([guids.release, guids.noop])
    expect(await guidsWhere({ lane_in: [{ source: 31_003 }, { source: 31_002 }], kind: 'RELEASE' })).toEqual([
      guids.release,
    ])
    expect(await guidsWhere({ chainId: 31_003 })).toEqual([])
    expect(await guidsWhere({ chainId: 31_002 })).toHaveLength(10)
    expect(await guidsWhere({ receiver: repeated('a') })).toEqual([guids.release])
    expect(await guidsWhere({ asset: usdc, amount_gte: '9007199254740993' })).toEqual([guids.settled])
    expect(await guidsWhere({ amount_gte: '1000000000000000001' })).toEqual([])
    expect(await guidsWhere({ guid_in: [guids.sent, guids.noop] })).toEqual([guids.sent, guids.noop])
    expect(await guidsWhere({ nonce_gte: '117', sourceChainId: 31_001 })).toEqual([guids.orphaned, guids.sent])
  })

  test('behavior: by the transaction that sent it, or that executed it', async () => {
    expect(await guidsWhere({ txHash: hash(1120) })).toEqual([guids.verified])
    expect(await guidsWhere({ txHash: hash('dd01') })).toEqual([guids.settled])
    expect(await guidsWhere({ txHash_in: [hash('dd01'), hash(1120)] })).toEqual([guids.verified, guids.settled])
    expect(await guidsWhere({ txHash: hash('ee') })).toEqual([])
  })

  test('behavior: state inside or, beside other conditions', async () => {
    expect(await guidsWhere({ or: [{ state: 'SETTLED' }, { kind: 'NOOP' }] })).toEqual([guids.settled, guids.noop])
    expect(await guidsWhere({ state_in: ['SENT', 'ORPHANED'], sourceChainId: 31_001 })).toEqual([
      guids.orphaned,
      guids.sent,
    ])
  })
})
