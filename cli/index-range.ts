import type { ChainDeployment } from '../chains/deployment.ts'
import { DomainError } from '../domain/errors.ts'
import type { BlockRange } from './environment.ts'

/** A range of blocks that cannot be indexed, now or later. */
export class RangeInvalidError extends DomainError {
  readonly code = 'RANGE_INVALID'
  readonly retryable = false
}

/** A range that ends in blocks that are not there yet. */
export class RangeBeyondHeadError extends DomainError {
  readonly code = 'RANGE_BEYOND_HEAD'
  readonly retryable = true
  constructor(facts: { readonly to: number; readonly head: bigint; readonly chain: string }) {
    super(`Block ${facts.to} of ${facts.chain} is not there yet: its newest is ${facts.head}.`)
  }
}

/**
 * The range that the command line asks for; `undefined` when it asks for none.
 *
 * @throws {@link RangeInvalidError} for one end without the other, the end before the beginning, and blocks before the
 * deployment.
 */
export function rangeAskedFor(
  { from, to }: { readonly from?: number | undefined; readonly to?: number | undefined },
  { name, startBlock }: Pick<ChainDeployment, 'name' | 'startBlock'>,
): BlockRange | undefined {
  if (from === undefined && to === undefined) return undefined
  if (from === undefined || to === undefined) throw new RangeInvalidError('A range wants both --from and --to.')
  if (from > to) throw new RangeInvalidError(`The range begins at block ${from}, after its end at ${to}.`)
  if (from < startBlock) {
    throw new RangeInvalidError(
      `The range begins at block ${from}, and nothing of ours is on ${name} before ${startBlock}.`,
    )
  }
  return { from, to }
}
