import type { FinalityRule } from '../chains/chain.ts'
import type { DestinationContext } from './destination-context.ts'
import { deliveryPolicy } from './look.ts'
import { createReported } from './reported.ts'

/** What an operator says about paying for deliveries. */
export interface DeliverySettings {
  /** The most that a transaction pays per gas unit, wei. */
  readonly maxFeePerGas: bigint
  /** Blocks after which a transaction that is not mined is replaced by a dearer one. */
  readonly replaceAfterBlocks: bigint
  /** The most that a refund may cost in LayerZero fees, wei. */
  readonly maxRefundFee: bigint
}

/** 500 gwei, five blocks, and 0.05 of the native token. */
export const defaultDelivery: DeliverySettings = {
  maxFeePerGas: 500_000_000_000n,
  replaceAfterBlocks: 5n,
  maxRefundFee: 50_000_000_000_000_000n,
}

/** What a chain's delivery passes share, and what they remember from one to the next. */
export function destinationContext({
  delivery,
  rule,
  ...given
}: Pick<DestinationContext, 'chain' | 'finality' | 'halts' | 'sources' | 'store' | 'log' | 'monitor'> & {
  readonly delivery: DeliverySettings
  /** The chain's: a nonce that somebody else used is given up once it is that deep. */
  readonly rule: FinalityRule
}): DestinationContext {
  const { maxFeePerGas, replaceAfterBlocks, maxRefundFee } = delivery
  return {
    ...given,
    policy: deliveryPolicy,
    lane: { maxFeePerGas, replaceAfterBlocks, clearAfterBlocks: rule.depth },
    maxRefundFee,
    reported: createReported(),
    signers: { known: undefined },
    holdLooks: { nextBlock: 0n },
  }
}
