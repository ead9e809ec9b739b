import { chainId, endpointId } from '../domain/identifiers.ts'
import type { Chain } from './chain.ts'

/** Local chain with slow blocks, final three blocks below its head. */
export const devnetGamma: Chain = {
  name: 'gamma',
  chainId: chainId(31_003),
  eid: endpointId(40_003),
  blockTimeSeconds: 3,
  finality: { kind: 'depth', depth: 3n },
  rpcQuorum: 1,
  local: true,
}
