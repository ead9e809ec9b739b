/**
 * What a devnet transaction offers: far above anvil's base fee of at most a few gwei, so that none is ever stuck. Only the
 * base fee and the tip are paid.
 */
export const devnetFees = { maxFeePerGas: 100_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n } as const
