import { describe, expect, test } from 'vitest'
import { createCatalog } from '../../../api/catalog.ts'
import { chainStatus } from '../../../api/chain-status.ts'
import { parseDeployment } from '../../../chains/deployment.ts'
import { chainRegistry } from '../../../chains/registry.ts'
import type { IndexerStatusRow } from '../../../database/api/indexer-status.ts'

const a = `0x${'1'.repeat(40)}`
const { chains } = createCatalog(
  chainRegistry(),
  parseDeployment({
    chains: [
      {
        name: 'alpha',
        chainId: 31_001,
        eid: 40_001,
        startBlock: 0,
        endpoint: a,
        sendLibrary: a,
        receiveLibrary: a,
        vault: a,
        buckets: a,
        relayWorker: a,
        deliveryGas: 1,
        requiredDvns: [a, a.replaceAll('1', '2')],
        assets: [],
      },
    ],
  }),
)
const [alpha] = chains
if (alpha === undefined) throw new Error('The deployment has one chain')

const now = 1_000_000
const row = {
  chain_id: 31_001,
  registered: true,
  schema_name: 's',
  reorged: false,
  head_number: 100n,
  head_time: BigInt(now - 1),
  finalized_number: 96n,
  observed_at: new Date((now - 1) * 1000),
  checkpoint: '9'.repeat(75),
  indexed_number: '98',
  indexed_time: String(now - 5),
  ready: true,
  locked: true,
  heartbeat_ms: String(now * 1000),
}
const statusOf = (change: Partial<IndexerStatusRow>) => chainStatus(alpha, { ...row, ...change }, now * 1000)

// Alpha has one block a second: a head is fresh for 20 seconds, and 40 seconds of lag are the most.
describe('chainStatus', () => {
  test('default: the lag is block time against block time', () => {
    expect(statusOf({})).toMatchObject({ head: 100n, indexed: 98n, finalized: 96n, lagSeconds: 4, state: 'LIVE' })
  })

  test('behavior: a stale head gives way to the clock, from the 21st second on', () => {
    const observed = (secondsAgo: number) => ({ observed_at: new Date((now - secondsAgo) * 1000) })
    expect(statusOf(observed(20)).lagSeconds).toBe(4)
    expect(statusOf(observed(21)).lagSeconds).toBe(5)
    expect(statusOf({ observed_at: null, head_number: null, head_time: null })).toMatchObject({
      head: null,
      lagSeconds: 5,
    })
  })

  test('behavior: an indexer ahead of the recorded head has no negative lag', () => {
    expect(statusOf({ indexed_time: String(now) }).lagSeconds).toBe(0)
  })

  test('behavior: stalled above 40 seconds, not at 40', () => {
    expect(statusOf({ indexed_time: String(now - 41) })).toMatchObject({ lagSeconds: 40, state: 'LIVE' })
    expect(statusOf({ indexed_time: String(now - 42) })).toMatchObject({ lagSeconds: 41, state: 'STALLED' })
  })

  test.each([
    ['STOPPED', { registered: false }],
    ['STOPPED', { locked: false }],
    ['REORGED', { reorged: true }],
    ['REORGED', { reorged: true, locked: false }],
    ['STOPPED', { heartbeat_ms: String((now - 61) * 1000) }],
    ['LIVE', { heartbeat_ms: String((now - 60) * 1000) }],
    ['LIVE', { heartbeat_ms: null, locked: null, ready: null }],
    ['BACKFILLING', { ready: false }],
    ['BACKFILLING', { checkpoint: null, indexed_number: null, indexed_time: null }],
    ['BACKFILLING', { indexed_number: null, indexed_time: null }],
  ])('behavior: %s with %j', (state, change) => {
    expect(statusOf(change).state).toBe(state)
  })

  test('behavior: a chain without a row has nothing, not zeros', () => {
    expect(chainStatus(alpha, undefined, now * 1000)).toMatchObject({
      head: null,
      indexed: null,
      finalized: null,
      lagSeconds: null,
      state: 'STOPPED',
    })
  })
})
