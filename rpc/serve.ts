import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Gateway } from './gateway.ts'

/** A gateway as an RPC URL on this machine. */
export interface ServedGateway {
  /** Its path is secret: who knows it can ask the providers. */
  readonly url: string
  close(): Promise<void>
}

/** Ponder's client waits for 10 s, and takes a call that it gives up for a provider that wants to be left alone. */
const patienceMs = 9_000

const request = z.object({ id: z.unknown(), method: z.string(), params: z.array(z.unknown()).default([]) })
const requests = z.union([request, z.array(request).max(10_000)])

/**
 * Serves a gateway on a free port of 127.0.0.1. What takes longer than nine seconds is answered with status 503, goes on, and is
 * there for who asks again.
 */
export async function serveGateway(gateway: Gateway): Promise<ServedGateway> {
  const path = `/${randomBytes(16).toString('hex')}`
  const answer = async ({ id, method, params }: z.infer<typeof request>): Promise<unknown> => {
    const said = await gateway.ask({ method, params })
    return said.kind === 'result'
      ? { jsonrpc: '2.0', id, result: said.result }
      : { jsonrpc: '2.0', id, error: said.error }
  }
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    if (incoming.url !== path) return void response.writeHead(404).end()
    const parsed = requests.safeParse(parse(Buffer.concat(chunks).toString('utf8')))
    if (!parsed.success) return void response.writeHead(400).end()
    const patience = new AbortController()
    const answers = Array.isArray(parsed.data) ? Promise.all(parsed.data.map(answer)) : answer(parsed.data)
    const late = sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined)
    const body = await Promise.race([answers, late])
    patience.abort()
    if (body === undefined) return void response.writeHead(503).end()
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch(() => incoming.socket.destroy())
  })
  // Longer than any pause of a caller that keeps its connections: one that is closed under a request fails it.
  server.keepAliveTimeout = 120_000
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(0, '127.0.0.1', listening)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('A server on a port has an address')
  return {
    url: `http://127.0.0.1:${address.port}${path}`,
    close: () =>
      new Promise((done) => {
        gateway.close()
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
