import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, type Sql } from '../../../database/connect.ts'
import { createLeaseStore } from '../../../database/lease-store.ts'
import { migrate } from '../../../database/migrate.ts'
import { createRelayStore } from '../../../database/relay-store.ts'
import { wipe } from '../../../database/wipe.ts'
import { removePostgres } from '../../../devnet/postgres/home.ts'
import { startPostgres } from '../../../devnet/postgres/start-postgres.ts'
import { openSupervisor } from '../../../devnet/process/supervisor.ts'
import { address, chainId, guid, type Hex, unixSeconds } from '../../../domain/identifiers.ts'
import { LeaseLostError } from '../../../domain/lease-lost.ts'
import { createLogger } from '../../../observability/logger.ts'
import { type HeldLease, keepLeases } from '../../../relayer/lease-keeper.ts'
import type { Lease, LeaseStore } from '../../../relayer/lease-ports.ts'
import type { PacketKey, PreparedTransaction } from '../../../relayer/ports.ts'
import type { RelayStore } from '../../../relayer/store.ts'
import { withLease } from '../../../relayer/with-lease.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const log = createLogger({ name: 'test', level: 'silent' })
const [a, b] = [
  { pool: 'relayer', id: 'a' },
  { pool: 'relayer', id: 'b' },
]
const unit = 'destination:31338'
const longMs = 60_000
const shortMs = 300

let sql: Sql
let store: LeaseStore
let stop: () => Promise<void>

beforeAll(async () => {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const dataDir = `${folder.path}/postgres`
  const postgres = await startPostgres({ supervisor, dataDir })
  sql = connect(postgres.url, { max: 8 })
  store = createLeaseStore(sql)
  stop = async () => {
    await sql.end({ timeout: 5 })
    await supervisor.close()
    await removePostgres(dataDir)
    folder.remove()
  }
})
afterAll(() => stop?.())
beforeEach(async () => {
  await wipe(sql)
  await migrate(sql)
})

const taken = async (of: typeof a, ttlMs: number): Promise<Lease> => {
  const lease = await store.acquire(of, unit, ttlMs)
  if (lease === undefined) throw new TypeError('Somebody holds it')
  return lease
}
const renewed = (of: typeof a, ttlMs = longMs) => store.renew(of, { units: [unit], ttlMs })

describe('leases in PostgreSQL', () => {
  test('default: one holds a unit, and others see that', async () => {
    expect(await store.acquire(a, unit, longMs)).toEqual({ unit, token: 1n })
    expect(await store.acquire(b, unit, longMs)).toBeUndefined()
    expect(await store.acquire(a, unit, longMs)).toBeUndefined()
    expect(await renewed(a)).toEqual({ mine: [{ unit, token: 1n }], others: [] })
    expect(await renewed(b)).toEqual({ mine: [], others: [unit] })
  })

  test('behavior: of many that ask at once, one gets it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => store.acquire({ pool: 'relayer', id: `i${index}` }, unit, longMs)),
    )
    expect(answers.filter((lease) => lease !== undefined)).toEqual([{ unit, token: 1n }])
  })

  test("behavior: what has run out is another's with a higher token, and not extended", async () => {
    await taken(a, shortMs)
    await sleep(shortMs + 100)
    expect(await renewed(a)).toEqual({ mine: [], others: [] })
    expect(await taken(b, longMs)).toEqual({ unit, token: 2n })
    expect(await renewed(a)).toEqual({ mine: [], others: [unit] })
  })

  test('behavior: given back, it is free at once; who gives back late changes nothing', async () => {
    const first = await taken(a, longMs)
    await store.release(first)
    const second = await taken(b, longMs)
    await store.release(first)
    expect(await renewed(b)).toEqual({ mine: [second], others: [] })
  })

  test('behavior: instances are counted while they beat, by pool and oldest first', async () => {
    await store.beat({ pool: 'guard', id: 'g' }, longMs)
    expect(await store.beat(b, longMs)).toEqual(['b'])
    expect(await store.beat(a, shortMs)).toEqual(['b', 'a'])
    await sleep(shortMs + 100)
    expect(await store.beat(b, longMs)).toEqual(['b'])
    expect(await store.beat(a, longMs)).toEqual(['b', 'a'])
    await taken(a, longMs)
    await store.leave(a)
    expect(await store.beat(b, longMs)).toEqual(['b'])
    expect(await renewed(b)).toEqual({ mine: [], others: [] })
  })
})

const hash = (digit: string): Hex => `0x${digit.repeat(64)}`
const key: PacketKey = { guid: guid(hash('1')), payloadHash: hash('2'), sourceBlockHash: hash('3') }
const beta = chainId(31_338)
const transaction = (digit: string): PreparedTransaction => ({
  signer: address(`0x${'a'.repeat(40)}`),
  nonce: 7n,
  txHash: hash(digit),
  raw: '0x02',
  fees: { maxFeePerGas: 2n, maxPriorityFeePerGas: 1n },
})
const intent = (digit: string) =>
  ({ destinationChainId: beta, purpose: 'relay', transaction: transaction(digit), packets: [key] }) as const

/** Every row that a relayer writes. */
const everything = async () => ({
  packets: await sql`select * from bulkhead.packet`,
  attempts: await sql`select * from bulkhead.attempt order by id`,
  versions: await sql`select * from bulkhead.attempt_version order by attempt_id, version`,
  carried: await sql`select * from bulkhead.attempt_packet`,
})

const record = {
  facts: {
    final: true,
    orphaned: false,
    attested: false,
    verifiable: true,
    verified: false,
    parked: false,
    execution: { kind: 'none' },
  },
  doubtedSince: undefined,
} as const

const writes: readonly (readonly [string, (relay: RelayStore, attempt: bigint) => Promise<unknown>])[] = [
  ['discover', (relay) => relay.discover(beta)],
  ['markFinal', (relay) => relay.markFinal([key])],
  ['markOrphaned', (relay) => relay.markOrphaned(key)],
  ['recordLook', (relay) => relay.recordLook(key, { record, execution: undefined, note: 'stale' })],
  [
    'recordFailure',
    (relay) =>
      relay.recordFailure(key, { count: 1n, state: 'final', lastTriedAt: unixSeconds(5n), reason: 'stale' }, 5n),
  ],
  ['recordIntent', (relay) => relay.recordIntent(intent('8'))],
  ['recordVersion', (relay, attempt) => relay.recordVersion(attempt, transaction('9'))],
  ['markSent', (relay, attempt) => relay.markSent(attempt, hash('7'), 5n)],
  ['markUnclear', (relay, attempt) => relay.markUnclear(attempt, 5n)],
  ['resolveAttempt', (relay, attempt) => relay.resolveAttempt(attempt, { state: 'superseded' })],
]

describe('fencing', () => {
  const groups = { signedGroups: async () => [] }
  const relayUnder = (lease: Lease): RelayStore => createRelayStore(sql, groups, lease)
  let attempt: bigint

  beforeEach(async () => {
    await sql`
      insert into bulkhead.packet (guid, payload_hash, source_block_hash, source_chain_id, source_block_number,
        source_tx_hash, destination_chain_id, nonce, encoded)
      values (${key.guid}, ${key.payloadHash}, ${key.sourceBlockHash}, 31337, 1, ${hash('4')}, ${beta}, 1, '0x')`
    // What `discover` reads.
    await sql`create schema if not exists indexed`
    await sql`create table if not exists indexed.packet_sent (guid text, payload_hash text, block_hash text, chain_id int,
      block_number bigint, tx_hash text, dst_chain_id int, nonce numeric, encoded text)`
    await sql`insert into bulkhead.indexed_schema (chain_id, schema_name) values (${beta}, 'indexed')`
    const lease = await taken(a, longMs)
    attempt = await relayUnder(lease).recordIntent(intent('7'))
    await store.release(lease)
  })

  test.each(writes)('default: %s is done under a lease that is held', async (_, write) => {
    await write(relayUnder(await taken(a, longMs)), attempt)
  })

  test.each(writes)('error: %s is refused once somebody else holds the unit, and changes nothing', async (_, write) => {
    const stale = await taken(a, shortMs)
    await sleep(shortMs + 50)
    await taken(b, longMs)
    const before = await everything()
    await expect(write(relayUnder(stale), attempt)).rejects.toThrow(LeaseLostError)
    expect(await everything()).toEqual(before)
  })

  test('error: a lease that has run out is refused also while nobody took it', async () => {
    const stale = await taken(a, shortMs)
    await sleep(shortMs + 50)
    await expect(relayUnder(stale).markFinal([key])).rejects.toThrow(LeaseLostError)
  })

  test('behavior: an intent comes with its version and its messages, or not at all', async () => {
    const { attempts, versions, carried } = await everything()
    expect(attempts).toMatchObject([{ id: attempt, nonce: 7n, state: 'intended' }])
    expect(versions).toMatchObject([{ attempt_id: attempt, version: 1, max_fee_per_gas: '2' }])
    expect(carried).toMatchObject([{ attempt_id: attempt, guid: key.guid }])
    const relay = relayUnder(await taken(a, longMs))
    await expect(relay.recordIntent({ ...intent('8'), packets: [{ ...key, payloadHash: hash('9') }] })).rejects.toThrow(
      /foreign key/,
    )
    expect((await everything()).attempts).toHaveLength(1)
  })

  test('behavior: while a write under way is not committed, nobody takes the unit', async () => {
    const lease = await taken(a, shortMs)
    await sql.begin(async (transaction) => {
      await transaction`select bulkhead.fence(${lease.unit}, ${lease.token})`
      await sleep(shortMs + 100)
      // It does not wait for that either: it has other units to see to.
      expect(await store.acquire(b, unit, longMs)).toBeUndefined()
    })
    expect(await store.acquire(b, unit, longMs)).toEqual({ unit, token: lease.token + 1n })
  })
})

describe('keepLeases', () => {
  const units = ['destination:1', 'source:1', 'destination:2', 'source:2'].map((name) => ({
    name,
    kind: name.split(':')[0] ?? '',
  }))
  const times = { ttlMs: 1_500, beatMs: 100, marginMs: 300 }

  interface Keeper {
    readonly works: Map<string, HeldLease>
    readonly stop: AbortController
    readonly ended: Promise<void>
  }
  const keepers: Keeper[] = []
  const keep = (id: string, over: LeaseStore = store): Keeper => {
    const works = new Map<string, HeldLease>()
    const stop = new AbortController()
    const instance = { pool: 'relayer', id }
    const ended = keepLeases({ store: over, instance, times, log, units, signal: stop.signal }, async (lease) => {
      works.set(lease.unit, lease)
      await new Promise((resolve) => lease.signal.addEventListener('abort', resolve, { once: true }))
      works.delete(lease.unit)
    })
    const keeper = { works, stop, ended }
    keepers.push(keeper)
    return keeper
  }
  const holding = (keeper: Keeper, count: number) =>
    eventually(`holds ${count}`, async () => (keeper.works.size === count ? true : undefined), {
      timeoutMs: 10_000,
      pauseMs: 20,
    })
  const endAll = async (): Promise<void> => {
    for (const { stop: one } of keepers) one.abort()
    await Promise.all(keepers.splice(0).map(({ ended }) => ended))
  }
  /** A store whose database stops answering. */
  const failing = (broken: { now: boolean }): LeaseStore => {
    const answer = <T>(ask: () => Promise<T>): Promise<T> =>
      broken.now ? Promise.reject(new Error('no answer')) : ask()
    return {
      ...store,
      beat: (...args) => answer(() => store.beat(...args)),
      renew: (...args) => answer(() => store.renew(...args)),
      release: (...args) => answer(() => store.release(...args)),
      leave: (...args) => answer(() => store.leave(...args)),
    }
  }

  test('behavior: two share, the one that is left takes all', async () => {
    const first = keep('a')
    await holding(first, 4)
    const second = keep('b')
    await Promise.all([holding(first, 2), holding(second, 2)])
    expect([...first.works.keys()].filter((name) => second.works.has(name))).toEqual([])
    second.stop.abort()
    await second.ended
    const sinceMs = performance.now()
    await holding(first, 4)
    expect(performance.now() - sinceMs).toBeLessThan(times.ttlMs)
    await endAll()
    expect(await sql`select * from bulkhead.lease where expires_at > now()`).toEqual([])
  })

  test('behavior: without an answer of the database it stops in time, and says so before anything is sent', async () => {
    const broken = { now: false }
    const first = keep('a', failing(broken))
    await holding(first, 4)
    const [lease] = first.works.values()
    if (lease === undefined) throw new TypeError('It holds four')
    lease.assertHeld()
    broken.now = true
    await eventually(
      'not to be sent',
      async () => {
        try {
          lease.assertHeld()
          return undefined
        } catch (error) {
          return error instanceof LeaseLostError ? true : undefined
        }
      },
      { pauseMs: 20 },
    )
    expect(lease.signal.aborted).toBe(false)
    await holding(first, 0)
    expect(lease.signal.aborted).toBe(true)
    const second = keep('b')
    await holding(second, 4)
    broken.now = false
    await Promise.all([holding(first, 2), holding(second, 2)])
    await endAll()
  })

  test('behavior: withLease runs one at a time, hands on failures, and ends when the work does', async () => {
    const options = (id: string) => ({
      store,
      instance: { pool: 'guard', id },
      times,
      log,
      signal: new AbortController().signal,
    })
    const events: string[] = []
    const run = (id: string) =>
      withLease(options(id), async () => {
        events.push(`${id} begins`)
        await sleep(300)
        events.push(`${id} ends`)
      })
    const first = run('a')
    await sleep(150)
    await Promise.all([first, run('b')])
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
    await expect(withLease(options('c'), () => Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError)
  })
})
