import { assertRpcQuorum } from '../../chains/rpc-quorum.ts'
import type { Monitor } from '../../observability/monitor.ts'
import type { RpcEndpoint } from '../../rpc/endpoint.ts'
import { type EvmClient, evmClient } from './client.ts'
import { createQuorum, type QuorumReader } from './quorum.ts'

/** One chain's providers. */
export interface ChainRpc {
  /** One provider, the next when it fails: for what need not be believed, and for sending. */
  readonly any: EvmClient
  /** For everything that money rests on. */
  readonly quorum: QuorumReader
}

/**
 * Opens a chain's providers.
 *
 * @param options.quorum - Identical answers needed, k of the endpoints.
 * @param options.timeoutMs - Longest wait for one provider.
 * @param options.hedgeMs - When to ask the remaining providers without waiting longer for the first k.
 * @throws InvalidRpcQuorumError
 */
export function openChainRpc({
  chain,
  endpoints,
  quorum,
  timeoutMs = 5_000,
  hedgeMs = 1_000,
  monitor,
}: {
  readonly chain: string
  readonly endpoints: readonly RpcEndpoint[]
  readonly quorum: number
  readonly timeoutMs?: number
  readonly hedgeMs?: number
  readonly monitor?: Monitor | undefined
}): ChainRpc {
  assertRpcQuorum({ chain, quorum, providers: endpoints.length })
  const options = { timeoutMs, onRequest: monitor?.rpcRequested }
  const providers = endpoints.map((endpoint) => ({
    name: endpoint.name,
    client: evmClient([endpoint], options),
  }))
  return {
    any: evmClient(endpoints, options),
    quorum: createQuorum({
      providers,
      size: quorum,
      timeoutMs,
      hedgeMs,
      onFault: ({ provider, kind }) => monitor?.rpcFaulted(provider, kind),
    }),
  }
}
