import type { Clock } from '../../observability/clock.ts'
import { hashOfApiKey } from './api-key.ts'

/** Who asks, and how many points it may spend in a minute. */
export interface Caller {
  /** Name of the key. */
  readonly name: string
  readonly pointsPerMinute: number
}

/** Finds the caller that a key belongs to; `undefined` when it is nobody's, or revoked. */
export type Keyring = (key: string) => Promise<Caller | undefined>

/** How long keys are taken for what they were: no longer does a revoked one pass, or a new one not. */
const maxAgeMs = 5_000

/**
 * A keyring over the keys on record, which are read as a whole and at most every five seconds, however many unknown keys
 * are tried.
 */
export function createKeyring(
  read: () => Promise<readonly { readonly name: string; readonly hash: string; readonly points_per_minute: number }[]>,
  clock: Clock,
): Keyring {
  let known: { readonly atMs: number; readonly callers: Promise<ReadonlyMap<string, Caller>> } | undefined
  const load = async (): Promise<ReadonlyMap<string, Caller>> =>
    new Map(
      (await read()).map(({ name, hash, points_per_minute }) => [hash, { name, pointsPerMinute: points_per_minute }]),
    )
  return async (key) => {
    const nowMs = clock.nowMs()
    if (known === undefined || nowMs - known.atMs >= maxAgeMs || nowMs < known.atMs) {
      known = { atMs: nowMs, callers: load() }
    }
    const current = known
    try {
      return (await current.callers).get(hashOfApiKey(key))
    } catch (error) {
      if (known === current) known = undefined
      throw error
    }
  }
}
