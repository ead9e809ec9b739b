import { ServerResponse } from 'node:http'
import type { DocumentNode, ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Pool } from '../../database/api/api-database.ts'
import type { Logger } from '../../observability/logger.ts'
import { type ApiServices, createContext } from '../context.ts'
import { BadCursorError, NeedsEventStreamError, TooManyStreamsError } from '../errors.ts'
import { maskError } from '../mask-error.ts'
import type { Since } from './audience.ts'
import { createHub } from './hub.ts'
import { createMember } from './member.ts'
import { decodePlace } from './place.ts'
import { type SharedExecution, shareExecution } from './shared-execution.ts'

/** Subscriptions of one server. */
export interface Subscriptions {
  readonly plugin: Plugin
  /** Ends every stream. */
  close(): void
}

/** A stream about to be opened. */
interface Opening {
  readonly key: string
  readonly execution: SharedExecution
  readonly since: Since
}

/** An execution, and how many streams have it. */
interface Used {
  readonly execution: Promise<SharedExecution | ExecutionResult>
  by: number
}

const eventStream = 'text/event-stream'
/** Streams that one process keeps open. */
const mostStreams = 10_000

/** Hands yoga a stream's form; what is sent comes from the hub. */
async function* nothing(): AsyncGenerator<ExecutionResult, void> {}

/**
 * Answers subscriptions as server-sent events with ids. Documents that are equal, with equal variables, are executed once for
 * all who sent them.
 */
export function openSubscriptions(options: {
  readonly services: ApiServices
  readonly pool: Pool
  readonly log: Logger
}): Subscriptions {
  const { services, log } = options
  const hub = createHub(options)
  const executions = new Map<string, Used>()
  const openings = new WeakMap<Request, Opening>()
  const idOf = documentIds()
  let open = 0

  /** Gives an execution up that somebody has taken: the last one ends it. */
  const giveUp = (key: string): void => {
    const used = executions.get(key)
    if (used === undefined) return
    used.by -= 1
    if (used.by > 0) return
    executions.delete(key)
    void used.execution.then((execution) => 'answer' in execution && execution.end()).catch(() => undefined)
  }
  const take = async (key: string, begin: () => Used['execution']): Promise<SharedExecution | ExecutionResult> => {
    const used = executions.get(key) ?? { execution: begin(), by: 0 }
    executions.set(key, used)
    used.by += 1
    try {
      const execution = await used.execution
      if (!('answer' in execution)) giveUp(key)
      return execution
    } catch (error) {
      giveUp(key)
      throw error
    }
  }

  const plugin: Plugin = {
    async onSubscribe({ args, subscribeFn, setResultAndStopExecution }) {
      const { request, params } = args.contextValue
      try {
        if (!accepts(request, eventStream)) throw new NeedsEventStreamError()
        if (open >= mostStreams) throw new TooManyStreamsError({ limit: mostStreams })
        const { document, variableValues, operationName } = args
        const key = JSON.stringify([idOf(document), operationName, variableValues])
        const execution = await take(key, () => shareExecution(subscribeFn, args, createContext(services)))
        if (!('answer' in execution)) {
          setResultAndStopExecution(execution)
          return
        }
        try {
          const id = request.headers.get('last-event-id') ?? params.extensions?.['lastEventId'] ?? undefined
          openings.set(request, { key, execution, since: sinceOf(execution, id, services) })
        } catch (error) {
          giveUp(key)
          throw error
        }
        setResultAndStopExecution(nothing())
      } catch (error) {
        setResultAndStopExecution({ errors: [maskError(error, log)] })
      }
    },
    onResultProcess({ request, serverContext, setResultProcessor }) {
      const opening = openings.get(request)
      if (opening === undefined) return
      const { key, execution, since } = opening
      const response: unknown = Reflect.get(serverContext, 'res')
      setResultProcessor((_result, { Response }) => {
        open += 1
        const member = createMember({
          cutOff: () => {
            log.warn({ event: 'subscriptions.slow' }, 'A client does not read what it subscribed to')
            if (response instanceof ServerResponse) response.destroy()
          },
          onGone: () => {
            open -= 1
            hub.leave(execution, member)
            giveUp(key)
          },
        })
        hub.join(execution, member, since)
        const headers = {
          'content-type': eventStream,
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
          connection: 'close',
        }
        // It takes Node's streams too, though its type does not say so: they tell when the connection closes.
        return Reflect.construct(Response, [member.body, { headers }])
      }, eventStream)
    },
  }
  return { plugin, close: () => hub.close() }
}

function accepts(request: Request, type: string): boolean {
  const accepted = (request.headers.get('accept') ?? '*/*').toLowerCase()
  return accepted.includes(type) || accepted.includes('*/*')
}

/** A number for each document; yoga parses equal texts once. */
function documentIds(): (document: DocumentNode) => number {
  const ids = new WeakMap<DocumentNode, number>()
  let last = 0
  return (document) => {
    const known = ids.get(document)
    if (known !== undefined) return known
    last += 1
    ids.set(document, last)
    return last
  }
}

/** @throws {@link BadCursorError} when an event of this stream has no such id. */
function sinceOf({ topic }: SharedExecution, id: unknown, { catalog }: ApiServices): Since {
  if (id === undefined || id === '') return { kind: 'start' }
  if (typeof id !== 'string' || id.startsWith('s_') !== topic.isState)
    throw new BadCursorError({ problem: 'it is no id of such an event' })
  return topic.isState ? { kind: 'state', id } : { kind: 'place', id, place: decodePlace(id, catalog) }
}
