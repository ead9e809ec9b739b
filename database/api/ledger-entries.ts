import type { Hex } from '../../domain/identifiers.ts'
import type { Account, Phase } from '../../domain/ledger-account.ts'
import type { ApiDatabase } from './api-database.ts'
import { type Column, type Columns, cast, column, filterExpression } from './filter.ts'
import type { Key } from './keyset.ts'
import { type KeyType, type ListReader, listReader } from './list-reader.ts'
import { sql } from './sql.ts'

/** An entry of the guard's ledger; amounts and block numbers are texts. */
export interface LedgerEntryRow {
  readonly chain_id: number
  readonly host_chain_id: number
  readonly home_chain_id: number
  readonly asset: Hex
  readonly phase: Phase
  readonly part: number
  readonly event_kind: string
  readonly guid: Hex | null
  readonly from_account: Account
  readonly to_account: Account
  readonly amount: string
  readonly block_number: string
  readonly block_hash: Hex
  readonly log_index: number
  readonly posted_at: Date
}

/** Orders of {@link ledgerEntryReader}. */
export type LedgerEntryListOrder = 'POSTED_ASC' | 'POSTED_DESC'

/** When it was posted, microseconds since 1970: the first column of an index. */
const posted = sql`trunc(extract(epoch from e.posted_at at time zone 'UTC') * 1000000)`

const keys: readonly (Key & { readonly form: KeyType })[] = [
  { expression: posted, type: 'numeric', form: 'numeric' },
  { expression: sql`e.chain_id`, type: 'integer', form: 'integer' },
  { expression: sql`e.block_number::numeric`, type: 'numeric', form: 'numeric' },
  { expression: sql`e.log_index`, type: 'integer', form: 'integer' },
  { expression: sql`(e.phase = 'booked')::integer`, type: 'integer', form: 'integer' },
  { expression: sql`e.part::integer`, type: 'integer', form: 'integer' },
  { expression: sql`e.block_hash`, type: 'text', form: 'bytes' },
]

/** Times as Unix seconds. */
const postedAt: Column = (condition) => {
  if (condition.operator === 'in') return sql`false`
  const bound = sql`${cast(condition.value, 'numeric')} * 1000000`
  return condition.operator === 'gte' ? sql`${posted} >= ${bound}` : sql`${posted} <= ${bound}`
}

const columns: Columns = {
  chainId: column(sql`e.chain_id`, 'integer'),
  homeChainId: column(sql`e.home_chain_id`, 'integer'),
  hostChainId: column(sql`e.host_chain_id`, 'integer'),
  asset: column(sql`e.asset`, 'text'),
  guid: column(sql`e.guid`, 'text'),
  phase: column(sql`e.phase`, 'text'),
  from: column(sql`e.from_account`, 'text'),
  to: column(sql`e.to_account`, 'text'),
  blockNumber: column(sql`e.block_number`, 'numeric'),
  postedAt,
}

/**
 * The ledger's journal, which is the guard's and no index's: as it stands now, whatever the cut. Filter fields: chainId, homeChainId,
 * hostChainId, asset, guid, phase, from, to (as in the table), blockNumber, postedAt (Unix seconds).
 */
export function ledgerEntryReader(database: ApiDatabase): ListReader<LedgerEntryRow, LedgerEntryListOrder> {
  const known = database.chains.map(({ chainId }) => String(chainId))
  return listReader<LedgerEntryRow, LedgerEntryListOrder>(database, {
    keyTypes: () => keys.map(({ form }) => form),
    anyOrder: 'POSTED_DESC',
    descending: (order) => order === 'POSTED_DESC',
    branches: (_indexed, { filter }) => [
      {
        columns: sql`e.chain_id, e.host_chain_id, e.home_chain_id, e.asset, e.phase, e.part, e.event_kind, e.guid, e.from_account,
            e.to_account, e.amount, e.block_number::text, e.block_hash, e.log_index, e.posted_at`,
        from: sql`bulkhead.ledger_entry e`,
        where: sql`e.home_chain_id = any(${known}::text[]::integer[]) and e.host_chain_id = any(${known}::text[]::integer[])
            and ${filterExpression(filter, columns)}`,
        keys,
      },
    ],
  })
}
