import type { ChainDeployment } from '../../chains/deployment.ts'
import { contractsOn } from './contracts.ts'
import { requiredDvns } from './pathways.ts'
import type { Topology, TopologyChain } from './topology.ts'

/**
 * One chain's entry in the deployment file.
 *
 * @param found - What the topology does not say: the first block with our contracts, the assets' symbols, a public node.
 */
export function deployedChain(
  topology: Topology,
  chain: TopologyChain,
  found: Pick<ChainDeployment, 'startBlock' | 'assets' | 'rpcUrl'>,
): ChainDeployment {
  const { name, chainId, eid, layerZero, deliveryGas, otherDvnsTowards = [] } = chain
  const { vault, buckets, relayWorker } = contractsOn(topology, chain)
  return {
    ...{ name, chainId, eid, ...layerZero, vault, buckets, relayWorker, ...found },
    deliveryGas: Number(deliveryGas),
    requiredDvns: [...requiredDvns(topology, chain)],
    ...(otherDvnsTowards.length === 0
      ? {}
      : {
          requiredDvnsFrom: topology.chains
            .filter((remote) => otherDvnsTowards.some((entry) => entry.remote === remote.chainId))
            .map((remote) => ({ eid: remote.eid, dvns: [...requiredDvns(topology, chain, remote.chainId)] })),
        }),
  }
}
