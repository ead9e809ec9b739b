import type { Context } from 'ponder:registry'
import { priceRound } from 'ponder:schema'
import type { Hex } from '../../domain/identifiers.ts'
import { eventRow, type IndexedEvent, lower } from './event-row.ts'

interface AnswerUpdated extends IndexedEvent {
  readonly log: IndexedEvent['log'] & { readonly address: Hex }
  readonly args: { readonly current: bigint; readonly roundId: bigint; readonly updatedAt: bigint }
}

/** Keeps an answer of whoever says it, a feed or the aggregator behind one; once, should it be chosen as both. */
export async function recordRound({
  event,
  context,
}: {
  readonly event: AnswerUpdated
  readonly context: Context
}): Promise<void> {
  await context.db
    .insert(priceRound)
    .values({
      ...eventRow(context.chain.id, event),
      feed: lower(event.log.address),
      roundId: event.args.roundId,
      answer: event.args.current,
      updatedAt: event.args.updatedAt,
    })
    .onConflictDoNothing()
}
