import { once } from 'node:events'
import { connect } from 'node:net'
import { type ServerSentEvent, serverSentEvents } from '../../../api/client/event-stream.ts'
import { eventually } from '../../support/eventually.ts'

/** A stream under test, and what it has said so far. */
export interface OpenStream {
  readonly events: readonly ServerSentEvent[]
  /** What the events with data say. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer has the shape of its query, which every test spells out
  answers(): readonly any[]
  /** The newest id. */
  lastId(): string | undefined
  /** Waits until there are as many answers. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  atLeast(count: number): Promise<readonly any[]>
  /** Whether the server has closed it. */
  isOver(): boolean
  close(): Promise<void>
}

/** Subscribes the way a program does, with a POST. */
export async function openStream(
  url: string,
  query: string,
  { variables = {}, lastEventId }: { readonly variables?: object; readonly lastEventId?: string | undefined } = {},
): Promise<OpenStream> {
  const aborted = new AbortController()
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    body: JSON.stringify({ query, variables }),
    signal: aborted.signal,
  })
  if (response.body === null) throw new Error('The answer has no body')
  const events: ServerSentEvent[] = []
  let isOver = false
  const reading = (async () => {
    try {
      for await (const event of serverSentEvents(response.body as ReadableStream<Uint8Array>)) events.push(event)
    } catch (error) {
      if (!aborted.signal.aborted) events.push({ event: 'broken', data: undefined, id: String(error) })
    }
    isOver = true
  })()
  const answers = () =>
    events.flatMap(({ event, data }) => (event === 'next' && data !== undefined ? [JSON.parse(data)] : []))
  return {
    events,
    answers,
    lastId: () => events.at(-1)?.id,
    atLeast: (count) =>
      eventually(`${count} events`, async () => {
        const found = answers()
        return found.length >= count ? found : undefined
      }),
    isOver: () => isOver,
    async close() {
      aborted.abort()
      await reading
    },
  }
}

/** Subscribes and then reads nothing, until it is asked for what has arrived up to the end of the connection. */
export async function openDeafClient(url: string, query: string): Promise<{ readAll(): Promise<string> }> {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  socket.pause()
  const body = JSON.stringify({ query })
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${hostname}`,
    'accept: text/event-stream',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  return {
    async readAll() {
      let text = ''
      socket.on('data', (data) => {
        text += data.toString('latin1')
      })
      socket.resume()
      await once(socket, 'close')
      return text
    },
  }
}
