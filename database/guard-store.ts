import { rawAmount } from '../domain/amounts.ts'
import { address, chainId, guid, type Hex, unixSeconds } from '../domain/identifiers.ts'
import type { Account, Phase } from '../domain/ledger-account.ts'
import type { BucketKey } from '../domain/ledger-event.ts'
import type { GuardStore, JournalFlow, RecordedTrip } from '../relayer/guard/ports.ts'
import { scopeId } from '../risk/breaker/scope.ts'
import type { Evidence } from '../risk/breaker/trip.ts'
import type { Sql } from './connect.ts'

interface BucketRow {
  readonly host_chain_id: number
  readonly home_chain_id: number
  readonly asset: string
}

interface TotalRow extends BucketRow {
  readonly event_kind: string
  readonly phase: Phase
  readonly from_account: Account
  readonly to_account: Account
  readonly amount: string
}

interface FlowRow extends BucketRow {
  readonly chain_id: number
  readonly block_number: bigint
  readonly block_hash: Hex
  readonly log_index: number
  readonly direction: JournalFlow['direction']
  readonly amount: string
}

interface TripRow {
  readonly id: bigint
  readonly fingerprint: string
  readonly rule: string
  readonly scope: string
  readonly severity: RecordedTrip['severity']
  readonly evidence: readonly StoredEvidence[]
  readonly first_seen_at: Date
  readonly last_seen_at: Date
  readonly acknowledged_at: Date | null
  readonly acknowledged_by: string | null
  readonly cleared_at: Date | null
  readonly tx_hashes: readonly Hex[] | null
}

interface CallRow {
  readonly id: bigint
  readonly call: string
  readonly because: readonly string[]
  readonly nonce: bigint
  readonly tx_hash: Hex
  readonly raw_transaction: Hex
  readonly max_fee_per_gas: string
  readonly max_priority_fee_per_gas: string
  readonly age_ms: number
}

/** Evidence with its numbers as decimal text. */
type StoredEvidence =
  | { readonly kind: 'block'; readonly chainId: number; readonly number: string }
  | { readonly kind: 'transaction'; readonly chainId: number; readonly hash: Hex }
  | { readonly kind: 'figure'; readonly name: string; readonly value: string; readonly unit: FigureUnit }
  | { readonly kind: 'text'; readonly name: string; readonly value: string }
type FigureUnit = Extract<Evidence, { kind: 'figure' }>['unit']

/** What the guard keeps, in PostgreSQL: tables of `schemas/offchain/0004_guard.sql`, and the journal of the ledger. */
export function createGuardStore(sql: Sql): GuardStore {
  const tripColumns = sql`
    t.id, t.fingerprint, t.rule, t.scope, t.severity, t.evidence, t.first_seen_at, t.last_seen_at,
    t.acknowledged_at, t.acknowledged_by, t.cleared_at, (
      select jsonb_agg(c.tx_hash order by c.id) from bulkhead.guard_call c
      where c.state = 'succeeded' and c.because ? t.fingerprint and c.intended_at >= t.first_seen_at) as tx_hashes`

  return {
    totals: async () =>
      (await sql<TotalRow[]>`select * from bulkhead.ledger_total`).map((row) => ({
        bucket: toBucket(row),
        eventKind: row.event_kind,
        phase: row.phase,
        from: row.from_account,
        to: row.to_account,
        amount: BigInt(row.amount),
      })),

    async untimedFlows(postedWithinSeconds, limit) {
      const rows = await sql<FlowRow[]>`
        select e.chain_id, e.block_hash, e.log_index, e.block_number, e.host_chain_id, e.home_chain_id, e.asset,
          case when e.to_account = 'outstanding' then 'minted' else 'released' end as direction, sum(e.amount) as amount
        from bulkhead.ledger_entry e
        where e.posted_at > now() - make_interval(secs => ${Number(postedWithinSeconds)}) and e.phase = 'booked'
          and (e.to_account = 'outstanding'
            or (e.from_account = 'locked' and e.to_account = 'paid' and e.event_kind in ('released', 'refunded')))
          and not exists (
            select 1 from bulkhead.guard_flow f
            where f.chain_id = e.chain_id and f.block_hash = e.block_hash and f.log_index = e.log_index)
        group by 1, 2, 3, 4, 5, 6, 7, 8
        order by max(e.posted_at) desc, e.block_number desc limit ${limit}`
      return rows.map(toFlow)
    },

    async recordFlows(flows) {
      if (flows.length === 0) return
      const rows = flows.map((flow) => ({
        chain_id: flow.chainId,
        block_hash: flow.blockHash,
        log_index: flow.logIndex,
        block_number: String(flow.blockNumber),
        block_time: String(flow.at),
        tx_hash: flow.txHash,
        host_chain_id: flow.bucket.hostChainId,
        home_chain_id: flow.bucket.homeChainId,
        asset: flow.bucket.asset,
        direction: flow.direction,
        amount: String(flow.amount),
      }))
      await sql`
        insert into bulkhead.guard_flow
        select * from jsonb_populate_recordset(null::bulkhead.guard_flow, ${sql.json(rows)}) on conflict do nothing`
    },

    async flowsSince(time) {
      const rows = await sql<(FlowRow & { block_time: bigint; tx_hash: Hex })[]>`
        select * from bulkhead.guard_flow where block_time >= ${time}`
      return rows.map((row) => ({ ...toFlow(row), at: unixSeconds(row.block_time), txHash: row.tx_hash }))
    },

    async unexecuted() {
      const rows = await sql<{ guid: string; destination: number; final_at: number; signed_by: string[] | null }[]>`
        select p.guid, p.destination_chain_id as destination,
          floor(extract(epoch from p.final_at))::float8 as final_at, (
            select jsonb_agg(distinct g.attestor) from bulkhead.group_attestation g
            where g.destination_chain_id = p.destination_chain_id and g.source_block_hash = p.source_block_hash
          ) as signed_by
        from bulkhead.packet p
        where p.final_at is not null and p.executed_at is null and p.orphaned_at is null and p.settled_at is null`
      return rows.map((row) => ({
        guid: guid(row.guid),
        destination: chainId(row.destination),
        finalAt: unixSeconds(BigInt(row.final_at)),
        signedBy: (row.signed_by ?? []).map(address),
      }))
    },

    async swallowed() {
      const rows = await sql<{ home: number; host: number; guid: string }[]>`
        select home_chain_id as home, host_chain_id as host, guid from bulkhead.ledger_finding
        where resolved_at is null and message_kind = 'mint' and kind in ('amount-mismatch', 'receiver-mismatch')
        union
        -- A lock of another asset, that did not arrive: its nonce went to what arrived without a lock.
        select f.home_chain_id, f.host_chain_id, f.guid from bulkhead.ledger_finding f
        join bulkhead.ledger_message m on m.guid = f.guid and m.kind = 'mint' and m.sent is not null
          and m.deliveries = 0 and m.asset <> f.asset
          and m.home_chain_id = f.home_chain_id and m.host_chain_id = f.host_chain_id
        where f.resolved_at is null and f.message_kind = 'mint' and f.kind = 'mint-without-lock'
        order by home, host, guid`
      return rows.map((row) => ({ home: chainId(row.home), host: chainId(row.host), guid: guid(row.guid) }))
    },

    acceptedPrices: async () =>
      (
        await sql<{ chain_id: number; feed: string; answer: string; updated_at: bigint }[]>`
          select chain_id, feed, answer, updated_at from bulkhead.guard_price`
      ).map((row) => ({
        chainId: chainId(row.chain_id),
        feed: address(row.feed),
        answer: BigInt(row.answer),
        updatedAt: unixSeconds(row.updated_at),
      })),

    async acceptPrice({ chainId: chain, feed, answer, updatedAt }) {
      await sql`
        insert into bulkhead.guard_price (chain_id, feed, answer, updated_at)
        values (${chain}, ${feed}, ${String(answer)}, ${updatedAt})
        on conflict (chain_id, feed) do update set answer = excluded.answer, updated_at = excluded.updated_at`
    },

    conditions: async () =>
      (await sql<{ subject: string; state: string; since: bigint }[]>`select * from bulkhead.guard_condition`).map(
        ({ subject, state, since }) => ({ subject, state, since: unixSeconds(since) }),
      ),

    async saveConditions(conditions) {
      const rows = conditions.map(({ subject, state, since }) => ({ subject, state, since: String(since) }))
      await sql`
        with kept as (
          insert into bulkhead.guard_condition
          select * from jsonb_populate_recordset(null::bulkhead.guard_condition, ${sql.json(rows)})
          on conflict (subject) do update set state = excluded.state, since = excluded.since
          returning subject
        )
        delete from bulkhead.guard_condition where subject not in (select subject from kept)`
    },

    recordTrips: (trips, { clearAfterSeconds }) =>
      sql.begin(async (transaction) => {
        const rows = trips.map(({ fingerprint, rule, scope, severity, evidence, pending }) => ({
          ...{ fingerprint, rule, severity },
          scope: scopeId(scope),
          evidence: toStored(evidence),
          chain_id: pending?.chainId ?? null,
          block_number: pending === undefined ? null : String(pending.block),
        }))
        const opened = await transaction<{ fingerprint: string }[]>`
          with found as (
            select * from jsonb_to_recordset(${transaction.json(rows)}) as n (
              fingerprint text, rule text, scope text, severity text, evidence jsonb, chain_id integer, block_number bigint)
          ), seen as (
            update bulkhead.guard_trip t set evidence = found.evidence, severity = found.severity, last_seen_at = now()
            from found where t.fingerprint = found.fingerprint and t.cleared_at is null
          ), opened as (
            insert into bulkhead.guard_trip (fingerprint, rule, scope, severity, evidence)
            select fingerprint, rule, scope, severity, evidence from found
            where not exists (
              select 1 from bulkhead.guard_trip t
              where t.fingerprint = found.fingerprint and (t.cleared_at is null or t.acknowledged_at is not null))
            on conflict (fingerprint) where cleared_at is null do nothing
            returning id, fingerprint
          ), alerts as (
            insert into bulkhead.guard_alert (trip_id, chain_id, block_number)
            select opened.id, found.chain_id, found.block_number from opened join found using (fingerprint)
          )
          select fingerprint from opened`
        await transaction`
          update bulkhead.guard_trip set cleared_at = now()
          where cleared_at is null and last_seen_at < now() - make_interval(secs => ${clearAfterSeconds})`
        return opened.map(({ fingerprint }) => fingerprint)
      }),

    trips: async ({ open }) =>
      (
        await sql<TripRow[]>`
          select ${tripColumns} from bulkhead.guard_trip t
          where ${open ? sql`t.cleared_at is null` : sql`true`} order by t.id desc`
      ).map(toTrip),

    acknowledged: async () =>
      new Set(
        (
          await sql<{ fingerprint: string }[]>`
            select distinct fingerprint from bulkhead.guard_trip where acknowledged_at is not null`
        ).map(({ fingerprint }) => fingerprint),
      ),

    async acknowledge(fingerprint, by) {
      const { count } = await sql`
        update bulkhead.guard_trip set
          acknowledged_at = coalesce(acknowledged_at, now()), acknowledged_by = coalesce(acknowledged_by, ${by})
        where id = (select max(id) from bulkhead.guard_trip where fingerprint = ${fingerprint})`
      return count > 0
    },

    async openCalls(chain, signer) {
      const rows = await sql<CallRow[]>`
        select id, call, because, nonce, tx_hash, raw_transaction, max_fee_per_gas, max_priority_fee_per_gas,
          (extract(epoch from now() - intended_at) * 1000)::float8 as age_ms
        from bulkhead.guard_call
        where chain_id = ${chain} and signer = ${signer} and resolved_at is null order by nonce, id`
      return rows.map((row) => ({
        id: row.id,
        call: row.call,
        because: row.because,
        nonce: row.nonce,
        txHash: row.tx_hash,
        raw: row.raw_transaction,
        maxFeePerGas: BigInt(row.max_fee_per_gas),
        maxPriorityFeePerGas: BigInt(row.max_priority_fee_per_gas),
        ageMs: row.age_ms,
      }))
    },

    async intend(call) {
      await sql`
        insert into bulkhead.guard_call (
          chain_id, signer, call, because, nonce, tx_hash, raw_transaction, max_fee_per_gas, max_priority_fee_per_gas
        ) values (
          ${call.chainId}, ${call.signer}, ${call.call}, ${sql.json([...call.because])}, ${call.nonce}, ${call.txHash},
          ${call.raw}, ${String(call.maxFeePerGas)}, ${String(call.maxPriorityFeePerGas)}
        )`
    },

    async resolve(txHash, { state, blockNumber }) {
      await sql`
        update bulkhead.guard_call set state = ${state}, resolved_at = now(), block_number = ${blockNumber ?? null}
        where tx_hash = ${txHash} and resolved_at is null`
    },

    async releaseAlerts(finals) {
      const rows = finals.map(({ chainId: chain, number }) => ({ chain_id: chain, final: String(number) }))
      await sql.begin(async (transaction) => {
        await transaction`
          delete from bulkhead.guard_alert a using bulkhead.guard_trip t
          where a.trip_id = t.id and a.released_at is null and t.cleared_at is not null`
        await transaction`
          update bulkhead.guard_alert a set released_at = now()
          where a.released_at is null and (a.block_number is null or exists (
            select 1 from jsonb_to_recordset(${transaction.json(rows)}) as f (chain_id integer, final bigint)
            where f.chain_id = a.chain_id and f.final >= a.block_number))`
      })
    },

    async takeAlerts(retrySeconds) {
      const due = await sql<(TripRow & { alert_id: bigint; attempts: number })[]>`
        select a.id as alert_id, a.attempts, ${tripColumns}
        from bulkhead.guard_alert a join bulkhead.guard_trip t on t.id = a.trip_id
        where a.released_at is not null and a.delivered_at is null and a.next_attempt_at <= now()
        order by a.id limit 20`
      if (due.length === 0) return []
      const rows = due.map(({ alert_id, attempts }) => ({ id: String(alert_id), seconds: retrySeconds(attempts) }))
      const taken = await sql<{ id: bigint }[]>`
        update bulkhead.guard_alert a
        set attempts = a.attempts + 1, next_attempt_at = now() + make_interval(secs => n.seconds)
        from jsonb_to_recordset(${sql.json(rows)}) as n (id bigint, seconds float8)
        where a.id = n.id and a.next_attempt_at <= now() returning a.id`
      const mine = new Set(taken.map(({ id }) => id))
      return due
        .filter(({ alert_id }) => mine.has(alert_id))
        .map((row) => ({ alertId: row.alert_id, attempts: row.attempts, trip: toTrip(row) }))
    },

    async alertDelivered(alertId) {
      await sql`update bulkhead.guard_alert set delivered_at = now() where id = ${alertId} and delivered_at is null`
    },
  }
}

const toBucket = (row: BucketRow): BucketKey => ({
  hostChainId: chainId(row.host_chain_id),
  homeChainId: chainId(row.home_chain_id),
  asset: address(row.asset),
})

const toFlow = (row: FlowRow): JournalFlow => ({
  bucket: toBucket(row),
  direction: row.direction,
  chainId: chainId(row.chain_id),
  blockNumber: row.block_number,
  blockHash: row.block_hash,
  logIndex: row.log_index,
  amount: rawAmount(BigInt(row.amount)),
})

const toTrip = (row: TripRow): RecordedTrip => ({
  id: row.id,
  fingerprint: row.fingerprint,
  rule: row.rule,
  scope: row.scope,
  severity: row.severity,
  evidence: row.evidence.map(toEvidence),
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
  acknowledged:
    row.acknowledged_at === null ? undefined : { at: row.acknowledged_at, by: row.acknowledged_by ?? 'unknown' },
  clearedAt: row.cleared_at ?? undefined,
  txHashes: row.tx_hashes ?? [],
})

const toStored = (evidence: readonly Evidence[]): StoredEvidence[] =>
  evidence.map((fact) => {
    switch (fact.kind) {
      case 'block':
        return { ...fact, number: String(fact.number) }
      case 'figure':
        return { ...fact, value: String(fact.value) }
      default:
        return fact
    }
  })

function toEvidence(fact: StoredEvidence): Evidence {
  switch (fact.kind) {
    case 'block':
      return { ...fact, chainId: chainId(fact.chainId), number: BigInt(fact.number) }
    case 'transaction':
      return { ...fact, chainId: chainId(fact.chainId) }
    case 'figure':
      return { ...fact, value: BigInt(fact.value) }
    default:
      return fact
  }
}
