import type { Guid } from '../domain/identifiers.ts'

/** Keeps a loop from saying the same of a message at each pass. */
export interface Reported {
  /** Whether `state` differs from what was last said of the message. */
  isNews(guid: Guid, state: unknown): boolean
}

/** Messages remembered; beyond that, old news is said again. */
const most = 10_000

/** Remembers what was said of messages, in memory. */
export function createReported(): Reported {
  const said = new Map<Guid, string>()
  return {
    isNews(guid, state) {
      const text = JSON.stringify(state)
      if (said.get(guid) === text) return false
      if (said.size >= most) said.clear()
      said.set(guid, text)
      return true
    },
  }
}
