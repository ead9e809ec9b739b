/** What a stream of server-sent events says: an event, or only where it stands. */
export interface ServerSentEvent {
  /** `message` when it has no name. */
  readonly event: string
  /** Undefined when there was only an id. */
  readonly data: string | undefined
  /** The newest id so far. */
  readonly id: string | undefined
}

/**
 * The events of a body. Unlike what browsers do, an id without data is told too: it moves the place on while nothing happens.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export async function* serverSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent, void> {
  let id: string | undefined
  let event = ''
  let data: string[] = []
  let hasId = false
  for await (const line of linesOf(body)) {
    if (line === '') {
      if (data.length > 0 || hasId)
        yield { event: event || 'message', data: data.length > 0 ? data.join('\n') : undefined, id }
      event = ''
      data = []
      hasId = false
      continue
    }
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? []
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
    else if (field === 'id' && !value.includes('\0')) {
      id = value
      hasId = true
    }
  }
}

/** Whole lines, whatever ends them; what is cut off at the end is none. */
async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      rest += decoder.decode(value, { stream: true })
      const lines = rest.split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      yield* lines
    }
  } finally {
    // Whoever stops early wants no more of it.
    await reader.cancel().catch(() => undefined)
  }
}
