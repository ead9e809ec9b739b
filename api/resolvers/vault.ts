import type { Hex } from '../../domain/identifiers.ts'
import type { Catalog } from '../catalog.ts'
import type { CompartmentResolvers, LockEventResolvers, Resolvers } from '../generated/resolver-types.ts'
import { historyKey, pointsOf } from '../history.ts'
import { exitLimiter, lockLimiter } from '../limiters.ts'
import type { AmountModel, CompartmentRow, PositionRow, VaultEventRow } from '../models.ts'
import { backingRatio, compartmentStateName } from '../states.ts'

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
  state: (row) => compartmentStateName(row.state),
  ownState: (row) => compartmentStateName(row.own_state),
  tightenedUntil: (row) => (row.tightened_until === null ? null : BigInt(row.tightened_until)),
  backing: (row) => backingRatio(row.backing),
  capacity: (row, _args, { catalog }) => amountAt(catalog, row, row.bucket_capacity),
  locked: (row, _args, { catalog }) => amountAt(catalog, row, row.locked),
  held: (row, _args, { catalog }) => amountAt(catalog, row, row.held),
  lockLimiter: (row, _args, { catalog }) => lockLimiter(row, (raw) => amountAt(catalog, row, raw)),
  exitLimiter: (row, _args, { catalog }) => exitLimiter(row, (raw) => amountAt(catalog, row, raw)),
  totalLocked: (row, _args, { catalog }) => amountAt(catalog, row, row.total_locked),
  totalReleased: (row, _args, { catalog }) => amountAt(catalog, row, row.total_released),
  totalRefunded: (row, _args, { catalog }) => amountAt(catalog, row, row.total_refunded),
  totalVoided: (row, _args, { catalog }) => amountAt(catalog, row, row.total_voided),
  totalLoss: (row, _args, { catalog }) => amountAt(catalog, row, row.total_loss),
  lockCount: (row) => row.lock_count,
  releaseCount: (row) => row.release_count,
  openedAt: (row) => BigInt(row.opened_at),
  updatedBlock: (row) => BigInt(row.updated_block),
  history: async (row, args, context, info) => {
    const { catalog } = context
    const of = { chainId: catalog.chain(row.chain_id).chain.chainId, eid: row.dst_eid, asset: row.asset }
    const key = historyKey(of, args)
    const points = pointsOf(key, BigInt(row.opened_at), await context.view(info).compartmentHistory(key))
    return points.map(({ startsAt, complete, row: passed, before }) => {
      const quiet = before?.locked_at_end ?? '0'
      return {
        startsAt,
        complete,
        lockedIn: amountAt(catalog, row, passed?.locked_in ?? '0'),
        released: amountAt(catalog, row, passed?.released ?? '0'),
        refunded: amountAt(catalog, row, passed?.refunded ?? '0'),
        voided: amountAt(catalog, row, passed?.voided ?? '0'),
        lockCount: passed?.lock_count ?? 0,
        releaseCount: passed?.release_count ?? 0,
        lockedMin: amountAt(catalog, row, passed?.locked_min ?? quiet),
        lockedMax: amountAt(catalog, row, passed?.locked_max ?? quiet),
        lockedAtEnd: amountAt(catalog, row, passed?.locked_at_end ?? quiet),
      }
    })
  },
}

/** What all events have in common. */
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

/** What an event of its kind has. @throws TypeError when the index has it otherwise. */
function given<Value>(row: VaultEventRow, value: Value | null): Value {
  if (value === null) throw new TypeError(`The event ${row.id} lacks what a ${row.kind} has`)
  return value
}

type Resolve<Value> = (row: VaultEventRow, args: object, context: { readonly catalog: Catalog }) => Value

const guid: Resolve<Hex> = (row) => given(row, row.guid)
const receiver: Resolve<Hex> = (row) => given(row, row.receiver)
const totalAfter: Resolve<AmountModel> = (row, _args, { catalog }) =>
  amountAt(catalog, row, given(row, row.total_after))
const accountTotalAfter: Resolve<AmountModel> = (row, _args, { catalog }) =>
  amountAt(catalog, row, given(row, row.account_total_after))

const typeOf = {
  LOCK: 'LockEvent',
  RELEASE: 'ReleaseEvent',
  REFUND: 'UndoneLockEvent',
  RESCUE: 'UndoneLockEvent',
  VOID: 'VoidedReleaseEvent',
  SHORTFALL: 'ShortfallEvent',
  PAYOUT_FAILED: 'ClaimEvent',
  CLAIM: 'ClaimEvent',
} as const

/** `Compartment`, `CollateralPosition` and vault events. */
export const vaultResolvers: Pick<
  Resolvers,
  | 'Compartment'
  | 'CollateralPosition'
  | 'VaultEvent'
  | 'LockEvent'
  | 'ReleaseEvent'
  | 'UndoneLockEvent'
  | 'VoidedReleaseEvent'
  | 'ShortfallEvent'
  | 'ClaimEvent'
> = {
  Compartment,
  CollateralPosition: {
    id: (row, _args, { catalog }) => `${compartmentId(row, catalog)}:${row.account}`,
    home: (row, _args, { catalog }) => catalog.chain(row.chain_id),
    host: (row, _args, { catalog }) => catalog.chainOfEndpoint(row.dst_eid),
    asset: (row, _args, { catalog }) => catalog.asset(catalog.chain(row.chain_id), row.asset),
    totalLocked: (row, _args, { catalog }) => amountAt(catalog, row, row.total_locked),
    totalReleased: (row, _args, { catalog }) => amountAt(catalog, row, row.total_released),
    totalRefunded: (row, _args, { catalog }) => amountAt(catalog, row, row.total_refunded),
    lockCount: (row) => row.lock_count,
    releaseCount: (row) => row.release_count,
    openedAt: (row) => BigInt(row.opened_at),
    updatedAt: (row) => BigInt(row.updated_at),
    updatedBlock: (row) => BigInt(row.updated_block),
    cut: (_row, _args, context, info) => context.view(info).cut ?? null,
  },
  VaultEvent: { __resolveType: ({ kind }) => typeOf[kind] },
  LockEvent: {
    ...event,
    guid,
    receiver,
    refundTo: (row) => given(row, row.refund_to),
    totalLockedAfter: totalAfter,
    accountTotalLockedAfter: accountTotalAfter,
  },
  ReleaseEvent: {
    ...event,
    guid,
    receiver,
    totalReleasedAfter: totalAfter,
    accountTotalReleasedAfter: accountTotalAfter,
  },
  UndoneLockEvent: {
    ...event,
    guid,
    lockGuid: (row) => given(row, row.lock_guid),
    totalRefundedAfter: totalAfter,
    accountTotalRefundedAfter: accountTotalAfter,
  },
  VoidedReleaseEvent: { ...event, guid, totalVoidedAfter: totalAfter },
  ShortfallEvent: { ...event, guid, totalLossAfter: totalAfter },
  ClaimEvent: { ...event, receiver, claimableAfter: accountTotalAfter },
}
