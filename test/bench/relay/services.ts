import { join } from 'node:path'
import { connect, type Sql } from '../../../database/connect.ts'
import { ensureDatabase } from '../../../database/create-database.ts'
import { migrate } from '../../../database/migrate.ts'
import { testAccounts } from '../../../devnet/accounts.ts'
import { type DevnetChains, startChains } from '../../../devnet/chains.ts'
import { devnetManifest, writeManifest } from '../../../devnet/manifest.ts'
import { removePostgres } from '../../../devnet/postgres/home.ts'
import { startPostgres } from '../../../devnet/postgres/start-postgres.ts'
import { freePort } from '../../../devnet/process/ports.ts'
import { openSupervisor } from '../../../devnet/process/supervisor.ts'
import { devnetServices } from '../../../devnet/services.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { total, type Usage } from './figures.ts'

/** Seconds between blocks, on every chain. */
export const blockSeconds = 2

/** One process that is measured. */
interface Measured {
  readonly name: string
  readonly monitorUrl: string
}

/** Chains, a relayer and three attestors, each a process of its own, running the commands that operators run. */
export interface BenchServices {
  readonly chains: DevnetChains
  readonly sql: Sql
  /** What relayer and attestors have used, together and each. */
  usage(): Promise<{ readonly all: Usage; readonly each: ReadonlyMap<string, Usage> }>
  close(): Promise<void>
}

/**
 * Starts everything. Each chain is read through three providers of which two must agree; they are one node, whose calls are
 * counted by whoever makes them.
 */
export async function startServices(say: (line: string) => void): Promise<BenchServices> {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const postgresFolder = join(folder.path, 'postgres')
  const [postgres, chains] = await Promise.all([
    startPostgres({ supervisor, dataDir: postgresFolder }),
    startChains(supervisor, { onStage: say, blockSeconds }),
  ])
  const sql = connect(postgres.url)
  await migrate(sql)
  const manifestFile = join(folder.path, 'devnet.json')
  const urls = { graphqlUrl: '', monitors: {}, databaseUrl: postgres.url }
  writeManifest(manifestFile, devnetManifest({ ...chains, ...urls }))

  const providers = Object.fromEntries(
    chains.nodes.flatMap(({ chain: { chainId }, node: { rpcUrl } }) => [
      [`BULKHEAD_RPC_URL_${chainId}`, ['one', 'two', 'three'].map((name) => `${name}=${rpcUrl}`).join(',')],
      [`BULKHEAD_RPC_QUORUM_${chainId}`, '2'],
    ]),
  )
  const inherited = { PATH: process.env['PATH'] ?? '', BULKHEAD_LOG_LEVEL: 'warn', ...providers }
  const settings = { supervisor, manifestFile, databaseUrl: postgres.url, inherited }
  const measured: Measured[] = []
  const portFor = async (name: string): Promise<number> => {
    const port = await freePort()
    measured.push({ name, monitorUrl: `http://127.0.0.1:${port}` })
    return port
  }
  devnetServices.layerZeroDvn(settings)
  devnetServices.relayer(settings, { monitorPort: await portFor('relayer') })
  for (const account of testAccounts.attestors) {
    const url = new URL(postgres.url)
    url.pathname = account.name.replace('-', '_')
    await ensureDatabase(sql, url.pathname.slice(1))
    const own = connect(url.href, { max: 1 })
    await migrate(own, 'attestor')
    await own.end({ timeout: 5 })
    devnetServices.attestor(settings, { ...account, databaseUrl: url.href, monitorPort: await portFor(account.name) })
  }
  for (const { name, monitorUrl } of measured) {
    await eventually(`${name} is ready`, async () => ((await fetch(`${monitorUrl}/ready`)).ok ? true : undefined))
  }

  return {
    chains,
    sql,
    async usage() {
      const each = new Map(
        await Promise.all(measured.map(async ({ name, monitorUrl }) => [name, await usageOf(monitorUrl)] as const)),
      )
      const none: Usage = { rpcCalls: 0, rpcRequests: 0, cpuSeconds: 0, residentMb: 0 }
      const all = [...each.values()].reduce(
        (sum, one) => ({
          rpcCalls: sum.rpcCalls + one.rpcCalls,
          rpcRequests: sum.rpcRequests + one.rpcRequests,
          cpuSeconds: sum.cpuSeconds + one.cpuSeconds,
          residentMb: sum.residentMb + one.residentMb,
        }),
        none,
      )
      return { all, each }
    },
    async close() {
      await sql.end({ timeout: 5 })
      await supervisor.close()
      await removePostgres(postgresFolder)
      folder.remove()
    },
  }
}

async function usageOf(monitorUrl: string): Promise<Usage> {
  const text = await (await fetch(`${monitorUrl}/metrics`)).text()
  return {
    rpcCalls: total(text, 'bulkhead_rpc_calls_total'),
    rpcRequests: total(text, 'bulkhead_rpc_requests_total'),
    cpuSeconds: total(text, 'process_cpu_seconds_total'),
    residentMb: total(text, 'process_resident_memory_bytes') / 2 ** 20,
  }
}
