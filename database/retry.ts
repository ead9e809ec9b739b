import type { ChainId, Guid } from '../domain/identifiers.ts'
import type { Sql } from './connect.ts'

/** Which messages that failed are meant; what is absent does not narrow. */
export interface FailedMessages {
  readonly guid?: Guid | undefined
  readonly lane?: { readonly source: ChainId; readonly destination: ChainId } | undefined
  /** Part of what the last failure says; upper and lower case alike. */
  readonly reason?: string | undefined
}

/** A message that failed, and how often in a row. */
export interface FailedMessage {
  readonly guid: string
  readonly source: number
  readonly destination: number
  readonly failures: bigint
  readonly reason: string
}

/**
 * Forgets the failures of messages, so that relayers try them at their next pass; without `act` only says which they are.
 * Messages that no step has failed for are left alone.
 */
export async function retryFailed(
  sql: Sql,
  { guid, lane, reason }: FailedMessages,
  { act }: { readonly act: boolean },
): Promise<readonly FailedMessage[]> {
  const where = sql`
    failures > 0 and orphaned_at is null
    ${guid === undefined ? sql`` : sql`and guid = ${guid}`}
    ${lane === undefined ? sql`` : sql`and source_chain_id = ${lane.source} and destination_chain_id = ${lane.destination}`}
    ${reason === undefined ? sql`` : sql`and strpos(lower(failure), lower(${reason})) > 0`}`
  return sql.begin(async (transaction) => {
    const found = await transaction<FailedMessage[]>`
      select guid, source_chain_id as source, destination_chain_id as destination, failures,
        coalesce(failure, '') as reason
      from bulkhead.packet where ${where} order by source_block_number, nonce for update`
    if (act) {
      await transaction`
        update bulkhead.packet
        set failures = 0, failed_in = null, tried_at = null, failure = null, failed_at = null, retry_at = now()
        where ${where}`
    }
    return found
  })
}
