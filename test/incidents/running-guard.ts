import type { Proposal } from '../../risk/tightenings.ts'

/**
 * A guard of one deployment, at work while a replay moves the chains on. What it does on chain is read from the chains, by the
 * account that did it; this is only what the replay has to know of it besides.
 */
export interface RunningGuard {
  /** Returns once it has looked at what is final now, and sent what it wants sent. */
  settle(): Promise<void>
  /** What it has put before the guardian. */
  proposals(): readonly Proposal[]
  stop(): Promise<void>
}
