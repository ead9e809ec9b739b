import type { ChainRegistry } from '../../chains/registry.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { type BucketRow, bucketColumns } from './buckets.ts'
import { type Columns, column, endpointColumn, filterExpression, mayMatchChain, ofKnownEndpoint } from './filter.ts'
import { indexedTable } from './indexed-chains.ts'
import type { Key } from './keyset.ts'
import { type ListReader, listReader } from './list-reader.ts'
import { selectList } from './row-columns.ts'
import { sql } from './sql.ts'

/** A balance above zero with the receipt's bucket; `numeric` columns are texts. */
export interface ReceiptHoldingRow extends BucketRow {
  readonly account: Hex
  readonly balance: string
  readonly updated_at: string
  readonly balance_updated_block: string
}

/** Orders of {@link receiptHoldingReader}. */
export type ReceiptHoldingListOrder = 'ID_ASC' | 'BALANCE_ASC' | 'BALANCE_DESC'

/**
 * Receipt balances above zero of all chains. Filter fields: chainId, homeChainId, asset, receipt, account, balance.
 */
export function receiptHoldingReader(
  database: ApiDatabase,
  registry: ChainRegistry,
): ListReader<ReceiptHoldingRow, ReceiptHoldingListOrder> {
  const columns: Columns = {
    chainId: column(sql`h.chain_id`, 'integer'),
    homeChainId: endpointColumn(sql`b.src_eid`, registry),
    asset: column(sql`b.asset`, 'text'),
    receipt: column(sql`h.receipt`, 'text'),
    account: column(sql`h.account`, 'text'),
    balance: column(sql`h.balance`, 'numeric'),
  }
  const id: readonly Key[] = [
    { expression: sql`h.chain_id`, type: 'integer' },
    { expression: sql`h.receipt`, type: 'text' },
    { expression: sql`h.account`, type: 'text' },
  ]
  return listReader<ReceiptHoldingRow, ReceiptHoldingListOrder>(database, {
    keyTypes: (order) =>
      order === 'ID_ASC' ? ['integer', 'address', 'address'] : ['numeric', 'integer', 'address', 'address'],
    anyOrder: 'ID_ASC',
    descending: (order) => order === 'BALANCE_DESC',
    branches: (indexed, { filter, order }) =>
      indexed
        .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
        .map((at) => ({
          columns: sql`${selectList(bucketColumns(at))}, h.account, h.balance, h.updated_at,
            h.updated_block as balance_updated_block`,
          from: sql`${indexedTable(at, 'receipt_balance')} h join ${indexedTable(at, 'bucket')} b
            on b.receipt = h.receipt and b.chain_id = h.chain_id`,
          where: sql`h.balance > 0 and ${ofKnownEndpoint(sql`b.src_eid`, database.chains)}
            and ${filterExpression(filter, columns)}`,
          keys: order === 'ID_ASC' ? id : [{ expression: sql`h.balance`, type: 'numeric' }, ...id],
        })),
  })
}
