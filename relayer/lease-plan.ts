/** A unit of work, and what else is of its kind: a fair share has some of each kind. */
export interface Unit {
  readonly name: string
  readonly kind: string
}

/** What an instance is to do about its leases now. */
export interface LeasePlan {
  /** Free units to take. */
  readonly take: readonly string[]
  /** Units of its own to give up. */
  readonly release: readonly string[]
}

/**
 * Which leases an instance takes and which it gives up, so that all units are held and no two instances differ by more than
 * one. Of `n` units and `k` live instances each has `n / k` rounded down, and the oldest `n mod k` one more: never above
 * `n / k` rounded up. Within its share an instance evens out the kinds.
 *
 * Total and pure. Every instance has to be asked with the same units.
 *
 * @param state.instances - Ids that live, oldest first. An instance that is not among them has no share.
 * @param state.mine - Units that the instance holds and means to keep.
 * @param state.free - Units that nobody holds.
 */
export function planLeases(
  units: readonly Unit[],
  {
    me,
    instances,
    mine,
    free,
  }: {
    readonly me: string
    readonly instances: readonly string[]
    readonly mine: ReadonlySet<string>
    readonly free: ReadonlySet<string>
  },
): LeasePlan {
  const share = shareOf(units.length, instances.length, instances.indexOf(me))
  const held = units.filter(({ name }) => mine.has(name))
  const open = units.filter(({ name }) => free.has(name) && !mine.has(name))
  const release: string[] = []
  while (held.length > share) {
    const most = held.reduce((best, unit) => (countOf(held, unit) >= countOf(held, best) ? unit : best))
    held.splice(held.indexOf(most), 1)
    release.push(most.name)
  }
  const take: string[] = []
  while (held.length < share && open.length > 0) {
    const fewest = open.reduce((best, unit) => (countOf(held, unit) < countOf(held, best) ? unit : best))
    open.splice(open.indexOf(fewest), 1)
    held.push(fewest)
    take.push(fewest.name)
  }
  return { take, release }
}

/** Units that the instance of this rank holds; none for a rank below zero. */
function shareOf(units: number, instances: number, rank: number): number {
  if (rank < 0) return 0
  return Math.floor(units / instances) + (rank < units % instances ? 1 : 0)
}

const countOf = (held: readonly Unit[], { kind }: Unit): number => held.filter((unit) => unit.kind === kind).length
