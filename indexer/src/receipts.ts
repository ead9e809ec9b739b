import { ponder } from 'ponder:registry'
import { receiptBalance, receiptTransfer } from 'ponder:schema'
import { type Hex, zeroAddress } from '../../domain/identifiers.ts'
import { eventRow, lower } from './event-row.ts'

ponder.on('CollateralReceipt:Transfer', async ({ event, context }) => {
  const chainId = context.chain.id
  const receipt = lower(event.log.address)
  const from = lower(event.args.from)
  const to = lower(event.args.to)
  const { value } = event.args
  const updated = { updatedAt: event.block.timestamp, updatedBlock: event.block.number }
  const sides: readonly { readonly account: Hex; readonly counterparty: Hex; readonly change: bigint }[] =
    from === to
      ? [{ account: from, counterparty: to, change: 0n }]
      : [
          { account: from, counterparty: to, change: -value },
          { account: to, counterparty: from, change: value },
        ]
  for (const { account, counterparty, change } of sides) {
    if (account === zeroAddress) continue
    const { balance } = await context.db
      .insert(receiptBalance)
      .values({ chainId, receipt, account, balance: change, ...updated })
      .onConflictDoUpdate((row) => ({ balance: row.balance + change, ...updated }))
    await context.db
      .insert(receiptTransfer)
      .values({ ...eventRow(chainId, event), receipt, account, counterparty, change, balance })
  }
})
