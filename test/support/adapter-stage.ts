import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Abi, createTestClient, http, publicActions } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { defaultApiSettings, startApi } from '../../api/server.ts'
import { parseDeployment } from '../../chains/deployment.ts'
import { devnetAlpha } from '../../chains/devnet-alpha.ts'
import { chainRegistry } from '../../chains/registry.ts'
import { connect, type Sql } from '../../database/connect.ts'
import { findIndexedSchema, readIndexedProgress } from '../../database/indexed-schema.ts'
import { migrate } from '../../database/migrate.ts'
import type { TestAccount } from '../../devnet/accounts.ts'
import { beginSequence } from '../../devnet/anvil/contract-sequence.ts'
import { type RunningAnvil, startAnvil } from '../../devnet/anvil/start-anvil.ts'
import { removePostgres } from '../../devnet/postgres/home.ts'
import { startPostgres } from '../../devnet/postgres/start-postgres.ts'
import { openSupervisor } from '../../devnet/process/supervisor.ts'
import { devnetServices } from '../../devnet/services.ts'
import { address, type Hex } from '../../domain/identifiers.ts'
import { systemClock } from '../../observability/clock.ts'
import { createLogger } from '../../observability/logger.ts'
import { noNodes } from '../integration/api/api-stage.ts'
import { eventually } from './eventually.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A contract call of one account; mined at once, in a block of its own. */
export interface Call {
  readonly by: TestAccount
  readonly address: Hex
  readonly abi: Abi
  readonly functionName: string
  readonly args?: readonly unknown[]
}

/** One real chain without Bulkhead on it, its real indexer and the API over that. */
export interface AdapterStage {
  readonly node: RunningAnvil
  readonly client: ReturnType<typeof testClient>
  readonly sql: Sql
  /** The Postgres schema with the indexed tables. */
  readonly schema: string
  /** Sends a call. @returns Number of its block. */
  send(call: Call): Promise<bigint>
  /** Waits until the chain's newest block is indexed. */
  caughtUp(): Promise<void>
  // biome-ignore lint/suspicious/noExplicitAny: an answer has the shape of its query, which every test spells out
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<any>
  close(): Promise<void>
}

const testClient = (rpcUrl: string) =>
  createTestClient({ mode: 'anvil', transport: http(rpcUrl), cacheTime: 0 }).extend(publicActions)

/** Where a contract of ours would be, if there were one. */
const nowhere = (digit: string): string => `0x${digit.repeat(40)}`

/** What is on the chain when its indexer starts: fields of the chain in the deployment file. */
export interface StagedChain {
  readonly adapters?: unknown
  readonly assets?: readonly unknown[]
}

/** Starts the chain, lets `deploy` act on it, and then starts PostgreSQL, the chain's indexer and the API. */
export async function startAdapterStage(deploy: (node: RunningAnvil) => Promise<StagedChain>): Promise<AdapterStage> {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const { chainId, name, eid } = devnetAlpha
  const node = await startAnvil({ supervisor, name: 'chain', chainId, blockTimeSeconds: 1, slotsInAnEpoch: 2 })
  const { adapters, assets = [] } = await deploy(node)
  const postgres = await startPostgres({ supervisor, dataDir: join(folder.path, 'postgres') })
  const sql = connect(postgres.url)
  await migrate(sql)
  const deployment = {
    chains: [
      {
        ...{ name, chainId, eid, startBlock: 0, rpcUrl: node.rpcUrl, deliveryGas: 200_000, assets, adapters },
        ...{ endpoint: nowhere('1'), sendLibrary: nowhere('1'), receiveLibrary: nowhere('1') },
        ...{ vault: nowhere('2'), buckets: nowhere('3'), relayWorker: nowhere('4') },
        requiredDvns: [nowhere('4'), nowhere('5')],
      },
    ],
  }
  const manifestFile = join(folder.path, 'deployment.json')
  writeFileSync(manifestFile, JSON.stringify(deployment))
  // One that hangs is started anew well before a test gives up.
  const inherited = { PATH: process.env['PATH'] ?? '', BULKHEAD_INDEX_STALL_SECONDS: '15' }
  const indexer = devnetServices.indexer(
    { supervisor, manifestFile, databaseUrl: postgres.url, inherited },
    devnetAlpha,
  )
  const api = await startApi({
    registry: chainRegistry(),
    deployment: parseDeployment(deployment),
    live: noNodes,
    sql,
    clock: systemClock,
    port: 0,
    settings: defaultApiSettings,
    log: createLogger({ name: 'test', level: 'silent' }),
  })
  const client = testClient(node.rpcUrl)
  const close = async (): Promise<void> => {
    await api.close()
    await sql.end({ timeout: 5 })
    await supervisor.close()
    await removePostgres(join(folder.path, 'postgres'))
    folder.remove()
  }
  try {
    const schema = await eventually('the chain is indexed', async () => {
      if (indexer.pid() === undefined) throw new Error(indexer.lastLogLines().join('\n'))
      const found = await findIndexedSchema(sql, chainId)
      return found !== undefined && (await readIndexedProgress(sql, found))?.ready === true ? found : undefined
    })
    return {
      ...{ node, client, sql, schema, close },
      async send({ by, ...call }) {
        const sequence = await beginSequence({ chain: node, account: privateKeyToAccount(by.privateKey) })
        sequence.call({ ...call, address: address(call.address) })
        const [receipt] = await sequence.send()
        if (receipt === undefined) throw new TypeError(`${call.functionName} was not sent`)
        return receipt.blockNumber
      },
      async caughtUp() {
        const head = await client.getBlockNumber()
        await eventually(`block ${head} is indexed`, async () =>
          ((await readIndexedProgress(sql, schema))?.block ?? 0n) >= head ? true : undefined,
        )
      },
      async ask(query, variables = {}) {
        const response = await fetch(api.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query, variables }),
          signal: AbortSignal.timeout(20_000),
        })
        return JSON.parse(await response.text())
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
