import type { ExecutionResult } from 'graphql'

/** Keeps a quiet connection open; carries nothing. */
export const keepAliveFrame = Buffer.from(':\n\n')

/** Ends a stream for good, as the GraphQL over SSE protocol has it: what follows is no reconnect. */
export const completeFrame = Buffer.from('event: complete\ndata:\n\n')

/** An event. Its id is where to go on after it; without one that stays where it was. */
export function eventFrame(result: ExecutionResult, id?: string): Buffer {
  const place = id === undefined ? '' : `id: ${id}\n`
  return Buffer.from(`${place}event: next\ndata: ${JSON.stringify(result)}\n\n`)
}

/** Moves the place of a quiet stream on, and keeps its connection open. */
export const placeFrame = (id: string): Buffer => Buffer.from(`id: ${id}\n\n`)
