import { ponder } from 'ponder:registry'
import { receiptBalance, receiptTransfer } from 'ponder:schema'
import { type Hex, zeroAddress } from '../../domain/identifiers.ts'
import { eventRow, lower } from './event-row.ts'

ponder.on('CollateralReceipt:Transfer', async ({ event, context }) => {
  const chainId = context.chain.id
  const receipt = lower(event.log.address)
  const from = lower(event.args.from)
  const to = lower(event.args.to)
  const accounts = (from === to ? [from] : [from, to]).filter((account) => account !== zeroAddress)
  if (accounts.length === 0) return
  const changeOf = (account: Hex): bigint =>
    from === to ? 0n : account === from ? -event.args.value : event.args.value
  const updated = { updatedAt: event.block.timestamp, updatedBlock: event.block.number }
  // Both sides in one call each: of no other event are there as many.
  const after = await context.db
    .insert(receiptBalance)
    .values(accounts.map((account) => ({ chainId, receipt, account, balance: changeOf(account), ...updated })))
    .onConflictDoUpdate((row) => ({ balance: row.balance + changeOf(row.account), ...updated }))
  const place = eventRow(chainId, event)
  await context.db.insert(receiptTransfer).values(
    after.map(({ account, balance }) => {
      const counterparty = account === from ? to : from
      return { ...place, receipt, account, counterparty, change: changeOf(account), balance }
    }),
  )
})
