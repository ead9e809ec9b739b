import type { Address } from '../domain/identifiers.ts'

/**
 * What other protocols have on a real chain, as their own packages say: what the deployment file can choose without naming
 * contracts. Knowing costs nothing; only what is chosen is indexed.
 */
export interface KnownProtocols {
  readonly morphoBlue?: {
    readonly address: Address
    /** Block that it was made in. */
    readonly startBlock: number
  }
}
