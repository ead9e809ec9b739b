import { parseAbi } from 'viem'
import { assertNever, DomainError } from '../../domain/errors.ts'
import { type Address, address, type ChainId, type UnixSeconds, zeroAddress } from '../../domain/identifiers.ts'
import { endpointV2Abi } from '../abi/EndpointV2.ts'
import { notApplied } from './apply.ts'
import { type BulkheadContracts, contractsOn } from './contracts.ts'
import { deploymentProxy } from './create2.ts'
import { type Difference, readDifferences } from './differences.ts'
import { type InFlight, readInFlight } from './in-flight.ts'
import { plan } from './plan.ts'
import { settings } from './settings.ts'
import { type ChainReader, type ContractCall, encode, readCall, type Step, type Transaction } from './step.ts'
import { type Operation, readOperations } from './timelock.ts'
import type { Topology, TopologyChain } from './topology.ts'

/** A chain lacks something that has to be there before Bulkhead. */
export class ChainNotReadyError extends DomainError {
  readonly code = 'CHAIN_NOT_READY'
  readonly retryable = false
  constructor(readonly facts: { readonly chain: string; readonly missing: readonly string[] }) {
    super(`${facts.chain} is not as the topology has it: ${facts.missing.join('; ')}.`, {
      hint: 'Compare the addresses in the topology file with chains/generated, and the RPC URL with the chain.',
    })
  }
}

/** Who must send a transaction. */
export type Sender =
  | { readonly kind: 'anybody' }
  | { readonly kind: 'owner' | 'proposer' | 'executor'; readonly accounts: readonly Address[] }

/** When it can be sent. */
export type Due =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly time: UnixSeconds }
  | { readonly kind: 'after-proposal' }

/** One transaction that brings a chain nearer to its plan. */
export interface PlannedTransaction extends Transaction {
  readonly chainId: ChainId
  readonly sender: Sender
  readonly due: Due
  /** What it calls in the end, in order; empty for a deployment. */
  readonly calls: readonly { readonly name: string; readonly call: ContractCall }[]
}

/** One chain beside its plan. */
export interface ChainOutlook {
  readonly chain: TopologyChain
  readonly contracts: readonly {
    readonly name: keyof BulkheadContracts
    readonly address: Address
    readonly isDeployed: boolean
  }[]
  /** Of what is deployed: settings that are otherwise than planned. */
  readonly differences: readonly Difference[]
  /** In the order in which they are to be sent. */
  readonly transactions: readonly PlannedTransaction[]
}

/** A whole topology beside its chains. */
export interface Outlook {
  readonly chains: readonly ChainOutlook[]
  readonly inFlight: readonly InFlight[]
}

/**
 * Reads what is deployed, what differs from a topology, which transactions would change that and who must send them, and
 * the messages under way that they would bear on. Sends nothing, needs no key.
 *
 * @throws InvalidTopologyError, UnsafePathwayError, {@link ChainNotReadyError}, whatever the readers throw.
 */
export async function readOutlook(
  topology: Topology,
  readerOf: (chain: TopologyChain) => ChainReader,
): Promise<Outlook> {
  const steps = plan(topology)
  const planned = settings(topology)
  const chains = await Promise.all(
    topology.chains.map(async (chain) => {
      const reader = readerOf(chain)
      await assertReady(topology, chain, reader)
      const ofChain = steps.filter(({ chainId }) => chainId === chain.chainId)
      const missing = await notApplied(ofChain, reader)
      const contracts = await Promise.all(
        contractNames.map(async (name) => {
          const address = contractsOn(topology, chain)[name]
          return { name, address, isDeployed: (await reader.code(address)) !== '0x' }
        }),
      )
      const isThere = contracts.every(({ isDeployed }) => isDeployed)
      const differences = isThere
        ? await readDifferences(
            reader,
            planned.filter(({ chainId }) => chainId === chain.chainId),
          )
        : []
      const transactions = await transactionsFor({ topology, chain, reader, planned: ofChain, missing })
      return { missing, outlook: { chain, contracts, differences, transactions } }
    }),
  )
  return {
    chains: chains.map(({ outlook }) => outlook),
    inFlight: await readInFlight(
      topology,
      chains.flatMap(({ missing }) => missing),
      readerOf,
    ),
  }
}

const contractNames = ['vault', 'buckets', 'relayWorker', 'timelock'] as const

/** LayerZero, the other DVNs and the deployment proxy have to be where the topology says. */
async function assertReady(topology: Topology, chain: TopologyChain, reader: ChainReader): Promise<void> {
  const { layerZero, otherDvns, otherDvnsTowards = [] } = chain
  const remotes = topology.chains.filter((remote) => remote !== chain).map(({ chainId }) => chainId)
  const dvns = [
    ...otherDvns,
    ...otherDvnsTowards.filter(({ remote }) => remotes.includes(remote)).flatMap((towards) => towards.dvns),
  ]
  const needed: readonly (readonly [string, Address])[] = [
    ['the deployment proxy', deploymentProxy],
    ["LayerZero's endpoint", layerZero.endpoint],
    ['the send library', layerZero.sendLibrary],
    ['the receive library', layerZero.receiveLibrary],
    ...dvns.map((dvn) => ['the DVN', dvn] as const),
  ]
  const missing = await Promise.all(
    needed.map(async ([name, address]) =>
      (await reader.code(address)) === '0x' ? [`${name} is not at ${address}`] : [],
    ),
  )
  const eid = { abi: endpointV2Abi, address: layerZero.endpoint, functionName: 'eid', args: [] }
  const answer = await readCall(reader, eid)
  const wrong =
    answer.kind === 'answered' && answer.value !== chain.eid ? [`the endpoint's id is ${String(answer.value)}`] : []
  const problems = [...missing.flat(), ...wrong]
  if (problems.length > 0) throw new ChainNotReadyError({ chain: chain.name, missing: problems })
}

async function transactionsFor({
  topology,
  chain,
  reader,
  planned,
  missing,
}: {
  readonly topology: Topology
  readonly chain: TopologyChain
  readonly reader: ChainReader
  readonly planned: readonly Step[]
  readonly missing: readonly Step[]
}): Promise<readonly PlannedTransaction[]> {
  const { timelock } = contractsOn(topology, chain)
  const owners = new Map<Address, Address>()
  for (const owned of new Set(missing.flatMap((step) => step.owned ?? []))) {
    owners.set(owned, await ownerOf(reader, owned, topology.deployer))
  }
  const isTimelocked = ({ owned }: Step): boolean => owned !== undefined && owners.get(owned) === timelock
  const direct = missing
    .filter((step) => !isTimelocked(step))
    .map(({ chainId, name, to, data, owned, call }): PlannedTransaction => {
      const owner = owned === undefined ? undefined : owners.get(owned)
      return {
        ...{ chainId, name, to, data, due: { kind: 'now' } },
        sender: owner === undefined ? { kind: 'anybody' } : { kind: 'owner', accounts: [owner] },
        calls: call === undefined ? [] : [{ name, call }],
      }
    })
  const late = missing.filter(isTimelocked)
  if (late.length === 0) return direct
  const operations = await readOperations(reader, { timelock, planned, missing: late })
  return [...direct, ...operations.flatMap((operation) => timelocked(topology, chain, operation))]
}

function timelocked(
  { roles }: Topology,
  { chainId }: TopologyChain,
  { steps, schedule, execute, state }: Operation,
): readonly PlannedTransaction[] {
  const calls = steps.flatMap(({ name, call }) => (call === undefined ? [] : [{ name, call }]))
  const one = (verb: string, call: ContractCall, sender: Sender, due: Due): PlannedTransaction => ({
    ...{ chainId, sender, due, calls, to: call.address, data: encode(call) },
    name: `timelock: ${verb} ${steps.length} call${steps.length === 1 ? '' : 's'}`,
  })
  const proposer: Sender = { kind: 'proposer', accounts: roles.proposers }
  // The zero address among the executors opens the role to everybody.
  const executor: Sender = roles.executors.includes(zeroAddress)
    ? { kind: 'anybody' }
    : { kind: 'executor', accounts: roles.executors }
  switch (state.kind) {
    case 'unscheduled':
      return [
        one('schedule', schedule, proposer, { kind: 'now' }),
        one('execute', execute, executor, { kind: 'after-proposal' }),
      ]
    case 'waiting':
      return [one('execute', execute, executor, { kind: 'at', time: state.readyAt })]
    case 'ready':
      return [one('execute', execute, executor, { kind: 'now' })]
    default:
      return assertNever(state)
  }
}

/** Who owns a contract; the deployer will, where it is not deployed yet. */
async function ownerOf(reader: ChainReader, owned: Address, deployer: Address): Promise<Address> {
  const call = { abi: ownableAbi, address: owned, functionName: 'owner', args: [] }
  const answer = await readCall(reader, call)
  return answer.kind === 'no-contract' ? deployer : address(String(answer.value))
}

const ownableAbi = parseAbi(['function owner() view returns (address)'])
