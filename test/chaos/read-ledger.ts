import type { Sql } from '../../database/connect.ts'
import type { LedgerBalances } from './books.ts'
import { bucketName } from './read-chains.ts'

/** The ledger of one bucket, and up to which block of each end it is booked. */
export interface LedgerBook {
  readonly balances: LedgerBalances
  readonly booked: ReadonlyMap<number, bigint>
}

/** Reads the ledger's rows as they are, without the code that writes them. */
export async function readLedger(sql: Sql): Promise<ReadonlyMap<string, LedgerBook>> {
  const rows = await sql<
    {
      host_chain_id: number
      home_chain_id: number
      asset: string
      host_booked_number: bigint
      home_booked_number: bigint
      balances: Readonly<Record<string, string>>
    }[]
  >`
    select b.*, (
      select jsonb_object_agg(account, balance::text) from bulkhead.ledger_balance a
      where (a.host_chain_id, a.home_chain_id, a.asset) = (b.host_chain_id, b.home_chain_id, b.asset)) as balances
    from bulkhead.ledger_bucket b`
  return new Map(
    rows.map((row) => [
      bucketName(row.host_chain_id, row.home_chain_id, row.asset),
      {
        balances: Object.fromEntries(Object.entries(row.balances).map(([name, text]) => [name, BigInt(text)])),
        booked: new Map([
          [row.host_chain_id, row.host_booked_number],
          [row.home_chain_id, row.home_booked_number],
        ]),
      },
    ]),
  )
}

/** What the guard and the ledger hold against the chains, in words: nothing, after chaos that stays above finality. */
export async function readComplaints(sql: Sql): Promise<readonly string[]> {
  const findings = await sql<{ kind: string; subject: string; evidence: unknown; resolved_at: Date | null }[]>`
    select kind, subject, evidence, resolved_at from bulkhead.ledger_finding order by id`
  const trips = await sql<{ fingerprint: string; cleared_at: Date | null }[]>`
    select fingerprint, cleared_at from bulkhead.guard_trip order by id`
  const halts = await sql<{ chain_id: number; block_number: bigint }[]>`
    select chain_id, block_number from bulkhead.chain_halt`
  return [
    ...findings.map(
      ({ kind, subject, evidence, resolved_at }) =>
        `finding ${kind} ${subject} ${JSON.stringify(evidence)}${resolved_at === null ? '' : ' (resolved)'}`,
    ),
    ...trips.map(({ fingerprint, cleared_at }) => `trip ${fingerprint}${cleared_at === null ? '' : ' (cleared)'}`),
    ...halts.map(({ chain_id, block_number }) => `halt of ${chain_id} at ${block_number}`),
  ]
}
