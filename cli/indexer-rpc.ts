import type { Chain } from '../chains/chain.ts'
import type { ChainDeployment } from '../chains/deployment.ts'
import { type EvmClient, evmClient } from '../relayer/evm/client.ts'
import { openGateway } from '../rpc/gateway.ts'
import { serveGateway } from '../rpc/serve.ts'
import type { Composition } from './compose.ts'
import { rpcEndpointsOf } from './environment.ts'

/** Where an indexer reads its chain. */
export interface IndexerRpc {
  /** On this machine; secret. */
  readonly url: string
  readonly client: EvmClient
  close(): Promise<void>
}

/** Opens the providers of a chain as one RPC URL. @throws EnvironmentError when there are none. */
export async function openIndexerRpc(
  { environment, log, monitor }: Composition,
  { chain, deployed }: { readonly chain: Chain; readonly deployed: ChainDeployment },
): Promise<IndexerRpc> {
  const gateway = openGateway({
    endpoints: rpcEndpointsOf(environment, deployed),
    chainId: chain.chainId,
    blockTimeSeconds: chain.blockTimeSeconds,
    callsPerSecond: environment.rpcCallsPerSecond(chain.chainId),
    log,
    onRequest: monitor.rpcRequested,
    onFault: monitor.rpcFaulted,
  })
  const { url, close } = await serveGateway(gateway)
  return { url, close, client: evmClient([{ name: chain.name, url }]) }
}
