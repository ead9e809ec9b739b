import { holdKinds, refundableFrom } from '../../domain/hold.ts'
import { zeroAddress } from '../../domain/identifiers.ts'
import type { Catalog } from '../catalog.ts'
import type { HoldKind, HoldSide, HoldStatus, Resolvers } from '../generated/resolver-types.ts'
import { holdTimesOf, holdWaitingForOf } from '../hold-waiting.ts'
import type { AmountModel, AssetModel, ChainModel, HoldRow } from '../models.ts'

const sides: Readonly<Record<HoldRow['side'], HoldSide>> = { mint: 'MINT', exit: 'EXIT' }
const kinds: Readonly<Record<HoldRow['kind'], HoldKind>> = {
  waiting: 'WAITING',
  delayed: 'DELAYED',
  'refund-only': 'REFUND_ONLY',
}
const statuses: Readonly<Record<HoldRow['status'], HoldStatus>> = {
  open: 'OPEN',
  released: 'RELEASED',
  refunded: 'REFUNDED',
  voided: 'VOIDED',
}

const homeOf = (row: HoldRow, catalog: Catalog): ChainModel =>
  row.side === 'mint' ? catalog.chainOfEndpoint(row.eid) : catalog.chain(row.chain_id)
const hostOf = (row: HoldRow, catalog: Catalog): ChainModel =>
  row.side === 'mint' ? catalog.chain(row.chain_id) : catalog.chainOfEndpoint(row.eid)
const assetOf = (row: HoldRow, catalog: Catalog): AssetModel => catalog.asset(homeOf(row, catalog), row.asset)
const amountOf = (row: HoldRow, catalog: Catalog, raw: string): AmountModel =>
  catalog.amount(raw, assetOf(row, catalog), row.bucket?.decimals)
const isOpen = (row: HoldRow): boolean => row.status === 'open'
const refundable = (row: HoldRow) => (isOpen(row) ? refundableFrom(holdTimesOf(row)) : undefined)

/** `Hold`, and what its call takes. */
export const holdResolvers: Pick<Resolvers, 'Hold' | 'HoldCall' | 'HoldStruct'> = {
  Hold: {
    id: (row, _args, { catalog }) => {
      const counterpart = catalog.chainOfEndpoint(row.eid).chain.chainId
      return `${row.chain_id}:${row.side}:${counterpart}:${row.asset}:${row.hold_id}`
    },
    chain: (row, _args, { catalog }) => catalog.chain(row.chain_id),
    side: (row) => sides[row.side],
    home: (row, _args, { catalog }) => homeOf(row, catalog),
    host: (row, _args, { catalog }) => hostOf(row, catalog),
    asset: (row, _args, { catalog }) => assetOf(row, catalog),
    holdId: (row) => row.hold_id,
    refundTo: (row) => row.refund_to,
    amount: (row, _args, { catalog }) => amountOf(row, catalog, row.amount),
    heldAmount: (row, _args, { catalog }) => amountOf(row, catalog, row.held_amount),
    kind: (row) => kinds[row.kind],
    status: (row) => statuses[row.status],
    heldAt: (row) => BigInt(row.held_at),
    dueAt: (row) => (row.kind === 'waiting' ? null : BigInt(row.due_at)),
    ahead: (row) => row.ahead?.count ?? null,
    aheadAmount: (row, _args, { catalog }) => (row.ahead === null ? null : amountOf(row, catalog, row.ahead.amount)),
    refundableAt: (row) => refundable(row)?.owners ?? null,
    refundableByAnybodyAt: (row) => refundable(row)?.anybody ?? null,
    waitingFor: (row, _args, { catalog }) => holdWaitingForOf(row, catalog) ?? null,
    refundGuid: (row) => row.refund_guid,
    call: (row) => (isOpen(row) ? row : null),
    updatedBlock: (row) => BigInt(row.block_number),
    updatedAt: (row) => BigInt(row.block_time),
    txHash: (row) => row.tx_hash,
  },
  HoldCall: {
    id: (row) => row.hold_id,
    hold: (row) => row,
  },
  HoldStruct: {
    refundTo: (row) => row.refund_to ?? zeroAddress,
    amount: (row) => BigInt(row.amount),
    kind: (row) => holdKinds.indexOf(row.kind),
    heldAt: (row) => BigInt(row.held_at),
    dueAt: (row) => BigInt(row.due_at),
  },
}
