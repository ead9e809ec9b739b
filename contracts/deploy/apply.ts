import { DomainError } from '../../domain/errors.ts'
import type { ChainId } from '../../domain/identifiers.ts'
import type { ChainReader, Step, Transaction } from './step.ts'

/** A plan was sent, and yet a chain does not show its effect. */
export class PlanNotAppliedError extends DomainError {
  readonly code = 'PLAN_NOT_APPLIED'
  readonly retryable = false
  constructor(readonly facts: { readonly steps: readonly string[] }) {
    super(`These steps have no effect on chain: ${facts.steps.join('; ')}.`)
  }
}

/** Sends and reads on one chain. */
export interface ChainExecutor extends ChainReader {
  /** Sends in order; settles once all are mined and succeeded, throws at the first that fails. */
  sendInOrder(transactions: readonly Transaction[]): Promise<void>
}

/**
 * Brings the chains to what a plan says: sends what is missing, in order per chain, chains side by side, and then
 * reads every effect back.
 *
 * @returns The steps that had to be sent; empty when everything was there already.
 * @throws {@link PlanNotAppliedError} and whatever `executorOf` throws.
 */
export async function apply(
  steps: readonly Step[],
  executorOf: (chainId: ChainId) => ChainExecutor,
): Promise<readonly Step[]> {
  const chainIds = [...new Set(steps.map((step) => step.chainId))]
  const sent = await Promise.all(
    chainIds.map(async (chainId) => {
      const executor = executorOf(chainId)
      const planned = steps.filter((step) => step.chainId === chainId)
      const missing = await notApplied(planned, executor)
      await executor.sendInOrder(missing)
      const still = await notApplied(planned, executor)
      if (still.length > 0) throw new PlanNotAppliedError({ steps: still.map((step) => step.name) })
      return missing
    }),
  )
  return sent.flat()
}

/** The steps of a plan whose effect a chain does not show. */
export async function notApplied(steps: readonly Step[], reader: ChainReader): Promise<readonly Step[]> {
  const applied = await Promise.all(steps.map((step) => step.isApplied(reader)))
  return steps.filter((_, index) => applied[index] !== true)
}
