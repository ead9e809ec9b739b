import type { IndexedMessageState } from '../../domain/message-state.ts'
import { openHoldOf } from './holds.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type Fragment, list, sql } from './sql.ts'

/**
 * Joins that gather what is known of each message of a table `m` of `packet_sent` rows: the relayer's record `k`, the
 * finality of both chains (`sh`, `dh`), its verification `v`, execution `d`, what is held of it there, `h`, what
 * else came of it, `o`, and at its source what paid it back, `b`. Each message looks into the tables of its own chains
 * only.
 */
export function messageFactJoins(indexed: readonly IndexedChain[]): Fragment {
  const atDestination = (empty: Fragment, part: (chain: IndexedChain) => Fragment) =>
    list([empty, ...indexed.map(part)], ' union all ')
  return sql`
    left join ${relayRecord(indexed)} k
      on k.guid = m.guid and k.payload_hash = m.payload_hash and k.source_block_hash = m.block_hash
    left join ${finalBlocks(indexed)} sh on sh.chain_id = m.chain_id
    left join ${finalBlocks(indexed)} dh on dh.chain_id = m.dst_chain_id
    left join lateral (
      ${atDestination(
        sql`select null::text as payload_hash, null::numeric as block_number, null::numeric as block_time,
          null::text as tx_hash where false`,
        (at) => sql`(
          select payload_hash, block_number, block_time, tx_hash from ${indexedTable(at, 'packet_verified')} t
          where m.dst_chain_id = ${at.chain.chainId}::integer and t.guid = m.guid
          order by t.block_number desc, t.log_index desc limit 1)`,
      )}
    ) v on v.payload_hash = m.payload_hash
    left join lateral (
      ${atDestination(
        sql`select null::numeric as block_number, null::numeric as block_time, null::text as tx_hash where false`,
        (at) => sql`(
          select block_number, block_time, tx_hash from ${indexedTable(at, 'packet_delivered')} t
          where m.dst_chain_id = ${at.chain.chainId}::integer and t.guid = m.guid
          order by t.block_number desc, t.log_index desc limit 1)`,
      )}
    ) d on true
    left join lateral (
      ${atDestination(sql`select null::jsonb as hold where false`, (at) => openHoldOf(at))}
    ) h on true
    left join lateral (
      ${atDestination(
        sql`select null::text as outcome, 0 as rank where false`,
        (at) => sql`(
          select case status when 'voided' then 'VOIDED' else 'SENT_HOME' end, 1 from ${indexedTable(at, 'hold')} t
          where m.dst_chain_id = ${at.chain.chainId}::integer and t.guid = m.guid and t.status in ('voided', 'refunded')
          limit 1)
          union all (
          select 'MINTED', 2 from ${indexedTable(at, 'bucket_event')} t
          where m.dst_chain_id = ${at.chain.chainId}::integer and t.guid = m.guid and t.event = 'minted' limit 1)
          union all (
          select upper(t.event), 2 from ${indexedTable(at, 'vault_event')} t
          where m.dst_chain_id = ${at.chain.chainId}::integer and t.guid = m.guid
            and t.event in ('released', 'refunded') limit 1)`,
      )}
      order by rank limit 1
    ) o on true
    left join lateral (
      ${list(
        [
          sql`select null::text as refund where false`,
          ...indexed.map(
            (at) => sql`(
              select t.guid from ${indexedTable(at, 'vault_event')} t
              where m.chain_id = ${at.chain.chainId}::integer and t.lock_guid = m.guid limit 1)`,
          ),
        ],
        ' union all ',
      )}
    ) b on true`
}

/** What the relayer has recorded. That has no blocks to be cut off at: as of a cut the chains alone speak. */
const relayRecord = (indexed: readonly IndexedChain[]): Fragment =>
  indexed.some(({ cut }) => cut !== undefined) ? sql`(select * from bulkhead.packet where false)` : sql`bulkhead.packet`

/** Newest final block of each chain, as far as it is read: once a cut is final, so is all that it shows, for ever. */
export function finalBlocks(indexed: readonly IndexedChain[]): Fragment {
  const cuts = indexed.flatMap(({ chain, cut }) => (cut === undefined ? [] : [{ chain, cut }]))
  if (cuts.length === 0) return sql`bulkhead.chain_head`
  return sql`(
    select h.chain_id, least(h.finalized_number, c.number::bigint) as finalized_number
    from bulkhead.chain_head h join unnest(
      ${cuts.map(({ chain }) => String(chain.chainId))}::text[]::integer[],
      ${cuts.map(({ cut }) => cut.number.toString())}::text[]::numeric[]) as c (chain_id, number) using (chain_id))`
}

/** The facts of {@link messageFactJoins} as Booleans that are never null; named as in `MessageFacts`. */
interface FactExpressions {
  readonly final: Fragment
  readonly attested: Fragment
  readonly verifiable: Fragment
  readonly verified: Fragment
  readonly executed: Fragment
  readonly executionFinal: Fragment
  readonly held: Fragment
  readonly sentHome: Fragment
  readonly paidBack: Fragment
  readonly orphaned: Fragment
}

/**
 * Finality is what the relayer observed, or what the chain's newest final block says; an execution is what the
 * index of the destination holds, or what the relayer observed there.
 */
export function messageFactExpressions(): FactExpressions {
  return {
    final: sql`(k.final_at is not null or coalesce(m.block_number <= sh.finalized_number, false))`,
    attested: sql`(k.attested_at is not null)`,
    verifiable: sql`(k.verifiable_at is not null)`,
    verified: sql`(v.payload_hash is not null)`,
    executed: sql`(d.block_number is not null or k.executed_at is not null)`,
    executionFinal: sql`(k.settled_at is not null
      or coalesce(coalesce(d.block_number, k.executed_block_number) <= dh.finalized_number, false))`,
    held: sql`(h.hold is not null)`,
    sentHome: sql`coalesce(o.outcome = 'SENT_HOME', false)`,
    paidBack: sql`(b.refund is not null)`,
    orphaned: sql`(k.orphaned_at is not null)`,
  }
}

/** Columns of the facts and of what is known about them, for each message. */
export function messageFactColumns(): Fragment {
  const facts = messageFactExpressions()
  return sql`
    ${facts.final} as final, ${facts.attested} as attested, ${facts.verifiable} as verifiable,
    ${facts.verified} as verified, ${facts.executed} as executed, ${facts.executionFinal} as execution_final,
    ${facts.sentHome} as sent_home, ${facts.paidBack} as paid_back, ${facts.orphaned} as orphaned,
    sh.finalized_number as source_finalized, dh.finalized_number as destination_finalized,
    k.final_at, k.attested_at, k.verifiable_at, k.executed_at, k.settled_at, k.failure, k.retry_at,
    v.block_number as verified_block, v.block_time as verified_time, v.tx_hash as verified_tx,
    coalesce(d.block_number, k.executed_block_number) as executed_block, d.block_time as executed_time,
    coalesce(d.tx_hash, k.executed_tx_hash) as executed_tx,
    h.hold,
    case when h.hold is not null then 'HELD' when d.block_number is not null then coalesce(o.outcome, 'NONE') end
      as outcome,
    coalesce(k.attestors, '{}') as attestors,
    (
      select json_agg(json_build_object(
        'txHash', a.tx_hash, 'state', a.state, 'signer', a.signer, 'nonce', a.nonce::text,
        'intendedAt', extract(epoch from a.intended_at)::text, 'broadcastAt', extract(epoch from a.broadcast_at)::text,
        'resolvedAt', extract(epoch from a.resolved_at)::text, 'blockNumber', a.block_number::text,
        'gasUsed', a.gas_used::text) order by a.id)
      from bulkhead.attempt_packet p join bulkhead.attempt a on a.id = p.attempt_id
      where p.guid = k.guid and p.payload_hash = k.payload_hash and p.source_block_hash = k.source_block_hash
    ) as attempts`
}

/** The same decision as `messageState` in `domain/`, as SQL over the facts, so that a list can be cut by state. */
export function messageStateExpression(facts: FactExpressions): Fragment {
  const state = (name: IndexedMessageState) => sql`${name}::text`
  return sql`case
    when ${facts.executed} then case
      when ${facts.sentHome} then case when ${facts.paidBack} then ${state('refunded')} else ${state('refunding')} end
      when ${facts.held} then ${state('deferred')}
      when ${facts.executionFinal} then ${state('settled')}
      else ${state('executed')} end
    when ${facts.orphaned} then ${state('orphaned')}
    when ${facts.verified} then ${state('verified')}
    when not ${facts.final} then ${state('sent')}
    when not ${facts.attested} then ${state('final')}
    when ${facts.verifiable} then ${state('verifiable')}
    else ${state('attested')} end`
}
