import { chainId, endpointId } from '../domain/identifiers.ts'
import type { Chain } from './chain.ts'

/** Local chain, final by the node's `finalized` tag: anvil with two slots in an epoch finalizes four blocks back. */
export const devnetAlpha: Chain = {
  name: 'alpha',
  chainId: chainId(31_001),
  eid: endpointId(40_001),
  blockTimeSeconds: 1,
  finality: { kind: 'tag', depth: 4n },
  rpcQuorum: 1,
  local: true,
}
