import { keccak256, toHex } from 'viem'
import { indexedBlockInterval } from '../../../chains/chain.ts'
import { arbitrum } from '../../../chains/generated/arbitrum.ts'
import { arbitrumSepolia } from '../../../chains/generated/arbitrum-sepolia.ts'
import { base } from '../../../chains/generated/base.ts'
import { baseSepolia } from '../../../chains/generated/base-sepolia.ts'
import { ethereum } from '../../../chains/generated/ethereum.ts'
import { optimism } from '../../../chains/generated/optimism.ts'
import { optimismSepolia } from '../../../chains/generated/optimism-sepolia.ts'
import { sepolia } from '../../../chains/generated/sepolia.ts'
import type { Sql } from '../../../database/connect.ts'
import { registerIndexedSchema } from '../../../database/indexed-schema.ts'
import { createIndexedTables, writeCheckpoint } from '../../support/indexed-tables.ts'

/** Eight chains that Bulkhead knows; what is on them is made up. */
export const worldChains = [
  ...[ethereum, arbitrum, base, optimism],
  ...[sepolia, arbitrumSepolia, baseSepolia, optimismSepolia],
]

const made = (what: string): `0x${string}` => `0x${keccak256(toHex(what)).slice(2, 42)}`

/** What stands on a chain: an asset of its own, whose receipts every other chain has. */
export const placesOn = (name: string) => ({
  vault: made(`${name} vault`),
  buckets: made(`${name} buckets`),
  asset: made(`${name} asset`),
  feed: made(`${name} feed`),
  receiptOf: (home: string) => made(`${name} receipt of ${home}`),
})

/** The deployment file of the world. */
export const worldDeployment = () => ({
  chains: worldChains.map(({ name, chainId, eid }) => {
    const { vault, buckets, asset, feed } = placesOn(name)
    return {
      ...{ name, chainId, eid, startBlock: 0, deliveryGas: 250_000, vault, buckets },
      endpoint: made(`${name} endpoint`),
      sendLibrary: made(`${name} send`),
      receiveLibrary: made(`${name} receive`),
      relayWorker: made(`${name} worker`),
      requiredDvns: [made(`${name} dvn`), made(`${name} worker`)],
      assets: [{ symbol: `A${chainId}`, name: `Asset of ${name}`, address: asset, decimals: 18, priceFeed: feed }],
    }
  }),
})

/** How much there is. */
export interface WorldSize {
  /** On each chain. */
  readonly locksPerChain: number
  readonly positionsPerPair: number
}

/** Seconds between blocks, and block time of block 0; the same on every chain. */
const blockSeconds = 12
const firstTime = 1_700_000_000
/** Blocks from a lock to its mint. */
const delivery = 5
/** Locks of each pair that are still on their way at the end. */
const underWay = 3

/** Newest block of every chain. */
export const newestBlock = ({ locksPerChain }: WorldSize): number => locksPerChain + delivery + 1
export const timeOf = (block: number): number => firstTime + block * blockSeconds
/** Schema of a chain's index. */
export const indexSchema = (chainId: number): string => `bench_${chainId}`

/**
 * Fills the index of every chain, with PostgreSQL making the rows: on each chain one lock per block, in turn to every other
 * chain, each with its message, and the mint on the other side five blocks later. Five rows of events per lock, and the
 * tables of the present, rollups and blocks that belong to them.
 */
export async function fillWorld(sql: Sql, size: WorldSize, say: (line: string) => void): Promise<void> {
  await sql.unsafe(`
    create schema bench;
    create unlogged table bench.chain (at integer primary key, chain_id integer, eid integer, vault text, buckets text,
      asset text, feed text, interval integer);
    create unlogged table bench.pair (home integer, host integer, nth integer, receipt text, primary key (home, host));`)
  for (const [home, chain] of worldChains.entries()) {
    const { vault, buckets, asset, feed } = placesOn(chain.name)
    await sql`insert into bench.chain
      values (${home}, ${chain.chainId}, ${chain.eid}, ${vault}, ${buckets}, ${asset}, ${feed}, ${indexedBlockInterval(chain)})`
    for (const [nth, other] of worldChains.filter((candidate) => candidate !== chain).entries()) {
      const receipt = placesOn(other.name).receiptOf(chain.name)
      await sql`insert into bench.pair values (${home}, ${worldChains.indexOf(other)}, ${nth}, ${receipt})`
    }
  }
  say('filling: locks')
  await sql.unsafe(locks(size))
  for (const [at, { name, chainId }] of worldChains.entries()) {
    say(`filling: ${name}`)
    const schema = indexSchema(chainId)
    const fill = async (): Promise<void> => {
      for (const statement of rowsOf(at, schema, newestBlock(size))) await sql.unsafe(statement)
    }
    await createIndexedTables(sql, schema, { fill })
    const block = newestBlock(size)
    await writeCheckpoint(sql, { schema, chainId, block, blockTime: timeOf(block), heartbeatMs: Date.now() })
    await registerIndexedSchema(sql, { chainId, schemaName: schema })
    await sql`insert into bulkhead.chain_head (chain_id, head_number, head_hash, head_time, finalized_number)
      values (${chainId}, ${block}, ${`0x${'0'.repeat(64)}`}, ${timeOf(block)}, ${block})`
  }
  await sql.unsafe('drop schema bench cascade')
}

const hosts = worldChains.length - 1

/** One row per lock, with the totals right after it. */
const locks = ({ locksPerChain, positionsPerPair }: WorldSize): string => `
  create unlogged table bench.lock as
  select l.*, l.j + 1 as block,
    '0x' || substr(md5('account ' || k) || md5('more ' || k), 1, 40) as account,
    '0x' || md5('guid ' || home || ' ' || j) || md5('more ' || home || ' ' || j) as guid,
    sum(amount) over pair as total, sum(amount) over position as account_total,
    n + 1 as nth_of_pair, n / ${positionsPerPair} + 1 as nth_of_account,
    n >= ${Math.floor(locksPerChain / hosts)} - ${underWay} as is_under_way
  from (
    select p.home, p.host, p.receipt, j, j / ${hosts} as n, (j / ${hosts}) % ${positionsPerPair} as k,
      (1 + j::bigint * 7919 % 1000)::numeric * 10 ^ 15 as amount
    from generate_series(0, ${locksPerChain} - 1) j
    join bench.pair p on p.nth = j % ${hosts}) l
  window pair as (partition by home, host order by j), position as (partition by home, host, k order by j);
  analyze bench.lock`

/** Statements that fill the tables of the chain `at`. */
function rowsOf(at: number, schema: string, newest: number): readonly string[] {
  const into = (table: string, columns: string): string => `insert into "${schema}".${table} (${columns})`
  const time = (block: string): string => `${firstTime} + (${block})::bigint * ${blockSeconds}`
  const hash = (what: string): string => `'0x' || md5(${what}) || md5('more ' || ${what})`
  const place = 'id, chain_id, block_number, log_index, block_hash, block_time, tx_hash'
  const placed = (block: string, log: string): string =>
    `c.chain_id || ':' || (${block}) || ':' || (${log}), c.chain_id, ${block}, ${log},
      ${hash(`'block ' || c.chain_id || ' ' || (${block})`)}, ${time(block)},
      ${hash(`'tx ' || c.chain_id || ' ' || (${block}) || ' ' || (${log})`)}`
  // `o` is the chain at the other end.
  const sent = `from bench.lock l join bench.chain c on c.at = l.home join bench.chain o on o.at = l.host
    where l.home = ${at}`
  const arrived = `from bench.lock l join bench.chain c on c.at = l.host join bench.chain o on o.at = l.home
    where l.host = ${at} and not l.is_under_way`
  const arrival = `l.block + ${delivery}`
  const states = 'own_state, overlay_state, overlay_until, backing'
  const open = '0, 0, 0, 1000000000'
  const capacity = '10::numeric ^ 24'
  const compartmentParameters = `${states}, bucket_capacity, entry_burst, entry_refill_per_second, entry_max_amount,
    entry_min_amount, exit_burst, exit_refill_per_second, exit_max_amount, exit_delay_threshold, exit_delay_seconds`
  const bucketParameters = `${states}, bucket_capacity, burst, refill_per_second, max_amount, min_amount, delay_threshold,
    delay_seconds, seasoning_seconds, max_fresh_percent`
  const limits = (count: number): string => Array.from({ length: count }, () => '10::numeric ^ 21').join(', ')
  const intervals = [3_600, 86_400]
  return [
    `${into(
      'vault_event',
      `${place}, event, guid, dst_eid, asset, account, receiver, refund_to, amount, locked, total_locked,
      total_released, total_refunded, total_voided, total_loss, lock_count, release_count, account_total_locked,
      account_total_released, account_total_refunded, account_lock_count, account_release_count`,
    )}
    select ${placed('l.block', '0')}, 'locked', guid, o.eid, c.asset, account, account, account, amount, total, total, 0, 0, 0, 0,
      nth_of_pair, 0, account_total, 0, 0, nth_of_account, 0 ${sent} order by l.j`,
    `${into(
      'packet_sent',
      `${place}, guid, nonce, src_eid, sender, dst_eid, dst_chain_id, receiver, kind, asset, amount,
      account, recipient, payload_hash, encoded`,
    )}
    select ${placed('l.block', '1')}, guid, nth_of_pair, c.eid, c.vault, o.eid, o.chain_id, o.buckets, 'mint', c.asset, amount,
      account, account, guid, '0x' || repeat(md5(guid), 14) ${sent} order by l.j`,
    `${into(
      'compartment',
      `chain_id, dst_eid, asset, vault, escrow, locked, total_locked, total_released, total_refunded,
      total_voided, total_loss, lock_count, release_count, ${compartmentParameters}, opened_at, updated_block`,
    )}
    select c.chain_id, o.eid, c.asset, c.vault, c.vault, max(total), max(total), 0, 0, 0, 0, count(*), 0, ${open}, ${capacity},
      ${limits(8)}, 0, ${firstTime}, max(l.block) ${sent} group by c.chain_id, o.eid, c.asset, c.vault`,
    `${into('compartment_change', `${place}, dst_eid, asset, change, ${compartmentParameters}`)}
    select ${placed('0', 'p.nth')}, o.eid, c.asset, 'opened', ${open}, ${capacity}, ${limits(8)}, 0
    from bench.pair p join bench.chain c on c.at = p.home join bench.chain o on o.at = p.host where p.home = ${at}`,
    `${into(
      'position',
      `chain_id, dst_eid, asset, account, total_locked, total_released, total_refunded, lock_count,
      release_count, opened_at, updated_at, updated_block`,
    )}
    select c.chain_id, o.eid, c.asset, account, max(account_total), 0, 0, count(*), 0, ${time('min(l.block)')},
      ${time('max(l.block)')}, max(l.block) ${sent} group by c.chain_id, o.eid, c.asset, account`,
    ...intervals.map(
      (seconds) => `${into(
        'compartment_interval',
        `chain_id, dst_eid, asset, interval_seconds, starts_at, locked_in, released,
        refunded, voided, lock_count, release_count, locked_min, locked_max, locked_at_end`,
      )}
      select c.chain_id, o.eid, c.asset, ${seconds}, ${time('l.block')} - (${time('l.block')}) % ${seconds}, sum(amount), 0, 0, 0,
        count(*), 0, min(total), max(total), max(total) ${sent} group by 1, 2, 3, 5`,
    ),
    `${into('packet_delivered', `${place}, guid, src_eid, sender, nonce, receiver, highest_nonce, executed_through`)}
    select ${placed(arrival, 'l.home * 4')}, guid, o.eid, o.vault, nth_of_pair, c.buckets, nth_of_pair, nth_of_pair ${arrived}
    order by l.block, l.home`,
    `${into(
      'bucket_event',
      `${place}, event, guid, src_eid, asset, account, receiver, amount, bucket_level, total_minted,
      total_burned, mint_count, burn_count`,
    )}
    select ${placed(arrival, 'l.home * 4 + 1')}, 'minted', guid, o.eid, o.asset, account, account, amount, total, total, 0,
      nth_of_pair, 0 ${arrived} order by l.block, l.home`,
    `${into('receipt_transfer', `${place}, receipt, account, counterparty, change, balance`)}
    select ${placed(arrival, 'l.home * 4 + 2')}, l.receipt, account, '0x${'0'.repeat(40)}', amount, account_total ${arrived}
    order by l.block, l.home`,
    `${into(
      'bucket',
      `chain_id, src_eid, asset, buckets, receipt, name, symbol, decimals, ${bucketParameters}, bucket_level,
      total_minted, total_burned, mint_count, burn_count, opened_at, updated_block`,
    )}
    select c.chain_id, o.eid, o.asset, c.buckets, l.receipt, 'Receipt', 'R' || o.chain_id, 18, ${open}, ${capacity}, ${limits(5)},
      0, 0, 0, max(total), max(total), 0, count(*), 0, ${firstTime}, max(${arrival}) ${arrived}
    group by c.chain_id, o.eid, o.asset, c.buckets, l.receipt, o.chain_id`,
    `${into('bucket_change', `${place}, src_eid, asset, change, ${bucketParameters}`)}
    select ${placed('0', '100 + p.home')}, o.eid, o.asset, 'opened', ${open}, ${capacity}, ${limits(5)}, 0, 0, 0
    from bench.pair p join bench.chain c on c.at = p.host join bench.chain o on o.at = p.home where p.host = ${at}`,
    ...intervals.map(
      (seconds) => `${into(
        'bucket_interval',
        `chain_id, src_eid, asset, interval_seconds, starts_at, minted, burned, mint_count,
        burn_count, level_min, level_max, level_at_end`,
      )}
      select c.chain_id, o.eid, o.asset, ${seconds}, ${time(arrival)} - (${time(arrival)}) % ${seconds}, sum(amount), 0, count(*), 0,
        min(total), max(total), max(total) ${arrived} group by 1, 2, 3, 5`,
    ),
    `${into('receipt_balance', 'chain_id, receipt, account, balance, updated_at, updated_block')}
    select c.chain_id, l.receipt, account, max(account_total), ${time(`max(${arrival})`)}, max(${arrival}) ${arrived}
    group by c.chain_id, l.receipt, account`,
    `${into('pathway', 'chain_id, src_eid, sender, receiver, highest_nonce, executed_through')}
    select c.chain_id, o.eid, o.vault, c.buckets, max(nth_of_pair), max(nth_of_pair) ${arrived}
    group by c.chain_id, o.eid, o.vault, c.buckets`,
    `${into('price_round', `${place}, feed, round_id, answer, updated_at`)}
    select ${placed('0', '50')}, c.feed, 1, 200000000000, ${firstTime} from bench.chain c where c.at = ${at}`,
    `${into('block', 'chain_id, number, hash, time')}
    select c.chain_id, n, ${hash(`'block ' || c.chain_id || ' ' || n`)}, ${time('n')}
    from bench.chain c cross join generate_series(0, ${newest}) n where c.at = ${at} and n % c.interval = 0`,
  ]
}
