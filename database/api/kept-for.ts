import type { Clock } from '../../observability/clock.ts'

/** Something that is read again only once it is too old. */
export interface Kept<Value> {
  /** What was read last, or is being read. @throws What reading throws; the next call reads again. */
  get(): Promise<Value>
  /** Makes the next call read again. */
  forget(): void
}

/** Keeps what `read` gives for `maxAgeMs`. */
export function keptFor<Value>(
  maxAgeMs: number,
  { clock, read }: { readonly clock: Clock; readonly read: () => Promise<Value> },
): Kept<Value> {
  let known: { readonly atMs: number; readonly value: Promise<Value> } | undefined
  return {
    async get() {
      const nowMs = clock.nowMs()
      // A clock that was set back says nothing of ages.
      if (known === undefined || nowMs - known.atMs >= maxAgeMs || nowMs < known.atMs) {
        known = { atMs: nowMs, value: read() }
      }
      const current = known
      try {
        return await current.value
      } catch (error) {
        if (known === current) known = undefined
        throw error
      }
    },
    forget() {
      known = undefined
    },
  }
}
