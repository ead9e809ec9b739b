import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ChainUnreadableError } from '../../../api/errors.ts'
import type { LiveChains } from '../../../api/live-chains.ts'
import { type ApiSettings, defaultApiSettings, type RunningApi, startApi } from '../../../api/server.ts'
import { parseDeployment } from '../../../chains/deployment.ts'
import { chainRegistry } from '../../../chains/registry.ts'
import { connect, type Sql } from '../../../database/connect.ts'
import { migrate } from '../../../database/migrate.ts'
import { removePostgres } from '../../../devnet/postgres/home.ts'
import { startPostgres } from '../../../devnet/postgres/start-postgres.ts'
import { openSupervisor } from '../../../devnet/process/supervisor.ts'
import { unixSeconds } from '../../../domain/identifiers.ts'
import type { Clock } from '../../../observability/clock.ts'
import { createLogger } from '../../../observability/logger.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** The chains of the deployment: ids and endpoint ids of `chains/devnet-*.ts`. */
export const alpha = { id: 31_001, eid: 40_001, schema: 'indexed_alpha' } as const
export const beta = { id: 31_002, eid: 40_002, schema: 'indexed_beta' } as const
export const gamma = { id: 31_003, eid: 40_003, schema: 'indexed_gamma' } as const

/** An address that is one digit repeated: equal in any case, and its own checksum unless it is a letter. */
export const repeated = (digit: string): `0x${string}` => `0x${digit.repeat(40)}`
/** A 32-byte hash that ends in `n`. */
export const hash = (n: number | string): `0x${string}` => `0x${String(n).padStart(64, '0')}`

/** Tokens and feeds. */
export const usdc = repeated('1')
export const weth = repeated('2')
export const wbtc = repeated('3')
export const usdcFeed = repeated('4')
export const wethFeed = repeated('5')

/** Where the API's clock starts, and stands until a test moves it on: 2027-01-15T08:01:40Z. */
export const nowSeconds = 1_800_000_100

const chainDeployment = (
  name: string,
  { id, eid }: { readonly id: number; readonly eid: number },
  assets: readonly object[],
) => ({
  name,
  chainId: id,
  eid,
  startBlock: 1,
  endpoint: repeated('6'),
  sendLibrary: repeated('6'),
  receiveLibrary: repeated('6'),
  vault: repeated('7'),
  buckets: repeated('8'),
  relayWorker: repeated('9'),
  deliveryGas: 200_000,
  requiredDvns: [repeated('6'), repeated('9')],
  assets,
})

/** The deployment under test: USDC and WETH at home on alpha, WBTC, without a feed, on beta. */
export const deployment = parseDeployment({
  chains: [
    chainDeployment('alpha', alpha, [
      { symbol: 'USDC', name: 'USD Coin', address: usdc, decimals: 6, priceFeed: usdcFeed },
      { symbol: 'WETH', name: 'Wrapped Ether', address: weth, decimals: 18, priceFeed: wethFeed },
    ]),
    chainDeployment('beta', beta, [{ symbol: 'WBTC', name: 'Wrapped Bitcoin', address: wbtc, decimals: 8 }]),
    chainDeployment('gamma', gamma, []),
  ],
})

/** What a GraphQL request came to. */
export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: an answer has the shape of its query, which every test spells out
  readonly data: any
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] | undefined
}

/** A real PostgreSQL with empty tables, and the API over it. */
export interface ApiStage {
  readonly sql: Sql
  readonly api: RunningApi
  readonly postgres: { readonly url: string; stop(): Promise<void> }
  /** The deployment, as a file. */
  readonly deploymentFile: string
  /** Moves the API's clock on by three seconds: what it knew of the schemas is then looked up again. */
  tick(): void
  /** What the server has logged so far. */
  serverLog(): string
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>
  /** Another API over the same database, with other settings, or reading as somebody else; closed with the stage. */
  another(settings: Partial<ApiSettings>, pool?: Sql): Promise<RunningApi>
  close(): Promise<void>
}

const noAnswer = async (): Promise<never> => {
  throw new ChainUnreadableError({ chain: 'alpha' })
}
/** Chains whose nodes do not answer. */
export const noNodes: LiveChains = { newest: noAnswer, transfer: noAnswer, receipt: noAnswer }

/** Starts PostgreSQL and the API in a folder of their own; no chain is indexed yet. */
export async function startApiStage({
  settings = {},
  apiSettings = {},
}: {
  /** Settings of PostgreSQL. */
  readonly settings?: Readonly<Record<string, string>>
  readonly apiSettings?: Partial<ApiSettings>
} = {}): Promise<ApiStage> {
  const folder = temporaryFolder()
  let seconds = nowSeconds
  const clock: Clock = { nowMs: () => seconds * 1000, nowSeconds: () => unixSeconds(BigInt(seconds)) }
  const supervisor = await openSupervisor({ dataDir: folder.path })
  const postgresFolder = `${folder.path}/postgres`
  const postgres = await startPostgres({ supervisor, dataDir: postgresFolder, settings })
  const sql = connect(postgres.url)
  await migrate(sql)
  const log = createLogger({ name: 'test', level: 'silent' })
  const chains = { registry: chainRegistry(), deployment, live: noNodes }
  const another = (settings: Partial<ApiSettings>, pool = sql): Promise<RunningApi> =>
    startApi({ ...chains, sql: pool, clock, port: 0, settings: { ...defaultApiSettings, ...settings }, log })
  const api = await another(apiSettings)
  const others: RunningApi[] = []
  const deploymentFile = join(folder.path, 'deployment.json')
  writeFileSync(deploymentFile, JSON.stringify(deployment))
  return {
    sql,
    api,
    postgres,
    deploymentFile,
    tick: () => {
      seconds += 3
    },
    serverLog: () => readFileSync(join(supervisor.logsDir, 'postgres.log'), 'utf8'),
    async ask(query, variables = {}) {
      const response = await fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(20_000),
      })
      return { status: response.status, ...JSON.parse(await response.text()) }
    },
    async another(settings, pool) {
      const other = await another(settings, pool)
      others.push(other)
      return other
    },
    async close() {
      await Promise.all([api, ...others].map((one) => one.close()))
      await sql.end({ timeout: 5 })
      await supervisor.close()
      await removePostgres(postgresFolder)
      folder.remove()
    },
  }
}
