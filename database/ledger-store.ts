import { address, chainId, guid, type Hex } from '../domain/identifiers.ts'
import { type Account, accounts, type LedgerEntry, type Phase, toBalances } from '../domain/ledger-account.ts'
import type { BucketEnd, BucketKey } from '../domain/ledger-event.ts'
import type { Posting } from '../domain/ledger-journal.ts'
import type { LedgerHold, MessageKind } from '../domain/ledger-message.ts'
import type { BucketLedger, LedgerStore } from '../relayer/ledger-ports.ts'
import type { Connection, Sql } from './connect.ts'
import { readFindings, recordFindings } from './ledger-findings.ts'

interface BucketColumns {
  readonly host_chain_id: number
  readonly home_chain_id: number
  readonly asset: string
}

interface BucketRow extends BucketColumns {
  readonly home_booked_number: bigint
  readonly home_booked_hash: Hex | null
  readonly home_announced_number: bigint
  readonly home_announced_hash: Hex | null
  readonly host_booked_number: bigint
  readonly host_booked_hash: Hex | null
  readonly host_announced_number: bigint
  readonly host_announced_hash: Hex | null
  readonly balances: Readonly<Record<Account, string>>
}

interface MessageRow {
  readonly kind: MessageKind
  readonly guid: string
  readonly sent: string | null
  readonly taken: string
  readonly unbacked: string
  readonly deliveries: number
  readonly sent_to: string | null
  readonly taken_by: string | null
}

interface HoldRow {
  readonly hold_id: bigint
  readonly guid: string
  readonly kind: LedgerHold['kind']
  readonly amount: string
}

interface EntryRow extends BucketColumns {
  readonly chain_id: number
  readonly block_hash: Hex
  readonly log_index: number
  readonly phase: Phase
  readonly part: number
  readonly block_number: bigint
  readonly event_kind: string
  readonly guid: string | null
  readonly from_account: Account
  readonly to_account: Account
  readonly amount: string
}

/** The ledger in PostgreSQL, tables of `schemas/offchain/0002_ledger.sql`. */
export function createLedgerStore(sql: Sql): LedgerStore {
  const ofBucket = ({ hostChainId, homeChainId, asset }: BucketKey) => sql`
    host_chain_id = ${hostChainId} and home_chain_id = ${homeChainId} and asset = ${asset}`

  return {
    async open(buckets) {
      const rows = buckets.map(({ bucket, before }) => ({
        ...columnsOf(bucket),
        home_before: String(before.home),
        host_before: String(before.host),
      }))
      await sql`
        with opened as (
          insert into bulkhead.ledger_bucket (
            host_chain_id, home_chain_id, asset,
            home_booked_number, home_announced_number, host_booked_number, host_announced_number
          )
          select host_chain_id, home_chain_id, asset, home_before, home_before, host_before, host_before
          from jsonb_to_recordset(${sql.json(rows)}) as n (
            host_chain_id integer, home_chain_id integer, asset text, home_before bigint, host_before bigint)
          on conflict do nothing
          returning host_chain_id, home_chain_id, asset
        )
        insert into bulkhead.ledger_balance (host_chain_id, home_chain_id, asset, account)
        select host_chain_id, home_chain_id, asset, account
        from opened cross join jsonb_array_elements_text(${sql.json([...accounts])}) as account`
    },

    async buckets() {
      const rows = await sql<BucketRow[]>`
        select ledger_bucket.*, (
          select jsonb_object_agg(account, balance::text) from bulkhead.ledger_balance b
          where b.host_chain_id = ledger_bucket.host_chain_id and b.home_chain_id = ledger_bucket.home_chain_id
            and b.asset = ledger_bucket.asset) as balances
        from bulkhead.ledger_bucket order by host_chain_id, home_chain_id, asset`
      return rows.map(toLedger)
    },

    async particulars(bucket, { guids, holdIds }) {
      const [messages, holds] = await Promise.all([
        sql<MessageRow[]>`
          select * from bulkhead.ledger_message
          where ${ofBucket(bucket)} and guid in (select jsonb_array_elements_text(${sql.json([...guids])}))`,
        sql<HoldRow[]>`
          select * from bulkhead.ledger_hold
          where ${ofBucket(bucket)}
            and hold_id in (select jsonb_array_elements_text(${sql.json(holdIds.map(String))})::bigint)`,
      ])
      return {
        messages: messages.map((row) => ({
          kind: row.kind,
          guid: guid(row.guid),
          sent: row.sent === null ? undefined : BigInt(row.sent),
          taken: BigInt(row.taken),
          unbacked: BigInt(row.unbacked),
          deliveries: row.deliveries,
          sentTo: row.sent_to === null ? undefined : address(row.sent_to),
          takenBy: row.taken_by === null ? undefined : address(row.taken_by),
        })),
        holds: holds.map((row) => ({
          id: Number(row.hold_id),
          guid: guid(row.guid),
          kind: row.kind,
          amount: BigInt(row.amount),
        })),
      }
    },

    post: ({ bucket, cursors: before }, { cursors, posting, examinations }) =>
      sql.begin(async (transaction) => {
        const { home, host } = cursors
        const moved = await transaction`
          update bulkhead.ledger_bucket set
            home_booked_number = ${home.booked.number}, home_booked_hash = ${home.booked.hash ?? null},
            home_announced_number = ${home.announced.number}, home_announced_hash = ${home.announced.hash ?? null},
            host_booked_number = ${host.booked.number}, host_booked_hash = ${host.booked.hash ?? null},
            host_announced_number = ${host.announced.number}, host_announced_hash = ${host.announced.hash ?? null},
            posted_at = now()
          where ${ofBucket(bucket)}
            and home_booked_number = ${before.home.booked.number}
            and home_announced_number = ${before.home.announced.number}
            and host_booked_number = ${before.host.booked.number}
            and host_announced_number = ${before.host.announced.number}`
        if (moved.count === 0) return 'overtaken'
        await write(transaction, bucket, posting)
        return recordFindings(transaction, examinations)
      }),

    record: (examinations) => sql.begin((transaction) => recordFindings(transaction, examinations)),
    findings: (options) => readFindings(sql, options),

    async entriesOf(ofGuid) {
      const rows = await sql<EntryRow[]>`
        select * from bulkhead.ledger_entry where guid = ${ofGuid}
        order by posted_at, chain_id, block_number, log_index, phase, part`
      return rows.map(toEntry)
    },
  }
}

/** Adds the entries, moves the balances and notes what became of messages and holds, inside a transaction. */
async function write(sql: Connection, bucket: BucketKey, { entries, messages, holds }: Posting): Promise<void> {
  const columns = columnsOf(bucket)
  if (entries.length > 0) {
    const rows = entries.map((entry) => ({
      ...columns,
      chain_id: entry.end === 'home' ? bucket.homeChainId : bucket.hostChainId,
      block_hash: entry.blockHash,
      log_index: entry.logIndex,
      phase: entry.phase,
      part: entry.part,
      block_number: String(entry.blockNumber),
      event_kind: entry.eventKind,
      guid: entry.guid ?? null,
      from_account: entry.from,
      to_account: entry.to,
      amount: String(entry.amount),
    }))
    await sql`
      with added as (
        insert into bulkhead.ledger_entry (
          chain_id, block_hash, log_index, phase, part, block_number, host_chain_id, home_chain_id, asset,
          event_kind, guid, from_account, to_account, amount
        )
        select chain_id, block_hash, log_index, phase, part, block_number, host_chain_id, home_chain_id, asset,
          event_kind, guid, from_account, to_account, amount
        from jsonb_populate_recordset(null::bulkhead.ledger_entry, ${sql.json(rows)})
        returning *
      ), moved as (
        select account, sum(change) as change from (
          select from_account as account, -amount as change from added
          union all
          select to_account, amount from added
        ) legs group by account
      )
      update bulkhead.ledger_balance b set balance = b.balance + moved.change
      from moved
      where b.host_chain_id = ${bucket.hostChainId} and b.home_chain_id = ${bucket.homeChainId}
        and b.asset = ${bucket.asset} and b.account = moved.account`
  }
  if (messages.length > 0) {
    const rows = messages.map((message) => ({
      ...columns,
      kind: message.kind,
      guid: message.guid,
      sent: message.sent === undefined ? null : String(message.sent),
      taken: String(message.taken),
      unbacked: String(message.unbacked),
      deliveries: message.deliveries,
      sent_to: message.sentTo ?? null,
      taken_by: message.takenBy ?? null,
    }))
    await sql`
      insert into bulkhead.ledger_message
      select * from jsonb_populate_recordset(null::bulkhead.ledger_message, ${sql.json(rows)})
      on conflict (host_chain_id, home_chain_id, asset, guid, kind) do update set
        sent = excluded.sent, taken = excluded.taken, unbacked = excluded.unbacked, deliveries = excluded.deliveries,
        sent_to = excluded.sent_to, taken_by = excluded.taken_by`
  }
  if (holds.length > 0) {
    const rows = holds.map((hold) => ({
      ...columns,
      hold_id: hold.id,
      guid: hold.guid,
      kind: hold.kind,
      amount: String(hold.amount),
    }))
    await sql`
      insert into bulkhead.ledger_hold
      select * from jsonb_populate_recordset(null::bulkhead.ledger_hold, ${sql.json(rows)})
      on conflict (host_chain_id, home_chain_id, asset, hold_id) do update set
        kind = excluded.kind, amount = excluded.amount`
  }
}

const columnsOf = ({ hostChainId, homeChainId, asset }: BucketKey): BucketColumns => ({
  host_chain_id: hostChainId,
  home_chain_id: homeChainId,
  asset,
})

const toBucket = (row: BucketColumns): BucketKey => ({
  hostChainId: chainId(row.host_chain_id),
  homeChainId: chainId(row.home_chain_id),
  asset: address(row.asset),
})

function toLedger(row: BucketRow): BucketLedger {
  const bucket = toBucket(row)
  return {
    bucket,
    cursors: {
      home: {
        booked: { number: row.home_booked_number, hash: row.home_booked_hash ?? undefined },
        announced: { number: row.home_announced_number, hash: row.home_announced_hash ?? undefined },
      },
      host: {
        booked: { number: row.host_booked_number, hash: row.host_booked_hash ?? undefined },
        announced: { number: row.host_announced_number, hash: row.host_announced_hash ?? undefined },
      },
    },
    balances: toBalances((account) => BigInt(row.balances[account])),
  }
}

function toEntry(row: EntryRow): LedgerEntry & { readonly bucket: BucketKey } {
  const bucket = toBucket(row)
  const end: BucketEnd = row.chain_id === row.home_chain_id ? 'home' : 'host'
  return {
    bucket,
    end,
    blockNumber: row.block_number,
    blockHash: row.block_hash,
    logIndex: row.log_index,
    phase: row.phase,
    part: row.part,
    from: row.from_account,
    to: row.to_account,
    amount: BigInt(row.amount),
    eventKind: row.event_kind,
    guid: row.guid === null ? undefined : guid(row.guid),
  }
}
