import { join } from 'node:path'
import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment } from '../../chains/deployment.ts'
import { connect, type Sql } from '../../database/connect.ts'
import { ensureDatabase } from '../../database/create-database.ts'
import { migrate } from '../../database/migrate.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { type DevnetChains, startChains } from '../../devnet/chains.ts'
import { devnetManifest, writeManifest } from '../../devnet/manifest.ts'
import { removePostgres } from '../../devnet/postgres/home.ts'
import { startPostgres } from '../../devnet/postgres/start-postgres.ts'
import { openSupervisor } from '../../devnet/process/supervisor.ts'
import { rawAmount } from '../../domain/amounts.ts'
import { type EvmClient, evmClient } from '../../relayer/evm/client.ts'
import { localSigner } from '../../relayer/evm/signer.ts'
import { lockCollateral, type SentTransfer } from '../../relayer/evm/transfer.ts'
import { type RunningCommand, startCli } from './cli.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** One chain of a stage. */
export interface IndexedChain {
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly rpcUrl: string
  readonly client: EvmClient
}

/** Real chains and PostgreSQL, and `bulkhead index` as a process of its own over them. */
export interface IndexStage {
  readonly chains: readonly [IndexedChain, IndexedChain, IndexedChain]
  readonly devnet: DevnetChains
  /** Settings that every command of the stage needs. */
  readonly env: Readonly<Record<string, string>>
  /** A database of its own, with Bulkhead's tables. */
  newDatabase(name: string): Promise<{ readonly url: string; readonly sql: Sql }>
  /** Starts `bulkhead index`; whatever of it is left is ended with the stage. */
  index(args: readonly string[], env: Readonly<Record<string, string>>): RunningCommand
  /** Locks a little of the home's first asset. */
  lock(home: IndexedChain, host: IndexedChain): Promise<SentTransfer>
  close(): Promise<void>
}

/** Starts a stage in a folder of its own. */
export async function startIndexStage(): Promise<IndexStage> {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const postgresFolder = join(folder.path, 'postgres')
  const [postgres, devnet] = await Promise.all([
    startPostgres({ supervisor, dataDir: postgresFolder }),
    startChains(supervisor, { onStage: () => undefined }),
  ])
  const manifestFile = join(folder.path, 'devnet.json')
  writeManifest(manifestFile, devnetManifest({ ...devnet, graphqlUrl: '', monitors: {}, databaseUrl: postgres.url }))
  const [first, second, third] = devnet.nodes.map(({ chain, node: { rpcUrl } }): IndexedChain => {
    const deployed = devnet.deployment.chains.find(({ chainId }) => chainId === chain.chainId)
    if (deployed === undefined) throw new TypeError(`${chain.name} is deployed`)
    return { chain, deployed, rpcUrl, client: evmClient([rpcUrl]) }
  })
  if (first === undefined || second === undefined || third === undefined) throw new TypeError('There are three chains')
  const server = connect(postgres.url, { max: 1 })
  const pools: Sql[] = [server]
  const running: RunningCommand[] = []
  const env = { BULKHEAD_DEPLOYMENT: manifestFile }
  return {
    chains: [first, second, third],
    devnet,
    env,
    async newDatabase(name) {
      await ensureDatabase(server, name)
      const url = new URL(postgres.url)
      url.pathname = name
      const sql = connect(url.href, { max: 4 })
      pools.push(sql)
      await migrate(sql)
      return { url: url.href, sql }
    },
    index(args, more) {
      const command = startCli(['index', ...args], { ...env, ...more })
      running.push(command)
      return command
    },
    async lock({ client, deployed }, { chain }) {
      const [asset] = deployed.assets
      if (asset === undefined) throw new TypeError(`${deployed.name} has an asset`)
      const signer = localSigner(testAccounts.visitors[0].privateKey)
      const terms = { hostEid: chain.eid, asset: asset.address, amount: rawAmount(1_000n), receiver: signer.address }
      return lockCollateral({ client, deployed, signer }, terms)
    },
    async close() {
      for (const command of running) command.interrupt()
      await Promise.all(
        running.map(async (command) => {
          const late = setTimeout(() => command.kill(), 20_000)
          await command.ended
          clearTimeout(late)
        }),
      )
      await Promise.all(pools.map((sql) => sql.end({ timeout: 5 })))
      await supervisor.close()
      await removePostgres(postgresFolder)
      folder.remove()
    },
  }
}
