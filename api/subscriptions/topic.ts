import type { BucketRow, ChangeRow, MessageRow } from '../models.ts'
import type { Step } from './advance.ts'

/** Whatever a step concerns, each kind read once and only if somebody wants it. */
export interface StepRows {
  readonly step: Step
  messages(): Promise<readonly MessageRow[]>
  /** Those that changed, and all of chains that lost blocks. */
  buckets(): Promise<readonly BucketRow[]>
  halts(): Promise<readonly ChangeRow[]>
}

/** What one field of `Subscription` listens to. */
export interface Topic {
  /**
   * The event for a step, as the field's type describes it; `undefined` when it has nothing to tell.
   *
   * @param isFirst - Whether the stream begins with it: then there is always an event.
   */
  eventOf(rows: StepRows, isFirst: boolean): Promise<object | undefined>
  /** Whether its events are the state itself and not what changed: equal ones are then told once. */
  readonly isState: boolean
}
