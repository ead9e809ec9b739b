import type { Address } from '../domain/identifiers.ts'

/** A DVN contract on one chain, and who runs it. */
export interface KnownDvn {
  /** As LayerZero's deployments name it: one operator has one name on every chain. */
  readonly operator: string
  readonly address: Address
}

/** What LayerZero has deployed on a real chain, as far as Bulkhead uses or refuses it. */
export interface LayerZeroOnChain {
  readonly endpoint: Address
  readonly sendLibrary: Address
  readonly receiveLibrary: Address
  /** LayerZero's own executor. Bulkhead's relay worker takes its place on every pathway. */
  readonly executor: Address
  /** Verifies nothing, ever: LayerZero's default where no DVN serves a pathway. `undefined` where there is none. */
  readonly deadDvn: Address | undefined
  /** The DVN of LayerZero Labs. */
  readonly layerZeroDvn: Address
  readonly dvns: readonly KnownDvn[]
}
