import { createServer, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '../domain/errors.ts'
import { describeError, type Logger } from './logger.ts'
import type { LoopState, Monitor } from './monitor.ts'

/** The port that figures and health were to be served on is taken. */
export class MonitorPortTakenError extends DomainError {
  readonly code = 'MONITOR_PORT_TAKEN'
  readonly retryable = false
  constructor({ host, port }: { readonly host: string; readonly port: number }) {
    super(`Port ${port} on ${host} is taken.`, { hint: 'Set BULKHEAD_MONITOR_PORT to another one, or to 0 for any.' })
  }
}

/** One thing that has to be so for a process to do its work in full. */
export interface Requirement {
  readonly name: string
  /** @throws when it is not so; takes no longer than it has to. */
  check(): Promise<void>
}

/** A running server of figures and health. */
export interface MonitorServer {
  readonly url: string
  close(): Promise<void>
}

/** A pass that has taken this long hangs: the process wants restarting. */
const hangsAfterMs = 300_000
/** A loop without a good pass for this long does not do its work: longer than the longest pause after failures. */
const failsAfterMs = 90_000
/** Longest wait for a requirement. */
const checkWithinMs = 3_000

/** Names of loops whose pass hangs. */
export const hanging = (loops: readonly LoopState[], nowMs: number): readonly string[] =>
  loops
    .filter(({ passingSinceMs }) => passingSinceMs !== undefined && nowMs - passingSinceMs > hangsAfterMs)
    .map(nameOf)

/** Names of loops that have had no good pass for too long. */
export const failing = (loops: readonly LoopState[], nowMs: number): readonly string[] =>
  loops.filter(({ goodAtMs }) => nowMs - goodAtMs > failsAfterMs).map(nameOf)

const nameOf = ({ loop, chainId }: LoopState): string => (chainId === undefined ? loop : `${loop} ${chainId}`)

/**
 * Serves `/metrics`; `/health`, 503 when a pass hangs, so that restarting would help; and `/ready`, 503 while the process
 * does not do its work in full, with the reason: a requirement that is not met, a loop without a good pass, a chain whose
 * final block cannot be rested on.
 *
 * @param options.port - 0 takes any free port.
 * @throws {@link MonitorPortTakenError}
 */
export async function serveMonitor({
  monitor,
  requirements,
  host,
  port,
  log,
}: {
  readonly monitor: Monitor
  readonly requirements: readonly Requirement[]
  readonly host: string
  readonly port: number
  readonly log: Logger
}): Promise<MonitorServer> {
  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    switch (path) {
      case '/metrics': {
        const text = await monitor.text()
        response.writeHead(200, { 'content-type': monitor.contentType }).end(text)
        return
      }
      case '/health': {
        const loops = hanging(monitor.loops(), performance.now())
        return sendJson(response, loops.length === 0 ? 200 : 503, {
          status: loops.length === 0 ? 'ok' : 'hangs',
          loops,
        })
      }
      case '/ready': {
        const lacks = await lackOf(monitor, requirements)
        return sendJson(response, lacks.length === 0 ? 200 : 503, {
          status: lacks.length === 0 ? 'ready' : 'not ready',
          lacks,
        })
      }
      default:
        return sendJson(response, 404, { code: 'NOT_FOUND', message: 'There are /metrics, /health and /ready.' })
    }
  }
  const server = createServer((request, response) => {
    answer((request.url ?? '/').split('?')[0] ?? '/', response).catch((error: unknown) => {
      log.error({ event: 'monitor.request-failed', error: describeError(error) }, 'Request failed')
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { code: 'INTERNAL', message: 'Something went wrong inside.' })
    })
  })
  const url = await listen(server, { host, port })
  log.info({ event: 'monitor.started', url }, 'Figures and health are served')
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What keeps a process from doing its work in full; empty when nothing does. */
async function lackOf(
  monitor: Monitor,
  requirements: readonly Requirement[],
): Promise<readonly { readonly what: string; readonly why: string }[]> {
  const unmet = await Promise.all(
    requirements.map(async ({ name, check }) => {
      const late = sleep(checkWithinMs, 'late' as const, { ref: false })
      try {
        const result = await Promise.race([check(), late])
        return result === 'late' ? [{ what: name, why: `no answer within ${checkWithinMs / 1_000} s` }] : []
      } catch (error) {
        const { code, name: kind } = describeError(error)
        return [{ what: name, why: code ?? kind }]
      }
    }),
  )
  const loops = monitor.loops()
  const begun = loops.length === 0 ? [{ what: 'loops', why: 'none has begun' }] : []
  const stale = failing(loops, performance.now()).map((what) => ({
    what,
    why: `no good pass for ${failsAfterMs / 1_000} s`,
  }))
  const chains = [...monitor.finals()]
    .filter(([, kind]) => kind !== 'pinned')
    .map(([chainId, kind]) => ({ what: `chain ${chainId}`, why: kind }))
  return [...unmet.flat(), ...begun, ...stale, ...chains]
}

async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new MonitorPortTakenError({ host, port }) : error)
    })
    server.listen(port, host, resolve)
  })
  const bound = server.address()
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port
  return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
