import { randomBytes } from 'node:crypto'
import { getTableConfig } from 'drizzle-orm/pg-core'
import type { Connection, Sql } from '../../../database/connect.ts'
import * as onchain from '../../../schemas/onchain/index.ts'
import { createIndexedTables, insertRow, writeCheckpoint } from '../../support/indexed-tables.ts'
import { alpha, beta, hash, repeated, usdc } from './api-stage.ts'
import { ann, bob, usdcOnBeta } from './seed.ts'

/** Block time of block 0. */
const firstTime = 1_800_000_000

/** Writes one event of a block, and copies of it with guids of their own. */
export type Write = (table: string, row: Readonly<Record<string, unknown>>, copies?: number) => Promise<void>

/** A chain whose index moves the way Ponder moves it: each block, and each reorg, is one transaction. */
export interface MovingChain {
  readonly head: number
  /** Newest final block. */
  readonly finalized: number
  /** Hash of a block as the chain has it now. */
  hashOf(block: number): `0x${string}`
  /** Appends a block with what is written; notifies like Ponder. @returns Its number. */
  block(write?: (write: Write) => Promise<void>, options?: { readonly silent?: boolean }): Promise<number>
  /** Takes every block after `last` back. The checkpoint stays, as with Ponder, until there is another block. */
  reorg(last: number): Promise<void>
  finalize(block: number): Promise<void>
  /** Fills another schema with the same rows and has it read from now on. */
  switchTo(schema: string): Promise<void>
  /** Its indexer is killed and started again: rows after `last` are taken back, to be made again, and it is not ready. */
  restart(last: number): Promise<void>
  setReady(ready: boolean): Promise<void>
}

const eventTables = Object.values(onchain)
  .map((table) => getTableConfig(table))
  .filter(({ columns }) => columns.some(({ name }) => name === 'block_hash'))
  .map(({ name }) => name)
const allTables = Object.values(onchain).map((table) => getTableConfig(table).name)

/** Makes a chain with empty tables, indexed up to block 10. */
export async function startMovingChain(
  sql: Sql,
  chain: { readonly id: number; readonly eid: number; readonly schema: string },
): Promise<MovingChain> {
  let { schema } = chain
  let head = 10
  let fork = 0
  let finalized = 5
  const forks = new Map<number, number>()
  const hashOf = (block: number) => hash(`${chain.id}${String(forks.get(block) ?? 0).padStart(4, '0')}${block}`)
  const digits = (value: number, length: number): string => String(value).padStart(length, '0')
  const checkpointOf = (block: number): string =>
    `${digits(firstTime + block, 10)}${digits(chain.id, 16)}${digits(block, 16)}${'9'.repeat(33)}`
  const setCheckpoint = (connection: Connection, block: number) =>
    connection.unsafe(`update "${schema}"._ponder_checkpoint set latest_checkpoint = $1`, [checkpointOf(block)])

  await createIndexedTables(sql, schema)
  await writeCheckpoint(sql, { schema, chainId: chain.id, block: head, blockTime: firstTime + head, heartbeatMs: 0 })
  await sql`insert into bulkhead.indexed_schema (chain_id, schema_name) values (${chain.id}, ${schema})`
  await sql`insert into bulkhead.chain_head (chain_id, head_number, head_hash, head_time, finalized_number)
    values (${chain.id}, 1000000, ${hash(1)}, ${firstTime}, ${finalized})`
  const takeBack = async (last: number): Promise<void> => {
    await sql.begin(async (transaction) => {
      for (const table of eventTables) {
        await transaction.unsafe(`delete from "${schema}"."${table}" where block_number > ${last}`)
      }
    })
    head = last
  }
  const setReady = async (ready: boolean): Promise<void> => {
    const value = ready ? '1' : '0'
    await sql.unsafe(`update "${schema}"._ponder_meta set value = jsonb_set(value, '{is_ready}', '${value}')`)
  }
  return {
    get head() {
      return head
    },
    get finalized() {
      return finalized
    },
    hashOf,
    async block(write, { silent = false } = {}) {
      head += 1
      const number = head
      forks.set(number, fork)
      let log = 0
      await sql.begin(async (transaction) => {
        await write?.(async (table, row, copies = 0) => {
          const place = {
            chain_id: chain.id,
            block_number: number,
            log_index: log,
            block_hash: hashOf(number),
            block_time: firstTime + number,
            tx_hash: hash(`${number}99`),
          }
          log += 1
          await insertRow(transaction, {
            schema,
            table,
            row: { id: `${chain.id}:${number}:${place.log_index}`, ...place, ...row },
          })
          if (copies === 0) return
          log += copies
          await transaction.unsafe(
            `insert into "${schema}"."${table}" select (jsonb_populate_record(e, jsonb_build_object(
                'guid', '0x' || md5(e.guid || n) || md5(n || e.guid), 'log_index', e.log_index + n, 'id', e.id || '-' || n))).*
              from "${schema}"."${table}" e cross join generate_series(1, ${copies}) n
              where e.block_number = ${number} and e.log_index = ${place.log_index}`,
          )
        })
        await setCheckpoint(transaction, number)
        if (!silent) await transaction`select pg_notify(${`${schema}_live_query`}, '[]')`
      })
      return number
    },
    async reorg(last) {
      await takeBack(last)
      fork += 1
    },
    async restart(last) {
      await setReady(false)
      await takeBack(last)
    },
    setReady,
    async finalize(block) {
      finalized = block
      await sql`update bulkhead.chain_head set finalized_number = ${block} where chain_id = ${chain.id}`
    },
    async switchTo(next) {
      await createIndexedTables(sql, next)
      for (const table of [...allTables, '_ponder_checkpoint', '_ponder_meta']) {
        await sql.unsafe(`insert into "${next}"."${table}" select * from "${schema}"."${table}"`)
      }
      schema = next
      await sql`update bulkhead.indexed_schema set schema_name = ${next} where chain_id = ${chain.id}`
    },
  }
}

const messageRow = (guid: string) => ({
  guid,
  nonce: Number.parseInt(guid.slice(-6), 16),
  src_eid: alpha.eid,
  sender: repeated('7'),
  dst_eid: beta.eid,
  dst_chain_id: beta.id,
  receiver: repeated('8'),
  kind: 'mint',
  asset: usdc,
  amount: '1000000',
  account: ann,
  recipient: bob,
  payload_hash: hash(7),
  encoded: '0x01',
})

/** A message from alpha to beta. */
export const sends =
  (guid: string, row: Readonly<Record<string, unknown>> = {}) =>
  (write: Write): Promise<void> =>
    write('packet_sent', { ...messageRow(guid), ...row })

/** So many messages at once. */
export const floods =
  (count: number) =>
  (write: Write): Promise<void> =>
    write('packet_sent', messageRow(hash(randomBytes(8).toString('hex'))), count - 1)

const arrival = (guid: string) => ({
  guid,
  src_eid: alpha.eid,
  sender: repeated('7'),
  nonce: Number.parseInt(guid.slice(-6), 16),
  receiver: repeated('8'),
})

/** Its content is committed on beta. */
export const verifies =
  (guid: string) =>
  (write: Write): Promise<void> =>
    write('packet_verified', { ...arrival(guid), payload_hash: hash(7) })

/** It is executed on beta, and minted. */
export const executes =
  (guid: string) =>
  async (write: Write): Promise<void> => {
    await write('packet_delivered', { ...arrival(guid), highest_nonce: 1, executed_through: 0 })
    await write('bucket_event', {
      event: 'minted',
      guid,
      src_eid: alpha.eid,
      asset: usdc,
      account: bob,
      receiver: bob,
      amount: '1000000',
      bucket_level: '1000000',
      total_minted: '1000000',
      total_burned: 0,
      mint_count: 1,
      burn_count: 0,
    })
  }

const bucketParameters = {
  own_state: 0,
  overlay_state: 0,
  overlay_until: 0,
  backing: '1000000000',
  bucket_capacity: '1000000000000',
  burst: '500000000',
  refill_per_second: '5000000',
  max_amount: '50000000',
  min_amount: '10',
  delay_threshold: '6000000',
  delay_seconds: 600,
  seasoning_seconds: 60,
  max_fresh_percent: 50,
}

/** The bucket of alpha's USDC on beta. */
export const openBucket = (sql: Sql): Promise<void> =>
  insertRow(sql, {
    schema: beta.schema,
    table: 'bucket',
    row: {
      chain_id: beta.id,
      src_eid: alpha.eid,
      asset: usdc,
      buckets: repeated('8'),
      receipt: usdcOnBeta,
      name: 'USDC from alpha',
      symbol: 'aUSDC',
      decimals: 6,
      ...bucketParameters,
      bucket_level: 0,
      total_minted: 0,
      total_burned: 0,
      mint_count: 0,
      burn_count: 0,
      opened_at: firstTime,
      updated_block: 1,
    },
  })

/** The owner sets a state of that bucket. */
export const setsState =
  (state: number) =>
  (write: Write): Promise<void> =>
    write('bucket_change', { ...bucketParameters, own_state: state, src_eid: alpha.eid, asset: usdc, change: 'state' })

/** The relayer takes up a message in a block of alpha. */
export const takesUp = (sql: Connection, guid: string, at: { readonly block: number; readonly hash: string }) =>
  insertRow(sql, {
    schema: 'bulkhead',
    table: 'packet',
    row: {
      guid,
      payload_hash: hash(7),
      source_block_hash: at.hash,
      source_chain_id: alpha.id,
      source_block_number: at.block,
      source_tx_hash: hash(1),
      destination_chain_id: beta.id,
      nonce: 1,
      encoded: '0x01',
    },
  })

/** It records a fact of a message in a block with that hash. */
export const records = (sql: Connection, guid: string, at: { readonly hash: string; readonly fact: string }) =>
  sql.unsafe(`update bulkhead.packet set ${at.fact} = now() where guid = $1 and source_block_hash = $2`, [
    guid,
    at.hash,
  ])
