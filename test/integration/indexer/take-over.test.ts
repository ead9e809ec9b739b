import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { takeOver } from '../../../cli/take-over.ts'
import { connect, type Sql } from '../../../database/connect.ts'
import { findIndexedSchema } from '../../../database/indexed-schema.ts'
import { migrate } from '../../../database/migrate.ts'
import { removePostgres } from '../../../devnet/postgres/home.ts'
import { startPostgres } from '../../../devnet/postgres/start-postgres.ts'
import { openSupervisor } from '../../../devnet/process/supervisor.ts'
import { chainId } from '../../../domain/identifiers.ts'
import { createLogger } from '../../../observability/logger.ts'
import { eventually } from '../../support/eventually.ts'
import { createIndexedTables, writeCheckpoint } from '../../support/indexed-tables.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const folder = temporaryFolder()
const chain = chainId(31_001)
const prefix = 'bulkhead_alpha_'
const [former, next, abandoned] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'].map(
  (hash) => `${prefix}${hash}`,
) as [string, string, string]
let sql: Sql
let stop: () => Promise<void>

beforeAll(async () => {
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const postgres = await startPostgres({ supervisor, dataDir: `${folder.path}/postgres` })
  sql = connect(postgres.url)
  await migrate(sql)
  stop = async () => {
    await sql.end({ timeout: 5 })
    await supervisor.close()
  }
})

afterAll(async () => {
  await stop?.()
  await removePostgres(`${folder.path}/postgres`)
  folder.remove()
})

const minutesAgo = (minutes: number): number => Date.now() - minutes * 60_000

/** An indexer's schema at a block; when it gave its last sign of life. */
async function schemaAt(schema: string, block: number, { ready = true, heartbeatMs = Date.now() } = {}): Promise<void> {
  const [made] = await sql`select to_regclass(${`${schema}._ponder_meta`}) as table`
  if (made?.['table'] === null) await createIndexedTables(sql, schema)
  await writeCheckpoint(sql, { schema, chainId: chain, block, blockTime: 1_800_000_000 + block, heartbeatMs, ready })
}

function start(schemaName: string) {
  const ended = new AbortController()
  const log = createLogger({ name: 'test', level: 'silent' })
  const options = { sql, chainId: chain, schemaName, prefix, log, signal: ended.signal, pollMs: 20, graceMs: 50 }
  const done = takeOver(options)
  return {
    done,
    stop: async () => {
      ended.abort()
      await done
    },
  }
}

const schemas = async (): Promise<readonly string[]> =>
  (
    await sql<{ name: string }[]>`select nspname as name from pg_namespace where nspname like 'bulkhead\\_%' order by 1`
  ).map(({ name }) => name)

describe('takeOver', () => {
  test('default: the first schema of a chain is read at once, before it has tables', async () => {
    const indexer = start(former)
    await eventually('it is registered', async () => {
      const [row] = await sql`select 1 from bulkhead.indexed_schema where schema_name = ${former}`
      return row
    })
    await indexer.stop()
    expect(await findIndexedSchema(sql, chain)).toBeUndefined()
    await schemaAt(former, 100)
    expect(await findIndexedSchema(sql, chain)).toBe(former)
  })

  test('default: another waits until it has caught up; the former serves until then, and is dropped once it is silent', async () => {
    const indexer = start(next)
    const stillFormer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      expect(await findIndexedSchema(sql, chain)).toBe(former)
    }
    await stillFormer()
    await schemaAt(next, 200, { ready: false })
    await stillFormer()
    await schemaAt(next, 99)
    await stillFormer()
    await schemaAt(former, 101)
    await schemaAt(next, 100)
    await stillFormer()
    await schemaAt(next, 101)
    await eventually('the next one serves', async () =>
      (await findIndexedSchema(sql, chain)) === next ? true : undefined,
    )
    await indexer.done
    // The former indexer still gives signs of life: its tables are left to it.
    expect(await schemas()).toEqual([former, next])

    await schemaAt(former, 101, { heartbeatMs: minutesAgo(2) })
    await start(next).done
    expect(await schemas()).toEqual([next])
  })

  test('behavior: what is pruned is of this chain alone, and never what is read', async () => {
    await schemaAt(abandoned, 5, { heartbeatMs: minutesAgo(2) })
    const foreign = 'bulkhead_alpha_sepolia_dddddddddddd'
    await schemaAt(foreign, 5, { heartbeatMs: minutesAgo(2) })
    await schemaAt(next, 120, { heartbeatMs: minutesAgo(2) })
    await start(next).done
    expect(await schemas()).toEqual([next, foreign])
  })

  test('behavior: a restart of what is read registers it again at once, however far it is behind', async () => {
    await schemaAt(next, 3, { ready: false })
    await start(next).done
    expect(await findIndexedSchema(sql, chain)).toBe(next)
  })
})
