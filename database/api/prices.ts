import type { Address, ChainId, Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { indexedTable } from './indexed-chains.ts'
import { list, sql } from './sql.ts'

/** A feed on its chain. */
export interface Feed {
  readonly chainId: ChainId
  readonly feed: Address
}

/** Newest indexed round of a feed; `numeric` columns are texts, `updated_at` Unix seconds. */
export interface PriceRow {
  readonly chain_id: number
  readonly feed: Hex
  readonly round_id: string
  readonly answer: string
  readonly updated_at: string
}

/** Newest indexed round of each of `feeds`, in one statement; feeds without any are left out. */
export function readPrices(database: ApiDatabase, feeds: readonly Feed[]): Promise<readonly PriceRow[]> {
  return database.read((indexed) => {
    const parts = indexed.flatMap((at) =>
      feeds
        .filter(({ chainId }) => chainId === at.chain.chainId)
        .map(
          ({ feed }) => sql`(
            select r.chain_id, r.feed, r.round_id, r.answer, r.updated_at
            from ${indexedTable(at, 'price_round')} r
            where r.feed = ${feed}::text order by r.round_id desc limit 1)`,
        ),
    )
    return parts.length === 0 ? undefined : sql<PriceRow[]>`${list(parts, sql` union all `)}`
  })
}
