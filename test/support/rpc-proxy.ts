import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { keccak256 } from 'viem'
import { z } from 'zod'
import type { Hex } from '../../domain/identifiers.ts'

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
  /** Answers truly, after that long. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Repeats the request's path, credentials and whole URL: as a body of status 401, or as the message of a JSON-RPC error. */
  | { readonly kind: 'echo'; readonly as: 'status-401' | 'rpc-error' }
  /** Answers every request with this text, as HTML with status 200 unless another one is given. */
  | { readonly kind: 'garbage'; readonly body: string; readonly status?: number }
  /** Answers, with what `change` makes of the node's result. */
  | { readonly kind: 'lie'; readonly change: (call: ProxiedCall, result: unknown) => unknown }
  /** Knows nothing of the newest `blocks`; `finalityDepth` is the chain's. */
  | { readonly kind: 'lagging'; readonly blocks: bigint; readonly finalityDepth: bigint }
  /** Acknowledges transactions; `passOn` is handed each, and decides whether and when it goes on to the node. */
  | { readonly kind: 'mempool'; readonly passOn: (raw: Hex, send: (raw: Hex) => Promise<void>) => void }
  /**
   * Answers truly what it likes to answer, and says no in its own words: to ranges of logs of more blocks, or with more logs, than
   * that; to batches of more calls; and with status 429 and `Retry-After: 1` to more calls in a second. Of more than `cutsAt` logs it
   * gives so many and does not say so.
   */
  | {
      readonly kind: 'picky'
      readonly maxBlocks?: number
      readonly maxLogs?: number
      readonly maxBatch?: number
      readonly callsPerSecond?: number
      readonly cutsAt?: number
    }

/** A JSON-RPC proxy that counts what passes, and misbehaves when told to. */
export interface RpcProxy {
  readonly url: string
  /** HTTP requests and the JSON-RPC calls inside them so far. */
  counts(): { readonly requests: number; readonly calls: number }
  /** Requests that a picky proxy has refused as a whole. */
  refusals(): number
  behave(behaviour: ProxyBehaviour): void
  close(): Promise<void>
}

interface RpcRequest {
  readonly id: unknown
  readonly method: string
  readonly params?: readonly unknown[]
}

const rawTransaction = z.custom<Hex>((value) => typeof value === 'string' && value.startsWith('0x'))

/** Starts a proxy before `target` on a free port of 127.0.0.1. A node that does not answer is a dead proxy. */
export async function startRpcProxy(target: string): Promise<RpcProxy> {
  let requests = 0
  let calls = 0
  let refusals = 0
  let second = { at: 0, calls: 0 }
  const callsIn = (count: number): number => {
    const at = Math.floor(performance.now() / 1_000)
    second = { at, calls: (second.at === at ? second.calls : 0) + count }
    return second.calls
  }
  let behaviour: ProxyBehaviour = { kind: 'honest' }

  const post = (body: string): Promise<Response> =>
    fetch(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const forward = async (body: unknown): Promise<unknown> => (await post(JSON.stringify(body))).json()
  const ask = async (call: RpcRequest & ProxiedCall): Promise<unknown> => {
    if (behaviour.kind === 'lagging') return askBehind(call, behaviour)
    if (behaviour.kind === 'mempool' && call.method === 'eth_sendRawTransaction') {
      const raw = rawTransaction.parse(call.params[0])
      behaviour.passOn(raw, async (sent) => {
        await forward({ jsonrpc: '2.0', id: 0, method: 'eth_sendRawTransaction', params: [sent] })
      })
      return { jsonrpc: '2.0', id: call.id, result: keccak256(raw) }
    }
    if (behaviour.kind === 'picky' && call.method === 'eth_getLogs') return askPicky(call, behaviour)
    const answer = await forward({ jsonrpc: '2.0', ...call })
    if (behaviour.kind !== 'lie' || typeof answer !== 'object' || answer === null || !('result' in answer))
      return answer
    return { ...answer, result: behaviour.change(call, answer.result) }
  }
  const askPicky = async (
    call: RpcRequest & ProxiedCall,
    { maxBlocks = Infinity, maxLogs = Infinity, cutsAt = Infinity }: Extract<ProxyBehaviour, { kind: 'picky' }>,
  ): Promise<unknown> => {
    const no = (message: string) => ({ jsonrpc: '2.0', id: call.id, error: { code: -32_000, message } })
    const { fromBlock, toBlock } = call.params[0] as { readonly fromBlock: string; readonly toBlock: string }
    if (Number(toBlock) - Number(fromBlock) + 1 > maxBlocks) return no('We would rather not look that far.')
    const answer = (await forward({ jsonrpc: '2.0', ...call })) as { readonly result: readonly unknown[] }
    if (answer.result.length > maxLogs) return no('That is more than we care to send.')
    return { ...answer, result: answer.result.slice(0, cutsAt) }
  }
  const askBehind = async (
    call: RpcRequest & ProxiedCall,
    { blocks, finalityDepth }: Extract<ProxyBehaviour, { kind: 'lagging' }>,
  ): Promise<unknown> => {
    const newest = await forward({ jsonrpc: '2.0', id: 0, method: 'eth_blockNumber', params: [] })
    const head = BigInt((newest as { result: string }).result) - blocks
    const nothing = (result: unknown) => ({ jsonrpc: '2.0', id: call.id, result })
    const [first] = call.params
    if (call.method === 'eth_blockNumber') return nothing(`0x${head.toString(16)}`)
    if (call.method === 'eth_getBlockByNumber') {
      const named = first === 'latest' ? head : first === 'finalized' ? head - finalityDepth : BigInt(String(first))
      if (named > head) return nothing(null)
      return forward({ jsonrpc: '2.0', ...call, params: [`0x${named.toString(16)}`, false] })
    }
    if (call.method === 'eth_getLogs' && BigInt((first as { fromBlock: string }).fromBlock) > head) return nothing([])
    return forward({ jsonrpc: '2.0', ...call })
  }
  const answer = async (
    { body, parsed }: { readonly body: string; readonly parsed: RpcRequest | readonly RpcRequest[] },
    response: ServerResponse,
  ): Promise<void> => {
    if (behaviour.kind === 'slow') await sleep(behaviour.delayMs)
    const asked = (call: RpcRequest) => ask({ ...call, params: call.params ?? [] })
    const isHonest = behaviour.kind === 'honest' || behaviour.kind === 'slow'
    // As it came, in one piece: what a node makes of a whole batch is a node's business.
    const text = isHonest
      ? await (await post(body)).text()
      : JSON.stringify(Array.isArray(parsed) ? await Promise.all(parsed.map(asked)) : await asked(parsed as RpcRequest))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(text)
  }
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    const parsed = JSON.parse(body) as RpcRequest | readonly RpcRequest[]
    requests += 1
    calls += Array.isArray(parsed) ? parsed.length : 1
    const inThisSecond = callsIn(Array.isArray(parsed) ? parsed.length : 1)
    if (behaviour.kind === 'picky' && inThisSecond > (behaviour.callsPerSecond ?? Infinity)) {
      refusals += 1
      response.writeHead(429, { 'retry-after': '1' }).end('Not so fast.')
    } else if (
      behaviour.kind === 'picky' &&
      Array.isArray(parsed) &&
      parsed.length > (behaviour.maxBatch ?? Infinity)
    ) {
      refusals += 1
      response.writeHead(500, { 'content-type': 'text/plain' }).end('One thing at a time.')
    } else if (behaviour.kind === 'dead') request.socket.destroy()
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
    } else if (behaviour.kind !== 'silent') await answer({ body, parsed }, response)
  }

  const server = createServer((request, response) => {
    // A caller that was killed, or a node that is gone: either way this connection has nothing more to say.
    serve(request, response).catch(() => request.socket.destroy())
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    counts: () => ({ requests, calls }),
    refusals: () => refusals,
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
