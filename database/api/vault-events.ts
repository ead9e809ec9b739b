import type { ChainRegistry } from '../../chains/registry.ts'
import type { Hex } from '../../domain/identifiers.ts'
import type { ApiDatabase } from './api-database.ts'
import { blockTimesOf } from './block-time.ts'
import { type EventPlace, eventKeyTypes, eventOrder } from './event-order.ts'
import {
  type Column,
  type Columns,
  column,
  endpointColumn,
  filterExpression,
  mayMatchChain,
  ofKnownEndpoint,
} from './filter.ts'
import { type IndexedChain, indexedTable } from './indexed-chains.ts'
import { type ListReader, listReader } from './list-reader.ts'
import { sql } from './sql.ts'

/** A lock or a release; `numeric` columns are texts. Totals are those right after the event. */
export interface VaultEventRow extends EventPlace {
  readonly kind: 'LOCK' | 'RELEASE'
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
  const events: Readonly<Record<VaultEventRow['kind'], string>> = { LOCK: 'locked', RELEASE: 'released' }
  const eventName = column(sql`e.event`, 'text')
  const kind: Column = (condition) =>
    condition.operator === 'in'
      ? eventName({
          ...condition,
          values: Object.entries(events).flatMap(([name, event]) => (condition.values.includes(name) ? [event] : [])),
        })
      : sql`false`
  const columnsOf = (at: IndexedChain): Columns => ({
    kind,
    chainId: column(sql`e.chain_id`, 'integer'),
    hostChainId: endpointColumn(sql`e.dst_eid`, registry),
    asset: column(sql`e.asset`, 'text'),
    account: column(sql`e.account`, 'text'),
    guid: column(sql`e.guid`, 'text'),
    txHash: column(sql`e.tx_hash`, 'text'),
    amount: column(sql`e.amount`, 'numeric'),
    time: blockTimesOf(at, sql`e`).column,
    blockNumber: column(sql`e.block_number`, 'numeric'),
  })
  return listReader<VaultEventRow, VaultEventListOrder>(database, {
    keyTypes: () => eventKeyTypes,
    anyOrder: 'TIME_DESC',
    descending: (order) => order === 'TIME_DESC',
    branches: (indexed, { filter, page }) =>
      indexed
        .filter(({ chain }) => mayMatchChain(filter, 'chainId', chain.chainId))
        .map((at) => ({
          columns: sql`case e.event when 'locked' then 'LOCK' else 'RELEASE' end as kind, e.id, e.chain_id,
            e.block_number, e.log_index, e.block_hash, e.block_time, e.tx_hash, e.guid, e.dst_eid as host_eid, e.asset,
            e.account, e.receiver, e.refund_to, e.amount, e.locked as locked_after,
            case e.event when 'locked' then e.total_locked else e.total_released end as total_after,
            case e.event when 'locked' then e.account_total_locked else e.account_total_released end
              as account_total_after`,
          from: sql`${indexedTable(at, 'vault_event')} e`,
          where: sql`e.event in ('locked', 'released') and ${ofKnownEndpoint(sql`e.dst_eid`, database.chains)}
            and ${filterExpression(filter, columnsOf(at))}`,
          ...eventOrder({ at, page, table: sql`e` }),
        })),
  })
}
