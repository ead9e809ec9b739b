import type { ChainRegistry } from '../../chains/registry.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { eventKeyTypes, eventOrder } from './event-order.ts'
import {
  type Column,
  type Columns,
  column,
  endpointColumn,
  filterExpression,
  mayMatchChain,
  ofKnownEndpoint,
} from './filter.ts'
import { indexedTable } from './indexed-chains.ts'
import { type ListReader, listReader } from './list-reader.ts'

/** A lock or a release; `numeric` columns are texts. Totals are those right after the event. */
export interface VaultEventRow {
  readonly kind: 'LOCK' | 'RELEASE'
  readonly id: string
  readonly chain_id: number
  readonly block_number: string
  readonly log_index: number
  readonly block_hash: Hex
  readonly block_time: string
  readonly tx_hash: Hex
  readonly guid: Hex
  readonly host_eid: number
  readonly asset: Hex
  readonly account: Hex
  readonly receiver: Hex
  /** Null for a release. */
  readonly refund_to: Hex | null
  readonly amount: string
  readonly locked_after: string
  /** Locked in all for a lock, released in all for a release. */
  readonly total_after: string
  readonly account_total_after: string
}

/** Orders of {@link vaultEventReader}. */
export type VaultEventListOrder = 'TIME_ASC' | 'TIME_DESC'

/**
 * Locks and releases of all chains. Filter fields: kind, chainId, hostChainId, asset, account, guid, txHash, amount,
 * time (Unix seconds), blockNumber.
 */
export function vaultEventReader(
  database: ApiDatabase,
  registry: ChainRegistry,
): ListReader<VaultEventRow, VaultEventListOrder> {
  const { sql } = database
  const isKind =
    (kind: VaultEventRow['kind']): Column =>
    (condition) =>
      condition.operator === 'in' && condition.values.includes(kind) ? sql`true` : sql`false`
  const shared: Columns = {
    chainId: column(sql, sql`e.chain_id`, 'integer'),
    asset: column(sql, sql`e.asset`, 'text'),
    guid: column(sql, sql`e.guid`, 'text'),
    txHash: column(sql, sql`e.tx_hash`, 'text'),
    amount: column(sql, sql`e.amount`, 'numeric'),
    time: column(sql, sql`e.block_time`, 'numeric'),
    blockNumber: column(sql, sql`e.block_number`, 'numeric'),
  }
  const lockColumns: Columns = {
    ...shared,
    kind: isKind('LOCK'),
    hostChainId: endpointColumn(sql, sql`e.dst_eid`, registry),
    account: column(sql, sql`e.account`, 'text'),
  }
  const releaseColumns: Columns = {
    ...shared,
    kind: isKind('RELEASE'),
    hostChainId: endpointColumn(sql, sql`e.src_eid`, registry),
    account: column(sql, sql`e.receiver`, 'text'),
  }
  const place = sql`e.id, e.chain_id, e.block_number, e.log_index, e.block_hash, e.block_time, e.tx_hash, e.guid`
  return listReader<VaultEventRow, VaultEventListOrder>(database, {
    keyTypes: () => eventKeyTypes,
    anyOrder: 'TIME_DESC',
    descending: (order) => order === 'TIME_DESC',
    branches: (indexed, { filter, page }) =>
      indexed
        .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
        .flatMap((at) => {
          const order = eventOrder(sql, { chain: at.chain, page, table: sql`e` })
          return [
            {
              columns: sql`'LOCK' as kind, ${place}, e.dst_eid as host_eid, e.asset, e.account, e.receiver, e.refund_to,
                e.amount, e.locked_after, e.total_locked_after as total_after,
                e.account_total_locked_after as account_total_after`,
              from: sql`${indexedTable(sql, at, 'lock')} e`,
              where: sql`${ofKnownEndpoint(sql, sql`e.dst_eid`, database.chains)}
                and ${filterExpression(sql, filter, lockColumns)}`,
              ...order,
            },
            {
              columns: sql`'RELEASE' as kind, ${place}, e.src_eid as host_eid, e.asset, e.receiver as account,
                e.receiver, null::text as refund_to, e.amount, e.locked_after, e.total_released_after as total_after,
                e.account_total_released_after as account_total_after`,
              from: sql`${indexedTable(sql, at, 'release')} e`,
              where: sql`${ofKnownEndpoint(sql, sql`e.src_eid`, database.chains)}
                and ${filterExpression(sql, filter, releaseColumns)}`,
              ...order,
            },
          ]
        }),
  })
}
