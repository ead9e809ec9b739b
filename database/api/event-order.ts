import type { Hex } from '../../domain/identifiers.ts'
import { blockTimesOf } from './block-time.ts'
import { cast } from './filter.ts'
import type { IndexedChain } from './indexed-chains.ts'
import type { Key, PageRequest } from './keyset.ts'
import type { KeyType } from './list-reader.ts'
import { type Fragment, sql } from './sql.ts'

/** Where an event stands on its chain; `numeric` columns are texts, times Unix seconds. */
export interface EventPlace {
  readonly id: string
  readonly chain_id: number
  readonly block_number: string
  readonly log_index: number
  readonly block_hash: Hex
  readonly block_time: string
  readonly tx_hash: Hex
}

/** A page of a chain's events; `table` is the name under which the branch has them. */
interface EventPage {
  readonly at: IndexedChain
  readonly page: PageRequest
  readonly table: Fragment
}

/** Keys of {@link eventOrder}. */
export const eventKeyTypes: readonly KeyType[] = ['numeric', 'integer', 'numeric', 'integer']

/**
 * Order of events over all chains: block time, chain id, block, log index. Block times never fall along a chain, so
 * inside one chain this is the order of (block, log index), for which there is an index.
 */
export function eventOrder({ at, page, table }: EventPage): {
  readonly keys: readonly Key[]
  readonly order: Fragment
  readonly after: Fragment
} {
  const direction = page.descending ? sql`desc` : sql`asc`
  return {
    keys: [
      { expression: sql`${table}.block_time`, type: 'numeric' },
      { expression: sql`${table}.chain_id`, type: 'integer' },
      { expression: sql`${table}.block_number`, type: 'numeric' },
      { expression: sql`${table}.log_index`, type: 'integer' },
    ],
    order: sql`${table}.block_number ${direction}, ${table}.log_index ${direction}`,
    after: beyond({ at, page, table }),
  }
}

function beyond({ at, page, table }: EventPage): Fragment {
  if (page.after === undefined) return sql`true`
  const [time = '', chainId = '', block = '', logIndex = ''] = page.after
  const sign = page.descending ? sql`<` : sql`>`
  const { chain } = at
  if (Number(chainId) === chain.chainId) {
    return sql`(${table}.block_number, ${table}.log_index) ${sign}
      (${cast(block, 'numeric')}, ${cast(logIndex, 'integer')})`
  }
  const chainLiesBeyond = page.descending ? chain.chainId < Number(chainId) : chain.chainId > Number(chainId)
  const operator = page.descending ? ('<' as const) : ('>' as const)
  return blockTimesOf(at, table).within(chainLiesBeyond ? `${operator}=` : operator, time)
}
