import { assertReachable, connect, DatabaseUnavailableError } from '../../database/connect.ts'
import { createFinalityStore } from '../../database/finality-store.ts'
import { migrate } from '../../database/migrate.ts'
import { lagToleranceOf } from '../../relayer/evm/chain-port.ts'
import { examineProviders } from '../../relayer/evm/examine.ts'
import type { ChainHalt } from '../../relayer/ports.ts'
import { type Composition, compose, composeRpc } from '../compose.ts'
import { required } from '../environment.ts'
import { exitCode } from '../exit-code.ts'

/** What `bulkhead doctor --json` prints. Block numbers are decimal text. */
interface Findings {
  readonly ok: boolean
  readonly database: 'reachable' | 'unreachable'
  readonly chains: readonly ChainFindings[]
}

interface ChainFindings {
  readonly chain: string
  readonly chainId: number
  readonly quorum: { readonly needed: number; readonly providers: number; readonly met: boolean }
  readonly finalized: string | null
  readonly halted: {
    readonly blockNumber: string
    readonly knownHash: string
    readonly foundHash: string
    readonly at: string
  } | null
  readonly providers: readonly {
    readonly name: string
    readonly problems: readonly string[]
    readonly head: string | null
    readonly finalized: string | null
    readonly lag: string | null
  }[]
}

/**
 * `bulkhead doctor`: whether every provider of every chain answers, for the right chain, in time and like the others;
 * whether each quorum is met; whether a chain is halted; whether the database answers. Changes nothing.
 *
 * @returns Exit status: 0 when all is well, 5 otherwise.
 */
export async function doctor(options: { readonly json: boolean }): Promise<number> {
  const composition = compose('bulkhead')
  const { deployment, registry } = composition
  // Settings first: a quorum that cannot be met is a wrong setting, not a finding.
  const rpcs = deployment.chains.map((deployed) => ({
    chain: registry.byId(deployed.chainId),
    rpc: composeRpc(composition, deployed),
  }))
  const halts = await readHalts(composition)
  const chains = await Promise.all(
    rpcs.map(async ({ chain, rpc: { quorum } }): Promise<ChainFindings> => {
      const examined = await examineProviders({ chain, quorum, lagTolerance: lagToleranceOf(chain) })
      const halt = halts?.find(({ chainId }) => chainId === chain.chainId)
      return {
        chain: chain.name,
        chainId: chain.chainId,
        quorum: { needed: examined.quorum, providers: examined.providers.length, met: examined.isMet },
        finalized: text(examined.pinned?.number),
        halted: halt === undefined ? null : { ...evidenceOf(halt), at: halt.haltedAt.toISOString() },
        providers: examined.providers.map(({ provider, problems, head, finalized, lag }) => ({
          name: provider,
          problems,
          head: text(head),
          finalized: text(finalized),
          lag: text(lag),
        })),
      }
    }),
  )
  const isWell = ({ quorum, halted, providers }: ChainFindings): boolean =>
    quorum.met && halted === null && providers.every(({ problems }) => problems.length === 0)
  const findings: Findings = {
    ok: halts !== undefined && chains.every(isWell),
    database: halts === undefined ? 'unreachable' : 'reachable',
    chains,
  }
  process.stdout.write(options.json ? `${JSON.stringify(findings)}\n` : inWords(findings))
  return findings.ok ? exitCode.ok : exitCode.unavailable
}

const text = (value: bigint | undefined): string | null => value?.toString() ?? null

const evidenceOf = ({ blockNumber, knownHash, foundHash }: ChainHalt) => ({
  blockNumber: blockNumber.toString(),
  knownHash,
  foundHash,
})

/** Halts on record, or `undefined` when the database does not answer. */
async function readHalts({ environment }: Composition): Promise<readonly ChainHalt[] | undefined> {
  const sql = connect(required(environment.databaseUrl, 'DATABASE_URL'), { applicationName: 'bulkhead-doctor' })
  try {
    await assertReachable(sql)
    await migrate(sql)
    return await createFinalityStore(sql).halts()
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) return undefined
    throw error
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function inWords({ database, chains }: Findings): string {
  const lines = chains.flatMap(({ chain, chainId, quorum, finalized, halted, providers }) => [
    `${chain} (${chainId}): quorum ${quorum.needed} of ${quorum.providers} ${quorum.met ? 'met' : 'NOT MET'}, ${
      finalized === null ? 'no final block' : `final up to ${finalized}`
    }`,
    ...(halted === null
      ? []
      : [
          `  HALTED since ${halted.at}: final block ${halted.blockNumber} was ${halted.knownHash}, became ${halted.foundHash}`,
          `  bulkhead resume ${chain} lifts it`,
        ]),
    ...providers.map(({ name, problems, head, finalized: final, lag }) => {
      const blocks = head === null ? '' : `head ${head}, final ${final ?? 'none'}, ${lag} behind`
      return `  ${problems.length === 0 ? '✓' : '✗'} ${name.padEnd(16)} ${[problems.join(', '), blocks].filter(Boolean).join(': ')}`
    }),
  ])
  return [`database ${database}`, ...lines, ''].join('\n')
}
