import { chainId, endpointId } from '../domain/identifiers.ts'
import type { Chain } from './chain.ts'

/** Local chain, final three blocks below its head. */
export const devnetBeta: Chain = {
  name: 'beta',
  chainId: chainId(31_002),
  eid: endpointId(40_002),
  blockTimeSeconds: 2,
  finality: { kind: 'depth', depth: 3n },
  rpcQuorum: 1,
  local: true,
}
