import { concatHex, keccak256, numberToHex, pad } from 'viem'
import type { Sql } from '../../../database/connect.ts'
import { registerIndexedSchema } from '../../../database/indexed-schema.ts'
import { rawAmount } from '../../../domain/amounts.ts'
import { address, chainId } from '../../../domain/identifiers.ts'
import { packetGuid } from '../../../domain/packet.ts'
import { encodePayload } from '../../../domain/payload.ts'
import { createIndexedTables, insertRow, writeCheckpoint } from '../../support/indexed-tables.ts'
import { alpha, beta, gamma, hash, nowSeconds, repeated, usdc, usdcFeed, wbtc, weth, wethFeed } from './api-stage.ts'

/** Accounts. */
export const ann = repeated('a')
export const bob = repeated('b')

/** Receipts of the buckets. */
export const usdcOnBeta = '0x00000000000000000000000000000000000000c1'
export const wethOnBeta = '0x00000000000000000000000000000000000000c2'
export const wbtcOnAlpha = '0x00000000000000000000000000000000000000c3'

/** 900,000,000,000.000123 USDC: above 2^53 base units. */
export const usdcLocked = '900000000000000123'
/** 123,456,789,012.34567890123456789 WETH. */
export const wethLocked = '123456789012345678901234567890'

interface ChainOfTest {
  readonly id: number
  readonly eid: number
  readonly schema: string
}

/** Block times run at one second per block, from a time of the chain's own. */
const firstBlockTime: Readonly<Record<number, number>> = {
  [alpha.id]: nowSeconds - 121,
  [beta.id]: nowSeconds - 600,
  [gamma.id]: nowSeconds - 600,
}

/** Block time of a block. */
export const blockTime = (chain: ChainOfTest, block: number): number => (firstBlockTime[chain.id] ?? 0) + block

/** Columns that every event row has. */
export const eventColumns = (
  chain: ChainOfTest,
  block: number,
  logIndex = 0,
  txHash = hash(`${block}${logIndex}`),
) => ({
  id: `${chain.id}:${block}:${logIndex}`,
  chain_id: chain.id,
  block_number: block,
  log_index: logIndex,
  block_hash: hash(block),
  block_time: blockTime(chain, block),
  tx_hash: txHash,
})

/** Inserts into a chain's indexed tables. */
export const index = (sql: Sql, chain: ChainOfTest, table: string, row: Readonly<Record<string, unknown>>) =>
  insertRow(sql, { schema: chain.schema, table, row })

/** Columns of a state that nothing lies over, open and fully backed. */
const ownersState = { own_state: 0, overlay_state: 0, overlay_until: 0, backing: '1000000000' }

/** A position; what is left out has a plain value. */
export const position = (sql: Sql, chain: ChainOfTest, row: Readonly<Record<string, unknown>>) =>
  index(sql, chain, 'position', {
    chain_id: chain.id,
    total_released: 0,
    total_refunded: 0,
    lock_count: 1,
    release_count: 0,
    opened_at: nowSeconds - 90,
    updated_at: nowSeconds - 80,
    updated_block: 100,
    ...row,
  })

/** A message in the source chain's index: 1 WETH from alpha's vault to beta, unless told otherwise. */
export const packetSent = (
  sql: Sql,
  chain: ChainOfTest,
  {
    guid,
    block,
    logIndex = 0,
    ...row
  }: { readonly guid: string; readonly block: number; readonly logIndex?: number } & Readonly<Record<string, unknown>>,
) =>
  index(sql, chain, 'packet_sent', {
    ...eventColumns(chain, block, logIndex),
    guid,
    nonce: block,
    src_eid: chain.eid,
    sender: repeated('7'),
    dst_eid: beta.eid,
    dst_chain_id: beta.id,
    receiver: repeated('8'),
    kind: 'mint',
    asset: weth,
    amount: '1000000000000000000',
    account: ann,
    recipient: bob,
    payload_hash: hash(7),
    encoded: '0x01',
    ...row,
  })

/** The relayer's record of a message of {@link packetSent}. */
export const tracked = (
  sql: Sql,
  { guid, block, ...row }: { readonly guid: string; readonly block: number } & Readonly<Record<string, unknown>>,
) =>
  insertRow(sql, {
    schema: 'bulkhead',
    table: 'packet',
    row: {
      guid,
      payload_hash: hash(7),
      source_block_hash: hash(block),
      source_chain_id: alpha.id,
      source_block_number: block,
      source_tx_hash: hash(`${block}0`),
      destination_chain_id: beta.id,
      nonce: block,
      encoded: '0x01',
      ...row,
    },
  })

/** An event of a vault; what is left out has a plain value. */
export const vaultEvent = (
  sql: Sql,
  chain: ChainOfTest,
  row: { readonly event: string } & Readonly<Record<string, unknown>>,
) =>
  index(sql, chain, 'vault_event', {
    locked: 0,
    total_locked: 0,
    total_released: 0,
    total_refunded: 0,
    total_voided: 0,
    total_loss: 0,
    lock_count: 1,
    release_count: 0,
    ...row,
  })

/** A mint of USDC from alpha; what is left out has a plain value. */
export const minted = (sql: Sql, chain: ChainOfTest, row: Readonly<Record<string, unknown>>) =>
  index(sql, chain, 'bucket_event', {
    event: 'minted',
    src_eid: alpha.eid,
    asset: usdc,
    account: bob,
    receiver: bob,
    bucket_level: row['amount'],
    total_minted: row['amount'],
    total_burned: 0,
    mint_count: 1,
    burn_count: 0,
    ...row,
  })

/** A message's arrival at the receiving endpoint. */
export const arrival = (
  sql: Sql,
  chain: ChainOfTest,
  {
    table,
    guid,
    block,
    txHash,
  }: {
    readonly table: 'packet_verified' | 'packet_delivered'
    readonly guid: string
    readonly block: number
    readonly txHash?: `0x${string}`
  },
) =>
  index(sql, chain, table, {
    ...eventColumns(chain, block, 0, txHash),
    guid,
    src_eid: chain.id === beta.id ? alpha.eid : beta.eid,
    sender: repeated('7'),
    nonce: 1,
    receiver: repeated('8'),
    ...(table === 'packet_verified' ? { payload_hash: hash(7) } : { highest_nonce: 1, executed_through: 0 }),
  })

/** Guids of the messages, by what they show. */
export const guids = {
  settled: hash('aa01'),
  executed: hash('aa02'),
  verified: hash('aa03'),
  verifiable: hash('aa04'),
  attested: hash('aa05'),
  final: hash('aa06'),
  sent: hash('aa07'),
  orphaned: hash('aa08'),
  release: hash('aa09'),
  noop: hash('aa10'),
} as const

/** A time of the relayer's clock. */
export const ourTime = (secondsAgo: number): Date => new Date((nowSeconds - secondsAgo) * 1000)

const lostPath = { nonce: 77n, srcEid: alpha.eid, sender: repeated('7'), dstEid: beta.eid, receiver: repeated('8') }
/** A message that left alpha in a reorg: only the relayer's record has it. */
export const lostGuid = packetGuid(lostPath)
const lostMessage = encodePayload({
  kind: 'mint',
  asset: address(usdc),
  receiver: address(bob),
  refundTo: address(ann),
  amount: rawAmount(42_000_000n),
})
const lostEncoded = concatHex([
  '0x01',
  numberToHex(lostPath.nonce, { size: 8 }),
  numberToHex(lostPath.srcEid, { size: 4 }),
  pad(lostPath.sender, { size: 32 }),
  numberToHex(lostPath.dstEid, { size: 4 }),
  pad(lostPath.receiver, { size: 32 }),
  lostGuid,
  lostMessage,
])

/** Fills alpha and beta with figures that are known by hand; gamma stays without an indexer. */
export async function seed(sql: Sql): Promise<void> {
  for (const chain of [alpha, beta]) {
    await createIndexedTables(sql, chain.schema)
    await registerIndexedSchema(sql, { chainId: chainId(chain.id), schemaName: chain.schema })
  }
  await seedHeads(sql)
  await seedBalances(sql)
  await seedMessages(sql)
}

/** Alpha is two seconds behind its head; beta's node has not answered for 1,000 seconds. */
async function seedHeads(sql: Sql): Promise<void> {
  const heads = [
    { chain: alpha, head: 120, finalized: 116, observedSecondsAgo: 1 },
    { chain: beta, head: 500, finalized: 495, observedSecondsAgo: 1_000 },
  ]
  for (const { chain, head, finalized, observedSecondsAgo } of heads) {
    await sql`
      insert into bulkhead.chain_head (chain_id, head_number, head_hash, head_time, finalized_number, finalized_hash,
        finalized_time, observed_at)
      values (${chain.id}, ${head}, ${hash(head)}, ${blockTime(chain, head)}, ${finalized}, ${hash(finalized)},
        ${blockTime(chain, finalized)}, ${ourTime(observedSecondsAgo)})`
  }
  const heartbeatMs = (nowSeconds - 5) * 1000
  await writeCheckpoint(sql, {
    schema: alpha.schema,
    chainId: alpha.id,
    block: 118,
    blockTime: blockTime(alpha, 118),
    heartbeatMs,
  })
  await writeCheckpoint(sql, {
    schema: beta.schema,
    chainId: beta.id,
    block: 500,
    blockTime: blockTime(beta, 500),
    heartbeatMs,
  })
}

async function seedBalances(sql: Sql): Promise<void> {
  const compartment = (chain: ChainOfTest, row: Readonly<Record<string, unknown>>) =>
    index(sql, chain, 'compartment', {
      chain_id: chain.id,
      vault: repeated('7'),
      escrow: repeated('e'),
      total_released: 0,
      total_refunded: 0,
      total_voided: 0,
      total_loss: 0,
      lock_count: 3,
      release_count: 0,
      ...ownersState,
      bucket_capacity: '1000000000000000000',
      entry_burst: '400000000',
      entry_refill_per_second: '4000000',
      entry_max_amount: '40000000',
      entry_min_amount: '8',
      exit_burst: '500000000',
      exit_refill_per_second: '5000000',
      exit_max_amount: '5000000',
      exit_delay_threshold: '60000000',
      exit_delay_seconds: 60,
      opened_at: nowSeconds - 110,
      updated_block: 100,
      ...row,
    })
  await compartment(alpha, {
    dst_eid: beta.eid,
    asset: usdc,
    locked: usdcLocked,
    total_locked: '1000000000000000123',
    total_released: '100000000000000000',
    release_count: 1,
  })
  await compartment(alpha, { dst_eid: beta.eid, asset: weth, locked: wethLocked, total_locked: wethLocked })
  await compartment(alpha, { dst_eid: gamma.eid, asset: usdc, locked: '5000000', total_locked: '5000000' })
  await compartment(beta, { dst_eid: alpha.eid, asset: wbtc, locked: '250000000', total_locked: '250000000' })
  // A host that the deployment does not name: the API has no words for it.
  await compartment(beta, { dst_eid: 49_999, asset: wbtc, locked: '1', total_locked: '1' })

  const bucket = (chain: ChainOfTest, row: Readonly<Record<string, unknown>>) =>
    index(sql, chain, 'bucket', {
      chain_id: chain.id,
      buckets: repeated('8'),
      mint_count: 2,
      burn_count: 1,
      total_burned: '100000000000000000',
      ...ownersState,
      burst: '500000000',
      refill_per_second: '5000000',
      max_amount: '50000000',
      min_amount: '10',
      delay_threshold: '6000000',
      delay_seconds: 600,
      seasoning_seconds: 60,
      max_fresh_percent: 50,
      opened_at: nowSeconds - 110,
      updated_block: 100,
      ...row,
    })
  await bucket(beta, {
    src_eid: alpha.eid,
    asset: usdc,
    receipt: usdcOnBeta,
    name: 'USDC from alpha',
    symbol: 'aUSDC',
    decimals: 6,
    bucket_capacity: '1000000000000000000',
    bucket_level: '850000000000000123',
    total_minted: '950000000000000123',
  })
  await bucket(beta, {
    src_eid: alpha.eid,
    asset: weth,
    receipt: wethOnBeta,
    name: 'WETH from alpha',
    symbol: 'aWETH',
    decimals: 18,
    own_state: 1,
    bucket_capacity: '1000000000000000000',
    bucket_level: '3000000000000000000',
    total_minted: '3000000000000000000',
    total_burned: 0,
  })
  await bucket(alpha, {
    src_eid: beta.eid,
    asset: wbtc,
    receipt: wbtcOnAlpha,
    name: 'WBTC from beta',
    symbol: 'bWBTC',
    decimals: 8,
    bucket_capacity: '300000000',
    bucket_level: '250000000',
    total_minted: '250000000',
    total_burned: 0,
  })

  const balance = (chain: ChainOfTest, receipt: string, account: string, amount: string) =>
    index(sql, chain, 'receipt_balance', {
      chain_id: chain.id,
      receipt,
      account,
      balance: amount,
      updated_at: nowSeconds - 60,
      updated_block: 90,
    })
  await balance(beta, usdcOnBeta, ann, '850000000000000000')
  await balance(beta, usdcOnBeta, bob, '123')
  await balance(beta, wethOnBeta, ann, '0')
  await balance(alpha, wbtcOnAlpha, bob, '250000000')

  const round = (feed: string, roundId: number, answer: string, secondsAgo: number) =>
    index(sql, alpha, 'price_round', {
      ...eventColumns(alpha, 50 + roundId, feed === usdcFeed ? 0 : 1),
      feed,
      round_id: roundId,
      answer,
      updated_at: nowSeconds - secondsAgo,
    })
  await round(usdcFeed, 1, '100000000', 70)
  await round(usdcFeed, 2, '99990000', 40)
  await round(wethFeed, 9, '260000000000', 70)
  await round(wethFeed, 10, '250012345678', 40)

  // Six positions changed in the same second, on two chains: pages must go through the tie without loss.
  for (const account of ['1', '2', '3', '4']) {
    await position(sql, alpha, {
      dst_eid: beta.eid,
      asset: usdc,
      account: repeated(account),
      total_locked: `${account}000000`,
    })
  }
  await position(sql, beta, { dst_eid: alpha.eid, asset: wbtc, account: repeated('1'), total_locked: '100000000' })
  await position(sql, beta, { dst_eid: alpha.eid, asset: wbtc, account: repeated('2'), total_locked: '150000000' })
  await position(sql, alpha, {
    dst_eid: beta.eid,
    asset: weth,
    account: ann,
    total_locked: wethLocked,
    updated_at: nowSeconds - 10,
    lock_count: 2,
  })

  const lock = (block: number, row: Readonly<Record<string, unknown>>, chain: ChainOfTest = alpha) =>
    vaultEvent(sql, chain, {
      ...eventColumns(chain, block),
      event: 'locked',
      guid: hash(`bb${block}`),
      dst_eid: beta.eid,
      asset: usdc,
      account: ann,
      receiver: bob,
      refund_to: ann,
      amount: '1000000',
      locked: '1000000',
      total_locked: '1000000',
      account_total_locked: '1000000',
      ...row,
    })
  await lock(60, {})
  await lock(61, {
    amount: '2000000',
    locked: '3000000',
    total_locked: '3000000',
    account_total_locked: '3000000',
  })
  // Block 543 of beta has the time of block 64 of alpha: a tie between the chains.
  await lock(64, { account: bob, guid: guids.settled })
  await lock(543, { dst_eid: alpha.eid, asset: wbtc, account: bob }, beta)
  await vaultEvent(sql, alpha, {
    ...eventColumns(alpha, 64, 1),
    event: 'released',
    guid: hash('cc64'),
    dst_eid: beta.eid,
    asset: usdc,
    account: ann,
    receiver: ann,
    amount: '500000',
    locked: '3500000',
    total_released: '500000',
    account_total_released: '500000',
  })
}

/** One message in every state, from alpha to beta; a release and a no-operation on their way back. */
async function seedMessages(sql: Sql): Promise<void> {
  const relayTx = hash('dd01')
  await packetSent(sql, alpha, { guid: guids.settled, block: 100, asset: usdc, amount: '9007199254740993' })
  await tracked(sql, {
    guid: guids.settled,
    block: 100,
    final_at: ourTime(20),
    attested_at: ourTime(19),
    attestors: `{${repeated('c')},${repeated('d')}}`,
    verifiable_at: ourTime(18),
    executed_at: ourTime(17),
    executed_block_number: 480,
    executed_tx_hash: relayTx,
    settled_at: ourTime(9),
  })
  const attempts = [
    { txHash: hash('dd00'), state: 'superseded', block: null, gas: null },
    { txHash: relayTx, state: 'succeeded', block: 480, gas: 133_000 },
  ]
  for (const { txHash, state, block, gas } of attempts) {
    const [row] = await sql<{ id: bigint }[]>`
      insert into bulkhead.attempt (destination_chain_id, signer, nonce, tx_hash, raw_transaction, state, intended_at,
        broadcast_at, resolved_at, block_number, gas_used)
      values (${beta.id}, ${repeated('e')}, 5, ${txHash}, '0x02', ${state}, ${ourTime(18)}, ${ourTime(18)},
        ${ourTime(17)}, ${block}, ${gas}) returning id`
    await sql`
      insert into bulkhead.attempt_packet (attempt_id, guid, payload_hash, source_block_hash)
      values (${row?.id ?? 0n}, ${guids.settled}, ${hash(7)}, ${hash(100)})`
  }
  await arrival(sql, beta, { table: 'packet_verified', guid: guids.settled, block: 480, txHash: relayTx })
  await arrival(sql, beta, { table: 'packet_delivered', guid: guids.settled, block: 480, txHash: relayTx })
  await minted(sql, beta, {
    ...eventColumns(beta, 480, 1, relayTx),
    guid: guids.settled,
    amount: '9007199254740993',
  })

  // Executed by somebody else, above beta's newest final block; our attestors never signed it.
  await packetSent(sql, alpha, { guid: guids.executed, block: 110 })
  await arrival(sql, beta, { table: 'packet_verified', guid: guids.executed, block: 498 })
  await arrival(sql, beta, { table: 'packet_delivered', guid: guids.executed, block: 499 })

  await packetSent(sql, alpha, { guid: guids.verified, block: 112 })
  await tracked(sql, {
    guid: guids.verified,
    block: 112,
    final_at: ourTime(8),
    attested_at: ourTime(7),
    verifiable_at: ourTime(6),
    failure: 'the bucket is full',
    failed_at: ourTime(5),
    retry_at: ourTime(-30),
  })
  await arrival(sql, beta, { table: 'packet_verified', guid: guids.verified, block: 497 })

  await packetSent(sql, alpha, { guid: guids.verifiable, block: 114 })
  await tracked(sql, {
    guid: guids.verifiable,
    block: 114,
    final_at: ourTime(8),
    attested_at: ourTime(7),
    verifiable_at: ourTime(6),
  })
  await packetSent(sql, alpha, { guid: guids.attested, block: 115 })
  await tracked(sql, { guid: guids.attested, block: 115, final_at: ourTime(8), attested_at: ourTime(7) })
  await packetSent(sql, alpha, { guid: guids.final, block: 115, logIndex: 9 })
  await packetSent(sql, alpha, { guid: guids.sent, block: 117, kind: 'mint', asset: usdc, amount: '2500000' })
  await packetSent(sql, alpha, { guid: guids.orphaned, block: 117, logIndex: 5 })
  await tracked(sql, { guid: guids.orphaned, block: 117, orphaned_at: ourTime(2) })
  await tracked(sql, {
    guid: lostGuid,
    block: 90,
    payload_hash: keccak256(concatHex([lostGuid, lostMessage])),
    nonce: 77,
    encoded: lostEncoded,
    orphaned_at: ourTime(3),
  })

  const back = { dst_eid: alpha.eid, dst_chain_id: alpha.id, sender: repeated('8'), receiver: repeated('7') }
  await packetSent(sql, beta, {
    ...back,
    guid: guids.release,
    block: 496,
    kind: 'release',
    asset: usdc,
    amount: '750000',
    account: bob,
    recipient: ann,
  })
  await packetSent(sql, beta, {
    ...back,
    guid: guids.noop,
    block: 490,
    kind: 'noop',
    asset: null,
    amount: null,
    account: bob,
    recipient: null,
  })
}
