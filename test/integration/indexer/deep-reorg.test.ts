import { createTestClient, http } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createContext, createServices } from '../../../api/context.ts'
import { chainRegistry } from '../../../chains/registry.ts'
import type { Sql } from '../../../database/connect.ts'
import {
  chooseIndexedSchema,
  findFinalIndexedBlock,
  findIndexedSchema,
  markDeadFork,
  readIndexedProgress,
} from '../../../database/indexed-schema.ts'
import { systemClock } from '../../../observability/clock.ts'
import { eventually } from '../../support/eventually.ts'
import { type IndexedChain, type IndexStage, startIndexStage } from '../../support/index-stage.ts'
import { noNodes } from '../api/api-stage.ts'

const timeout = 600_000
const patience = { timeoutMs: 240_000 }
/** Ponder takes up to sixty blocks back. */
const depth = 64
let stage: IndexStage
let alpha: IndexedChain
let beta: IndexedChain

beforeAll(async () => {
  stage = await startIndexStage()
  ;[alpha, beta] = stage.chains
})
afterAll(() => stage?.close())

async function sentIn(sql: Sql, { chain }: IndexedChain): Promise<readonly string[]> {
  const schema = await findIndexedSchema(sql, chain.chainId)
  if (schema === undefined) return []
  const rows = await sql<
    { guid: string }[]
  >`select guid from ${sql(schema)}.packet_sent order by block_number, log_index`
  return rows.map(({ guid }) => guid)
}

/** What the API says of each chain's indexer. */
async function statesOf(sql: Sql): Promise<readonly string[]> {
  const { deployment } = stage.devnet
  const services = createServices({ sql, registry: chainRegistry(), deployment, live: noNodes, clock: systemClock })
  const { chains } = await createContext(services).statuses()
  return chains.map(({ state }) => state)
}

const nodeOf = ({ rpcUrl }: IndexedChain) =>
  createTestClient({ mode: 'anvil', transport: http(rpcUrl, { timeout: 60_000 }) })

describe('a reorg of blocks that were taken for final', () => {
  test('behavior: that chain is indexed anew beside the old rows and takes over; no other one notices', {
    timeout,
  }, async () => {
    const { url: DATABASE_URL, sql } = await stage.newDatabase('deep')
    const kept = (await stage.lock(alpha, beta)).guid
    const node = nodeOf(alpha)
    await node.mine({ blocks: depth + 10 })
    const indexers = [alpha, beta].map(({ chain }) => stage.index([chain.name], { DATABASE_URL }))
    await eventually('the first lock is indexed', async () => (await sentIn(sql, alpha)).at(0), patience)
    const former = (await findIndexedSchema(sql, alpha.chain.chainId)) ?? ''
    await eventually(
      'history is read',
      async () => (await readIndexedProgress(sql, former))?.ready || undefined,
      patience,
    )

    const lost = await stage.lock(alpha, beta)
    // Its clock stands still: anvil forgets the states of old blocks, and could not take them back.
    await node.setIntervalMining({ interval: 0 })
    await node.mine({ blocks: depth - 3 })
    await eventually(
      'the second lock is taken for final',
      async () => ((await findFinalIndexedBlock(sql, former))?.number ?? 0n) >= lost.blockNumber || undefined,
      patience,
    )
    expect(await sentIn(sql, alpha)).toEqual([kept, lost.guid])
    const head = await alpha.client.getBlockNumber()
    await node.request<{ Method: string; Parameters: readonly unknown[]; ReturnType: unknown }>({
      method: 'anvil_reorg',
      params: [Number(head - lost.blockNumber) + 1, []],
    })
    await node.setIntervalMining({ interval: 1 })

    await eventually(
      'the API says so',
      async () => {
        const [ofAlpha, ofBeta] = await statesOf(sql)
        expect(ofBeta).not.toBe('REORGED')
        return ofAlpha === 'REORGED' || undefined
      },
      patience,
    )
    await eventually(
      'another schema serves',
      async () => {
        const serving = await findIndexedSchema(sql, alpha.chain.chainId)
        return serving === former ? undefined : serving
      },
      patience,
    )
    expect(await sentIn(sql, alpha), 'what the reorg took is gone').toEqual([kept])
    expect((await statesOf(sql))[0]).not.toBe('REORGED')
    const again = (await stage.lock(alpha, beta)).guid
    await eventually(
      'it goes on',
      async () => ((await sentIn(sql, alpha)).includes(again) ? true : undefined),
      patience,
    )

    const [ofAlpha = '', ofBeta = ''] = indexers.map((indexer) => indexer.output().stderr)
    expect(ofAlpha).toContain('indexer.dead-fork')
    expect(ofAlpha).toContain('indexer.took-over')
    expect(ofBeta).not.toContain('indexer.dead-fork')
    expect(indexers.map(({ process: { exitCode } }) => exitCode)).toEqual([null, null])
  })
})

describe('chooseIndexedSchema', () => {
  test('default: the first; after a dead one the next; what serves as long as it is alive', async () => {
    const { sql } = await stage.newDatabase('choice')
    const { chainId } = alpha.chain
    const names = ['bulkhead_alpha_aaaaaaaaaaaa', 'bulkhead_alpha_bbbbbbbbbbbb', 'bulkhead_alpha_cccccccccccc'] as const
    const chosen = () => chooseIndexedSchema(sql, { chainId, names })
    expect(await chosen()).toBe(names[0])
    await sql`create schema ${sql(names[0])}`
    expect(await chosen()).toBe(names[0])
    await markDeadFork(sql, names[0])
    expect(await chosen()).toBe(names[1])
    await sql`create schema ${sql(names[1])}`
    await sql`insert into bulkhead.indexed_schema (chain_id, schema_name) values (${chainId}, ${names[1]})`
    await sql`drop schema ${sql(names[0])}`
    expect(await chosen(), 'although the first is gone').toBe(names[1])
    await markDeadFork(sql, names[1])
    expect(await chosen()).toBe(names[2])
  })
})
