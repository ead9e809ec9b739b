import type { UnixSeconds } from '../../domain/identifiers.ts'
import type { HintedBlock } from './ports.ts'

/** What came of a look at a block. */
export interface Visit {
  /** Unix seconds, by the attestor's clock. */
  readonly lookAgainAt: bigint
  /** Digests of what was submitted for it. */
  readonly submitted: readonly string[]
}

/** Which blocks of one chain to look at. In memory: after a restart every hinted block is looked at once more. */
export interface Agenda {
  /** Hinted blocks whose time has come, or of whose signatures one is gone from the board, lowest first. */
  due(hints: readonly HintedBlock[], now: UnixSeconds): readonly bigint[]
  note(blockNumber: bigint, visit: Visit): void
}

/** Starts an empty agenda. It remembers no more blocks than are hinted. */
export function createAgenda(): Agenda {
  let visits = new Map<bigint, Visit>()
  return {
    due(hints, now) {
      visits = new Map(
        hints.flatMap(({ number }) => {
          const visit = visits.get(number)
          return visit === undefined ? [] : [[number, visit]]
        }),
      )
      return hints
        .filter(({ number, submitted }) => {
          const visit = visits.get(number)
          if (visit === undefined || visit.lookAgainAt <= now) return true
          return visit.submitted.some((digest) => !submitted.includes(digest))
        })
        .map(({ number }) => number)
    },
    note(blockNumber, visit) {
      visits.set(blockNumber, visit)
    },
  }
}
