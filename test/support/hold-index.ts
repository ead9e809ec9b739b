import { receiptBucketsAbi } from '../../contracts/abi/ReceiptBuckets.ts'
import { holdKinds } from '../../domain/hold.ts'
import type { RelayStage, StageChain } from './relay-stage.ts'

/** Makes the tables in which an indexer would keep messages and holds of these chains, and registers them. */
export async function createHoldIndex({ sql }: RelayStage, chains: readonly StageChain[]): Promise<void> {
  for (const { chain } of chains) {
    const schema = schemaOf(chain.name)
    await sql`create schema ${sql(schema)}`
    await sql`
      create table ${sql(schema)}.packet_sent (
        guid text, payload_hash text, block_hash text, chain_id integer, block_number bigint, tx_hash text,
        dst_chain_id integer, nonce numeric, encoded text
      )`
    await sql`
      create table ${sql(schema)}.hold (
        side text, eid integer, asset text, hold_id integer, guid text, receiver text, refund_to text,
        amount numeric(78, 0), kind text, held_at numeric(78, 0), due_at numeric(78, 0), status text, block_number bigint, refund_guid text,
        primary key (side, eid, asset, hold_id)
      )`
    await sql`insert into bulkhead.indexed_schema (chain_id, schema_name) values (${chain.chainId}, ${schema})`
  }
}

/** What the indexer does with holds, in short: the last word of each hold's events. */
export async function indexHolds({ sql }: RelayStage, { chain, client, deployed }: StageChain): Promise<void> {
  const table = sql`${sql(schemaOf(chain.name))}.hold`
  for (const side of ['mint', 'exit'] as const) {
    const address = side === 'mint' ? deployed.buckets : deployed.vault
    const contract = { address, abi: receiptBucketsAbi, fromBlock: 0n } as const
    for (const eventName of ['Held', 'HoldChanged'] as const) {
      for (const { args, blockNumber } of await client.getContractEvents({ ...contract, eventName })) {
        const { eid = 0, asset = '0x', id = 0, hold } = args
        if (hold === undefined) throw new TypeError('A hold has particulars')
        await sql`
          insert into ${table} values (
            ${side}, ${eid}, ${asset.toLowerCase()}, ${id}, ${hold.guid}, ${hold.receiver.toLowerCase()},
            ${hold.refundTo.toLowerCase()}, ${hold.amount.toString()}, ${holdKinds[hold.kind] ?? ''},
            ${hold.heldAt}, ${hold.dueAt}, 'open', ${blockNumber}, null
          )
          on conflict (side, eid, asset, hold_id) do update set kind = excluded.kind, due_at = excluded.due_at`
      }
    }
    for (const { args, blockNumber } of await client.getContractEvents({ ...contract, eventName: 'HoldRefunded' })) {
      await sql`
        update ${table} set amount = 0, status = 'refunded', block_number = ${blockNumber}, refund_guid = ${args.guid ?? ''}
        where side = ${side} and eid = ${args.dstEid ?? 0} and hold_id = ${args.id ?? 0}`
    }
    for (const { args, blockNumber } of await client.getContractEvents({ ...contract, eventName: 'HoldReleased' })) {
      await sql`
        update ${table} set amount = ${(args.left ?? 0n).toString()},
          status = ${args.left === 0n ? 'released' : 'open'}, block_number = ${blockNumber}
        where side = ${side} and eid = ${args.eid ?? 0} and hold_id = ${args.id ?? 0}`
    }
  }
}

const schemaOf = (chainName: string): string => `indexed_${chainName}`
