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
import { type Fragment, raw, sql } from './sql.ts'

/** Events of the vault by the names that the API gives them, and what each adds to. */
const kinds = {
  LOCK: { event: 'locked', total: 'total_locked', accountTotal: 'account_total_locked' },
  RELEASE: { event: 'released', total: 'total_released', accountTotal: 'account_total_released' },
  REFUND: { event: 'refunded', total: 'total_refunded', accountTotal: 'account_total_refunded' },
  RESCUE: { event: 'rescued', total: 'total_refunded', accountTotal: 'account_total_refunded' },
  VOID: { event: 'voided', total: 'total_voided', accountTotal: undefined },
  SHORTFALL: { event: 'paid-below-par', total: 'total_loss', accountTotal: undefined },
  PAYOUT_FAILED: { event: 'payout-failed', total: undefined, accountTotal: 'claimable' },
  CLAIM: { event: 'claimed', total: undefined, accountTotal: 'claimable' },
} as const

/** A value for each kind of event; null where there is none. */
const byKind = (
  part: (kind: {
    readonly name: string
    readonly total: string | undefined
    readonly accountTotal: string | undefined
  }) => string | undefined,
): Fragment =>
  raw(
    `case e.event ${Object.entries(kinds)
      .map(([name, { event, ...totals }]) => `when '${event}' then ${part({ name, ...totals }) ?? 'null'}`)
      .join(' ')} end`,
  )

// Made once: they stand in the statement for every chain.
const kindOfEvent = byKind(({ name }) => `'${name}'`)
const totalAfter = byKind(({ total }) => total && `e.${total}`)
const accountTotalAfter = byKind(({ accountTotal }) => accountTotal && `e.${accountTotal}`)

/** An event of a vault; `numeric` columns are texts. Totals are those right after the event. */
export interface VaultEventRow extends EventPlace {
  readonly kind: keyof typeof kinds
  /** Null for a claim. */
  readonly guid: Hex | null
  /** Of the lock that was undone; null unless one was. */
  readonly lock_guid: Hex | null
  readonly host_eid: number
  readonly asset: Hex
  readonly account: Hex
  /** Null where nothing goes to anybody but the account. */
  readonly receiver: Hex | null
  /** Null unless a lock was made or undone. */
  readonly refund_to: Hex | null
  readonly amount: string
  readonly locked_after: string
  /** Of the compartment: locked, released, refunded, voided or lost in all; null for a claim. */
  readonly total_after: string | null
  /** The same of the account, or what it may claim; null for what changes nothing of it. */
  readonly account_total_after: string | null
}

/** Orders of {@link vaultEventReader}. */
export type VaultEventListOrder = 'TIME_ASC' | 'TIME_DESC'

/**
 * Events of all vaults. Filter fields: kind, chainId, hostChainId, asset, account, guid, txHash, amount,
 * time (Unix seconds), blockNumber.
 */
export function vaultEventReader(
  database: ApiDatabase,
  registry: ChainRegistry,
): ListReader<VaultEventRow, VaultEventListOrder> {
  const eventName = column(sql`e.event`, 'text')
  const kind: Column = (condition) =>
    condition.operator === 'in'
      ? eventName({
          ...condition,
          values: Object.entries(kinds).flatMap(([name, { event }]) =>
            condition.values.includes(name) ? [event] : [],
          ),
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
          columns: sql`${kindOfEvent} as kind, e.id, e.chain_id,
            e.block_number, e.log_index, e.block_hash, e.block_time, e.tx_hash, e.guid, e.lock_guid, e.dst_eid as host_eid,
            e.asset, e.account, e.receiver, e.refund_to, e.amount, e.locked as locked_after,
            ${totalAfter} as total_after,
            ${accountTotalAfter} as account_total_after`,
          from: sql`${indexedTable(at, 'vault_event')} e`,
          where: sql`${ofKnownEndpoint(sql`e.dst_eid`, database.chains)}
            and ${filterExpression(filter, columnsOf(at))}`,
          ...eventOrder({ at, page, table: sql`e` }),
        })),
  })
}
