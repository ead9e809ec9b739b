import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One JSON-RPC call on its way through a proxy. */
export interface ProxiedCall {
  readonly method: string
  readonly params: readonly unknown[]
}

/** How a proxy treats its callers. */
export type ProxyBehaviour =
  | { readonly kind: 'honest' }
  /** Closes every connection. */
  | { readonly kind: 'dead' }
  /** Takes requests and never answers. */
  | { readonly kind: 'silent' }
  /** Repeats the request's path, credentials and whole URL: as a body of status 401, or as the message of a JSON-RPC error. */
  | { readonly kind: 'echo'; readonly as: 'status-401' | 'rpc-error' }
  /** Answers every request with this text, as HTML with status 200 unless another one is given. */
  | { readonly kind: 'garbage'; readonly body: string; readonly status?: number }
  /** Answers, with what `change` makes of the node's result. */
  | { readonly kind: 'lie'; readonly change: (call: ProxiedCall, result: unknown) => unknown }
  /** Knows nothing of the newest `blocks`; `finalityDepth` is the chain's. */
  | { readonly kind: 'lagging'; readonly blocks: bigint; readonly finalityDepth: bigint }

/** A JSON-RPC proxy that counts what passes, and misbehaves when told to. */
export interface RpcProxy {
  readonly url: string
  /** HTTP requests and the JSON-RPC calls inside them so far. */
  counts(): { readonly requests: number; readonly calls: number }
  behave(behaviour: ProxyBehaviour): void
  close(): Promise<void>
}

interface RpcRequest {
  readonly id: unknown
  readonly method: string
  readonly params?: readonly unknown[]
}

/** Starts a proxy before `target` on a free port of 127.0.0.1. */
export async function startRpcProxy(target: string): Promise<RpcProxy> {
  let requests = 0
  let calls = 0
  let behaviour: ProxyBehaviour = { kind: 'honest' }

  const forward = async (body: unknown): Promise<unknown> => {
    const answer = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return answer.json()
  }
  const ask = async (call: RpcRequest & ProxiedCall): Promise<unknown> => {
    if (behaviour.kind === 'lagging') return askBehind(call, behaviour)
    const answer = await forward({ jsonrpc: '2.0', ...call })
    if (behaviour.kind !== 'lie' || typeof answer !== 'object' || answer === null || !('result' in answer))
      return answer
    return { ...answer, result: behaviour.change(call, answer.result) }
  }
  const askBehind = async (
    call: RpcRequest & ProxiedCall,
    { blocks, finalityDepth }: Extract<ProxyBehaviour, { kind: 'lagging' }>,
  ): Promise<unknown> => {
    const newest = await forward({ jsonrpc: '2.0', id: 0, method: 'eth_blockNumber', params: [] })
    const head = BigInt((newest as { result: string }).result) - blocks
    const nothing = (result: unknown) => ({ jsonrpc: '2.0', id: call.id, result })
    const [first] = call.params
    if (call.method === 'eth_getBlockByNumber') {
      const named = first === 'latest' ? head : first === 'finalized' ? head - finalityDepth : BigInt(String(first))
      if (named > head) return nothing(null)
      return forward({ jsonrpc: '2.0', ...call, params: [`0x${named.toString(16)}`, false] })
    }
    if (call.method === 'eth_getLogs' && BigInt((first as { fromBlock: string }).fromBlock) > head) return nothing([])
    return forward({ jsonrpc: '2.0', ...call })
  }
  const answer = async (parsed: RpcRequest | readonly RpcRequest[], response: ServerResponse): Promise<void> => {
    const asked = (call: RpcRequest) => ask({ ...call, params: call.params ?? [] })
    const result = Array.isArray(parsed) ? await Promise.all(parsed.map(asked)) : await asked(parsed as RpcRequest)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(result))
  }

  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const parsed = JSON.parse(Buffer.concat(chunks).toString('utf8')) as RpcRequest | readonly RpcRequest[]
    requests += 1
    calls += Array.isArray(parsed) ? parsed.length : 1
    if (behaviour.kind === 'dead') request.socket.destroy()
    else if (behaviour.kind === 'echo') {
      const { authorization = '', host } = request.headers
      const text = `Denied: ${request.url} (${authorization}) at http://${host}${request.url}`
      response.writeHead(behaviour.as === 'status-401' ? 401 : 200, { 'content-type': 'application/json' })
      const refusal = (id: unknown) => ({ jsonrpc: '2.0', id, error: { code: -32_000, message: text } })
      const ids = (Array.isArray(parsed) ? parsed : [parsed]).map(({ id }: RpcRequest) => refusal(id))
      response.end(behaviour.as === 'status-401' ? text : JSON.stringify(Array.isArray(parsed) ? ids : ids[0]))
    } else if (behaviour.kind === 'garbage') {
      response.writeHead(behaviour.status ?? 200, { 'content-type': 'text/html' })
      response.end(behaviour.body)
    } else if (behaviour.kind !== 'silent') await answer(parsed, response)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    counts: () => ({ requests, calls }),
    behave(next) {
      behaviour = next
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
