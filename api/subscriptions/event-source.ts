/** Events that one side puts in and the other iterates over. */
export interface EventSource<Event> extends AsyncIterable<Event> {
  put(event: Event): void
  /** Ends the iteration once everything is taken. */
  end(): void
}

/** An {@link EventSource} for one iteration. */
export function createEventSource<Event extends object>(): EventSource<Event> {
  const events: Event[] = []
  let isEnded = false
  let wake = (): void => undefined
  return {
    put(event) {
      events.push(event)
      wake()
    },
    end() {
      isEnded = true
      wake()
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const event = events.shift()
        if (event !== undefined) yield event
        else if (isEnded) return
        else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    },
  }
}
