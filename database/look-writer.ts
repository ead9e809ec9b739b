import type { PacketKey } from '../relayer/ports.ts'
import type { RelayStore } from '../relayer/store.ts'
import type { Sql } from './connect.ts'
import type { FencedWrite } from './fence.ts'
import { keyOf } from './packet-row.ts'

type Look = Parameters<RelayStore['recordLook']>[1]

interface Waiting {
  readonly key: PacketKey
  readonly look: Look
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/**
 * Writes what looks found. Looks that are recorded in the same turn of the event loop share one statement, and so one commit;
 * each waits until it is written. Two looks at one message are two statements, in their order.
 */
export function lookWriter(sql: Sql, fenced: FencedWrite): RelayStore['recordLook'] {
  let batch: Map<string, Waiting> | undefined
  let written: Promise<void> = Promise.resolve()

  const flush = async (waiting: readonly Waiting[]): Promise<void> => {
    try {
      await write(sql, fenced, waiting)
      for (const { done } of waiting) done()
    } catch (error) {
      for (const { failed } of waiting) failed(error)
    }
  }

  return (key, look) =>
    new Promise((done, failed) => {
      const id = keyOf(key)
      if (batch === undefined || batch.has(id)) {
        const opened = new Map<string, Waiting>()
        batch = opened
        const previous = written
        written = new Promise<void>((turn) => setImmediate(turn))
          .then(() => {
            if (batch === opened) batch = undefined
            return previous
          })
          .then(() => flush([...opened.values()]))
      }
      batch.set(id, { key, look, done, failed })
    })
}

async function write(sql: Sql, fenced: FencedWrite, waiting: readonly Waiting[]): Promise<void> {
  const rows = waiting.map(({ key, look: { record, execution, note } }) => {
    const { facts, doubtedSince } = record
    const taken = facts.execution
    return {
      guid: key.guid,
      payload_hash: key.payloadHash,
      source_block_hash: key.sourceBlockHash,
      verifiable: facts.verifiable,
      verified: facts.verified,
      parked: facts.parked,
      is_taken: taken.kind !== 'none',
      is_final: taken.kind !== 'none' && taken.final,
      execution: taken.kind,
      outcome: taken.kind === 'passed' ? taken.outcome : null,
      paid_back: taken.kind === 'sent-home' && taken.paidBack,
      releasable_at: taken.kind === 'held' ? text(taken.releasableAt) : null,
      doubted_since: text(doubtedSince),
      block_number: text(execution?.blockNumber),
      tx_hash: execution?.txHash ?? null,
      note: note ?? null,
    }
  })
  await fenced(
    (isHeld) => sql`
      update bulkhead.packet p
      set verifiable_at = case when r.verifiable then coalesce(p.verifiable_at, now()) end,
        verified = r.verified, parked = r.parked,
        executed_at = case when r.is_taken then coalesce(p.executed_at, now()) end,
        executed_block_number = case when r.is_taken then coalesce(r.block_number, p.executed_block_number) end,
        executed_tx_hash = case when r.is_taken then coalesce(r.tx_hash, p.executed_tx_hash) end,
        settled_at = case when r.is_final then coalesce(p.settled_at, now()) end,
        execution = r.execution, outcome = r.outcome, paid_back = r.paid_back, releasable_at = r.releasable_at,
        doubted_since = r.doubted_since,
        failure = coalesce(r.note, case when not r.is_taken then p.failure end),
        failed_at = case when not r.is_taken then p.failed_at end
      from jsonb_to_recordset(${sql.json(rows)}) as r (
        guid text, payload_hash text, source_block_hash text, verifiable boolean, verified boolean, parked boolean,
        is_taken boolean, is_final boolean, execution text, outcome text, paid_back boolean, releasable_at bigint,
        doubted_since bigint, block_number bigint, tx_hash text, note text)
      where p.guid = r.guid and p.payload_hash = r.payload_hash and p.source_block_hash = r.source_block_hash
        and ${isHeld}`,
  )
}

const text = (value: bigint | undefined): string | null => (value === undefined ? null : String(value))
