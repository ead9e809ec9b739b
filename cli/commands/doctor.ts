import type { ChainDeployment } from '../../chains/deployment.ts'
import { chainRegistry } from '../../chains/registry.ts'
import { deployedChain } from '../../contracts/deploy/deployed-chain.ts'
import type { Difference } from '../../contracts/deploy/differences.ts'
import type { Topology } from '../../contracts/deploy/topology.ts'
import { assertReachable, connect, DatabaseUnavailableError } from '../../database/connect.ts'
import { createFinalityStore } from '../../database/finality-store.ts'
import { type DatabaseKind, migrate } from '../../database/migrate.ts'
import { assertNever } from '../../domain/errors.ts'
import { lagToleranceOf } from '../../relayer/evm/chain-port.ts'
import type { ChainRpc } from '../../relayer/evm/chain-rpc.ts'
import { examineProviders } from '../../relayer/evm/examine.ts'
import type { ChainHalt } from '../../relayer/ports.ts'
import { compose, composeRpc } from '../compose.ts'
import { type ConfigurationFinding, examineConfiguration } from '../doctor/configuration.ts'
import { examineKeys, type KeyFinding, type RoleKey } from '../doctor/keys.ts'
import { type Environment, readEnvironment } from '../environment.ts'
import { exitCode } from '../exit-code.ts'
import { differenceInWords } from '../plan-text.ts'
import { findAddress } from '../signers.ts'
import { openTopology, topologyIn } from '../topology.ts'

/** What `bulkhead doctor --json` prints. Block numbers and wei are decimal text. */
interface Findings {
  /** Nothing that was checked is wrong. */
  readonly ok: boolean
  /** What was not checked, and what it would take. */
  readonly notChecked: readonly string[]
  readonly database: DatabaseState
  /** An attestor's own. */
  readonly attestorDatabase: DatabaseState
  readonly chains: readonly ChainFindings[]
}

type DatabaseState = 'reachable' | 'unreachable' | 'not checked'

interface Halted {
  readonly blockNumber: string
  readonly knownHash: string
  readonly foundHash: string
  readonly at: string
}

interface ChainFindings {
  readonly chain: string
  readonly chainId: number
  readonly quorum: { readonly needed: number; readonly providers: number; readonly met: boolean }
  readonly finalized: string | null
  readonly halted: Halted | null
  /** The halt in an attestor's own database. */
  readonly attestorHalted: Halted | null
  readonly providers: readonly {
    readonly name: string
    readonly problems: readonly string[]
    readonly head: string | null
    readonly finalized: string | null
    readonly lag: string | null
  }[]
  /** `null` when there is no topology to compare with. */
  readonly configuration: ConfigurationFinding | null
  readonly keys: readonly (Omit<KeyFinding, 'balance' | 'leastBalance'> & {
    readonly balance: string | null
    readonly leastBalance: string
  })[]
}

/** What doctor looks at: chains with their providers, and the plan where there is one. */
interface Patient {
  readonly topology: Topology | undefined
  readonly chains: readonly { readonly deployed: ChainDeployment; readonly rpc: ChainRpc }[]
}

/**
 * `bulkhead doctor`: whether every provider of every chain answers, for the right chain, in time and like the others;
 * whether each quorum is met; whether a chain is halted; whether the databases answer; whether each key has its role, and
 * enough to pay with; whether the chains are configured as the topology says. What it is given nothing for it does not
 * check, and says so. Changes nothing.
 *
 * @param options.topology - A topology or deployment file, in place of the deployment file of the environment.
 * @returns Exit status: 0 when all that was checked is well, 5 otherwise.
 */
export async function doctor(options: { readonly json: boolean; readonly topology?: string }): Promise<number> {
  const environment = readEnvironment()
  // Settings first: a quorum that cannot be met is a wrong setting, not a finding.
  const { topology, chains: patients } = patientOf(environment, options.topology)
  const { attestorDatabaseUrl, databaseUrl } = environment
  const [halts, attestorHalts] = await Promise.all([
    readHalts(databaseUrl, 'offchain'),
    readHalts(attestorDatabaseUrl, 'attestor'),
  ])
  const { keys, missing } = keysOf(
    environment,
    patients.map(({ deployed }) => deployed),
  )
  const registry = chainRegistry()
  const chains = await Promise.all(
    patients.map(async ({ deployed, rpc }): Promise<ChainFindings> => {
      const chain = registry.byId(deployed.chainId)
      const { quorum } = rpc
      const examined = await examineProviders({ chain, quorum, lagTolerance: lagToleranceOf(chain) })
      const [configuration, found] = await Promise.all([
        topology === undefined ? null : examineConfiguration(topology, { chain, rpc }),
        examineKeys({ keys, deployed, quorum, at: examined.pinned }),
      ])
      return {
        chain: chain.name,
        chainId: chain.chainId,
        quorum: { needed: examined.quorum, providers: examined.providers.length, met: examined.isMet },
        finalized: text(examined.pinned?.number),
        halted: haltOf(halts, deployed),
        attestorHalted: haltOf(attestorHalts, deployed),
        providers: examined.providers.map(({ provider, problems, head, finalized, lag }) => ({
          name: provider,
          problems,
          head: text(head),
          finalized: text(finalized),
          lag: text(lag),
        })),
        configuration,
        keys: found.map(({ balance, leastBalance, ...key }) => ({
          ...key,
          balance: text(balance),
          leastBalance: String(leastBalance),
        })),
      }
    }),
  )
  const findings: Findings = {
    ok: halts !== 'unreachable' && attestorHalts !== 'unreachable' && chains.every(isWell),
    notChecked: [
      ...(databaseUrl === undefined ? ['database and halts: DATABASE_URL is not set'] : []),
      ...(attestorDatabaseUrl === undefined ? ["an attestor's halts: BULKHEAD_ATTESTOR_DATABASE_URL is not set"] : []),
      ...missing,
      ...(topology === undefined ? ['configuration: the deployment file has no topology'] : []),
    ],
    database: stateOf(halts),
    attestorDatabase: stateOf(attestorHalts),
    chains,
  }
  process.stdout.write(options.json ? `${JSON.stringify(findings)}\n` : inWords(findings))
  return findings.ok ? exitCode.ok : exitCode.unavailable
}

function patientOf(environment: Environment, file: string | undefined): Patient {
  if (file !== undefined) {
    const { topology, chains } = openTopology(environment, file)
    return {
      topology,
      chains: topology.chains.flatMap((chain) => {
        const rpc = chains.get(chain.chainId)?.rpc
        return rpc === undefined
          ? []
          : [{ deployed: deployedChain(topology, chain, { startBlock: 0, assets: [] }), rpc }]
      }),
    }
  }
  const composition = compose('bulkhead', environment)
  return {
    topology: topologyIn(environment.deploymentFile),
    chains: composition.deployment.chains.map((deployed) => ({ deployed, rpc: composeRpc(composition, deployed) })),
  }
}

/** Accounts of the roles whose keys the environment names, and what cannot be checked without the others. */
function keysOf(environment: Environment, chains: readonly ChainDeployment[]) {
  const registry = chainRegistry()
  const found = (['relayer', 'guard', 'attestor'] as const).map((role) => ({
    role,
    address: findAddress({ environment, registry, chains }, role),
  }))
  return {
    keys: found.flatMap(({ role, address }): readonly RoleKey[] => (address === undefined ? [] : [{ role, address }])),
    missing: found.flatMap(({ role, address }) =>
      address === undefined ? [`key, role and balance of the ${role}: the environment names no key of it`] : [],
    ),
  }
}

const isWell = ({ quorum, halted, attestorHalted, providers, configuration, keys }: ChainFindings): boolean =>
  quorum.met &&
  halted === null &&
  attestorHalted === null &&
  providers.every(({ problems }) => problems.length === 0) &&
  keys.every(({ problems }) => problems.length === 0) &&
  (configuration === null || (configuration.kind === 'compared' && configuration.differences.length === 0))

const text = (value: bigint | undefined): string | null => value?.toString() ?? null

type Halts = readonly ChainHalt[] | 'unreachable' | 'not checked'

const stateOf = (halts: Halts): DatabaseState => (typeof halts === 'string' ? halts : 'reachable')

function haltOf(halts: Halts, { chainId }: ChainDeployment): Halted | null {
  const halt = typeof halts === 'string' ? undefined : halts.find((candidate) => candidate.chainId === chainId)
  if (halt === undefined) return null
  const { blockNumber, knownHash, foundHash, haltedAt } = halt
  return { blockNumber: blockNumber.toString(), knownHash, foundHash, at: haltedAt.toISOString() }
}

/** Halts on record in one kind of database. */
async function readHalts(url: string | undefined, kind: DatabaseKind): Promise<Halts> {
  if (url === undefined) return 'not checked'
  const sql = connect(url, { applicationName: 'bulkhead-doctor' })
  try {
    await assertReachable(sql)
    await migrate(sql, kind)
    return await createFinalityStore(sql).halts()
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) return 'unreachable'
    throw error
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function inWords({ database, attestorDatabase, chains, notChecked }: Findings): string {
  return [
    ...(database === 'not checked' ? [] : [`database ${database}`]),
    ...(attestorDatabase === 'not checked' ? [] : [`attestor's database ${attestorDatabase}`]),
    ...chains.flatMap(chainInWords),
    ...notChecked.map((what) => `not checked: ${what}`),
    '',
  ].join('\n')
}

function chainInWords(found: ChainFindings): readonly string[] {
  const { chain, chainId, quorum, finalized, halted, attestorHalted, providers, configuration, keys } = found
  return [
    `${chain} (${chainId}): quorum ${quorum.needed} of ${quorum.providers} ${quorum.met ? 'met' : 'NOT MET'}, ${
      finalized === null ? 'no final block' : `final up to ${finalized}`
    }`,
    ...haltInWords(halted, `bulkhead resume ${chain}`),
    ...haltInWords(attestorHalted, `bulkhead resume ${chain} --attestor`),
    ...providers.map(({ name, problems, head, finalized: final, lag }) => {
      const blocks = head === null ? '' : `head ${head}, final ${final ?? 'none'}, ${lag} behind`
      return `  ${problems.length === 0 ? '✓' : '✗'} ${name.padEnd(16)} ${[problems.join(', '), blocks].filter(Boolean).join(': ')}`
    }),
    ...keys.map(({ role, address, balance, leastBalance, problems }) => {
      const has = `${balance ?? 'unknown'} wei, least ${leastBalance}`
      return `  ${problems.length === 0 ? '✓' : '✗'} ${role.padEnd(16)} ${[address, has, ...problems].join(': ')}`
    }),
    ...configurationInWords(configuration),
  ]
}

const haltInWords = (halt: Halted | null, command: string): readonly string[] =>
  halt === null
    ? []
    : [
        `  HALTED since ${halt.at}: final block ${halt.blockNumber} was ${halt.knownHash}, became ${halt.foundHash}`,
        `  ${command} lifts it`,
      ]

function configurationInWords(configuration: ConfigurationFinding | null): readonly string[] {
  if (configuration === null) return []
  switch (configuration.kind) {
    case 'compared':
      return configuration.differences.length === 0
        ? [`  ✓ ${'configuration'.padEnd(16)} ${configuration.settings} settings are as planned`]
        : configuration.differences.flatMap((difference: Difference) => differenceInWords(difference))
    case 'not-deployed':
      return [`  ✗ ${'configuration'.padEnd(16)} not deployed: ${configuration.missing.join(', ')}`]
    case 'unread':
      return [`  ✗ ${'configuration'.padEnd(16)} not read: ${configuration.reason}`]
    default:
      return assertNever(configuration)
  }
}
