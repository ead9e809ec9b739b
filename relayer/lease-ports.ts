/** A process among those of its pool, which share units of work. */
export interface LeaseInstance {
  readonly pool: string
  /** Its own: no two processes have the same one, ever. */
  readonly id: string
}

/** The right to work on a unit. A later one has a higher token. */
export interface Lease {
  readonly unit: string
  readonly token: bigint
}

/**
 * Leases as they stand in the shared database, by the clock of that database alone. Every method is one statement, so that
 * a process that stops in the middle of one keeps nobody else from going on.
 */
export interface LeaseStore {
  /** Says that an instance lives, for `ttlMs`. @returns The ids of the pool's that live, itself included, oldest first. */
  beat(instance: LeaseInstance, ttlMs: number): Promise<readonly string[]>
  /**
   * Extends what an instance holds to `ttlMs` from now; what has run out is not extended.
   *
   * @returns What it holds, and which of `units` others hold.
   */
  renew(
    instance: LeaseInstance,
    options: { readonly units: readonly string[]; readonly ttlMs: number },
  ): Promise<{ readonly mine: readonly Lease[]; readonly others: readonly string[] }>
  /** Takes a unit that nobody holds, for `ttlMs`. @returns `undefined` when somebody does. */
  acquire(instance: LeaseInstance, unit: string, ttlMs: number): Promise<Lease | undefined>
  /** Gives a lease back, if it is still the same. */
  release(lease: Lease): Promise<void>
  /** The instance lives no more and holds nothing. */
  leave(instance: LeaseInstance): Promise<void>
}
