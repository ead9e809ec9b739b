import type { Chain } from '../../chains/chain.ts'
import { contractsOn } from '../../contracts/deploy/contracts.ts'
import { type Difference, readDifferences } from '../../contracts/deploy/differences.ts'
import { settings } from '../../contracts/deploy/settings.ts'
import { readStates } from '../../contracts/deploy/states.ts'
import type { Topology } from '../../contracts/deploy/topology.ts'
import { DomainError } from '../../domain/errors.ts'
import type { ChainRpc } from '../../relayer/evm/chain-rpc.ts'
import { openPlanReader } from '../../relayer/evm/plan-chain.ts'

/** What a chain's configuration is beside its plan. */
export type ConfigurationFinding =
  | { readonly kind: 'compared'; readonly settings: number; readonly differences: readonly Difference[] }
  /** Contracts of the plan that the chain does not have. */
  | { readonly kind: 'not-deployed'; readonly missing: readonly string[] }
  /** The chain could not be read. */
  | { readonly kind: 'unread'; readonly reason: string }

/** Compares every setting of a topology, and the states of its buckets, with what a chain says by quorum at its newest block. */
export async function examineConfiguration(
  topology: Topology,
  on: { readonly chain: Chain; readonly rpc: Pick<ChainRpc, 'quorum'> },
): Promise<ConfigurationFinding> {
  const chain = topology.chains.find(({ chainId }) => chainId === on.chain.chainId)
  if (chain === undefined) return { kind: 'unread', reason: 'the topology has no such chain' }
  try {
    const reader = await openPlanReader(on)
    const contracts = Object.entries(contractsOn(topology, chain))
    const there = await Promise.all(contracts.map(async ([, at]) => (await reader.code(at)) !== '0x'))
    const missing = contracts.flatMap(([name], index) => (there[index] === true ? [] : [name]))
    if (missing.length > 0) return { kind: 'not-deployed', missing }
    const planned = settings(topology).filter(({ chainId }) => chainId === chain.chainId)
    const [differences, states] = await Promise.all([
      readDifferences(reader, planned),
      readStates(topology, chain, reader),
    ])
    return { kind: 'compared', settings: planned.length, differences: [...differences, ...states] }
  } catch (error) {
    // Providers that do not agree are a finding; a defect is not.
    if (error instanceof DomainError) return { kind: 'unread', reason: error.code }
    throw error
  }
}
