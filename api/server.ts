import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import { createYoga } from 'graphql-yoga'
import type { Deployment } from '../chains/deployment.ts'
import type { ChainRegistry } from '../chains/registry.ts'
import type { Pool } from '../database/api/api-database.ts'
import { readApiKeys } from '../database/api/api-keys.ts'
import type { Clock } from '../observability/clock.ts'
import { describeError, type Logger } from '../observability/logger.ts'
import { createKeyring } from './access/keyring.ts'
import { type AccessSettings, accessHeaders, defaultAccess, useAccess } from './access/use-access.ts'
import { type ApiServices, createContext, createServices } from './context.ts'
import { nextCursorHeader, useCsv } from './csv.ts'
import { defaultQuery } from './default-query.ts'
import { readDocuments } from './documents.ts'
import { PortTakenError } from './errors.ts'
import type { LiveChains } from './live-chains.ts'
import { maskError } from './mask-error.ts'
import { loadSchema } from './schema.ts'
import { openSubscriptions } from './subscriptions/use-subscriptions.ts'
import { useDocumentLimits } from './use-document-limits.ts'
import { documentIdParameter, useDocuments } from './use-documents.ts'
import { useEtag } from './use-etag.ts'

/** The running API. */
export interface RunningApi {
  /** GraphQL endpoint. */
  readonly url: string
  readonly port: number
  /** Takes no more requests, answers those under way, and frees the port. The database pool stays open. */
  close(): Promise<void>
}

/** Largest request body, in bytes. */
const largestBody = 256 * 1024

/** How long requests under way may take to end once the server closes. */
const closeWithinMs = 5_000

/** What an operator decides about the API. */
export interface ApiSettings {
  readonly access: AccessSettings
  /** Whether a browser gets a page to write queries in. */
  readonly graphiql: boolean
  /** Whether the schema may be asked for. */
  readonly introspection: boolean
  /** Origins of the pages that may ask; `*` is any. */
  readonly corsOrigins: readonly string[]
  /** File of documents that requests may name. */
  readonly documentsFile: string | undefined
  /** Whether no other documents are answered. */
  readonly onlyDocuments: boolean
}

/** Open to anybody, within limits. */
export const defaultApiSettings: ApiSettings = {
  access: defaultAccess,
  graphiql: true,
  introspection: true,
  corsOrigins: ['*'],
  documentsFile: undefined,
  onlyDocuments: false,
}

/**
 * Serves GraphQL at `/graphql` and health at `/health`.
 *
 * @param options.port - 0 takes any free port.
 * @throws {@link PortTakenError}, DocumentsInvalidError
 * @throws UnknownChainError when the deployment names a chain that the registry does not have.
 */
export async function startApi(options: {
  readonly sql: Pool
  readonly registry: ChainRegistry
  readonly deployment: Deployment
  readonly live: LiveChains
  readonly clock: Clock
  readonly host?: string
  readonly port: number
  readonly settings: ApiSettings
  readonly log: Logger
}): Promise<RunningApi> {
  const { host = '127.0.0.1', port: wantedPort, settings, clock, log } = options
  const { access, graphiql, introspection, corsOrigins, documentsFile, onlyDocuments: only } = settings
  const services = createServices(options)
  const schema = await loadSchema()
  const documents = documentsFile === undefined ? new Map() : await readDocuments(documentsFile, schema)
  const keyring = createKeyring(() => readApiKeys(services.database), clock)
  const subscriptions = openSubscriptions({ services, pool: options.sql, log })
  const yoga = createYoga<object>({
    schema,
    context: () => createContext(services),
    graphqlEndpoint: '/graphql',
    graphiql: graphiql ? { title: 'Bulkhead', defaultQuery } : false,
    // Whole in itself: yoga's own page loads its code from a CDN and stays blank without one.
    renderGraphiQL,
    landingPage: false,
    cors: {
      origin: [...corsOrigins],
      credentials: false,
      methods: ['GET', 'POST', 'OPTIONS'],
      exposedHeaders: [nextCursorHeader, 'etag', ...accessHeaders],
      maxAge: 86_400,
    },
    extraParamNames: [documentIdParameter],
    plugins: [
      useEtag({ shared: !access.keysRequired }),
      useDocuments({ documents, only }),
      useDocumentLimits({ introspection }),
      useAccess({ keyring, settings: access }),
      useCsv(),
      subscriptions.plugin,
    ],
    maskedErrors: { maskError: (error) => maskError(error, log) },
    multipart: false,
    batching: false,
    maxRequestBodySize: largestBody,
    logging: false,
  })

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?')[0]
    if (path === '/health') return answerHealth(services, response)
    if (path === '/graphql') {
      await yoga(request, response)
      return
    }
    if (path === '/' && graphiql) {
      response.writeHead(302, { location: '/graphql' }).end()
      return
    }
    sendJson(response, 404, { code: 'NOT_FOUND', message: 'GraphQL is at /graphql, health at /health.' })
  }
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ event: 'api.request-failed', error: describeError(error) }, 'Request failed')
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { code: 'INTERNAL', message: 'Something went wrong inside.' })
    })
  })

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError({ host, port: wantedPort }) : error)
    })
    server.listen(wantedPort, host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : wantedPort
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}/graphql`
  log.info({ event: 'api.started', url }, 'The API answers')

  return {
    url,
    port,
    async close() {
      subscriptions.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), closeWithinMs)
      await closed
      clearTimeout(timer)
      await yoga.dispose()
      log.info({ event: 'api.stopped' }, 'The API is closed')
    },
  }
}

/** 200 while the database answers, 503 otherwise; chains that lag do not make the API unhealthy, but are shown. */
async function answerHealth(services: ApiServices, response: ServerResponse): Promise<void> {
  try {
    const { chains } = await createContext(services).statuses()
    sendJson(response, 200, {
      status: chains.every(({ state }) => state === 'LIVE') ? 'ok' : 'degraded',
      database: 'ok',
      chains: chains.map(({ chain, state, lagSeconds }) => ({ id: chain.chain.chainId, state, lagSeconds })),
    })
  } catch (error) {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'INTERNAL'
    sendJson(response, 503, { status: 'down', database: /^[A-Z_]+$/.test(code) ? code : 'INTERNAL', chains: [] })
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
