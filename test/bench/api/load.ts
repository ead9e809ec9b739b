import { Agent, request } from 'node:http'

/** Sends one request, the body of a POST or the query of a GET, and gives the whole answer. */
export type Send = (text: string) => Promise<string>

/** A sender over kept-alive connections. @throws Error for any status but 200. */
export function sender(
  url: string,
  options: {
    readonly connections: number
    readonly method?: 'POST' | 'GET'
    readonly headers?: Readonly<Record<string, string>>
  },
): Send & { readonly close: () => void } {
  const { connections, method = 'POST', headers: others = {} } = options
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const send: Send = (text) =>
    new Promise((resolve, reject) => {
      const [target, body] = method === 'POST' ? [url, text] : [`${url}?${text}`, '']
      const content = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const headers = method === 'POST' ? { ...others, ...content } : others
      const sent = request(target, { method, agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          if (response.statusCode === 200) resolve(text)
          else reject(new Error(`Answered ${response.statusCode}: ${text.slice(0, 300)}`))
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
  return Object.assign(send, { close: () => agent.destroy() })
}

/** What came of a load. */
export interface Load {
  readonly requestsPerSecond: number
  /** Milliseconds of each request, ascending. */
  readonly latencies: readonly number[]
}

/** Keeps so many requests going for a while, `bodies` in turn. */
export async function load(
  send: Send,
  bodies: readonly string[],
  { connections, forMs }: { readonly connections: number; readonly forMs: number },
): Promise<Load> {
  const latencies: number[] = []
  const started = performance.now()
  let next = 0
  const one = async (): Promise<void> => {
    while (performance.now() - started < forMs) {
      const body = bodies[next % bodies.length] ?? ''
      next += 1
      const sent = performance.now()
      await send(body)
      latencies.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  const seconds = (performance.now() - started) / 1_000
  return { requestsPerSecond: latencies.length / seconds, latencies: latencies.sort((a, b) => a - b) }
}

/** The value below which that share of the (ascending) values lies. */
export const quantile = (ascending: readonly number[], share: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN
