import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { ChainDeployment, Deployment } from '../chains/deployment.ts'
import { type ChainRegistry, chainRegistry } from '../chains/registry.ts'
import { type Setting, settings } from '../contracts/deploy/settings.ts'
import { parseTopology } from '../contracts/deploy/topology-file.ts'
import { createAttestationBoard } from '../database/attestation-board.ts'
import { createAttestorStore } from '../database/attestor-store.ts'
import { assertReachable, connect, type Sql } from '../database/connect.ts'
import { createFinalityStore } from '../database/finality-store.ts'
import { createGuardStore } from '../database/guard-store.ts'
import { createLeaseStore } from '../database/lease-store.ts'
import { createLedgerStore } from '../database/ledger-store.ts'
import { type DatabaseKind, migrate } from '../database/migrate.ts'
import { createRelayStore } from '../database/relay-store.ts'
import type { Address } from '../domain/identifiers.ts'
import { systemClock } from '../observability/clock.ts'
import { createLogger, type Logger } from '../observability/logger.ts'
import { createMonitor, type Monitor } from '../observability/monitor.ts'
import { createRedactor, type Redact } from '../observability/redaction.ts'
import type { AttestorOptions } from '../relayer/attestor/run.ts'
import { defaultDelivery } from '../relayer/delivery-settings.ts'
import { evmChainPort, evmReadPort, evmSourcePort } from '../relayer/evm/chain-port.ts'
import { type ChainRpc, openChainRpc } from '../relayer/evm/chain-rpc.ts'
import { type EvmClient, evmClient } from '../relayer/evm/client.ts'
import { evmGuardChain } from '../relayer/evm/guard-chain.ts'
import { evmGuardSender } from '../relayer/evm/guard-sender.ts'
import { createFinalityWatch } from '../relayer/finality.ts'
import type { GuardOptions } from '../relayer/guard/guard.ts'
import { guardLedgerChain } from '../relayer/guard/ledger-chain.ts'
import { webhook } from '../relayer/guard/webhook.ts'
import { defaultLeaseTimes, type LeaseKeeping } from '../relayer/lease-keeper.ts'
import type { RebuildOptions } from '../relayer/rebuild.ts'
import type { RelayerOptions } from '../relayer/relay.ts'
import { createSignedGroups } from '../relayer/signed-groups.ts'
import {
  type Environment,
  EnvironmentError,
  readDeployment,
  readDeploymentFile,
  readEnvironment,
  required,
  rpcEndpointsOf,
} from './environment.ts'
import { guardParameters } from './guard-parameters.ts'
import { showBalances, showBuckets, showLanes } from './monitor.ts'
import { openAttestor, openSigner } from './signers.ts'

/** What every command starts from: settings, the deployment and its chains. */
export interface Composition {
  readonly environment: Environment
  readonly deployment: Deployment
  readonly registry: ChainRegistry
  readonly log: Logger
  readonly monitor: Monitor
  /** For what other programs write: {@link log} is redacted by itself. */
  readonly redact: Redact
}

/** @throws EnvironmentError, InvalidDeploymentError, UnknownChainError for a deployed chain without a file in `chains/`. */
export function compose(serviceName: string, environment: Environment = readEnvironment()): Composition {
  const deployment = readDeployment(environment)
  const all = chainRegistry()
  const registry = chainRegistry(deployment.chains.map((deployed) => all.byId(deployed.chainId)))
  const redact = createRedactor([...environment.secrets, ...deployment.chains.flatMap(({ rpcUrl }) => rpcUrl ?? [])])
  const log = createLogger({ name: serviceName, level: environment.logLevel, redact })
  return { environment, deployment, registry, log, redact, monitor: createMonitor({ log }) }
}

/** A pool on Bulkhead's database, its tables up to date. */
export async function composeDatabase({ environment }: Composition, applicationName: string): Promise<Sql> {
  return openDatabase(required(environment.databaseUrl, 'DATABASE_URL', databaseHint), applicationName, 'offchain')
}

/** The same for a service that only reads: its tables brought up to date by the owner, read as `bulkhead_reader`. */
export async function composeReadDatabase(composition: Composition, applicationName: string): Promise<Sql> {
  const owner = await composeDatabase(composition, applicationName)
  await owner.end({ timeout: 5 })
  const { databaseUrl } = composition.environment
  return connect(required(databaseUrl, 'DATABASE_URL', databaseHint), { applicationName, reader: {} })
}

/**
 * A pool on an attestor's own database, its tables up to date.
 *
 * @throws EnvironmentError, DatabaseUnavailableError, DatabaseOfOtherKindError when it is the shared one.
 */
export async function composeAttestorDatabase({ environment }: Composition, applicationName: string): Promise<Sql> {
  const url = required(environment.attestorDatabaseUrl, 'BULKHEAD_ATTESTOR_DATABASE_URL', attestorDatabaseHint)
  return openDatabase(url, applicationName, 'attestor')
}

async function openDatabase(url: string, applicationName: string, kind: DatabaseKind): Promise<Sql> {
  const sql = connect(url, { applicationName })
  try {
    await assertReachable(sql)
    await migrate(sql, kind)
    return sql
  } catch (error) {
    // An open pool would keep the process from ending.
    await sql.end({ timeout: 5 })
    throw error
  }
}

const attestorDatabaseHint =
  'An empty PostgreSQL database that belongs to this attestor alone, not the one in DATABASE_URL.'
const databaseHint = 'A running devnet prints its own; any PostgreSQL 15 or newer will do.'

/** A chain's deployment. @throws {@link EnvironmentError} when the deployment file lacks it. */
export function deployedOn({ deployment, registry }: Composition, nameOrId: string): ChainDeployment {
  const chain = registry.byName(nameOrId)
  const deployed = deployment.chains.find((candidate) => candidate.chainId === chain.chainId)
  if (deployed === undefined) throw new EnvironmentError(`The deployment file has no chain ${chain.name}.`)
  return deployed
}

/** A read client for a deployed chain, for reads that money does not rest on. */
export const composeClient = ({ environment }: Composition, deployed: ChainDeployment): EvmClient =>
  evmClient(rpcEndpointsOf(environment, deployed))

/**
 * A deployed chain's RPC providers and the quorum asked of them.
 *
 * @throws EnvironmentError, InvalidRpcQuorumError
 */
export function composeRpc({ environment, registry, monitor }: Composition, deployed: ChainDeployment): ChainRpc {
  return openChainRpc({
    chain: deployed.name,
    endpoints: rpcEndpointsOf(environment, deployed),
    quorum: environment.rpcQuorum(deployed.chainId) ?? registry.byId(deployed.chainId).rpcQuorum,
    monitor,
  })
}

/** The account that `lock` and `burn` act for. @throws as {@link openSigner} */
export const composeAccount = ({ environment, registry }: Composition, deployed: ChainDeployment) =>
  openSigner({ environment, registry, chains: [deployed] }, 'account')

/** The guardian's account, which parks messages. @throws as {@link openSigner} */
export const composeGuardian = ({ environment, registry }: Composition, deployed: ChainDeployment) =>
  openSigner({ environment, registry, chains: [deployed] }, 'guardian')

/** A relayer over every chain of the deployment. @throws as {@link openSigner}; InvalidRpcQuorumError */
export function composeRelayer(composition: Composition, sql: Sql): RelayerOptions {
  const { environment, deployment, registry, log, monitor } = composition
  const signer = openSigner({ environment, registry, chains: deployment.chains }, 'relayer')
  const clientOf = (deployed: ChainDeployment) => composeClient(composition, deployed)
  showBalances(composition, { role: 'relayer', account: signer.address, clientOf })
  showLanes(composition, sql)
  const chains = deployment.chains.map((deployed) =>
    evmChainPort({ chain: registry.byId(deployed.chainId), deployed, rpc: composeRpc(composition, deployed), signer }),
  )
  const signatures = { store: createAttestationBoard(sql), chains, deployment, clock: systemClock }
  const groups = createSignedGroups(signatures)
  return {
    chains,
    deployment,
    registry,
    storeUnder: (lease) => createRelayStore(sql, groups, lease),
    leases: composeLeases(sql, 'relayer'),
    finalityStore: createFinalityStore(sql),
    clock: systemClock,
    log,
    monitor,
    delivery: { ...defaultDelivery, ...environment.delivery },
    pollMs,
  }
}

/** What rebuilding needs: every chain to read from, and no key. @throws EnvironmentError, InvalidRpcQuorumError */
export function composeRebuild(composition: Composition, sql: Sql): RebuildOptions {
  const { deployment, registry, log } = composition
  const finalityStore = createFinalityStore(sql)
  const chains = deployment.chains.map((deployed) => {
    const at = { chain: registry.byId(deployed.chainId), deployed, rpc: composeRpc(composition, deployed) }
    const { blockTimeSeconds } = at.chain
    const guarded = evmGuardChain(at)
    const finality = createFinalityWatch({
      chain: guarded,
      blockTimeSeconds,
      store: finalityStore,
      clock: systemClock,
      log,
    })
    return { port: evmReadPort(at), ledger: guardLedgerChain({ chain: guarded, finality }) }
  })
  const ports = chains.map(({ port }) => port)
  const signatures = { store: createAttestationBoard(sql), chains: [], deployment, clock: systemClock }
  return {
    chains: ports,
    ledgerChains: chains.map(({ ledger }) => ledger),
    deployment,
    registry,
    store: createRelayStore(sql, createSignedGroups(signatures)),
    ledger: createLedgerStore(sql),
    finalityStore,
    clock: systemClock,
    log,
  }
}

/** Leases of this process, which shares work with the others of its pool on that database. */
export const composeLeases = (sql: Sql, pool: string): Omit<LeaseKeeping, 'log'> => ({
  store: createLeaseStore(sql),
  instance: { pool, id: `${pool}-${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}` },
  times: defaultLeaseTimes,
})

/**
 * A guard over every chain of the deployment.
 *
 * @param options.acts - Whether it may send, for which it needs its key.
 * @throws EnvironmentError, InvalidRpcQuorumError, InvalidTopologyFileError, InvalidBreakerParametersError, and as
 * {@link openSigner}
 */
export function composeGuard(composition: Composition, sql: Sql, options: { readonly acts: boolean }): GuardOptions {
  const { environment, deployment, registry, log, monitor } = composition
  const url = environment.alertWebhook
  showBuckets(composition, sql)
  const chains = deployment.chains.map((deployed) => {
    const [chain, rpc] = [registry.byId(deployed.chainId), composeRpc(composition, deployed)]
    return { deployed, rpc, port: evmGuardChain({ chain, deployed, rpc }) }
  })
  const senders = (): GuardOptions['senders'] => {
    const signer = openSigner({ environment, registry, chains: deployment.chains }, 'guard')
    const clientOf = (deployed: ChainDeployment) => composeClient(composition, deployed)
    showBalances(composition, { role: 'guard', account: signer.address, clientOf })
    return new Map(
      chains.map(({ deployed: { chainId }, rpc: { any: client } }) => [
        chainId,
        evmGuardSender({ chainId, client, signer }),
      ]),
    )
  }
  return {
    chains: chains.map(({ port }) => port),
    senders: options.acts ? senders() : new Map(),
    deployment,
    registry,
    settings: plannedSettings(composition),
    parameters: guardParameters(environment.guardParameters),
    ledger: createLedgerStore(sql),
    finality: createFinalityStore(sql),
    store: createGuardStore(sql),
    alerts: url === undefined ? undefined : { post: webhook(url), pollMs: 1_000, retrySeconds: 2 },
    clock: systemClock,
    log,
    monitor,
    pollMs: 1_000,
  }
}

/** What the deployment file's topology plans; nothing, which is said, when it has none. */
function plannedSettings({ environment, log }: Composition): readonly Setting[] {
  const file = readDeploymentFile(environment.deploymentFile)
  const topology: unknown = typeof file === 'object' && file !== null ? Reflect.get(file, 'topology') : undefined
  if (topology !== undefined) return settings(parseTopology(topology))
  log.warn({ event: 'guard.no-plan' }, 'The deployment file has no topology: the configuration is not compared')
  return []
}

/** An attestor of every chain of the deployment. `own` is its own database, `shared` everybody's. */
export function composeAttestor(
  composition: Composition,
  { own, shared }: { readonly own: Sql; readonly shared: Sql },
): AttestorOptions {
  const { environment, deployment, registry, log, monitor } = composition
  return {
    chains: deployment.chains.map((deployed) =>
      evmSourcePort({ chain: registry.byId(deployed.chainId), deployed, rpc: composeRpc(composition, deployed) }),
    ),
    attestor: openAttestor({ environment, registry, chains: deployment.chains }),
    deployment,
    registry,
    store: createAttestorStore(own),
    finalityStore: createFinalityStore(own),
    board: createAttestationBoard(shared),
    clock: systemClock,
    log,
    monitor,
    pollMs,
  }
}

/** Least pause between two passes over a chain, in milliseconds. */
const pollMs = 250

/** An asset by symbol or address on its home chain. @throws {@link EnvironmentError} for an unknown symbol. */
export function assetOn(deployed: ChainDeployment, symbolOrAddress: string) {
  const wanted = symbolOrAddress.toLowerCase()
  return deployed.assets.find((asset) => asset.symbol.toLowerCase() === wanted || asset.address === (wanted as Address))
}
