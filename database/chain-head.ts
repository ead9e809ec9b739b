import type { ChainId } from '../domain/identifiers.ts'
import type { HeadObservation } from '../relayer/ports.ts'
import type { Sql } from './connect.ts'

/** Records a chain's newest and newest final block, as just read from its node. */
export async function recordHead(
  sql: Sql,
  { chainId, head, finalized }: HeadObservation & { readonly chainId: ChainId },
): Promise<void> {
  await sql`
    insert into bulkhead.chain_head (
      chain_id, head_number, head_hash, head_time, finalized_number, finalized_hash, finalized_time
    ) values (
      ${chainId}, ${head.number}, ${head.hash}, ${head.time},
      ${finalized?.number ?? null}, ${finalized?.hash ?? null}, ${finalized?.time ?? null}
    )
    on conflict (chain_id) do update set
      head_number = excluded.head_number, head_hash = excluded.head_hash, head_time = excluded.head_time,
      finalized_number = excluded.finalized_number, finalized_hash = excluded.finalized_hash,
      finalized_time = excluded.finalized_time, observed_at = now()`
}
