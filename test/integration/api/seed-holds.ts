import type { Sql } from '../../../database/connect.ts'
import { alpha, beta, hash, repeated, usdc, weth } from './api-stage.ts'
import { ann, arrival, blockTime, bob, eventColumns, index, minted, packetSent, vaultEvent } from './seed.ts'

/** Guids of messages that are held, or were, by what they show. */
export const held = {
  first: hash('ab01'),
  second: hash('ab02'),
  delayed: hash('ab03'),
  refundOnly: hash('ab04'),
  minted: hash('ab05'),
  sentHome: hash('ab06'),
  refund: hash('ab07'),
  strange: hash('ab08'),
  inParts: hash('ab09'),
  voided: hash('ab10'),
} as const

/** An asset that beta has no bucket for. */
export const strangeAsset = repeated('d')

const minting = { side: 'mint', eid: alpha.eid, contract: repeated('8'), receiver: bob, refund_to: ann }
const paying = { side: 'exit', eid: beta.eid, contract: repeated('7'), receiver: ann, refund_to: null }

/** A hold; what is left out has a plain value. */
const hold = (
  sql: Sql,
  {
    chain,
    block,
    ...row
  }: { readonly chain: typeof alpha | typeof beta; readonly block: number } & Readonly<Record<string, unknown>>,
) => {
  const { id: _id, ...place } = eventColumns(chain, block)
  return index(sql, chain, 'hold', {
    ...place,
    ...(chain.id === beta.id ? minting : paying),
    asset: usdc,
    held_amount: row['amount'],
    kind: 'waiting',
    held_at: blockTime(chain, block),
    due_at: 0,
    status: 'open',
    ...row,
  })
}

/**
 * Beside what `seed` wrote: on beta two that wait, one that is delayed, one that can only go home, one for an asset
 * without a bucket, one that was minted after all and one that was sent home; on alpha an exit that is paid in parts,
 * and one that was struck off.
 */
export async function seedHolds(sql: Sql): Promise<void> {
  for (const [guid, block, row] of [
    [held.first, 101, { asset: usdc, amount: '40000000' }],
    [held.second, 102, { asset: usdc, amount: '2000000' }],
    [held.delayed, 103, { asset: usdc, amount: '7000000' }],
    [held.refundOnly, 104, {}],
    [held.minted, 105, { asset: usdc, amount: '1000000' }],
    [held.sentHome, 106, { asset: usdc, amount: '3000000' }],
    [held.strange, 107, { asset: strangeAsset, amount: '5' }],
  ] as const) {
    await packetSent(sql, alpha, { guid, block, ...row })
    await arrival(sql, beta, { table: 'packet_delivered', guid, block: block + 385 })
  }
  // Held at blocks 486 to 492 of beta, which has indexed 500.
  await hold(sql, { chain: beta, block: 486, hold_id: 1, guid: held.first, amount: '40000000' })
  await hold(sql, { chain: beta, block: 487, hold_id: 2, guid: held.second, amount: '2000000' })
  await hold(sql, {
    chain: beta,
    block: 488,
    hold_id: 3,
    guid: held.delayed,
    amount: '7000000',
    kind: 'delayed',
    due_at: blockTime(beta, 600),
  })
  await hold(sql, {
    chain: beta,
    block: 489,
    hold_id: 1,
    guid: held.refundOnly,
    asset: weth,
    amount: '1000000000000000000',
    kind: 'refund-only',
    due_at: blockTime(beta, 492),
  })
  await hold(sql, {
    chain: beta,
    block: 490,
    hold_id: 4,
    guid: held.minted,
    held_amount: '1000000',
    amount: 0,
    status: 'released',
  })
  await minted(sql, beta, { ...eventColumns(beta, 495), guid: held.minted, amount: '1000000' })
  await hold(sql, {
    chain: beta,
    block: 491,
    hold_id: 5,
    guid: held.sentHome,
    held_amount: '3000000',
    amount: 0,
    kind: 'refund-only',
    due_at: blockTime(beta, 491),
    status: 'refunded',
    refund_guid: held.refund,
  })
  await hold(sql, {
    chain: beta,
    block: 492,
    hold_id: 1,
    guid: held.strange,
    asset: strangeAsset,
    amount: 5,
    kind: 'refund-only',
    due_at: blockTime(beta, 492),
  })
  const home = { dst_eid: alpha.eid, dst_chain_id: alpha.id, sender: repeated('8'), receiver: repeated('7') }
  for (const [guid, block, row] of [
    [held.refund, 493, { kind: 'refund', amount: '3000000' }],
    [held.inParts, 494, { kind: 'release', amount: '12000000' }],
    [held.voided, 495, { kind: 'release', amount: '9000000' }],
  ] as const) {
    await packetSent(sql, beta, { ...home, guid, block, asset: usdc, account: bob, recipient: ann, ...row })
  }
  await arrival(sql, alpha, { table: 'packet_delivered', guid: held.refund, block: 116 })
  await vaultEvent(sql, alpha, {
    ...eventColumns(alpha, 116),
    event: 'refunded',
    guid: held.refund,
    lock_guid: held.sentHome,
    dst_eid: beta.eid,
    asset: usdc,
    account: ann,
    refund_to: ann,
    amount: '3000000',
    locked: '1',
    total_refunded: '3000000',
  })
  for (const [guid, block] of [
    [held.inParts, 117],
    [held.voided, 118],
  ] as const) {
    await arrival(sql, alpha, { table: 'packet_delivered', guid, block })
    await vaultEvent(sql, alpha, {
      ...eventColumns(alpha, block),
      event: 'released',
      guid,
      dst_eid: beta.eid,
      asset: usdc,
      account: ann,
      receiver: ann,
      amount: '12000000',
      locked: '1',
      total_released: '12000000',
      account_total_released: '12000000',
    })
  }
  // Of 12 USDC 3 are paid, 5 have their room and wait for their time, 4 are still in the queue.
  await hold(sql, {
    chain: alpha,
    block: 117,
    hold_id: 1,
    guid: held.inParts,
    held_amount: '12000000',
    amount: '4000000',
  })
  await hold(sql, {
    chain: alpha,
    block: 117,
    hold_id: 3,
    guid: held.inParts,
    amount: '5000000',
    kind: 'delayed',
    due_at: blockTime(alpha, 110),
  })
  await hold(sql, {
    chain: alpha,
    block: 118,
    hold_id: 2,
    guid: held.voided,
    held_amount: '9000000',
    amount: 0,
    status: 'voided',
  })
  const total = (chain: typeof alpha | typeof beta, row: Readonly<Record<string, unknown>>) =>
    index(sql, chain, 'hold_total', {
      chain_id: chain.id,
      total_released: 0,
      total_refunded: 0,
      total_voided: 0,
      updated_block: 100,
      ...row,
    })
  const atBeta = { side: 'mint', eid: alpha.eid }
  await total(beta, {
    ...atBeta,
    asset: usdc,
    held: 49_000_000,
    waiting: 42_000_000,
    reserved: 7_000_000,
    open_count: 3,
  })
  await total(beta, { ...atBeta, asset: weth, held: '1000000000000000000', waiting: 0, reserved: 0, open_count: 1 })
  await total(beta, { ...atBeta, asset: strangeAsset, held: 5, waiting: 0, reserved: 0, open_count: 1 })
  const atAlpha = { side: 'exit', eid: beta.eid, asset: usdc }
  await total(alpha, { ...atAlpha, held: 9_000_000, waiting: 4_000_000, reserved: 5_000_000, open_count: 2 })
}
