import { ponder } from 'ponder:registry'
import { priceRound } from 'ponder:schema'
import { eventRow, lower } from './event-row.ts'

ponder.on('PriceFeed:AnswerUpdated', async ({ event, context }) => {
  await context.db.insert(priceRound).values({
    ...eventRow(context.chain.id, event),
    feed: lower(event.log.address),
    roundId: event.args.roundId,
    answer: event.args.current,
    updatedAt: event.args.updatedAt,
  })
})
