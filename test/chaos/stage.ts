import { join } from 'node:path'
import type { Chain } from '../../chains/chain.ts'
import type { ChainDeployment, Deployment } from '../../chains/deployment.ts'
import { connect } from '../../database/connect.ts'
import { ensureDatabase } from '../../database/create-database.ts'
import { testAccounts } from '../../devnet/accounts.ts'
import { devAccountCount, devMnemonic } from '../../devnet/anvil/accounts.ts'
import { findAnvil, type RunningAnvil } from '../../devnet/anvil/start-anvil.ts'
import { startChains } from '../../devnet/chains.ts'
import { devnetManifest, writeManifest } from '../../devnet/manifest.ts'
import { removePostgres } from '../../devnet/postgres/home.ts'
import { type RunningPostgres, startPostgres } from '../../devnet/postgres/start-postgres.ts'
import { freePort } from '../../devnet/process/ports.ts'
import { restartWithBackoff, type SupervisedChild, type UnexpectedExit } from '../../devnet/process/supervised-child.ts'
import { openSupervisor, type Supervisor } from '../../devnet/process/supervisor.ts'
import { devnetServices, type ServiceSettings } from '../../devnet/services.ts'
import { eventually } from '../support/eventually.ts'
import { type RpcProxy, startRpcProxy } from '../support/rpc-proxy.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type ChaosTargets, providersEach } from './plan.ts'
import type { BucketPlace, ChainPlace } from './read-chains.ts'

/** One chain of the stage. */
export interface ChaosChain {
  readonly chain: Chain
  readonly deployed: ChainDeployment
  readonly node: RunningAnvil
  readonly place: ChainPlace
}

/** A process of ours, and what stands between it and each chain, by the chain's name. */
export interface ChaosProcess {
  readonly child: SupervisedChild
  readonly providers: ReadonlyMap<string, readonly RpcProxy[]>
}

/** Everything of a deployment in real processes, each with RPC providers of its own that can be told to misbehave. */
export interface ChaosStage {
  readonly chains: readonly ChaosChain[]
  readonly deployment: Deployment
  readonly buckets: readonly BucketPlace[]
  /** By name: `relayer-1`, `attestor-3`, `guard`, `indexer-alpha` and so on. */
  readonly processes: ReadonlyMap<string, ChaosProcess>
  /** Who holds the keys of `signer-relayer`, `signer-attestor-1` and so on: a process per chain, killed together. */
  readonly signers: ReadonlyMap<string, readonly SupervisedChild[]>
  readonly postgres: RunningPostgres
  readonly targets: ChaosTargets
  /** One log per process. */
  readonly logsDir: string
  /** Ends our processes and the database, and leaves the chains up. */
  closeServices(): Promise<void>
  /** Ends everything. `keepLogs`: the folder with the logs stays. */
  close(options: { readonly keepLogs: boolean }): Promise<void>
}

const relayers = ['relayer-1', 'relayer-2'] as const

/** A process that holds keys, and where it signs. */
interface Signer {
  readonly child: SupervisedChild
  readonly chainId: number
  readonly url: string
}

/** Anvil signs for its accounts, transactions for its own chain only, and starts again with the same ones. */
async function startSigner(supervisor: Supervisor, name: string, chainId: number): Promise<Signer> {
  const port = await freePort()
  const child = supervisor.start({
    name,
    command: findAnvil(),
    args: [
      ...['--quiet', '--host', '127.0.0.1', '--port', String(port), '--chain-id', String(chainId), '--no-mining'],
      ...['--mnemonic', devMnemonic, '--accounts', String(devAccountCount)],
    ],
    cwd: supervisor.dataDir,
    env: { HOME: supervisor.dataDir },
    restart: restartWithBackoff,
    graceMs: 2_000,
  })
  return { child, chainId, url: `http://127.0.0.1:${port}` }
}

/**
 * Starts chains, LayerZero with its own DVN, PostgreSQL with fsync, and as processes of the `bulkhead` command two relayers,
 * three attestors, a guard and an indexer per chain, whose keys are in signers of their own. What is killed starts again by
 * itself.
 */
export async function startChaosStage({
  onStage,
  onRestart,
}: {
  readonly onStage: (stage: string) => void
  readonly onRestart: (exit: UnexpectedExit) => void
}): Promise<ChaosStage> {
  const folder = temporaryFolder()
  const supervisor = await openSupervisor({ dataDir: folder.path, onUnexpectedExit: onRestart })
  const proxies: RpcProxy[] = []
  const postgresFolder = join(folder.path, 'postgres')
  const close = async ({ keepLogs }: { readonly keepLogs: boolean }): Promise<void> => {
    await supervisor.close()
    await Promise.all(proxies.map((proxy) => proxy.close()))
    await removePostgres(postgresFolder)
    if (!keepLogs) folder.remove()
  }
  try {
    onStage('database')
    const [postgres, devnet] = await Promise.all([
      startPostgres({ supervisor, dataDir: postgresFolder, restart: restartWithBackoff }),
      startChains(supervisor, { onStage }),
    ])
    const manifestFile = join(folder.path, 'devnet.json')
    writeManifest(manifestFile, devnetManifest({ ...devnet, graphqlUrl: '', monitors: {}, databaseUrl: postgres.url }))
    const chains = devnet.nodes.map(({ chain, node }) => stageChain(devnet.deployment, chain, node))

    onStage('services')
    const attestorUrls = await attestorDatabases(postgres.url)
    const base: ServiceSettings = { supervisor, manifestFile, databaseUrl: postgres.url, inherited: inherited() }
    const processes = new Map<string, ChaosProcess>()
    const add = async (providersPerChain: number, start: (settings: ServiceSettings) => SupervisedChild) => {
      const { providers, env } = await openProviders(chains, providersPerChain, proxies)
      const child = start({ ...base, inherited: { ...base.inherited, ...env } })
      processes.set(child.name, { child, providers })
      return child.name
    }
    const layerZeroDvn = devnetServices.layerZeroDvn(base)
    const signers = new Map<string, readonly SupervisedChild[]>()
    const signersFor = async (name: string) => {
      const started = await Promise.all(
        chains.map(({ chain }) => startSigner(supervisor, `signer-${name}-${chain.name}`, chain.chainId)),
      )
      signers.set(
        `signer-${name}`,
        started.map(({ child }) => child),
      )
      return started
    }
    for (const [index, account] of testAccounts.attestors.entries()) {
      const databaseUrl = attestorUrls[index] ?? ''
      const attestorSigners = await signersFor(account.name)
      await add(providersEach, (settings) =>
        devnetServices.attestor(settings, { ...account, databaseUrl, signers: attestorSigners }),
      )
    }
    const relayerSigners = await signersFor('relayer')
    for (const name of relayers) {
      await add(providersEach, (settings) => devnetServices.relayer(settings, { name, signers: relayerSigners }))
    }
    const guardSigners = await signersFor('guard')
    await add(providersEach, (settings) => devnetServices.guard(settings, { signers: guardSigners }))
    const quorumReaders = [...processes.keys()]
    // An indexer serves hints, which nobody has to believe: one provider, which may fail but tells the truth.
    const trustingReaders = await Promise.all(
      chains.map(async ({ chain }) => ({
        process: await add(1, (settings) => devnetServices.indexer(settings, chain)),
        chain: chain.name,
      })),
    )
    await Promise.all([...processes.values()].map(({ child }) => untilUp(child)))
    return {
      chains,
      deployment: devnet.deployment,
      buckets: devnet.topology.buckets.map(({ host, home, asset }) => ({
        host: placeOf(chains, host),
        home: placeOf(chains, home),
        asset,
      })),
      processes,
      signers,
      postgres,
      targets: {
        killable: [...processes.keys(), ...signers.keys(), 'postgres'],
        quorumReaders,
        trustingReaders,
        chains: chains.map(({ chain }) => ({ name: chain.name, finalityDepth: Number(chain.finality.depth) })),
      },
      logsDir: supervisor.logsDir,
      async closeServices() {
        const children = [...processes.values()].map(({ child }) => child)
        await Promise.all([layerZeroDvn, ...children].map((child) => child.stop()))
        await Promise.all([...signers.values()].flat().map((child) => child.stop()))
        await postgres.stop()
      },
      close,
    }
  } catch (error) {
    await close({ keepLogs: true })
    throw error
  }
}

/** What a process logs that is at work, or stands by. An indexer's first events come before Ponder has begun. */
const atWork = (name: string): RegExp =>
  name.startsWith('indexer-') ? /"msg":"(?:Started live indexing|Indexed block)"/ : /"event":"/

/** Whether a process has come up since it was started last. */
export const isUp = (child: SupervisedChild): boolean => {
  const line = atWork(child.name)
  return child.pid() !== undefined && child.lastLogLines(200).some((text) => line.test(text))
}

const untilUp = (child: SupervisedChild): Promise<boolean> =>
  eventually(`${child.name} is up`, async () => isUp(child) || undefined, { timeoutMs: 180_000 })

function stageChain(deployment: Deployment, chain: Chain, node: RunningAnvil): ChaosChain {
  const deployed = deployment.chains.find(({ chainId }) => chainId === chain.chainId)
  if (deployed === undefined) throw new TypeError(`The deployment has no chain ${chain.name}`)
  const { name, chainId, eid, vault, buckets } = deployed
  return { chain, deployed, node, place: { name, chainId, eid, rpcUrl: node.rpcUrl, vault, buckets } }
}

function placeOf(chains: readonly ChaosChain[], chainId: number): ChainPlace {
  const found = chains.find(({ chain }) => chain.chainId === chainId)
  if (found === undefined) throw new TypeError(`The stage has no chain ${chainId}`)
  return found.place
}

/** A database on the same server for each attestor; its tables are the attestor's own business. */
async function attestorDatabases(databaseUrl: string): Promise<readonly string[]> {
  const server = connect(databaseUrl, { max: 1 })
  try {
    const urls: string[] = []
    for (const [index] of testAccounts.attestors.entries()) {
      const url = new URL(databaseUrl)
      url.pathname = `${url.pathname}_attestor_${index + 1}`
      await ensureDatabase(server, url.pathname.slice(1))
      urls.push(url.href)
    }
    return urls
  } finally {
    await server.end({ timeout: 5 })
  }
}

/** Proxies of one process before every chain, and the variables that name them. */
async function openProviders(chains: readonly ChaosChain[], each: number, all: RpcProxy[]) {
  const providers = new Map<string, readonly RpcProxy[]>()
  const env: Record<string, string> = {}
  for (const { chain, node } of chains) {
    const proxies = await Promise.all(Array.from({ length: each }, () => startRpcProxy(node.rpcUrl)))
    all.push(...proxies)
    providers.set(chain.name, proxies)
    env[`BULKHEAD_RPC_URL_${chain.chainId}`] = proxies.map(({ url }) => url).join(',')
    env[`BULKHEAD_RPC_QUORUM_${chain.chainId}`] = String(Math.floor(each / 2) + 1)
  }
  return { providers, env }
}

/** What a child process needs of this one's environment. */
const inherited = (): Readonly<Record<string, string>> => ({ PATH: process.env['PATH'] ?? '' })
