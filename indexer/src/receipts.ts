import { ponder } from 'ponder:registry'
import { receiptBalance } from 'ponder:schema'
import { type Hex, zeroAddress } from '../../domain/identifiers.ts'
import { lower } from './event-row.ts'

ponder.on('CollateralReceipt:Transfer', async ({ event, context }) => {
  const { from, to, value } = event.args
  const changes: readonly (readonly [Hex, bigint])[] = [
    [lower(from), -value],
    [lower(to), value],
  ]
  for (const [account, change] of changes) {
    if (account === zeroAddress) continue
    await context.db
      .insert(receiptBalance)
      .values({
        chainId: context.chain.id,
        receipt: lower(event.log.address),
        account,
        balance: change,
        updatedAt: event.block.timestamp,
        updatedBlock: event.block.number,
      })
      .onConflictDoUpdate((row) => ({
        balance: row.balance + change,
        updatedAt: event.block.timestamp,
        updatedBlock: event.block.number,
      }))
  }
})
