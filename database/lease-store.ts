import type { Lease, LeaseStore } from '../relayer/lease-ports.ts'
import type { Sql } from './connect.ts'

/** Days after which an instance that ended without a word is forgotten. */
const forgetAfterDays = 1

/** Leases in PostgreSQL, tables of `schemas/offchain/0007_lease.sql`. */
export function createLeaseStore(sql: Sql): LeaseStore {
  const until = (ttlMs: number) => sql`now() + make_interval(secs => ${ttlMs / 1_000})`
  return {
    async beat({ pool, id }, ttlMs) {
      const rows = await sql<{ id: string }[]>`
        with me as (
          insert into bulkhead.instance (id, pool, expires_at) values (${id}, ${pool}, ${until(ttlMs)})
          on conflict (id) do update set expires_at = excluded.expires_at
          returning id, started_at
        ), forgotten as (
          delete from bulkhead.instance where expires_at < now() - make_interval(days => ${forgetAfterDays})
        )
        select id from (
          select id, started_at from bulkhead.instance where pool = ${pool} and expires_at > now() and id <> ${id}
          union all select id, started_at from me
        ) as alive order by started_at, id`
      return rows.map((row) => row.id)
    },

    async renew({ id }, { units, ttlMs }) {
      const rows = await sql<(Lease & { readonly mine: boolean })[]>`
        with renewed as (
          update bulkhead.lease set expires_at = ${until(ttlMs)}
          where holder = ${id} and expires_at > now() returning unit, token
        )
        select unit, token, true as mine from renewed
        union all
        select unit, token, false from bulkhead.lease
        where unit in ${sql([...units])} and holder <> ${id} and expires_at > now()`
      return {
        mine: rows.filter((row) => row.mine).map(({ unit, token }) => ({ unit, token })),
        others: rows.filter((row) => !row.mine).map(({ unit }) => unit),
      }
    },

    async acquire({ id }, unit, ttlMs) {
      // Waits for nobody: a unit in whose name something is being written is not free yet.
      const [lease] = await sql<Lease[]>`
        with free as (
          select unit from bulkhead.lease where unit = ${unit} and expires_at <= now() for update skip locked
        ), taken as (
          update bulkhead.lease
          set token = lease.token + 1, holder = ${id}, acquired_at = now(), expires_at = ${until(ttlMs)}
          from free where lease.unit = free.unit returning lease.unit, lease.token
        ), first as (
          insert into bulkhead.lease (unit, token, holder, expires_at) values (${unit}, 1, ${id}, ${until(ttlMs)})
          on conflict (unit) do nothing returning unit, token
        )
        select unit, token from taken union all select unit, token from first`
      return lease
    },

    async release({ unit, token }) {
      await sql`update bulkhead.lease set expires_at = now() where unit = ${unit} and token = ${token} and expires_at > now()`
    },

    async leave({ id }) {
      await sql`
        with gone as (delete from bulkhead.instance where id = ${id})
        update bulkhead.lease set expires_at = now() where holder = ${id} and expires_at > now()`
    },
  }
}
