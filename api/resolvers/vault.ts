import type { Catalog } from '../catalog.ts'
import type { CompartmentResolvers, LockEventResolvers, Resolvers } from '../generated/resolver-types.ts'
import type { AmountModel, CompartmentRow, PositionRow, VaultEventRow } from '../models.ts'

const compartmentId = ({ chain_id, dst_eid, asset }: CompartmentRow | PositionRow, catalog: Catalog): string =>
  `${chain_id}:${catalog.chainOfEndpoint(dst_eid).chain.chainId}:${asset}`

/** An amount of a row's asset, whose home is the row's chain. */
const amountAt = (
  catalog: Catalog,
  row: { readonly chain_id: number; readonly asset: `0x${string}` },
  raw: string,
): AmountModel => catalog.amount(raw, catalog.asset(catalog.chain(row.chain_id), row.asset))

const Compartment: CompartmentResolvers = {
  id: (row, _args, { catalog }) => compartmentId(row, catalog),
  home: (row, _args, { catalog }) => catalog.chain(row.chain_id),
  host: (row, _args, { catalog }) => catalog.chainOfEndpoint(row.dst_eid),
  asset: (row, _args, { catalog }) => catalog.asset(catalog.chain(row.chain_id), row.asset),
  locked: (row, _args, { catalog }) => amountAt(catalog, row, row.locked),
  totalLocked: (row, _args, { catalog }) => amountAt(catalog, row, row.total_locked),
  totalReleased: (row, _args, { catalog }) => amountAt(catalog, row, row.total_released),
  totalRefunded: (row, _args, { catalog }) => amountAt(catalog, row, row.total_refunded),
  lockCount: (row) => row.lock_count,
  releaseCount: (row) => row.release_count,
  openedAt: (row) => BigInt(row.opened_at),
  updatedBlock: (row) => BigInt(row.updated_block),
}

/** What locks and releases have in common. */
const event: Pick<
  LockEventResolvers,
  'home' | 'host' | 'blockNumber' | 'logIndex' | 'blockHash' | 'time' | 'txHash' | 'asset' | 'amount' | 'lockedAfter'
> = {
  home: (row, _args, { catalog }) => catalog.chain(row.chain_id),
  host: (row, _args, { catalog }) => catalog.chainOfEndpoint(row.host_eid),
  blockNumber: (row) => BigInt(row.block_number),
  logIndex: (row) => row.log_index,
  blockHash: (row) => row.block_hash,
  time: (row) => BigInt(row.block_time),
  txHash: (row) => row.tx_hash,
  asset: (row, _args, { catalog }) => catalog.asset(catalog.chain(row.chain_id), row.asset),
  amount: (row, _args, { catalog }) => amountAt(catalog, row, row.amount),
  lockedAfter: (row, _args, { catalog }) => amountAt(catalog, row, row.locked_after),
}

const totalAfter = (row: VaultEventRow, _args: object, { catalog }: { readonly catalog: Catalog }): AmountModel =>
  amountAt(catalog, row, row.total_after)
const accountTotalAfter = (
  row: VaultEventRow,
  _args: object,
  { catalog }: { readonly catalog: Catalog },
): AmountModel => amountAt(catalog, row, row.account_total_after)

/** `Compartment`, `CollateralPosition` and vault events. */
export const vaultResolvers: Pick<
  Resolvers,
  'Compartment' | 'CollateralPosition' | 'VaultEvent' | 'LockEvent' | 'ReleaseEvent'
> = {
  Compartment,
  CollateralPosition: {
    id: (row, _args, { catalog }) => `${compartmentId(row, catalog)}:${row.account}`,
    home: (row, _args, { catalog }) => catalog.chain(row.chain_id),
    host: (row, _args, { catalog }) => catalog.chainOfEndpoint(row.dst_eid),
    asset: (row, _args, { catalog }) => catalog.asset(catalog.chain(row.chain_id), row.asset),
    compartment: ({ chain_id, dst_eid, asset, ...row }): CompartmentRow => ({
      chain_id,
      dst_eid,
      asset,
      vault: row.c_vault,
      escrow: row.c_escrow,
      locked: row.c_locked,
      total_locked: row.c_total_locked,
      total_released: row.c_total_released,
      total_refunded: row.c_total_refunded,
      lock_count: row.c_lock_count,
      release_count: row.c_release_count,
      opened_at: row.c_opened_at,
      updated_block: row.c_updated_block,
    }),
    totalLocked: (row, _args, { catalog }) => amountAt(catalog, row, row.total_locked),
    totalReleased: (row, _args, { catalog }) => amountAt(catalog, row, row.total_released),
    lockCount: (row) => row.lock_count,
    releaseCount: (row) => row.release_count,
    openedAt: (row) => BigInt(row.opened_at),
    updatedAt: (row) => BigInt(row.updated_at),
    updatedBlock: (row) => BigInt(row.updated_block),
  },
  VaultEvent: { __resolveType: ({ kind }) => (kind === 'LOCK' ? 'LockEvent' : 'ReleaseEvent') },
  LockEvent: {
    ...event,
    refundTo: (row) => {
      if (row.refund_to === null) throw new TypeError(`Lock ${row.id} has no refund address`)
      return row.refund_to
    },
    totalLockedAfter: totalAfter,
    accountTotalLockedAfter: accountTotalAfter,
  },
  ReleaseEvent: { ...event, totalReleasedAfter: totalAfter, accountTotalReleasedAfter: accountTotalAfter },
}
