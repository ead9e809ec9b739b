import { assertRequiredDvns, assertSameOperators } from '../../chains/pathway-dvns.ts'
import type { Address, ChainId } from '../../domain/identifiers.ts'
import { contractsOn } from './contracts.ts'
import type { Topology, TopologyChain } from './topology.ts'

/**
 * Required DVNs of every message between a chain and a remote one, as the chain's contracts are told: ours and others,
 * ascending as LayerZero wants them. Without `remote`: where no remote chain has DVNs of its own.
 */
export function requiredDvns(topology: Topology, chain: TopologyChain, remote?: ChainId): readonly Address[] {
  return [contractsOn(topology, chain).relayWorker, ...othersTowards(chain, remote)].sort()
}

const othersTowards = ({ otherDvns, otherDvnsTowards = [] }: TopologyChain, remote?: ChainId): readonly Address[] =>
  otherDvnsTowards.find((entry) => entry.remote === remote)?.dvns ?? otherDvns

/**
 * Refuses a topology with a pathway whose required DVNs are fewer than two, or not independent of each other.
 *
 * @throws UnsafePathwayError
 */
export function assertPathways(topology: Topology): void {
  for (const chain of topology.chains) {
    const { name, chainId } = chain
    assertRequiredDvns({ pathway: `messages to ${name}`, chainId, dvns: requiredDvns(topology, chain) })
  }
  for (const lane of topology.lanes) {
    const [home, host] = [lane.home, lane.host].map((id) => topology.chains.find(({ chainId }) => chainId === id))
    if (home === undefined || host === undefined) continue
    const pathway = `the lane ${home.name} → ${host.name}`
    const ends = [
      { chain: home, dvns: requiredDvns(topology, home, host.chainId), others: othersTowards(home, host.chainId) },
      { chain: host, dvns: requiredDvns(topology, host, home.chainId), others: othersTowards(host, home.chainId) },
    ]
    for (const { chain, dvns } of ends) {
      assertRequiredDvns({ pathway: `${pathway} on ${chain.name}`, chainId: chain.chainId, dvns })
    }
    assertSameOperators(
      pathway,
      ends.map(({ chain: { chainId }, others }) => ({ chainId, dvns: others })),
    )
  }
}
