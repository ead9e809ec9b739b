import type { Address } from '../domain/identifiers.ts'

/** A pool of Aave v3. */
export interface AavePool {
  /** As its package has it: `AaveV3Ethereum`. */
  readonly name: string
  readonly pool: Address
  /** Where its reserves begin. */
  readonly poolConfigurator: Address
}

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
  /** Pools of Aave v3; their package does not say since when they are there. */
  readonly aaveV3?: readonly AavePool[]
}
