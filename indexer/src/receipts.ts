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
  const place = eventRow(chainId, event)
  // One at a time: Ponder copies an array of rows value by value, and of no other event are there as many.
  for (const account of accounts) {
    const change = changeOf(account)
    const { balance } = await context.db
      .insert(receiptBalance)
      .values({ chainId, receipt, account, balance: change, ...updated })
      .onConflictDoUpdate((row) => ({ balance: row.balance + change, ...updated }))
    const counterparty = account === from ? to : from
    await context.db.insert(receiptTransfer).values({ ...place, receipt, account, counterparty, change, balance })
  }
})
