import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, type Sql } from '../../../database/connect.ts'
import { createLedgerStore } from '../../../database/ledger-store.ts'
import { migrate } from '../../../database/migrate.ts'
import { wipe } from '../../../database/wipe.ts'
import { removePostgres } from '../../../devnet/postgres/home.ts'
import { startPostgres } from '../../../devnet/postgres/start-postgres.ts'
import { openSupervisor } from '../../../devnet/process/supervisor.ts'
import { bucketId } from '../../../domain/ledger-event.ts'
import { createLogger } from '../../../observability/logger.ts'
import { postLedger } from '../../../relayer/ledger.ts'
import { ledgerWorld } from '../../support/ledger-world.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const log = createLogger({ name: 'test', level: 'silent' })
let sql: Sql
let stop: () => Promise<void>

beforeAll(async () => {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const dataDir = `${folder.path}/postgres`
  const postgres = await startPostgres({ supervisor, dataDir })
  sql = connect(postgres.url)
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

/** Rounds, by two processes at the same time, with anything happening between and within them. */
async function rounds(world: ReturnType<typeof ledgerWorld>, count: number, maxBlocks?: bigint): Promise<void> {
  const chains = world.ledgerChains()
  for (let done = 0; done < count; done += 1) {
    world.steps(20)
    const process = () => {
      const store = createLedgerStore(sql)
      return postLedger({ chains, store, deployment: world.deployment, log, ...(maxBlocks && { maxBlocks }) })
    }
    await Promise.all([process(), process()])
  }
}

describe('the ledger in PostgreSQL', () => {
  test.each([11, 12, 13, 14, 15, 16])(
    'property: world %i, honest: no finding, and equal to its chains',
    async (seed) => {
      const world = ledgerWorld(seed, { failingReads: 0.05 })
      const store = createLedgerStore(sql)
      await rounds(world, 10, BigInt(seed))
      world.stopFailing()
      world.settle()
      const chains = world.ledgerChains(0)
      for (let done = 0; done < 2; done += 1) await postLedger({ chains, store, deployment: world.deployment, log })
      expect(await store.findings({ open: false })).toEqual([])
      const ledgers = await store.buckets()
      expect(ledgers).toHaveLength(6)
      for (const { bucket, balances } of ledgers) {
        const { locked, supply, claims } = world.totalsOf(bucket)
        expect(balances).toMatchObject({ locked, outstanding: supply, claims, departing: 0n })
      }
    },
  )

  test.each([21, 22, 23, 24])(
    'property: world %i, defrauded: found in the next round, in that bucket',
    async (seed) => {
      const world = ledgerWorld(seed)
      const store = createLedgerStore(sql)
      await rounds(world, 6)
      const { bucket } = world.defraud('forged mint')
      const { findings } = await postLedger({ chains: world.ledgerChains(), store, deployment: world.deployment, log })
      expect(findings.map(({ kind }) => kind)).toContain('mint-without-lock')
      await rounds(world, 3)
      const all = await store.findings({ open: true })
      expect(new Set(all.map((found) => found.bucket && bucketId(found.bucket)))).toEqual(new Set([bucketId(bucket)]))
      const [recorded] = all.filter(({ kind }) => kind === 'mint-without-lock')
      expect(recorded).toMatchObject({ bucket, resolvedAt: undefined, evidence: { sent: 'nothing', deliveries: '1' } })
    },
  )

  test('behavior: a bucket whose ledger was damaged is found and stops; every other goes on', async () => {
    const world = ledgerWorld(31)
    const store = createLedgerStore(sql)
    const outstanding = async () => (await store.buckets()).find(({ balances }) => balances.outstanding > 0n)
    await rounds(world, 8)
    // Two processes share the world's chance, so that how far it comes in eight rounds differs.
    for (let more = 0; more < 20 && (await outstanding()) === undefined; more += 1) await rounds(world, 1)
    const damaged = await outstanding()
    if (damaged === undefined) throw new TypeError('Something is outstanding in this world')
    const { hostChainId, homeChainId, asset } = damaged.bucket
    await sql`
      update bulkhead.ledger_balance set balance = 0
      where account = 'outstanding' and host_chain_id = ${hostChainId} and home_chain_id = ${homeChainId}
        and asset = ${asset}`
    const before = await store.buckets()
    await rounds(world, 6)
    const found = await store.findings({ open: false })
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['drift']))
    expect(new Set(found.map(({ bucket }) => bucket && bucketId(bucket)))).toEqual(new Set([bucketId(damaged.bucket)]))
    const after = await store.buckets()
    for (const [index, { bucket, cursors }] of after.entries()) {
      if (bucketId(bucket) === bucketId(damaged.bucket)) continue
      expect(cursors.home.booked.number).toBeGreaterThan(before[index]?.cursors.home.booked.number ?? 0n)
    }

    // Dropped, it is posted anew from the chains, and what was found is resolved.
    await sql`
      delete from bulkhead.ledger_bucket
      where host_chain_id = ${hostChainId} and home_chain_id = ${homeChainId} and asset = ${asset}`
    await rounds(world, 3)
    expect(await store.findings({ open: true })).toEqual([])
  })
})
