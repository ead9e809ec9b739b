import type { ExecutionArgs, ExecutionResult } from 'graphql'
import type { ApiContext } from '../context.ts'
import { createEventSource } from './event-source.ts'
import type { Topic } from './topic.ts'

/** A subscription under way, executed once per event for everybody who asked for the same. */
export interface SharedExecution {
  readonly topic: Topic
  /** The answer to an event, read through `context`. One at a time. */
  answer(event: object, context: ApiContext): Promise<ExecutionResult>
  end(): void
}

/** What executes subscriptions: yields a result per event, or fails with one. */
export type Subscribe = (
  args: ExecutionArgs,
) => PromiseLike<AsyncIterable<ExecutionResult> | ExecutionResult> | AsyncIterable<ExecutionResult> | ExecutionResult

const isStream = (value: AsyncIterable<ExecutionResult> | ExecutionResult): value is AsyncIterable<ExecutionResult> =>
  Symbol.asyncIterator in value

/**
 * Begins a subscription.
 *
 * @param context - For what happens before the first event.
 * @returns A result with errors when the document or its variables cannot be subscribed to.
 */
export async function shareExecution(
  subscribe: Subscribe,
  args: ExecutionArgs,
  context: ApiContext,
): Promise<SharedExecution | ExecutionResult> {
  const source = createEventSource<object>()
  let current = context
  let topic: Topic | undefined
  // One for as long as the subscription lasts, while every event is read through a context of its own.
  const contextValue: ApiContext = {
    catalog: context.catalog,
    live: context.live,
    get nowMs() {
      return current.nowMs
    },
    statuses: () => current.statuses(),
    cut: (asOf) => current.cut(asOf),
    open: (info, asOf) => current.open(info, asOf),
    openCut: (info, asOf) => current.openCut(info, asOf),
    view: (info) => current.view(info),
    isSettled: () => false,
    listen: (given) => {
      topic = given
      return source
    },
  }
  const { schema, document, variableValues, operationName } = args
  const results = await subscribe({ schema, document, variableValues, operationName, contextValue })
  if (!isStream(results)) return results
  if (topic === undefined) throw new TypeError('A subscription listens to nothing')
  const iterator = results[Symbol.asyncIterator]()
  return {
    topic,
    async answer(event, eventContext) {
      current = eventContext
      source.put(event)
      const { value } = await iterator.next()
      return value
    },
    end: () => source.end(),
  }
}
