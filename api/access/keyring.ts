import { keptFor } from '../../database/api/kept-for.ts'
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
  const load = async (): Promise<ReadonlyMap<string, Caller>> =>
    new Map(
      (await read()).map(({ name, hash, points_per_minute }) => [hash, { name, pointsPerMinute: points_per_minute }]),
    )
  const callers = keptFor(maxAgeMs, { clock, read: load })
  return async (key) => (await callers.get()).get(hashOfApiKey(key))
}
