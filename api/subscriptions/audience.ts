import type { Member } from './member.ts'
import type { Place } from './place.ts'
import type { SharedExecution } from './shared-execution.ts'

/** Where somebody stands who comes to a stream: nowhere yet, at a place, or at a state with that id. */
export type Since =
  | { readonly kind: 'start' }
  | { readonly kind: 'place'; readonly place: Place; readonly id: string }
  | { readonly kind: 'state'; readonly id: string }

/** Somebody who waits for the next reading, to be told what he missed. */
export interface Newcomer {
  readonly member: Member
  readonly since: Since
}

/** All who listen to the same. */
export interface Audience {
  readonly execution: SharedExecution
  /** Those who were told everything up to where the hub stands. */
  readonly members: Set<Member>
  readonly newcomers: Set<Newcomer>
  /** Id of the state that was told last. */
  stateId: string
}
